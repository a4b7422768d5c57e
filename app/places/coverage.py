"""Cells of a grid, and how soon somebody can be anywhere in them. Pure; points are (lat, lon)."""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.places.rules import INNER_RING_M, distance_m

Point = tuple[float, float]
Ring = Sequence[Point]

OUTER_RING_M = 2_000.0
_ARC_DEG = 6
_METRES_PER_DEGREE = 111_195.0
SPACING_M = 150.0


def moved(lat: float, lon: float, bearing: float, metres: float) -> Point:
    """The point so many metres away in a direction (degrees clockwise from north); for distances within a town."""
    angle = math.radians(bearing)
    north = metres * math.cos(angle) / _METRES_PER_DEGREE
    east = metres * math.sin(angle) / (_METRES_PER_DEGREE * math.cos(math.radians(lat)))
    return lat + north, lon + east


def nine_cells(
    lat: float, lon: float, inner_m: float = INNER_RING_M, outer_m: float = OUTER_RING_M
) -> list[list[Point]]:
    """The closed outlines of the cells 1-9: four quarters of the inner ring, five sectors of the outer one."""
    quarters = [_sector((lat, lon), 90 * n, 90 * (n + 1), 0.0, inner_m) for n in range(4)]
    sectors = [_sector((lat, lon), 72 * n, 72 * (n + 1), inner_m, outer_m) for n in range(5)]
    return quarters + sectors


def _sector(hub: Point, begin: int, end: int, near_m: float, far_m: float) -> list[Point]:
    turns = [*range(begin, end, _ARC_DEG), end]
    far = [moved(*hub, turn, far_m) for turn in turns]
    near = [moved(*hub, turn, near_m) for turn in reversed(turns)] if near_m else [hub]
    return [*far, *near, far[0]]


def holds(ring: Ring, point: Point) -> bool:
    """Whether the point lies inside the closed outline (even-odd rule)."""
    lat, lon = point
    inside = False
    for (lat1, lon1), (lat2, lon2) in pairwise(ring):
        if (lat1 > lat) != (lat2 > lat) and lon < (lon2 - lon1) * (lat - lat1) / (lat2 - lat1) + lon1:
            inside = not inside
    return inside


def samples(ring: Ring, spacing_m: float = SPACING_M) -> list[Point]:
    """Points all over a cell, its corners included, about so many metres apart."""
    south, north = min(p[0] for p in ring), max(p[0] for p in ring)
    west, east = min(p[1] for p in ring), max(p[1] for p in ring)
    down = spacing_m / _METRES_PER_DEGREE
    along = down / max(0.01, math.cos(math.radians((south + north) / 2)))
    rows = range(int((north - south) / down) + 1)
    columns = range(int((east - west) / along) + 1)
    grid = ((south + (r + 0.5) * down, west + (c + 0.5) * along) for r in rows for c in columns)
    return [*(point for point in grid if holds(ring, point)), *ring[:-1]]


def centre(ring: Ring) -> Point:
    """The point of the cell from which its farthest corner is nearest, of those sampled."""
    points = samples(ring)
    return min(points, key=lambda p: (max(distance_m(p[0], p[1], q[0], q[1]) for q in ring), p))


@dataclass(frozen=True, slots=True)
class Response:
    """Minutes until somebody is there, over all points of an area."""

    worst: float
    p95: float
    mean: float


def _soonest(point: Point, sources: Sequence[tuple[Point, float]]) -> float:
    return min(distance_m(lat, lon, point[0], point[1]) * rate for (lat, lon), rate in sources)


def response(points: Iterable[Point], sources: Sequence[tuple[Point, float]]) -> Response | None:
    """From the nearest in time of the sources, each (where, minutes per metre); None without any source."""
    took = sorted(_soonest(p, sources) for p in points) if sources else []
    if not took:
        return None
    return Response(took[-1], took[min(len(took) - 1, math.ceil(0.95 * len(took)) - 1)], sum(took) / len(took))


def suggest(points: Sequence[Point], count: int, seed: int = 20260301, tries: int = 4) -> list[Point]:
    """Standby points (p-center): `count` of the points such that the worst distance to the nearest is small.

    Farthest-first for a start (never worse than twice the best: Gonzalez 1985), then swaps of one point while
    that helps; the best of some starts. The same input gives the same answer.
    """
    if not points:
        return []
    table = [[distance_m(*a, *b) for b in points] for a in points]
    dice = random.Random(seed)  # noqa: S311 - not a secret
    plans = [
        _swapped(table, _spread(table, dice.randrange(len(points)), min(count, len(points)))) for _ in range(tries)
    ]
    best = min(plans, key=lambda chosen: (_worst(table, chosen), sorted(chosen)))
    return [points[n] for n in sorted(best)]


def _worst(table: Sequence[Sequence[float]], chosen: Sequence[int]) -> float:
    return float(max(_nearest(table, chosen)))


def _nearest(table: Sequence[Sequence[float]], chosen: Sequence[int]) -> list[float]:
    """Metres from each point to the nearest chosen one."""
    return [min(row) for row in zip(*(table[c] for c in chosen), strict=True)]


def _spread(table: Sequence[Sequence[float]], first: int, count: int) -> list[int]:
    chosen, nearest = [first], list(table[first])
    while len(chosen) < count:
        farthest = max(range(len(nearest)), key=nearest.__getitem__)
        chosen.append(farthest)
        nearest = list(map(min, nearest, table[farthest]))
    return chosen


def _swapped(table: Sequence[Sequence[float]], chosen: list[int]) -> list[int]:
    """Swap the point that answers for the worst corner, or any other, for one nearer to that corner."""
    worst = _worst(table, chosen)
    while True:
        nearest = _nearest(table, chosen)
        corner = max(range(len(nearest)), key=nearest.__getitem__)
        nearer = [n for n, metres in enumerate(table[corner]) if metres < worst]
        better = None
        for place in range(len(chosen)):
            others = [c for n, c in enumerate(chosen) if n != place]
            left = _nearest(table, others) if others else [math.inf] * len(table)
            for n in nearer:
                trial = max(map(min, left, table[n]))
                if trial < worst - 1e-6:
                    worst, better = trial, [*others, n]
        if better is None:
            return chosen
        chosen = better
