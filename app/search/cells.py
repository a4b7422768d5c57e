"""The grid's coverage: how soon somebody is anywhere in a cell, now, with everybody home, and after a dispatch."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.patrol import queries as patrols
from app.patrol.models import Patrol
from app.places.coverage import Point, Response, response, samples, suggest
from app.places.models import GridCell, Station
from app.places.queries import cells_of
from app.places.rules import distance_m
from app.search.assignment import travel_min
from app.search.settings import TravelSettings
from app.search.sharing import standby_points, start_of

SUGGEST_SPACING_M = 300.0


@dataclass(frozen=True, slots=True)
class CellCover:
    """One cell: who is free in it, and its response times in minutes; None where nobody at all is free."""

    cell: GridCell
    free: Sequence[Patrol]
    now: Response | None
    all_home: Response | None
    nearest_away: Response | None
    """With everybody home but the patrol that is nearest to the cell: what a busy night looks like."""


@dataclass(frozen=True, slots=True)
class LeftEmpty:
    """A cell that a dispatch would leave without a free patrol."""

    cell: GridCell
    worst_min: float | None
    move_up: Patrol | None
    """Who could wait there meanwhile, from a cell that keeps another one."""


def outline(cell: GridCell) -> list[Point]:
    """(lat, lon) points, closed."""
    return [(lat, lon) for lon, lat in cell.ring]


def _rate(patrol: Patrol, travel: TravelSettings) -> float:
    return travel_min(1.0, patrol.mode.value, travel)


def _of_station(station: Station) -> list[Patrol]:
    return [patrol for patrol in patrols.on_duty() if patrol.station_id == station.id]


def _home(patrol: Patrol, cells: Sequence[GridCell]) -> Point:
    mine = next((cell for cell in cells if cell.number == patrol.cell), None)
    return (mine.standby_lat, mine.standby_lon) if mine else (patrol.station.lat, patrol.station.lon)


def coverage(station: Station, at: datetime, travel: TravelSettings) -> list[CellCover]:
    """Each cell of the station's grid, by number."""
    cells, crews = cells_of(station), _of_station(station)
    busy, standby = patrols.busy_patrols(), standby_points()
    free = [patrol for patrol in crews if patrol.id not in busy]
    home = {patrol.id: (_home(patrol, cells), _rate(patrol, travel)) for patrol in crews}
    now = [(start_of(patrol, at, standby), _rate(patrol, travel)) for patrol in free]
    covers = []
    for cell in cells:
        points, middle = samples(outline(cell)), (cell.standby_lat, cell.standby_lon)
        by_nearness = sorted(home.values(), key=lambda s: distance_m(s[0][0], s[0][1], *middle) * s[1])
        here = [patrol for patrol in free if patrol.cell == cell.number]
        covers.append(
            CellCover(
                cell,
                here,
                response(points, now),
                response(points, list(home.values())),
                response(points, by_nearness[1:]),
            )
        )
    return covers


def before_and_after(station: Station, travel: TravelSettings, mode: str = "car") -> tuple[float, float] | None:
    """Worst minutes anywhere in the grid: from the station alone, and from one patrol at each standby point."""
    cells = cells_of(station)
    points = [point for cell in cells for point in samples(outline(cell))]
    rate = travel_min(1.0, mode, travel)
    one = response(points, [((station.lat, station.lon), rate)])
    each = response(points, [((cell.standby_lat, cell.standby_lon), rate) for cell in cells])
    return (one.worst, each.worst) if one and each else None


def suggested(station: Station) -> list[Point]:
    """As many standby points as there are cells, chosen over the whole grid."""
    cells = cells_of(station)
    points = [point for cell in cells for point in samples(outline(cell), SUGGEST_SPACING_M)]
    return suggest(points, len(cells))


def left_empty(station: Station, going: Sequence[uuid.UUID], at: datetime, travel: TravelSettings) -> list[LeftEmpty]:
    """The cells that lose their last free patrol when these patrols are sent, with whom to move up."""
    busy = set(patrols.busy_patrols())
    crews = _of_station(station)
    free = [patrol for patrol in crews if patrol.id not in busy]
    staying = [patrol for patrol in free if patrol.id not in set(going)]
    losing = {p.cell for p in free if p.id in set(going)} - {p.cell for p in staying}
    empty = []
    for cell in cells_of(station):
        if cell.number not in losing:
            continue
        now = response(samples(outline(cell)), [(start_of(p, at), _rate(p, travel)) for p in staying])
        empty.append(LeftEmpty(cell, now.worst if now else None, _move_up(cell, staying, at, travel)))
    return empty


def _move_up(cell: GridCell, staying: Sequence[Patrol], at: datetime, travel: TravelSettings) -> Patrol | None:
    """The soonest there of those whose own cell keeps another free patrol, or who have no cell."""
    cells = [patrol.cell for patrol in staying]
    spare = [patrol for patrol in staying if patrol.cell is None or cells.count(patrol.cell) > 1]
    spot = (cell.standby_lat, cell.standby_lon)
    return min(spare, key=lambda p: (distance_m(*start_of(p, at), *spot) * _rate(p, travel), p.code), default=None)
