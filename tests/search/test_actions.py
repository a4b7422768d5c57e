"""A night of searching: plan, send, listen, learn, stop."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Officer
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.found.models import FoundReport, FoundState
from app.messaging.models import Message, MessageState
from app.patrol import queries as patrols
from app.patrol.models import AnsweredBy, Mode, Patrol, StopState, Task, TaskState
from app.places.rules import PlaceKind
from app.search import actions, pool, queries
from app.search.models import PlanPlace, PlanState, SearchPlan
from tests.factories import LAT, LON, make_found, make_officer, make_patrol, make_place

pytestmark = pytest.mark.usefixtures("app")
SMS = AnsweredBy.SMS


def page_url(token: str) -> str:
    return f"http://127.0.0.1/t/{token}"


@pytest.fixture
def officer() -> Officer:
    return make_officer()


@pytest.fixture
def report(officer: Officer) -> FoundReport:
    return make_found(filed_by=officer)


@pytest.fixture
def district(officer: Officer) -> list[Patrol]:
    """Eight hotels around the child and three patrols on duty."""
    for n in range(8):
        make_place(lat=LAT + 0.001 * (n + 1), lon=LON + 0.001 * (n % 3))
    return [make_patrol(station=officer.station, mode=mode) for mode in (Mode.FOOT, Mode.BIKE, Mode.CAR)]


@pytest.fixture
def running(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> tuple[SearchPlan, list[Task]]:
    """A plan whose first tasks are out."""
    plan = actions.make_plan(report, by=officer, at=at)
    return plan, actions.dispatch(plan, by=officer, at=at, page_url=page_url)


def row_of(plan: SearchPlan, stop_place: object) -> PlanPlace:
    return next(row for row in plan.places if row.place_id == stop_place)


def codes(plan: SearchPlan) -> list[str]:
    return [event.code for event in queries.events_of(plan)]


def texts(template: str) -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.template == template).order_by(Message.created_at)))


def let_texts_leave() -> None:
    for message in texts("patrol_task"):
        message.move(MessageState.SENDING)
        message.move(MessageState.SENT)
    db.session.flush()


# Planning


def test_a_plan_ranks_the_places_and_never_claims_certainty(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> None:
    plan = actions.make_plan(report, by=officer, at=at)
    chances = [row.chance for row in plan.places]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) + plan.rest_mass == pytest.approx(1)
    assert plan.rest_mass >= 0.4 - 1e-9
    assert plan.state is PlanState.DRAFT


def test_every_place_is_shared_out_with_its_minutes(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> None:
    plan = actions.make_plan(report, by=officer, at=at)
    assert all(row.patrol_id in {p.id for p in district} for row in plan.places)
    assert all(row.reasons[-1]["code"] == "from_patrol" and row.reasons[-1]["minutes"] >= 1 for row in plan.places)


def test_a_visitors_child_brings_hotels_first(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> None:
    make_place(kind=PlaceKind.PLAYGROUND, lat=LAT + 0.0008)
    plan = actions.make_plan(report, by=officer, at=at, clues=["slept_in_hotel"])
    assert plan.places[0].place.kind is PlaceKind.HOTEL
    assert {"code": "clue_slept_in_hotel"} in plan.places[0].reasons


def test_a_child_whose_place_was_not_noted_is_planned_for_around_the_station(
    district: list[Patrol], officer: Officer, at: datetime
) -> None:
    plan = actions.make_plan(make_found(filed_by=officer, lat=None, lon=None), by=officer, at=at)
    assert plan.places


def test_no_plan_where_no_place_is_known(report: FoundReport, officer: Officer, at: datetime) -> None:
    with pytest.raises(Refusal, match="no_places_near"):
        actions.make_plan(report, by=officer, at=at)


def test_a_child_who_went_home_is_not_searched_for(district: list[Patrol], officer: Officer, at: datetime) -> None:
    report = make_found(filed_by=officer, state=FoundState.CLOSED)
    with pytest.raises(WrongState):
        actions.make_plan(report, by=officer, at=at)


def test_a_draft_is_made_anew_with_other_clues_but_a_running_plan_is_not(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> None:
    first = actions.make_plan(report, by=officer, at=at)
    again = actions.make_plan(report, by=officer, at=at, clues=["came_by_bus_or_train"])
    assert again.id == first.id
    assert again.clues == ["came_by_bus_or_train"]
    assert len(again.places) == 8
    actions.dispatch(again, by=officer, at=at, page_url=page_url)
    with pytest.raises(WrongState, match="plan_under_way"):
        actions.make_plan(report, by=officer, at=at)


def test_a_place_taken_off_is_asked_by_nobody_until_it_is_put_back(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> None:
    plan = actions.make_plan(report, by=officer, at=at)
    row = plan.places[0]
    actions.amend(plan, {row.id: False}, {}, by=officer, at=at)
    assert row.patrol_id is None
    tasks = actions.dispatch(plan, by=officer, at=at, page_url=page_url)
    assert row.place_id not in {stop.place_id for task in tasks for stop in task.stops}
    actions.amend(plan, {row.id: True}, {}, by=officer, at=at)
    assert row.patrol_id is not None


def test_an_officers_choice_of_patrol_survives_a_new_sharing_out(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> None:
    plan = actions.make_plan(report, by=officer, at=at)
    row = plan.places[-1]
    other = next(p for p in district if p.id != row.patrol_id)
    actions.amend(plan, {}, {row.id: other.id}, by=officer, at=at)
    actions.amend(plan, {plan.places[0].id: False}, {}, by=officer, at=at)
    assert row.patrol_id == other.id


# Sending


def test_no_patrol_gets_more_than_three_stops(running: tuple[SearchPlan, list[Task]]) -> None:
    plan, tasks = running
    assert plan.state is PlanState.ACTIVE
    assert tasks
    assert all(1 <= len(task.stops) <= 3 for task in tasks)
    stops = [stop.place_id for task in tasks for stop in task.stops]
    assert len(stops) == len(set(stops))


def test_a_patrol_has_one_task_at_a_time(
    running: tuple[SearchPlan, list[Task]], officer: Officer, at: datetime
) -> None:
    plan, tasks = running
    assert len({task.patrol_id for task in tasks}) == len(tasks)
    with pytest.raises(Refusal):
        actions.dispatch(plan, by=officer, at=at, page_url=page_url)
    assert actions.queries.live_plan(plan.report) is plan


def test_a_patrol_busy_with_another_child_is_left_alone(district: list[Patrol], officer: Officer, at: datetime) -> None:
    first = actions.make_plan(make_found(filed_by=officer), by=officer, at=at)
    busy = {task.patrol_id for task in actions.dispatch(first, by=officer, at=at, page_url=page_url)}
    second = actions.make_plan(make_found(filed_by=officer), by=officer, at=at)
    assert not busy & {row.patrol_id for row in second.places}


def test_without_a_patrol_on_duty_the_officer_is_told_so(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> None:
    for patrol in district:
        patrol.on_duty = False
    db.session.flush()
    plan = actions.make_plan(report, by=officer, at=at)
    assert all(row.patrol_id is None for row in plan.places)
    with pytest.raises(Refusal, match="nobody_free"):
        actions.dispatch(plan, by=officer, at=at, page_url=page_url)


def test_a_stale_position_is_not_used_as_if_it_were_fresh(report: FoundReport, officer: Officer, at: datetime) -> None:
    make_place(lat=LAT, lon=LON)
    hours_ago = at - timedelta(hours=3)
    make_patrol(station=officer.station, lat=LAT + 0.05, lon=LON, position_at=hours_ago, mode=Mode.FOOT)
    plan = actions.make_plan(report, by=officer, at=at)
    assert plan.places[0].reasons[-1]["minutes"] < 5


# Listening and learning


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


# The clocks


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
