"""Lines and rings of (lon, lat) degrees: their middle, and their short form for the map. Pure."""

import math
from collections.abc import Sequence
from itertools import pairwise

from app.places.rules import distance_m

Coordinate = tuple[float, float]
"""Longitude, latitude: the order of GeoJSON."""

DECIMALS = 5
"""Decimals of a degree that the map keeps: 1.1 m."""


def middle(points: Sequence[Coordinate]) -> Coordinate:
    """The centroid of a closed ring, or the mean of an open line's points. Raises for no point."""
    if len(points) > 3 and points[0] == points[-1] and (centre := _centroid(points)) is not None:
        return centre
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _centroid(ring: Sequence[Coordinate]) -> Coordinate | None:
    """The area centroid, counted from the first point for precision; None for a ring without area."""
    lon0, lat0 = ring[0]
    area = lon = lat = 0.0
    for (x1, y1), (x2, y2) in pairwise((x - lon0, y - lat0) for x, y in ring):
        cross = x1 * y2 - x2 * y1
        area += cross
        lon += (x1 + x2) * cross
        lat += (y1 + y2) * cross
    if abs(area) < 1e-14:
        return None
    return lon0 + lon / (3 * area), lat0 + lat / (3 * area)


def compact(points: Sequence[Coordinate]) -> list[Coordinate]:
    """The points rounded for the map, without repeated ones."""
    kept: list[Coordinate] = []
    for lon, lat in points:
        point = round(lon, DECIMALS), round(lat, DECIMALS)
        if not kept or kept[-1] != point:
            kept.append(point)
    return kept


def extent_m(points: Sequence[Coordinate]) -> float:
    """The diagonal of the points' bounding box in metres."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    return distance_m(south, west, north, east)


def closed(points: Sequence[Coordinate]) -> list[Coordinate]:
    """The ring with its first point repeated at the end."""
    return [*points, points[0]] if points and points[0] != points[-1] else list(points)


def size_rank(metres: float) -> int:
    """How soon an area may be left off a crowded map: 0 (over a kilometre wide) to 6 (a shed)."""
    return max(0, min(6, 6 - int(math.log2(max(metres, 16) / 16))))
