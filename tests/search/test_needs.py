"""Who may be sent: language, a woman officer, the shift; and a cell is never emptied silently."""

from datetime import timedelta

import pytest

from app.core.access import Role
from app.core.clock import now
from app.core.errors import Refusal
from app.patrol.models import Mode
from app.places import grid
from app.places.coverage import samples
from app.places.rules import distance_m
from app.search import actions, queries
from app.search.actions import Needs
from app.search.assignment import travel_min
from app.search.cells import before_and_after, coverage, left_empty, outline, suggested
from app.search.rounds import Objective
from app.search.settings import DEFAULTS
from app.search.sharing import start_of
from tests.factories import LAT, LON, make_officer, make_patrol, make_place
from tests.search.helpers import codes, page_url

TRAVEL = DEFAULTS.travel


def _sent_to(plan):
    return {row.patrol_id for row in plan.places if row.patrol_id}


@pytest.fixture
def hotels():
    return [make_place(lat=LAT + 0.001 * n, lon=LON) for n in range(1, 5)]


def test_only_a_patrol_that_speaks_the_language_is_sent(report, hotels, officer, at):
    make_patrol(station=officer.station, language="en")
    speaks = make_patrol(station=officer.station, language="en", speaks=["zh_Hans"])
    plan = actions.make_plan(report, by=officer, at=at, needs=Needs(language="zh_Hans"))
    assert _sent_to(plan) == {speaks.id}


def test_where_a_woman_officer_is_needed_nobody_else_is_sent(report, hotels, officer, at):
    make_patrol(station=officer.station)
    plan = actions.make_plan(report, by=officer, at=at, needs=Needs(female=True))
    assert _sent_to(plan) == set()
    woman = make_patrol(station=officer.station, female_officer=True)
    actions.amend(plan, {}, {}, by=officer, at=at)
    assert _sent_to(plan) == {woman.id}


def test_nobody_is_given_places_after_the_end_of_the_shift(report, hotels, officer, at):
    soon_off = make_patrol(station=officer.station, duty_until=at + timedelta(minutes=9))
    plan = actions.make_plan(report, by=officer, at=at)
    assert [row.patrol_id for row in plan.places].count(soon_off.id) == 1


def test_nobody_walks_where_others_drive(report, officer, at):
    make_place(lat=LAT + 0.04, lon=LON)  # 4.4 km
    make_patrol(station=officer.station, mode=Mode.FOOT)
    plan = actions.make_plan(report, by=officer, at=at)
    assert len(_sent_to(plan)) == 1  # nobody else can go
    car = make_patrol(station=officer.station, mode=Mode.CAR)
    actions.amend(plan, {}, {}, by=officer, at=at)
    assert _sent_to(plan) == {car.id}


def test_the_needs_of_a_search_come_from_its_form_and_stand_on_its_page(visitor, address, report, hotels):
    said = {"needs_language": "zh_Hans", "needs_female": "y", "objective": "all_checked_soonest"}
    assert visitor.post(f"{address}/make", data=said).status_code == 303
    plan = queries.live_plan(report)
    page = visitor.get(address).text
    assert "Goes only:" in page and "with a woman officer" in page
    assert plan.objective is Objective.ALL_CHECKED_SOONEST
    assert visitor.post(f"{address}/make", data={"needs_language": "xx"}).status_code == 422


@pytest.fixture
def cells(officer, at):
    return grid.generate(officer.station, by=officer, at=at)


def test_a_dispatch_that_empties_a_cell_says_so_and_whom_to_move_up(report, hotels, cells, officer, at):
    goes = make_patrol(station=officer.station, cell=1)
    stays = make_patrol(station=officer.station, cell=2, mode=Mode.BIKE)
    spare = make_patrol(station=officer.station, cell=2)
    (empty,) = left_empty(officer.station, [goes.id], at, TRAVEL)
    assert empty.cell.number == 1 and empty.move_up in (stays, spare) and empty.worst_min > 0
    assert left_empty(officer.station, [spare.id], at, TRAVEL) == []


