"""Minutes by road from a server of one's own: Valhalla or OSRM, asked with a short time-out."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 1.0
Point = tuple[float, float]
"""(lat, lon)."""
_OSRM = {"foot": "foot", "bike": "bike", "car": "driving"}
_VALHALLA = {"foot": "pedestrian", "bike": "bicycle", "car": "auto"}


class NoRoads(Exception):
    """The server did not answer in time, or not with what was asked; the text says which, without any place."""


def road_minutes(url: str, mode: str, points: Sequence[Point], timeout_s: float = TIMEOUT_S) -> list[list[float]]:
    """Minutes from each point to each, by "foot", "bike" or "car".

    `url` is the server's base address; one that begins with valhalla+ speaks Valhalla, any other OSRM.
    Raises `NoRoads`.
    """
    if url.startswith("valhalla+"):
        return _valhalla(url.removeprefix("valhalla+"), mode, points, timeout_s)
    return _osrm(url.removeprefix("osrm+"), mode, points, timeout_s)


def _osrm(url: str, mode: str, points: Sequence[Point], timeout_s: float) -> list[list[float]]:
    places = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in points)
    said = _asked(f"{url.rstrip('/')}/table/v1/{_OSRM[mode]}/{places}?annotations=duration", None, timeout_s)
    return _square(said.get("durations"), len(points))


def _valhalla(url: str, mode: str, points: Sequence[Point], timeout_s: float) -> list[list[float]]:
    places = [{"lat": lat, "lon": lon} for lat, lon in points]
    body = {"sources": places, "targets": places, "costing": _VALHALLA[mode], "verbose": True}
    said = _asked(f"{url.rstrip('/')}/sources_to_targets", body, timeout_s)
    rows = said.get("sources_to_targets")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise NoRoads("unreadable")
    return _square(
        [[cell.get("time") if isinstance(cell, dict) else None for cell in row] for row in rows], len(points)
    )


def _asked(address: str, body: Any, timeout_s: float) -> dict[str, Any]:
    if urlsplit(address).scheme not in ("http", "https"):
        raise NoRoads("not a web address")
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})  # noqa: S310 - checked above
    try:
        with urllib.request.urlopen(request, timeout=timeout_s) as reply:  # noqa: S310
            said = json.loads(reply.read(20_000_000))
    except (OSError, ValueError) as error:
        raise NoRoads(type(error).__name__) from error
    if not isinstance(said, dict):
        raise NoRoads("unreadable")
    return said


def _square(rows: Any, size: int) -> list[list[float]]:
    """Seconds as minutes; a pair without a road between is a failure of the whole table."""
    try:
        table = [[float(seconds) / 60 for seconds in row] for row in rows]
    except (TypeError, ValueError):
        raise NoRoads("unreadable") from None
    if len(table) != size or any(len(row) != size for row in table):
        raise NoRoads("unreadable")
    return table
