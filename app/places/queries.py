"""Read stations and places: the nearest ones, those in view, those of a name."""

import math
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.extensions import db
from app.places.models import GridCell, MapLayer, Place, Station
from app.places.rules import EARTH_RADIUS_M, Box, PlaceKind, box_around, distance_m, search_key

_FIRST_RADIUS_M = 200.0
_FARTHEST_M = math.pi * EARTH_RADIUS_M


_Area = tuple[tuple[str, ...], int, int]
_SQUARES = (50, 10)
"""Squares to a degree, fine and coarse."""
_REMEMBERED = 20_000
_usual: dict[_Area, float] = {}
"""Radius that lately held enough places, by kinds and square: only where to begin."""
_ROOMY = 1.3


@dataclass(frozen=True, slots=True)
class Near:
    """One place near a point."""

    metres: float
    source: str
    id: uuid.UUID


def nearest(
    lat: float, lon: float, kinds: Collection[PlaceKind], limit: int, within_m: float | None = None
) -> list[tuple[Place, float]]:
    """The `limit` nearest places of these kinds with their distance in metres, nearest first. Exact."""
    return _with_places(nearest_ids(lat, lon, kinds, limit, within_m))


def nearest_ids(
    lat: float, lon: float, kinds: Collection[PlaceKind], limit: int, within_m: float | None = None
) -> list[Near]:
    """The same without the rows of the places.

    A box on the index of kind and position, as wide as the density here asks for, doubles until enough
    places lie inside its circle: what is outside the circle cannot be nearer than what is inside.
    """
    farthest = _FARTHEST_M if within_m is None else min(within_m, _FARTHEST_M)
    if not kinds or limit < 1 or farthest < 0:
        return []
    words = tuple(sorted(kind.value for kind in kinds))
    areas = [(words, int(lat * fine), int(lon * fine)) for fine in _SQUARES]
    radius = min(next((_usual[area] for area in areas if area in _usual), _FIRST_RADIUS_M), farthest)
    db.session.flush()
    inside = _inside(lat, lon, words, radius)
    while len(inside) < limit and radius < farthest:
        radius = min(radius * 2, farthest)
        inside = _inside(lat, lon, words, radius)
    inside.sort()
    if len(inside) >= limit:
        _remember(areas, inside[limit - 1][0] * _ROOMY)
    return [Near(metres, source, _id(key)) for metres, source, key in inside[:limit]]


def _remember(areas: Sequence[_Area], radius_m: float) -> None:
    if len(_usual) >= _REMEMBERED:
        _usual.clear()
    _usual.update(dict.fromkeys(areas, max(_FIRST_RADIUS_M / 4, radius_m)))


def _id(key: Any) -> uuid.UUID:
    """SQLite keeps ids as text."""
    return key if isinstance(key, uuid.UUID) else uuid.UUID(key)


def _inside(lat: float, lon: float, kinds: Sequence[str], radius_m: float) -> list[tuple[float, str, Any]]:
    """(metres, source, id) inside the circle. Asked of the driver itself: a plan asks this a dozen times."""
    box = box_around(lat, lon, radius_m)
    spans = box.spans()
    connection = db.session.connection()
    sql = _BOX_SQL.format(kinds=", ".join("?" * len(kinds)), spans=" OR ".join(["lon BETWEEN ? AND ?"] * len(spans)))
    if connection.dialect.paramstyle != "qmark":
        sql = sql.replace("?", "%s")
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, (*kinds, box.south, box.north, *(degree for span in spans for degree in span)))
        rows = cursor.fetchall()
    finally:
        cursor.close()
    near = ((distance_m(lat, lon, at_lat, at_lon), source, key) for key, source, at_lat, at_lon in rows)
    return [spot for spot in near if spot[0] <= radius_m]


_BOX_SQL = "SELECT id, source, lat, lon FROM place WHERE kind IN ({kinds}) AND lat BETWEEN ? AND ? AND ({spans})"


def _in_box(box: Box, kinds: Collection[PlaceKind]) -> ColumnElement[bool]:
    spans = [Place.lon.between(west, east) for west, east in box.spans()]
    return and_(Place.kind.in_(kinds), Place.lat.between(box.south, box.north), or_(*spans))


def _with_places(spots: Sequence[Near]) -> list[tuple[Place, float]]:
    found = db.session.scalars(select(Place).where(Place.id.in_([spot.id for spot in spots])))
    by_id = {place.id: place for place in found}
    return [(by_id[spot.id], spot.metres) for spot in spots]


def within(box: Box, kinds: Collection[PlaceKind], limit: int) -> list[Place]:
    """At most `limit` places of these kinds inside the box, ordered by source."""
    places = select(Place).where(_in_box(box, kinds)).order_by(Place.source).limit(limit)
    return list(db.session.scalars(places))


def named(text: str, limit: int) -> list[Place]:
    """Places whose names (in any language) or address hold every word; names that begin so first."""
    words = search_key(text).split()
    if not words:
        return []
    holds = [Place.search_text.contains(word, autoescape=True) for word in words]
    begins = Place.search_text.startswith(" ".join(words), autoescape=True)
    order = (case((begins, 0), else_=1), func.length(Place.name), Place.name, Place.source)
    return list(db.session.scalars(select(Place).where(*holds).order_by(*order).limit(limit)))


def by_id(place_id: uuid.UUID) -> Place | None:
    return db.session.get(Place, place_id)


def stations() -> list[Station]:
    """All stations by code."""
    return list(db.session.scalars(select(Station).order_by(Station.code)))


def station_by_code(code: str) -> Station | None:
    return db.session.scalars(select(Station).where(Station.code == code)).one_or_none()


def cells_of(station: Station) -> list[GridCell]:
    """The cells of a station's grid by number; empty where none is drawn."""
    cells = select(GridCell).where(GridCell.station_id == station.id).order_by(GridCell.number)
    return list(db.session.scalars(cells))


def layers_named(name: str) -> list[MapLayer]:
    """The layer of each imported file, without its bytes until they are asked for."""
    return list(db.session.scalars(select(MapLayer).where(MapLayer.name == name).order_by(MapLayer.source)))
