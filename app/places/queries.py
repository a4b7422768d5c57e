"""Read stations and places: the nearest ones, those in view, those of a name."""

import math
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.extensions import db
from app.places.models import MapLayer, Place, Station
from app.places.rules import EARTH_RADIUS_M, Box, PlaceKind, box_around, distance_m, search_key

_FIRST_RADIUS_M = 200.0
_FARTHEST_M = math.pi * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True)
class _Spot:
    metres: float
    source: str
    id: uuid.UUID


def nearest(
    lat: float, lon: float, kinds: Collection[PlaceKind], limit: int, within_m: float | None = None
) -> list[tuple[Place, float]]:
    """The `limit` nearest places of these kinds with their distance in metres, nearest first. Exact.

    A box on the index of kind and position doubles until enough places lie inside its circle:
    what is outside the circle cannot be nearer than what is inside.
    """
    farthest = _FARTHEST_M if within_m is None else min(within_m, _FARTHEST_M)
    if not kinds or limit < 1 or farthest < 0:
        return []
    radius = min(_FIRST_RADIUS_M, farthest)
    inside = _inside(lat, lon, kinds, radius)
    while len(inside) < limit and radius < farthest:
        radius = min(radius * 2, farthest)
        inside = _inside(lat, lon, kinds, radius)
    return _with_places(sorted(inside, key=lambda spot: (spot.metres, spot.source))[:limit])


def _inside(lat: float, lon: float, kinds: Collection[PlaceKind], radius_m: float) -> list[_Spot]:
    columns = select(Place.id, Place.source, Place.lat, Place.lon)
    rows = db.session.execute(columns.where(_in_box(box_around(lat, lon, radius_m), kinds)))
    spots = (_Spot(distance_m(lat, lon, row.lat, row.lon), row.source, row.id) for row in rows)
    return [spot for spot in spots if spot.metres <= radius_m]


def _in_box(box: Box, kinds: Collection[PlaceKind]) -> ColumnElement[bool]:
    spans = [Place.lon.between(west, east) for west, east in box.spans()]
    return and_(Place.kind.in_(kinds), Place.lat.between(box.south, box.north), or_(*spans))


def _with_places(spots: Sequence[_Spot]) -> list[tuple[Place, float]]:
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


def layers_named(name: str) -> list[MapLayer]:
    """The layer of each imported file, without its bytes until they are asked for."""
    return list(db.session.scalars(select(MapLayer).where(MapLayer.name == name).order_by(MapLayer.source)))
