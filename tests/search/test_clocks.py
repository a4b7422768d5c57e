"""What happens to a task that nobody takes, and to an answer that comes late."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.accounts.models import Officer
from app.core.clock import now
from app.core.errors import WrongState
from app.extensions import db
from app.messaging.models import MessageState
from app.patrol import queries as patrols
from app.patrol.models import AnsweredBy, StopState, Task, TaskState
from app.search import actions, pool, queries
from app.search.models import SearchPlan
from tests.search.helpers import codes, let_texts_leave, row_of, texts

pytestmark = pytest.mark.usefixtures("app")
SMS = AnsweredBy.SMS


def minutes(at: datetime, n: float) -> datetime:
    return at + timedelta(minutes=n)


def test_an_unaccepted_task_is_sent_again_after_three_minutes_once(
    running: tuple[SearchPlan, list[Task]], at: datetime
) -> None:
    plan, tasks = running
    let_texts_leave()
    assert actions.overdue(minutes(at, 2)) == 0
    assert actions.overdue(minutes(at, 3)) == len(tasks)
    assert actions.overdue(minutes(at, 3.5)) == 0
    assert len(texts("patrol_task")) == 2 * len(tasks)
    assert codes(plan).count("sent_again") == len(tasks)


def test_an_unaccepted_task_goes_back_to_the_pool_after_five_minutes(
    running: tuple[SearchPlan, list[Task]], officer: Officer, at: datetime
) -> None:
    plan, tasks = running
    let_texts_leave()
    actions.accept_task(tasks[0], via=SMS, at=minutes(at, 1))
    actions.overdue(minutes(at, 5))
    assert tasks[0].state is TaskState.ACCEPTED
    assert all(task.state is TaskState.EXPIRED for task in tasks[1:])
    assert {m.recipient for m in texts("patrol_overdue")} == {task.patrol.phone for task in tasks[1:]}
    assert all(pool.is_free(row_of(plan, stop.place_id)) for task in tasks[1:] for stop in task.stops)
    assert "unanswered" in codes(plan)


def test_a_task_whose_text_cannot_be_delivered_is_passed_on_at_once(
    running: tuple[SearchPlan, list[Task]], at: datetime
) -> None:
    plan, tasks = running
    message = patrols.messages_of(tasks[0])[0]
    message.move(MessageState.SENDING)
    message.move(MessageState.FAILED)
    db.session.flush()
    assert actions.overdue(at) == 1
    assert tasks[0].state is TaskState.EXPIRED
    assert codes(plan)[0] == "not_reached"


def test_a_patrol_that_cannot_go_passes_its_stops_on(running: tuple[SearchPlan, list[Task]], at: datetime) -> None:
    plan, tasks = running
    actions.pass_on_task(tasks[0], at=at, by=tasks[0].patrol)
    assert all(pool.is_free(row_of(plan, stop.place_id)) for stop in tasks[0].stops)
    assert codes(plan)[0] == "passed_on"


def test_what_a_late_patrol_knows_still_counts(running: tuple[SearchPlan, list[Task]], at: datetime) -> None:
    plan, tasks = running
    actions.pass_on_task(tasks[0], at=at)
    stop = tasks[0].stops[0]
    before = row_of(plan, stop.place_id).chance
    actions.take_answer(stop, StopState.NOT_HERE, via=SMS, at=minutes(at, 6))
    assert row_of(plan, stop.place_id).chance < before


@pytest.fixture
def in_another_process() -> Callable[[Task], None]:
    """Somebody else stands the task down while we look at an old copy."""

    def change(task: Task) -> None:
        table = Task.__table__
        db.session.execute(table.update().where(table.c.id == task.id).values(state="stood_down", version=99))

    return change


def test_an_answer_to_a_task_stood_down_meanwhile_is_refused(
    running: tuple[SearchPlan, list[Task]], in_another_process: Callable[[Task], None], at: datetime
) -> None:
    _, tasks = running
    in_another_process(tasks[0])
    with pytest.raises(WrongState):
        actions.take_answer(tasks[0].stops[0], StopState.NOT_HERE, via=SMS, at=at)


def test_after_ten_minutes_a_supervisor_is_called_once_for_what_nobody_took(
    running: tuple[SearchPlan, list[Task]], at: datetime
) -> None:
    plan, tasks = running
    let_texts_leave()
    actions.overdue(minutes(at, 5))
    assert queries.alarms() == {}
    assert actions.overdue(minutes(at, 10)) == len(tasks)
    assert codes(plan).count("alarm") == len(tasks)
    assert queries.alarms() == {plan.report_id: sum(len(task.stops) for task in tasks)}
    assert actions.overdue(minutes(at, 11)) == 0


def test_no_supervisor_is_called_for_places_that_another_patrol_has_taken(
    running: tuple[SearchPlan, list[Task]], officer: Officer, at: datetime
) -> None:
    plan, tasks = running
    let_texts_leave()
    actions.overdue(minutes(at, 5))
    for task in actions.dispatch(plan, by=officer, at=minutes(at, 6), page_url=lambda token: token):
        actions.accept_task(task, via=SMS, at=minutes(at, 7))
    actions.overdue(minutes(at, 10))
    lying = any(pool.is_free(row_of(plan, stop.place_id)) for task in tasks for stop in task.stops)
    assert ("alarm" in codes(plan)) is lying


def test_the_page_is_red_when_a_supervisor_has_to_act(visitor, address, draft, officer) -> None:
    long_ago = now() - timedelta(minutes=11)
    actions.dispatch(draft, by=officer, at=long_ago, page_url=lambda token: token)
    actions.overdue(now())
    actions.overdue(now())
    assert "A supervisor has to act" in visitor.get(address).text
