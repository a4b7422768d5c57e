"""Plan and send: what is ranked, shared out and given to whom."""

from datetime import datetime, timedelta

import pytest

from app.accounts.models import Officer
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.found.models import FoundReport, FoundState
from app.patrol.models import AnsweredBy, Mode, Patrol, Task
from app.places.rules import PlaceKind
from app.search import actions, queries
from app.search.models import PlanState, SearchPlan
from tests.factories import LAT, LON, make_found, make_patrol, make_place
from tests.search.helpers import page_url

pytestmark = pytest.mark.usefixtures("app")
SMS = AnsweredBy.SMS


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
    assert len(again.places) == 10
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


def test_an_officers_choice_is_the_officers_even_where_the_plan_had_chosen_the_same(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> None:
    plan = actions.make_plan(report, by=officer, at=at)
    row = plan.places[0]
    actions.amend(plan, {}, {row.id: row.patrol_id}, by=officer, at=at)
    assert row.pinned
    actions.amend(plan, {}, {row.id: None}, by=officer, at=at)
    assert not row.pinned
    assert row.patrol_id is not None


def test_no_place_is_given_to_a_patrol_off_duty(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> None:
    plan = actions.make_plan(report, by=officer, at=at)
    away = make_patrol(station=officer.station, on_duty=False)
    with pytest.raises(Refusal, match="patrol_not_on_duty"):
        actions.amend(plan, {}, {plan.places[0].id: away.id}, by=officer, at=at)


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
    assert queries.live_plan(plan.report) is plan


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
