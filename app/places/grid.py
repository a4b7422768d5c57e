"""Make, import and change the cells of a station's grid."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.actions import Actor, record
from app.core.errors import Refusal
from app.extensions import db
from app.places.coverage import OUTER_RING_M, Point, centre, nine_cells
from app.places.models import GridCell, Station
from app.places.rules import INNER_RING_M, distance_m

MOST_CELLS = 99
MOST_CORNERS = 2_000
FARTHEST_M = 50_000.0


def generate(
    station: Station, *, by: Actor, at: datetime, inner_m: float = INNER_RING_M, outer_m: float = OUTER_RING_M
) -> list[GridCell]:
    """Two rings, nine cells around the station; whatever grid there was is replaced."""
    if not 0 < inner_m < outer_m <= FARTHEST_M:
        raise Refusal("rings_in_order")
    rings = nine_cells(station.lat, station.lon, inner_m, outer_m)
    return _replace(station, [(n, "", ring) for n, ring in enumerate(rings, start=1)], by=by, at=at)


def _replace(
    station: Station, cells: Sequence[tuple[int, str, list[Point]]], *, by: Actor, at: datetime
) -> list[GridCell]:
    for old in db.session.scalars(select(GridCell).where(GridCell.station_id == station.id)):
        db.session.delete(old)
    db.session.flush()
    made = [_cell(station, number, name, ring) for number, name, ring in cells]
    db.session.add_all(made)
    db.session.flush()
    record("made grid", "station", station.code, by=by, at=at, cells=len(made))
    return made


def _cell(station: Station, number: int, name: str, ring: list[Point]) -> GridCell:
    lat, lon = centre(ring)
    pairs = [[round(p[1], 6), round(p[0], 6)] for p in ring]
    return GridCell(
        station=station, number=number, name=name, ring=pairs, standby_lat=round(lat, 6), standby_lon=round(lon, 6)
    )


def cells_from(said: str, station: Station) -> list[tuple[int, str, list[Point]]]:
    """The polygons of a GeoJSON text, numbered by `properties.cell` or in their order.

    Raises `Refusal("not_a_grid")`: not GeoJSON, no polygon, a number twice, or nowhere near the station.
    """
    try:
        features = json.loads(said)["features"]
        cells = [_read(feature, n) for n, feature in enumerate(features, start=1)]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        raise Refusal("not_a_grid") from None
    numbers = [number for number, _, _ in cells]
    near = all(distance_m(station.lat, station.lon, *ring[0]) <= FARTHEST_M for _, _, ring in cells)
    if not cells or len(cells) > MOST_CELLS or len(set(numbers)) < len(numbers) or not near:
        raise Refusal("not_a_grid")
    return cells


def _read(feature: Any, turn: int) -> tuple[int, str, list[Point]]:
    """Raises one of the errors above for what is no polygon."""
    shape, facts = feature["geometry"], feature.get("properties") or {}
    if shape["type"] != "Polygon":
        raise ValueError("no polygon")
    ring = [(float(lat), float(lon)) for lon, lat, *_ in shape["coordinates"][0]]
    if not 4 <= len(ring) <= MOST_CORNERS or ring[0] != ring[-1]:
        raise ValueError("no closed ring")
    if not all(-90 <= lat <= 90 and -180 <= lon <= 180 for lat, lon in ring):
        raise ValueError("no coordinates")
    number = int(facts.get("cell", turn))
    if not 1 <= number <= MOST_CELLS:
        raise ValueError("no number")
    return number, str(facts.get("name", ""))[:80], ring


def take_in(station: Station, said: str, *, by: Actor, at: datetime) -> list[GridCell]:
    """Replace the station's grid by the polygons of a GeoJSON text (drawn on the map, or from a file)."""
    return _replace(station, cells_from(said, station), by=by, at=at)


def wait_at(cells: Sequence[GridCell], points: Sequence[Point], *, by: Actor, at: datetime) -> int:
    """Move each cell's standby point to the suggested point nearest to it, each point once; how many moved."""
    left, moved = list(points), 0
    for cell in cells:
        if not left:
            break
        here = (cell.standby_lat, cell.standby_lon)
        nearest = min(left, key=lambda p: distance_m(*here, *p))
        left.remove(nearest)
        if nearest != here:
            cell.standby_lat, cell.standby_lon = nearest
            moved += 1
    if cells:
        record("moved standby points", "station", cells[0].station.code, by=by, at=at, cells=moved)
    db.session.flush()
    return moved
