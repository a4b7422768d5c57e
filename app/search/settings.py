"""Defaults of the search, each to be edited: weights, chances of detection, speeds, clocks. Pure.

Figures without a source are the trade's rules of thumb, written down so that they can be argued with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

LODGING = ("hotel", "hostel", "guest_house")
_OPEN_BY_DAY = ("school", "kindergarten", "shop", "mall", "attraction", "playground", "park")
_SCHOOL = ("school", "kindergarten")

_KINDS: dict[str, float] = {
    "hotel": 1.0,
    "hostel": 0.8,
    "guest_house": 0.8,
    "mall": 0.6,
    "attraction": 0.5,
    "railway_station": 0.5,
    "bus_station": 0.5,
    "police": 0.4,
    "playground": 0.3,
    "hospital": 0.2,
    "park": 0.2,
    "underground": 0.15,
    "school": 0.1,
    "kindergarten": 0.1,
    "restaurant": 0.08,
    "shop": 0.08,
}
_CLUES: dict[str, dict[str, float]] = {
    "slept_in_hotel": dict.fromkeys(LODGING, 8.0),
    "came_by_bus_or_train": {"bus_station": 6.0, "railway_station": 6.0, "underground": 3.0},
    "family_shopping": {"mall": 8.0, "shop": 8.0, "restaurant": 2.0},
    "was_playing": {"playground": 8.0, "park": 6.0, "attraction": 4.0},
    "school_badge": dict.fromkeys(_SCHOOL, 20.0),
}


def _night(kind: str) -> float:
    return 2.0 if kind in LODGING else 0.2 if kind in _OPEN_BY_DAY else 1.0


@dataclass(frozen=True, slots=True)
class PriorSettings:
    """Weights of the prior. `rest_mass`: chance at the start that the family is at no listed place."""

    kinds: Mapping[str, float] = field(default_factory=lambda: _KINDS)
    clues: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: _CLUES)
    rest_mass: float = 0.4
    cap: float = 0.35
    """No single place starts above this."""
    floor_m: float = 50.0

    def hour_factor(self, kind: str, hour: int | None) -> float:
        """Lodging by night, schools when they open and close, shops while they are open."""
        if hour is None:
            return 1.0
        if hour >= 22 or hour < 6:
            return _night(kind)
        if kind in _SCHOOL and (7 <= hour <= 9 or 15 <= hour <= 17):
            return 4.0
        return 1.0


@dataclass(frozen=True, slots=True)
class DetectionSettings:
    """q: the chance that a visit says yes when the family is there."""

    desk_and_register: float = 0.9
    desk: float = 0.7
    unsure: float = 0.2
    """An unclear answer is a weak no."""
    closed_soon: float = 0.2
    """Factor on q while a place that was closed may still be closed."""
    closed_for: timedelta = timedelta(minutes=30)
    trace_factor: float = 4.0
    """A sighting raises the places around it, falling off over `trace_reach_m`."""
    trace_reach_m: float = 400.0

    def of(self, kind: str) -> float:
        """Lodging keeps a register that can be read; elsewhere one can only ask."""
        return self.desk_and_register if kind in LODGING else self.desk


@dataclass(frozen=True, slots=True)
class TravelSettings:
    """Street factor on the straight line, and km/h, by mode; minutes spent at a door."""

    detour: Mapping[str, float] = field(default_factory=lambda: {"foot": 1.4, "bike": 1.6, "car": 1.8})
    speed_kmh: Mapping[str, float] = field(default_factory=lambda: {"foot": 5.0, "bike": 16.0, "car": 26.0})
    dwell_min: float = 5.0


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """How long a task may stay unaccepted (DOMAIN 1.4)."""

    send_again_after: timedelta = timedelta(minutes=3)
    pass_on_after: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """All of them, with the size of a plan."""

    prior: PriorSettings = field(default_factory=PriorSettings)
    detection: DetectionSettings = field(default_factory=DetectionSettings)
    travel: TravelSettings = field(default_factory=TravelSettings)
    clocks: ClockSettings = field(default_factory=ClockSettings)
    places: int = 30
    within_m: float = 5_000.0
    stops_per_task: int = 3


DEFAULTS = SearchSettings()
