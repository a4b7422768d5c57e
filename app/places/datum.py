"""Chinese map datums: GCJ-02 and BD-09 to WGS-84 and back, in degrees. Pure.

Maps sold in China are drawn 50 to 700 m off; a hotel from such a map would send a patrol to the
wrong street. The formulas are the published approximations of GCJ-02 (error of some centimetres)
and Baidu's of BD-09. Back to WGS-84 goes by iteration, so that a round trip loses less than 0.5 m.
"""

import enum
import math
from collections.abc import Callable

Point = tuple[float, float]
"""Latitude, longitude."""

_KRASOVSKY_A = 6_378_245.0
_KRASOVSKY_E2 = 0.006_693_421_622_965_943_23
_BD_TURN = math.pi * 3000 / 180
_TURNS = 30
_CLOSE_ENOUGH = 1e-10


class Datum(enum.Enum):
    WGS_84 = "WGS-84"
    GCJ_02 = "GCJ-02"
    BD_09 = "BD-09"


def in_china(lat: float, lon: float) -> bool:
    """Whether a point lies in the box in which the Chinese datums differ from WGS-84."""
    return 0.8293 <= lat <= 55.8271 and 72.004 <= lon <= 137.8347


def to_wgs84(lat: float, lon: float, datum: Datum) -> Point:
    """A point given in `datum` as WGS-84; outside China's box it is the same point."""
    if datum is Datum.WGS_84 or not in_china(lat, lon):
        return lat, lon
    if datum is Datum.BD_09:
        lat, lon = _undo(_gcj02_to_bd09, lat, lon)
    return _undo(_wgs84_to_gcj02, lat, lon)


def from_wgs84(lat: float, lon: float, datum: Datum) -> Point:
    """A WGS-84 point as a map drawn in `datum` shows it."""
    if datum is Datum.WGS_84 or not in_china(lat, lon):
        return lat, lon
    shifted = _wgs84_to_gcj02(lat, lon)
    return _gcj02_to_bd09(*shifted) if datum is Datum.BD_09 else shifted


def _undo(shift: Callable[[float, float], Point], lat: float, lon: float) -> Point:
    """The point that `shift` moves to (lat, lon), by fixed-point iteration."""
    guess = lat, lon
    for _ in range(_TURNS):
        there = shift(*guess)
        off = lat - there[0], lon - there[1]
        guess = guess[0] + off[0], guess[1] + off[1]
        if max(abs(off[0]), abs(off[1])) < _CLOSE_ENOUGH:
            break
    return guess


def _wgs84_to_gcj02(lat: float, lon: float) -> Point:
    x, y = lon - 105.0, lat - 35.0
    radians = math.radians(lat)
    magic = 1 - _KRASOVSKY_E2 * math.sin(radians) ** 2
    north = _north_shift(x, y) * 180 * magic**1.5 / (_KRASOVSKY_A * (1 - _KRASOVSKY_E2) * math.pi)
    east = _east_shift(x, y) * 180 * math.sqrt(magic) / (_KRASOVSKY_A * math.cos(radians) * math.pi)
    return lat + north, lon + east


def _waves(value: float, terms: tuple[tuple[float, float], ...]) -> float:
    """Sum of amplitude * sin(value * pi * frequency), two thirds of it."""
    return sum(amplitude * math.sin(value * math.pi * turn) for amplitude, turn in terms) * 2 / 3


def _north_shift(x: float, y: float) -> float:
    metres = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    metres += _waves(x, ((20.0, 6.0), (20.0, 2.0)))
    return metres + _waves(y, ((20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30)))


def _east_shift(x: float, y: float) -> float:
    metres = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    metres += _waves(x, ((20.0, 6.0), (20.0, 2.0)))
    return metres + _waves(x, ((20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30)))


def _gcj02_to_bd09(lat: float, lon: float) -> Point:
    away = math.hypot(lon, lat) + 0.000_02 * math.sin(lat * _BD_TURN)
    angle = math.atan2(lat, lon) + 0.000_003 * math.cos(lon * _BD_TURN)
    return away * math.sin(angle) + 0.006, away * math.cos(angle) + 0.0065
