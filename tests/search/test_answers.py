"""What patrols say, and what it does to the plan and to everybody else."""

from datetime import datetime, timedelta

import pytest

from app.accounts.models import Officer
from app.core.errors import WrongState
from app.found.models import FoundReport
from app.patrol import queries as patrols
from app.patrol.models import AnsweredBy, StopState, Task, TaskState
from app.search import actions, pool, queries
from app.search.models import PlanState, SearchPlan
from tests.factories import LAT, LON, make_found, make_patrol, make_place
from tests.search.helpers import codes, let_texts_leave, page_url, row_of, texts

pytestmark = pytest.mark.usefixtures("app")
SMS = AnsweredBy.SMS


def test_a_place_that_said_no_sinks_and_the_others_rise(running: tuple[SearchPlan, list[Task]], at: datetime) -> None:
    plan, tasks = running
    stop = tasks[0].stops[0]
    before = {row.place_id: row.chance for row in plan.places}
    rest_before = plan.rest_mass
    actions.take_answer(stop, StopState.NOT_HERE, via=SMS, at=at)
    after = {row.place_id: row.chance for row in plan.places}
    p = before[stop.place_id]
    assert after[stop.place_id] == pytest.approx(p * 0.1 / (1 - p * 0.9))
    assert all(after[k] > before[k] for k in before if k != stop.place_id)
    assert plan.rest_mass > rest_before
    assert sum(after.values()) + plan.rest_mass == pytest.approx(1)
    assert codes(plan)[0] == "not_here"


def test_the_plan_says_why_it_changed(running: tuple[SearchPlan, list[Task]], at: datetime) -> None:
    plan, tasks = running
    actions.take_answer(tasks[0].stops[0], StopState.NOT_HERE, via=SMS, at=at)
    event = queries.events_of(plan)[0]
    assert event.facts["task"] == tasks[0].code
    assert event.facts["before"] != event.facts["after"]


def test_a_closed_hotel_teaches_nothing_and_goes_back_to_the_pool(
    running: tuple[SearchPlan, list[Task]], at: datetime
) -> None:
    plan, tasks = running
    stop = tasks[0].stops[0]
    row = row_of(plan, stop.place_id)
    before = row.chance
    actions.take_answer(stop, StopState.CLOSED, via=SMS, at=at)
    assert row.chance == pytest.approx(before)
    assert pool.is_free(row)
    assert row.order is not None


def test_an_answer_that_is_corrected_counts_once(running: tuple[SearchPlan, list[Task]], at: datetime) -> None:
    plan, tasks = running
    task = max(tasks, key=lambda t: len(t.stops))
    assert len(task.stops) > 1
    before = {row.place_id: row.chance for row in plan.places}
    actions.take_answer(task.stops[0], StopState.NOT_HERE, via=SMS, at=at)
    actions.take_answer(task.stops[0], StopState.CLOSED, via=SMS, at=at)
    assert {row.place_id: row.chance for row in plan.places} == pytest.approx(before)


def test_a_trace_raises_the_places_around_it(running: tuple[SearchPlan, list[Task]], at: datetime) -> None:
    plan, tasks = running
    stop = tasks[0].stops[0]
    rest = plan.rest_mass
    actions.take_answer(stop, StopState.TRACE, via=SMS, at=at, note="seen crossing towards the harbour")
    assert plan.rest_mass < rest
    assert row_of(plan, stop.place_id).chance > row_of(plan, stop.place_id).prior


def test_when_a_task_is_done_its_patrol_is_offered_the_next_places(
    report: FoundReport, officer: Officer, at: datetime
) -> None:
    for n in range(6):
        make_place(lat=LAT + 0.001 * (n + 1), lon=LON)
    make_patrol(station=officer.station)
    plan = actions.make_plan(report, by=officer, at=at)
    (task,) = actions.dispatch(plan, by=officer, at=at, page_url=page_url)
    for stop in task.stops:
        actions.take_answer(stop, StopState.NOT_HERE, via=SMS, at=at)
    (second,) = actions.dispatch(plan, by=officer, at=at, page_url=page_url)
    assert not {s.place_id for s in task.stops} & {s.place_id for s in second.stops}


