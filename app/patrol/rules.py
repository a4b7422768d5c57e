"""Where a patrol starts from, and what a task says in one line of text. Pure."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.places.rules import INNER_RING_M

STALE_AFTER = timedelta(minutes=30)
"""A position older than this is shown with its age and never used as if fresh."""
_METRES_PER_DEGREE = 111_195.0
_OUTER_M = 1300.0
NAME_LENGTH, ADDRESS_LENGTH = 24, 28
"""Characters kept of a place's name and address, so that three stops fit a few segments."""


def is_fresh(position_at: datetime | None, at: datetime) -> bool:
    """Whether a last position may still be used."""
    return position_at is not None and at - position_at <= STALE_AFTER


def cell_centre(station_lat: float, station_lon: float, cell: int) -> tuple[float, float]:
    """(lat, lon) of the middle of a grid cell: where its patrol waits when nothing else is known."""
    inner = cell <= 4
    bearing = math.radians(45 + 90 * (cell - 1) if inner else 36 + 72 * (cell - 5))
    metres = INNER_RING_M * 0.6 if inner else _OUTER_M
    lat = station_lat + metres * math.cos(bearing) / _METRES_PER_DEGREE
    east = metres * math.sin(bearing) / (_METRES_PER_DEGREE * math.cos(math.radians(station_lat)))
    return lat, station_lon + east


def shortened(text: str, longest: int) -> str:
    """At most `longest` characters, cut at a space where one is near the end."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    space = cut.rfind(" ")
    return (cut[:space] if space > longest * 0.6 else cut).rstrip(" ,，、")


def stops_text(stops: Sequence[tuple[str, str]]) -> str:
    """(name, address) pairs as numbered lines: "1 Hotel X, Street 5"."""
    parts = []
    for number, (name, address) in enumerate(stops, start=1):
        kept = shortened(address, ADDRESS_LENGTH)
        parts.append(f"{number} {shortened(name, NAME_LENGTH)}" + (f", {kept}" if kept else ""))
    return "\n".join(parts)
