"""Who is on duty and which tasks are open."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.found.models import FoundReport
from app.messaging.models import Message
from app.patrol.models import OPEN_TASK, Patrol, Stop, Task, TaskNote, TaskState

CODE_RESTS = timedelta(hours=12)
"""A code is not given again so soon: a late answer must not land on another task."""


def roster() -> Sequence[Patrol]:
    """Every patrol, by code."""
    return db.session.scalars(select(Patrol).order_by(Patrol.code)).all()


def codes() -> Sequence[tuple[uuid.UUID, str]]:
    """(id, code) of every patrol, by code."""
    rows = db.session.execute(select(Patrol.id, Patrol.code).order_by(Patrol.code))
    return [(row.id, row.code) for row in rows]


def patrol_by_code(code: str) -> Patrol | None:
    return db.session.scalar(select(Patrol).where(Patrol.code == code))


def patrol_by_phone(e164: str) -> Patrol | None:
    return db.session.scalar(select(Patrol).where(Patrol.phone == e164))


def on_duty() -> Sequence[Patrol]:
    """Patrols that can be sent a task, by code."""
    wanted = select(Patrol).where(Patrol.on_duty, ~Patrol.opted_out).order_by(Patrol.code)
    return db.session.scalars(wanted).all()


def held_and_free(ids: Sequence[uuid.UUID]) -> list[Patrol]:
    """Of these, the patrols on duty without an open task, by code; locked, so that two cases never share one."""
    wanted = select(Patrol).where(Patrol.id.in_(ids), Patrol.on_duty, ~Patrol.opted_out)
    locked = db.session.scalars(wanted.order_by(Patrol.code).with_for_update()).all()
    busy = busy_patrols()
    return [patrol for patrol in locked if patrol.id not in busy]


def _open_tasks() -> Select[Task]:
    return select(Task).where(Task.state.in_(OPEN_TASK)).order_by(Task.sent_at, Task.code)


def open_tasks_of(patrol: Patrol) -> Sequence[Task]:
    """The oldest first."""
    return db.session.scalars(_open_tasks().where(Task.patrol_id == patrol.id)).all()


def open_tasks_for(report: FoundReport) -> Sequence[Task]:
    """The oldest first."""
    return db.session.scalars(_open_tasks().where(Task.report_id == report.id)).all()


def busy_patrols() -> dict[uuid.UUID, list[Task]]:
    """Patrol id -> its open tasks, for any report."""
    tasks: dict[uuid.UUID, list[Task]] = {}
    for task in db.session.scalars(_open_tasks().options(selectinload(Task.stops))):
        tasks.setdefault(task.patrol_id, []).append(task)
    return tasks


def tasks_for(report: FoundReport) -> Sequence[Task]:
    """Every task ever given out for a report, the newest first, with patrol, stops and places."""
    wanted = (
        select(Task)
        .where(Task.report_id == report.id)
        .options(selectinload(Task.patrol), selectinload(Task.stops).selectinload(Stop.place))
        .order_by(Task.sent_at.desc(), Task.code)
    )
    return db.session.scalars(wanted).all()


def task_by_id(task_id: uuid.UUID) -> Task | None:
    return db.session.get(Task, task_id)


def task_by_token(token: str) -> Task | None:
    return db.session.scalar(select(Task).where(Task.token == token))


def task_by_code(patrol: Patrol, code: str) -> Task | None:
    """This patrol's task of that code: an open one, else the latest that ended in the last twelve hours."""
    wanted = select(Task).where(Task.patrol_id == patrol.id, Task.code == code).order_by(Task.sent_at.desc())
    tasks = db.session.scalars(wanted).all()
    return next((task for task in tasks if task.state in OPEN_TASK), tasks[0] if tasks else None)


def codes_taken(at: datetime) -> set[str]:
    """Codes of open tasks and of those given out lately."""
    wanted = select(Task.code).where(Task.state.in_(OPEN_TASK) | (Task.sent_at > at - CODE_RESTS))
    return set(db.session.scalars(wanted))


def unaccepted_since(before: datetime) -> Sequence[Task]:
    """Tasks given out before a time that nobody has accepted, the oldest first."""
    waiting = (TaskState.QUEUED, TaskState.SENT)
    return db.session.scalars(
        select(Task).where(Task.state.in_(waiting), Task.sent_at <= before).order_by(Task.sent_at, Task.code)
    ).all()


def queued() -> Sequence[Task]:
    """Tasks whose message is not known to have left, the oldest first."""
    wanted = select(Task).where(Task.state == TaskState.QUEUED).order_by(Task.sent_at, Task.code)
    return db.session.scalars(wanted).all()


def message_keys(task: Task) -> tuple[str, str]:
    """What the task's own messages are queued under: the first and its repeat."""
    return f"task:{task.id}", f"task:{task.id}:again"


def messages_of(task: Task) -> Sequence[Message]:
    """The task's message and its repeat, the oldest first."""
    wanted = select(Message).where(Message.dedupe_key.in_(message_keys(task))).order_by(Message.created_at)
    return db.session.scalars(wanted).all()


def notes_of(tasks: Sequence[Task]) -> Sequence[TaskNote]:
    """Words that patrols wrote on these tasks, the newest first."""
    ids = [task.id for task in tasks]
    return db.session.scalars(
        select(TaskNote).where(TaskNote.task_id.in_(ids)).order_by(TaskNote.at.desc(), TaskNote.id)
    ).all()
