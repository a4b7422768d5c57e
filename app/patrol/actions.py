"""The deeds of a task: give out, accept, answer, pass on, stand down."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from app.audit.actions import SYSTEM, Actor, record
from app.core.errors import Refusal, WrongState
from app.core.refs import new_task_code
from app.extensions import changed, db
from app.found.models import FoundReport
from app.messaging import actions as messaging
from app.messaging.models import MessageState, Purpose
from app.patrol import queries, rules
from app.patrol.models import OPEN_TASK, AnsweredBy, Channel, Patrol, Stop, StopState, Task, TaskNote, TaskState
from app.people.rules import band_of
from app.places.models import Place

MOST_STOPS = 3
ANSWER_WITHIN = timedelta(minutes=5)
_TRIES = 30
_LEFT_US = (MessageState.SENDING, MessageState.SENT, MessageState.DELIVERED, MessageState.UNCERTAIN)


def _free_code(at: datetime) -> str:
    """A code nobody has; longer when the short ones are crowded."""
    taken = queries.codes_taken(at)
    for digits in (1, 2, 3, 4):
        for _ in range(_TRIES):
            code = new_task_code(digits)
            if code not in taken:
                return code
    raise Refusal("no_task_code_left")


def create_task(
    patrol: Patrol,
    report: FoundReport,
    places: Sequence[Place],
    *,
    by: Actor,
    at: datetime,
    page_url: Callable[[str], str],
    answer_within: timedelta = ANSWER_WITHIN,
) -> Task:
    """Give a patrol one to three stops and queue the message; `page_url` makes the link from the token."""
    if not 1 <= len(places) <= MOST_STOPS:
        raise Refusal("task_needs_one_to_three_stops")
    if patrol.opted_out:
        raise Refusal("patrol_wrote_stop", patrol=patrol.code)
    task = Task(code=_free_code(at), token=secrets.token_urlsafe(24), patrol=patrol, report=report, sent_at=at)
    task.stops = [Stop(number=number, place=place) for number, place in enumerate(places, start=1)]
    db.session.add(task)
    db.session.flush()
    _queue(task, at, page_url(task.token), answer_within)
    record(
        "gave out task",
        "found_report",
        report.ref,
        by=by,
        at=at,
        task=task.code,
        patrol=patrol.code,
        stops=len(places),
    )
    return task


def _queue(task: Task, at: datetime, link: str, answer_within: timedelta) -> None:
    patrol, report = task.patrol, task.report
    pairs = [(stop.place.name_in(patrol.language), stop.place.address) for stop in task.stops]
    variables = {
        "tid": task.code,
        "grid": str(report.cell or "-"),
        "sex": report.sex.value,
        "age": band_of(report.age_low, report.age_high).value,
        "min": str(int(answer_within.total_seconds() // 60)),
        "stops": rules.stops_text(pairs),
        "link": link,
    }
    messaging.enqueue(
        "patrol_task",
        variables,
        to=patrol.phone,
        language=patrol.language,
        purpose=Purpose.TASK,
        dedupe_key=queries.message_keys(task)[0],
        at=at,
        case_ref=report.ref,
        task_code=task.code,
        expires_after=answer_within,
    )


def _claim(task: Task, *, from_states: Sequence[TaskState], to: TaskState, at: datetime) -> bool:
    """Move the row only if it is still in one of these states; whoever comes second gets False."""
    db.session.flush()
    changes: dict[str, object] = {"state": to, "version": Task.version + 1, "updated_at": at}
    if to is TaskState.ACCEPTED:
        changes["accepted_at"] = at
    if to not in OPEN_TASK:
        changes["ended_at"] = at
    moved = changed(update(Task).where(Task.id == task.id, Task.state.in_(from_states)).values(changes))
    db.session.refresh(task)
    return moved == 1


def _moved_on(task: Task) -> WrongState:
    return WrongState("task_moved_on", task=task.code, state=task.state)


def accept(task: Task, *, via: AnsweredBy, at: datetime, by: Actor | None = None) -> bool:
    """The patrol takes the task. True if this was the first time; raises `WrongState` once it has ended."""
    if _claim(task, from_states=(TaskState.QUEUED, TaskState.SENT), to=TaskState.ACCEPTED, at=at):
        record(
            "accepted task",
            "found_report",
            task.report.ref,
            by=by or task.patrol,
            at=at,
            task=task.code,
            via=via.value,
        )
        return True
    if task.state is not TaskState.ACCEPTED:
        raise _moved_on(task)
    return False


def _check_answerable(task: Task, state: StopState) -> None:
    """An ended task takes no answer, but a family is never turned away, nor what a late patrol knows."""
    late = state is StopState.FAMILY_HERE or task.state is TaskState.EXPIRED
    if task.state not in OPEN_TASK and not late:
        raise _moved_on(task)


def answer_stop(
    stop: Stop,
    state: StopState,
    *,
    via: AnsweredBy,
    at: datetime,
    by: Actor | None = None,
    phone: str = "",
    note: str = "",
    channel: Channel | None = None,
) -> Stop:
    """Write down what was said of one stop; the task is done when every stop is answered or the family found.

    An answer may be corrected while the task is open. `channel` tells how a dispatcher heard it.
    """
    task = stop.task
    _check_answerable(task, state)
    stop.state, stop.answered_at, stop.answered_by, stop.channel = state, at, via, channel
    _stands_at(task.patrol, stop.place, at)
    stop.contact_phone = phone[:20] or stop.contact_phone
    stop.note = note[:500] or stop.note
    if task.state in (TaskState.QUEUED, TaskState.SENT):
        accept(task, via=via, at=at, by=by)
    record(
        "answered stop",
        "found_report",
        task.report.ref,
        by=by or task.patrol,
        at=at,
        task=task.code,
        stop=stop.number,
        answer=state.value,
        via=via.value,
        **({"channel": channel.value} if channel else {}),
    )
    answered = all(each.state is not StopState.UNVISITED for each in task.stops)
    if task.state in OPEN_TASK and (answered or state is StopState.FAMILY_HERE):
        _end(task, TaskState.DONE, at)
    return stop


def _stands_at(patrol: Patrol, place: Place, at: datetime) -> None:
    """Whoever answers for a place was there just now: the freshest position there is."""
    if patrol.position_at is None or patrol.position_at <= at:
        patrol.lat, patrol.lon, patrol.position_at = place.lat, place.lon, at


def _end(task: Task, to: TaskState, at: datetime) -> None:
    if not _claim(task, from_states=OPEN_TASK, to=to, at=at):
        raise _moved_on(task)


def pass_on(task: Task, *, at: datetime, by: Actor = SYSTEM) -> None:
    """The patrol cannot take it or did not answer: its open stops may go to others."""
    _end(task, TaskState.EXPIRED, at)
    messaging.cancel_unsent(task.code, task.report.ref, at)
    record("passed task on", "found_report", task.report.ref, by=by, at=at, task=task.code)


def _has_heard(task: Task, was: TaskState) -> bool:
    """Whether the patrol may know of the task, so that it has to be called off."""
    return was is TaskState.ACCEPTED or any(m.state in _LEFT_US for m in queries.messages_of(task))


def stand_down_task(task: Task, *, by: Actor, at: datetime) -> None:
    """Call the patrol off. A task message still waiting is cancelled; only who may have got one is told."""
    was = task.state
    _end(task, TaskState.STOOD_DOWN, at)
    messaging.cancel_unsent(task.code, task.report.ref, at)
    if _has_heard(task, was):
        messaging.enqueue(
            "patrol_stand_down",
            {"tid": task.code},
            to=task.patrol.phone,
            language=task.patrol.language,
            purpose=Purpose.STAND_DOWN,
            dedupe_key=f"stand_down:{task.id}",
            at=at,
            case_ref=task.report.ref,
            task_code=task.code,
        )
    record("stood task down", "found_report", task.report.ref, by=by, at=at, task=task.code)


def note_sent(at: datetime) -> int:
    """Mark as sent the tasks whose message has left; how many there were."""
    moved = 0
    for task in queries.queued():
        if any(message.state in _LEFT_US for message in queries.messages_of(task)):
            moved += _claim(task, from_states=(TaskState.QUEUED,), to=TaskState.SENT, at=at)
    return moved


def send_again(task: Task, *, at: datetime) -> bool:
    """Repeat the message of an unaccepted task, once in its life; False if that was done already."""
    first = next(iter(queries.messages_of(task)), None)
    moved = changed(
        update(Task)
        .where(
            Task.id == task.id,
            Task.sent_again_at.is_(None),
            Task.state.in_((TaskState.QUEUED, TaskState.SENT)),
        )
        .values(sent_again_at=at, version=Task.version + 1)
    )
    db.session.refresh(task)
    if first is None or moved != 1:
        return False
    if first.state is MessageState.WAITING:
        return False  # it has not even left once: a repeat would be a double
    messaging.enqueue(
        first.template,
        first.variables,
        to=task.patrol.phone,
        language=task.patrol.language,
        purpose=Purpose.TASK,
        dedupe_key=queries.message_keys(task)[1],
        at=at,
        case_ref=task.report.ref,
        task_code=task.code,
        expires_after=ANSWER_WITHIN,
    )
    record("sent task again", "found_report", task.report.ref, by=SYSTEM, at=at, task=task.code)
    return True


def tell_overdue(task: Task, *, at: datetime) -> None:
    """Tell a patrol that its unanswered task has gone to others."""
    messaging.enqueue(
        "patrol_overdue",
        {"tid": task.code},
        to=task.patrol.phone,
        language=task.patrol.language,
        purpose=Purpose.STAND_DOWN,
        dedupe_key=f"overdue:{task.id}",
        at=at,
        case_ref=task.report.ref,
        task_code=task.code,
    )


def keep_note(task: Task, text: str, *, at: datetime) -> TaskNote:
    """Words that are no answer stay with the task."""
    note = TaskNote(task_id=task.id, at=at, text=text[:1600])
    db.session.add(note)
    record("kept note on task", "found_report", task.report.ref, by=task.patrol, at=at, task=task.code)
    return note


def set_duty(patrol: Patrol, on_duty: bool, *, by: Actor, at: datetime) -> None:
    """Put a patrol on or off duty; whatever it has open stays with it."""
    patrol.on_duty = on_duty
    record("changed duty", "patrol", patrol.code, by=by, at=at, on_duty=on_duty)
