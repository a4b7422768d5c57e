"""What patrols say and do not say, and what it does to the plan."""

from datetime import datetime

from app.audit.actions import SYSTEM, Actor, record
from app.core.errors import WrongState
from app.extensions import db
from app.messaging.models import MessageState
from app.patrol import actions as patrol_deeds
from app.patrol import queries as patrols
from app.patrol.models import AnsweredBy, Channel, Stop, StopState, Task, TaskState
from app.search import plans, pool, queries, widening
from app.search.in_force import in_force
from app.search.models import PlanPlace, PlanState, SearchPlan
from app.search.settings import SearchSettings

_UNREACHED = {MessageState.FAILED, MessageState.EXPIRED}


def accept_task(task: Task, *, via: AnsweredBy, at: datetime, by: Actor | None = None) -> None:
    """The patrol takes it. Taking it twice is no error; an ended task raises `WrongState`."""
    if patrol_deeds.accept(task, via=via, at=at, by=by):
        plan = queries.live_plan(task.report)
        plans.note(plan, "accepted", at=at, task=task.code, patrol=task.patrol.code)


def take_answer(
    stop: Stop,
    state: StopState,
    *,
    via: AnsweredBy,
    at: datetime,
    by: Actor | None = None,
    phone: str = "",
    note: str = "",
    channel: Channel | None = None,
    settings: SearchSettings | None = None,
) -> Stop:
    """Write an answer down and learn from it; when the family is there, call everybody else off.

    Raises `WrongState` for a task that has ended, except for a family, which is never turned away.
    """
    plan, settings = plans.held(stop.task.report, at), settings or in_force()
    before = _chance(plan, stop)
    patrol_deeds.answer_stop(stop, state, via=via, at=at, by=by, phone=phone, note=note, channel=channel)
    if state is StopState.FAMILY_HERE:
        _family_found(stop, plan, by=by or stop.task.patrol, at=at)
    if plan is not None:
        plans.take_stock(plan, at, settings)
    plans.note(
        plan,
        state.value,
        at=at,
        task=stop.task.code,
        patrol=stop.task.patrol.code,
        place_id=str(stop.place_id),
        before=plans.percent(before),
        after=plans.percent(_chance(plan, stop)),
    )
    if plan is not None:
        widening.widen_if_needed(plan, at, settings)
    return stop


def _chance(plan: SearchPlan | None, stop: Stop) -> float:
    place = _on_plan(plan, stop)
    return place.chance if place is not None else 0.0


def _on_plan(plan: SearchPlan | None, stop: Stop) -> PlanPlace | None:
    rows = plan.places if plan is not None else []
    return next((row for row in rows if row.place_id == stop.place_id), None)


def _family_found(stop: Stop, plan: SearchPlan | None, *, by: Actor, at: datetime) -> None:
    """Everybody else on this case may stop; the plan waits for an officer to see the family."""
    for task in patrols.open_tasks_for(stop.task.report):
        patrol_deeds.stand_down_task(task, by=by, at=at)
    if plan is None or plan.state is PlanState.FOUND:
        return
    if plan.state is PlanState.DRAFT:
        plan.move(PlanState.ACTIVE)
    plan.move(PlanState.FOUND)


def not_the_family(
    stop: Stop, *, by: Actor, at: datetime, note: str = "", settings: SearchSettings | None = None
) -> None:
    """The people met there are not this family: the search goes on from where it stood."""
    plan, settings = plans.held(stop.task.report, at), settings or in_force()
    db.session.refresh(stop)
    if stop.state is not StopState.FAMILY_HERE:
        raise WrongState("answer_moved_on")
    stop.state, stop.answered_by, stop.answered_at = StopState.NOT_HERE, AnsweredBy.DISPATCHER, at
    stop.note = (note or stop.note)[:500]
    plans.note(plan, "not_the_family", at=at, place_id=str(stop.place_id))
    if plan is not None:
        if plan.state is PlanState.FOUND and queries.stop_with_family(stop.task.report) is None:
            plan.move(PlanState.ACTIVE)
        plans.take_stock(plan, at, settings)
    record(
        "resumed search",
        "found_report",
        stop.task.report.ref,
        by=by,
        at=at,
        task=stop.task.code,
        stop=stop.number,
    )


def pass_on_task(
    task: Task,
    *,
    at: datetime,
    by: Actor = SYSTEM,
    why: str = "passed_on",
    settings: SearchSettings | None = None,
) -> None:
    """Its open stops go back to the pool. `why` is the code of the timeline's line.

    A patrol that had taken it and did not give it back itself is told: nothing is taken from it silently.
    """
    plan, settings = plans.held(task.report, at), settings or in_force()
    had_taken_it = task.state is TaskState.ACCEPTED and by is not task.patrol
    patrol_deeds.pass_on(task, at=at, by=by)
    if had_taken_it:
        patrol_deeds.tell_overdue(task, at=at)
    plans.note(plan, why, at=at, task=task.code, patrol=task.patrol.code)
    if plan is not None:
        plans.take_stock(plan, at, settings)


def overdue(at: datetime, settings: SearchSettings | None = None) -> int:
    """What the clocks ask for: repeat an unaccepted task once, then pass it on, then call a supervisor; how many moved.

    A task whose message could not be delivered at all is passed on at once.
    """
    settings = settings or in_force()
    patrol_deeds.note_sent(at)
    moved = 0
    for task in patrols.queued():
        messages = patrols.messages_of(task)
        if messages and all(message.state in _UNREACHED for message in messages):
            pass_on_task(task, at=at, why="not_reached", settings=settings)
            moved += 1
    for task in patrols.unaccepted_since(at - settings.clocks.pass_on_after):
        pass_on_task(task, at=at, why="unanswered", settings=settings)
        patrol_deeds.tell_overdue(task, at=at)
        moved += 1
    for task in patrols.unaccepted_since(at - settings.clocks.send_again_after):
        if task.sent_again_at is None and patrol_deeds.send_again(task, at=at):
            plans.note(queries.live_plan(task.report), "sent_again", at=at, task=task.code, patrol=task.patrol.code)
            moved += 1
    moved += sum(_alarm(task, at) for task in queries.left_lying(at - settings.clocks.alarm_after))
    db.session.flush()
    return moved


def _alarm(task: Task, at: datetime) -> bool:
    """Nobody took the task, nor anybody its places: a supervisor is asked, once, in red."""
    plan = queries.live_plan(task.report)
    places = {stop.place_id for stop in task.stops}
    lying = [row for row in plan.places if row.place_id in places and pool.is_free(row)] if plan else []
    task.alarmed_at = at
    if not lying:
        return False
    plans.note(plan, "alarm", at=at, task=task.code, patrol=task.patrol.code, count=len(lying))
    record("called a supervisor", "found_report", task.report.ref, by=SYSTEM, at=at, task=task.code)
    return True


def is_red(task: Task, at: datetime, settings: SearchSettings) -> bool:
    """Whether the task stands unaccepted past its first clock, or was passed on unanswered."""
    waiting = task.state in (TaskState.QUEUED, TaskState.SENT)
    late = waiting and at - task.sent_at >= settings.clocks.send_again_after
    return late or task.state is TaskState.EXPIRED
