"""Where and when: kilometres and hours between the find and where the person was last seen."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from app.matching.columns import Array
from app.people.rules import Sighting
from app.places.rules import EARTH_RADIUS_M

# The upper edges of all levels but the last.
KM_EDGES = (0.2, 0.35, 0.6, 1, 1.7, 3, 5.5, 10, 17, 30, 55, 100, 170, 300)
HOUR_EDGES = (-1.5, 0, 1.5, 4, 8, 24, 72, 168, 720, 2160, 8760, 17520)
KM_LEVELS, HOUR_LEVELS = len(KM_EDGES) + 1, len(HOUR_EDGES) + 1
NEAR_KM = 30
ON_FOOT_KM = 10
LATE_HOURS = 720
"""From here on the person has lived elsewhere meanwhile: other clothes, another city, grown."""
MOST_YEARS = 15
UNKNOWN_KM, UNKNOWN_HOURS = KM_LEVELS, HOUR_LEVELS
WIDTH = HOUR_LEVELS + 1
CODES = (KM_LEVELS + 1) * WIDTH
"""One code for each pair of levels, with one more level of each for "not known"."""
NO_TIME = np.int32(-(2**31))
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST = 2**29
"""Minutes: a thousand years either way."""


def point(sighting: Sighting) -> tuple[float, float, float]:
    """On a globe of true size, in kilometres; NaN when the place is not known."""
    if sighting.lat is None or sighting.lon is None:
        return (math.nan,) * 3
    lat, lon, radius = math.radians(sighting.lat), math.radians(sighting.lon), EARTH_RADIUS_M / 1000
    flat = math.cos(lat) * radius
    return flat * math.cos(lon), flat * math.sin(lon), math.sin(lat) * radius


def minute(at: datetime | None) -> int:
    """Minutes since 2000, to compare times in 32 bits."""
    if at is None:
        return int(NO_TIME)
    return max(-_LONGEST, min(_LONGEST, round((at - _EPOCH) / timedelta(minutes=1))))


def _chord(km: float) -> float:
    """The straight way through the globe for a way along it."""
    diameter = 2 * EARTH_RADIUS_M / 1000
    return diameter * math.sin(km / diameter)


_CHORDS = np.array([_chord(km) ** 2 for km in KM_EDGES], dtype=np.float32)
_MINUTES = tuple(int(hours * 60) for hours in HOUR_EDGES)


@dataclass(frozen=True, slots=True)
class Seen:
    """Where and when the query's person was seen."""

    x: float
    y: float
    z: float
    minute: int
    sign: int = 1
    """1 when the rows are missing reports, -1 when they are found persons."""


def seen(sighting: Sighting, sign: int = 1) -> Seen:
    """The query's side of the comparison."""
    return Seen(*point(sighting), minute(sighting.at), sign)


def km_levels(one: Seen, points: Array) -> Array:
    """For each point the level of its distance; the last for "not known"."""
    if math.isnan(one.x):
        return np.full(len(points), UNKNOWN_KM, dtype=np.uint8)
    gaps = points - np.array([one.x, one.y, one.z], dtype=np.float32)
    chords = np.einsum("ij,ij->i", gaps, gaps)
    levels = np.zeros(len(points), dtype=np.uint8)
    for edge in _CHORDS:
        levels += chords > edge
    levels[np.isnan(chords)] = UNKNOWN_KM
    return levels


def hour_levels(one: Seen, minutes: Array) -> Array:
    """For each time the level of the hours from last seen to found; the last for "not known"."""
    if one.minute == NO_TIME:
        return np.full(len(minutes), UNKNOWN_HOURS, dtype=np.uint8)
    gaps = (np.int32(one.minute) - minutes) * np.int32(one.sign)
    levels = np.zeros(len(minutes), dtype=np.uint8)
    for edge in _MINUTES:
        levels += gaps >= edge
    levels[minutes == NO_TIME] = UNKNOWN_HOURS
    return levels


def years_late(one: Seen, minutes: Array) -> Array:
    """Whole years from last seen to found, plus one when it is late at all: 0 means in time or not known."""
    if one.minute == NO_TIME:
        return np.zeros(len(minutes), dtype=np.uint8)
    gaps = (np.int64(one.minute) - minutes) * one.sign
    years = np.minimum(gaps // (365 * 24 * 60), MOST_YEARS - 1) + 1
    return np.where((gaps >= LATE_HOURS * 60) & (minutes != NO_TIME), years, 0).astype(np.uint8)