def test_when_every_place_has_said_no_the_plan_is_exhausted_and_can_be_widened(
    report: FoundReport, officer: Officer, at: datetime
) -> None:
    make_place(lat=LAT + 0.001)
    make_patrol(station=officer.station)
    plan = actions.make_plan(report, by=officer, at=at)
    (task,) = actions.dispatch(plan, by=officer, at=at, page_url=page_url)
    actions.take_answer(task.stops[0], StopState.NOT_HERE, via=SMS, at=at)
    assert plan.state is PlanState.EXHAUSTED
    make_place(lat=LAT + 0.06)
    assert actions.widen(plan, by=officer, at=at) == 1
    assert plan.state is PlanState.ACTIVE
    assert sum(row.chance for row in plan.places) + plan.rest_mass == pytest.approx(1)


# The family


def test_family_is_here_stands_down_every_other_patrol(running: tuple[SearchPlan, list[Task]], at: datetime) -> None:
    plan, tasks = running
    assert len(tasks) > 1
    let_texts_leave()
    found, *others = tasks
    actions.take_answer(found.stops[0], StopState.FAMILY_HERE, via=SMS, at=at, phone="+8613800138000")
    assert plan.state is PlanState.FOUND
    assert found.state is TaskState.DONE
    assert all(task.state is TaskState.STOOD_DOWN for task in others)
    assert {m.recipient for m in texts("patrol_stand_down")} == {task.patrol.phone for task in others}
    assert queries.stop_with_family(plan.report) == found.stops[0]
    assert row_of(plan, found.stops[0].place_id).chance == 1


def test_family_is_here_leaves_other_children_searches_alone(
    running: tuple[SearchPlan, list[Task]], officer: Officer, at: datetime
) -> None:
    _, tasks = running
    make_patrol(station=officer.station)
    other = actions.make_plan(make_found(filed_by=officer), by=officer, at=at)
    (task,) = actions.dispatch(other, by=officer, at=at, page_url=page_url)
    actions.take_answer(tasks[0].stops[0], StopState.FAMILY_HERE, via=SMS, at=at)
    assert task.state is TaskState.QUEUED
    assert other.state is PlanState.ACTIVE


def test_people_who_are_not_the_family_let_the_search_go_on(
    running: tuple[SearchPlan, list[Task]], officer: Officer, at: datetime
) -> None:
    plan, tasks = running
    stop = tasks[0].stops[0]
    actions.take_answer(stop, StopState.FAMILY_HERE, via=SMS, at=at)
    actions.not_the_family(stop, by=officer, at=at)
    assert plan.state is PlanState.ACTIVE
    assert queries.stop_with_family(plan.report) is None
    assert row_of(plan, stop.place_id).chance < row_of(plan, stop.place_id).prior
    assert actions.dispatch(plan, by=officer, at=at, page_url=page_url)
    with pytest.raises(WrongState):
        actions.not_the_family(stop, by=officer, at=at)


def test_a_second_family_is_not_turned_away(running: tuple[SearchPlan, list[Task]], at: datetime) -> None:
    plan, tasks = running
    actions.take_answer(tasks[0].stops[0], StopState.FAMILY_HERE, via=SMS, at=at)
    later = at + timedelta(minutes=1)
    actions.take_answer(tasks[1].stops[0], StopState.FAMILY_HERE, via=SMS, at=later)
    assert queries.stop_with_family(plan.report) == tasks[1].stops[0]


def test_stand_down_calls_everybody_off_and_a_second_time_changes_nothing(
    running: tuple[SearchPlan, list[Task]], officer: Officer, at: datetime
) -> None:
    plan, tasks = running
    let_texts_leave()
    assert actions.stand_down(plan.report, by=officer, at=at) == len(tasks)
    assert plan.state is PlanState.STOOD_DOWN
    assert not patrols.open_tasks_for(plan.report)
    assert len(texts("patrol_stand_down")) == len(tasks)
    assert actions.stand_down(plan.report, by=officer, at=at) == 0
    assert len(texts("patrol_stand_down")) == len(tasks)
    assert queries.live_plan(plan.report) is None


def test_after_a_stand_down_a_new_plan_remembers_who_said_no(
    running: tuple[SearchPlan, list[Task]], officer: Officer, at: datetime
) -> None:
    plan, tasks = running
    place = tasks[0].stops[0].place_id
    actions.take_answer(tasks[0].stops[0], StopState.NOT_HERE, via=SMS, at=at)
    actions.stand_down(plan.report, by=officer, at=at)
    again = actions.make_plan(plan.report, by=officer, at=at)
    assert row_of(again, place).chance < row_of(again, place).prior
