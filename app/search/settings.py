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


# Kilometres within which 25, 50, 75 and 95 % were found: ISRID, Koester 2008, "Lost Person
# Behavior", rounded by us. 13-15 is the temperate row (no urban one); adults borrow it.
_QUARTILES_KM: dict[str, tuple[float, float, float, float]] = {
    "child_1_3": (0.16, 0.48, 0.80, 1.1),
    "child_4_6": (0.10, 0.48, 0.97, 3.4),
    "child_7_9": (0.16, 0.48, 1.4, 5.1),
    "child_10_12": (0.32, 1.4, 2.9, 5.8),
    "child_13_15": (0.64, 1.3, 3.2, 10.0),
    "adult": (0.64, 1.3, 3.2, 10.0),
    "dementia": (0.32, 1.1, 3.2, 12.6),
    "autism": (0.32, 0.97, 3.9, 8.0),
    "intellectual": (0.32, 0.80, 3.7, 9.9),
    "despondent": (0.10, 0.48, 1.4, 13.0),
}


def _night(kind: str) -> float:
    return 2.0 if kind in LODGING else 0.2 if kind in _OPEN_BY_DAY else 1.0


@dataclass(frozen=True, slots=True)
class PriorSettings:
    """Weights of the prior. `rest_mass`: chance at the start that the family is at no listed place."""

    kinds: Mapping[str, float] = field(default_factory=lambda: _KINDS)
    clues: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: _CLUES)
    quartiles_km: Mapping[str, tuple[float, float, float, float]] = field(default_factory=lambda: _QUARTILES_KM)
    """Category -> within how far 25, 50, 75 and 95 % of them were found."""
    rest_mass: float = 0.4
    cap: float = 0.35
    """No single place starts above this."""
    floor_m: float = 50.0
    doubt: float = 0.4
    """How far the order of asking trusts evenness more than these weights (`ranking.hedged`)."""

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
    heading_factor: float = 4.0
    """A sighting with a direction raises what lies that way, ever less as it grows old."""
    heading_half_life_min: float = 30.0
    heading_width_deg: float = 45.0
    """To either side of the direction."""
    phone: float = 0.7
    """A front desk asked by phone."""
    camera: float = 0.1
    """A camera that did not see them says little about its place."""

    def of(self, kind: str) -> float:
        """Lodging keeps a register that can be read; elsewhere one can only ask."""
        return self.desk_and_register if kind in LODGING else self.desk


@dataclass(frozen=True, slots=True)
class TravelSettings:
    """Street factor on the straight line, and km/h, by mode; minutes spent at a door."""

    detour: Mapping[str, float] = field(default_factory=lambda: {"foot": 1.4, "bike": 1.6, "car": 1.8})
    speed_kmh: Mapping[str, float] = field(default_factory=lambda: {"foot": 5.0, "bike": 16.0, "car": 26.0})
    farthest_m: Mapping[str, float] = field(default_factory=lambda: {"foot": 3_000.0, "bike": 8_000.0, "car": 30_000.0})
    """Nobody is sent farther than this from where it stands, unless nobody else can go."""
    dwell_min: float = 5.0
    phone_min: float = 3.0
    """A call to a front desk."""
    camera_min: float = 10.0
    """Looking through one camera's time window."""


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """How long a task may stay unaccepted (DOMAIN 1.4)."""

    send_again_after: timedelta = timedelta(minutes=3)
    pass_on_after: timedelta = timedelta(minutes=5)
    alarm_after: timedelta = timedelta(minutes=10)
    """Then a supervisor has to act: nobody took it, nor did anybody take its places."""


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
    widen_below: float = 0.15
    """Chance still ahead below which a search under way looks farther by itself."""
    widest_m: float = 20_000.0
    camera_within_m: float = 300.0
    camera_keeps: timedelta = timedelta(days=30)
    """How long footage is usually kept."""


DEFAULTS = SearchSettings()