def test_the_page_warns_before_and_the_timeline_keeps_it(visitor, address, report, hotels, cells, officer):
    make_patrol(station=officer.station, cell=1, mode=Mode.CAR)
    plan = actions.make_plan(report, by=officer, at=now())
    page = visitor.get(address).text
    assert "leave cells without a free patrol" in page and "Cell 1: nobody is free then." in page
    actions.dispatch(plan, by=officer, at=now(), page_url=page_url)
    assert "cells_left" in codes(plan)


def test_a_patrol_without_a_fresh_position_waits_at_its_cells_standby_point(cells, officer, at):
    patrol = make_patrol(station=officer.station, cell=7, position_at=None, lat=None, lon=None)
    standby = {(officer.station.id, c.number): (c.standby_lat, c.standby_lon) for c in cells}
    assert start_of(patrol, at, standby) == (cells[6].standby_lat, cells[6].standby_lon)


# Coverage


def test_nine_standby_points_halve_the_worst_time(cells, officer, at):
    alone, in_cells = before_and_after(officer.station, TRAVEL)
    assert alone / in_cells > 1.6
    grid.wait_at(cells, suggested(officer.station), by=officer, at=at)
    assert alone / before_and_after(officer.station, TRAVEL)[1] > 1.9


def test_coverage_agrees_with_a_recomputation_from_the_patrols_alone(cells, officer, at):
    crews = [make_patrol(station=officer.station, cell=n, lat=LAT + 0.004 * n, lon=LON) for n in (1, 5)]
    for cover, cell in zip(coverage(officer.station, at, TRAVEL), cells, strict=True):
        took = sorted(
            min(travel_min(distance_m(p.lat, p.lon, *spot), "foot", TRAVEL) for p in crews)
            for spot in samples(outline(cell))
        )
        assert cover.now.worst == pytest.approx(took[-1])
        assert cover.now.mean == pytest.approx(sum(took) / len(took))
        assert sum(t <= cover.now.p95 + 1e-9 for t in took) >= 0.95 * len(took)
        assert cover.nearest_away.worst >= cover.all_home.worst


def test_the_coverage_page_tells_the_story_and_a_supervisor_draws_the_grid(sign_in, officer):
    chief = sign_in(make_officer(role=Role.SUPERVISOR, station=officer.station))
    address = f"/coverage/{officer.station.code}"
    assert "No grid is drawn" in chief.get(address).text
    assert chief.post(f"{address}/grid", data={"inner_m": "800", "outer_m": "500"}).status_code == 422
    assert chief.post(f"{address}/grid", data={"inner_m": "800", "outer_m": "2000"}).status_code == 303
    page = chief.get(address).text
    assert "From the station alone" in page and "nobody" in page
    assert len(chief.get(f"{address}/map.json").json["cells"]) == 9
    assert chief.post(f"{address}/standby", data={"use": "suggested"}).status_code == 303
    assert sign_in(officer).post(f"{address}/grid", data={}).status_code == 403


SQUARE = '{"features": [{"properties": {"cell": 4, "name": "Harbour"}, "geometry": {"type": "Polygon", "coordinates": [[[24.93, 60.16], [24.95, 60.16], [24.95, 60.18], [24.93, 60.16]]]}}]}'  # noqa: E501


def test_cells_come_from_geojson_too(officer, at):
    (cell,) = grid.take_in(officer.station, SQUARE, by=officer, at=at)
    assert (cell.number, cell.name, cell.ring[0]) == (4, "Harbour", [24.93, 60.16])


@pytest.mark.parametrize(
    "said",
    ["", "[]", "{}", '{"features": []}', SQUARE.replace("60.1", "10.1"), SQUARE.replace("Polygon", "Point"),
     SQUARE.replace('"cell": 4', '"cell": 0'), SQUARE.replace("[24.95, 60.18], ", "")],
)  # fmt: skip
def test_what_is_no_grid_is_refused(officer, at, said):
    with pytest.raises(Refusal, match="not_a_grid"):
        grid.take_in(officer.station, said, by=officer, at=at)
