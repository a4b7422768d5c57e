"""What the tests look at after a text was acted on."""

from sqlalchemy import func, select

from app.extensions import db
from app.patrol.models import Stop, StopState, Task, TaskNote, TaskState

STRANGER = "+8613800138000"
FAMILY = "+358505550222"


def stop_of(task: Task, number: int) -> Stop:
    db.session.refresh(task)
    return next(stop for stop in task.stops if stop.number == number)


def notes() -> list[str]:
    return list(db.session.scalars(select(TaskNote.text).order_by(TaskNote.text)))


def untouched(*tasks: Task) -> bool:
    for task in tasks:
        db.session.refresh(task)
    return all(t.state is TaskState.QUEUED and all(s.state is StopState.UNVISITED for s in t.stops) for t in tasks)


def count_of(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0
