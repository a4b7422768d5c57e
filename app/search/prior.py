"""Where to look first: the chance of each place before anybody has been asked. Pure.

p_i is proportional to w(kind, hour, clues) * f(d_i). f is a lognormal law of the distance walked,
divided by 2*pi*d to make it a density over the ground, with d never below 50 m. A rest-of-world
mass is always kept, so that no list claims certainty. Every figure here is a default to be edited.
"""

import enum
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from app.places.rules import PlaceKind
from app.search.settings import PriorSettings


class Category(enum.Enum):
    """Who is lost, as far as it says how far such a person walks."""

    CHILD_1_3 = "child_1_3"
    CHILD_4_6 = "child_4_6"
    CHILD_7_9 = "child_7_9"
    CHILD_10_12 = "child_10_12"
    CHILD_13_15 = "child_13_15"
    ADULT = "adult"
    DEMENTIA = "dementia"
    AUTISM = "autism"
    INTELLECTUAL = "intellectual"
    DESPONDENT = "despondent"


class Clue(enum.Enum):
    """What the child said or carried that points to a kind of place."""

    SLEPT_IN_HOTEL = "slept_in_hotel"
    CAME_BY_BUS_OR_TRAIN = "came_by_bus_or_train"
    FAMILY_SHOPPING = "family_shopping"
    WAS_PLAYING = "was_playing"
    SCHOOL_BADGE = "school_badge"


_Z = (-0.6745, 0.0, 0.6745, 1.6449)
"""The standard normal's 25, 50, 75 and 95 % points."""

_OLDEST = (
    (3, Category.CHILD_1_3),
    (6, Category.CHILD_4_6),
    (9, Category.CHILD_7_9),
    (12, Category.CHILD_10_12),
    (17, Category.CHILD_13_15),
    (64, Category.ADULT),
)
_CONDITIONS = {
    "dementia": Category.DEMENTIA,
    "autism": Category.AUTISM,
    "intellectual": Category.INTELLECTUAL,
    "despondent": Category.DESPONDENT,
}


def category_of(age_low: int | None, age_high: int | None, medical: Iterable[str] = ()) -> Category:
    """The row of the table: a condition that changes how people walk first, then the age.

    An unknown age counts as 7-9, the middle of those who get lost; 65 and over as dementia.
    """
    for code in medical:
        for condition, category in _CONDITIONS.items():
            if condition in code:
                return category
    if age_low is None or age_high is None:
        return Category.CHILD_7_9
    middle = (age_low + age_high) / 2
    return next((category for oldest, category in _OLDEST if middle < oldest + 1), Category.DEMENTIA)


@cache
def lognormal(quartiles_km: tuple[float, float, float, float]) -> tuple[float, float]:
    """(mu, sigma) of ln(metres): the least-squares line through the four quantiles."""
    logs = [math.log(km * 1000) for km in quartiles_km]
    mean_z, mean_log = sum(_Z) / 4, sum(logs) / 4
    slope = sum((z - mean_z) * (y - mean_log) for z, y in zip(_Z, logs, strict=True))
    slope /= sum((z - mean_z) ** 2 for z in _Z)
    return mean_log - slope * mean_z, max(slope, 0.1)


def lognormal_of(category: Category, settings: PriorSettings = PriorSettings()) -> tuple[float, float]:
    """(mu, sigma) of ln(metres) for a category."""
    return lognormal(settings.quartiles_km[category.value])


def density(category: Category, distance_m: float, settings: PriorSettings = PriorSettings()) -> float:
    """Chance per square metre of ground at this distance; below the floor as at the floor."""
    mu, sigma = lognormal_of(category, settings)
    d = max(distance_m, settings.floor_m)
    z = (math.log(d) - mu) / sigma
    radial = math.exp(-z * z / 2) / (d * sigma * math.sqrt(2 * math.pi))
    return radial / (2 * math.pi * d)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that may be asked; `key` is whatever the caller knows it by."""

    key: str
    kind: PlaceKind
    distance_m: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What bears on the prior: who, the local hour (0-23, None: unknown), what the child said."""

    category: Category
    hour: int | None = None
    clues: frozenset[Clue] = field(default_factory=frozenset)


def weight(kind: PlaceKind, known: Circumstances, settings: PriorSettings) -> float:
    """w: how likely a family is at a place of this kind, relative to other kinds."""
    value = settings.kinds.get(kind.value, 0.0)
    for clue in known.clues:
        value *= settings.clues.get(clue.value, {}).get(kind.value, 1.0)
    return value * settings.hour_factor(kind.value, known.hour)


def prior(spots: Sequence[Spot], known: Circumstances, settings: PriorSettings) -> tuple[dict[str, float], float]:
    """(chance of each spot, chance of none of them); they sum to 1.

    What the cap takes from a place goes to the rest of the world, not to its neighbours.
    """
    raw: Mapping[str, float] = {
        spot.key: weight(spot.kind, known, settings) * density(known.category, spot.distance_m, settings)
        for spot in spots
    }
    total = sum(raw.values())
    if total <= 0:
        return dict.fromkeys(raw, 0.0), 1.0
    share = (1 - settings.rest_mass) / total
    chances = {key: min(settings.cap, value * share) for key, value in raw.items()}
    return chances, max(0.0, 1.0 - sum(chances.values()))


_HEARD = {
    Clue.SLEPT_IN_HOTEL: ("hotel", "hostel", "酒店", "宾馆", "旅馆", "民宿", "room card", "房卡"),
    Clue.CAME_BY_BUS_OR_TRAIN: ("train", "bus", "火车", "高铁", "汽车站", "坐车", "大巴"),
    Clue.FAMILY_SHOPPING: ("shop", "mall", "买东西", "逛", "商场", "超市"),
    Clue.WAS_PLAYING: ("playground", "park", "zoo", "公园", "游乐"),
    Clue.SCHOOL_BADGE: ("school", "学校", "幼儿园", "校服", "校牌"),
}


def clues_heard(words: str) -> frozenset[Clue]:
    """Clues to tick beforehand, from what the child said and carried; the officer decides."""
    text = words.lower()
    return frozenset(clue for clue, marks in _HEARD.items() if any(_says(text, mark) for mark in marks))


def _says(text: str, mark: str) -> bool:
    """A Latin mark as a word of its own, so that "trainers" are no train; a Chinese one anywhere."""
    return bool(re.search(rf"\b{mark}s?\b", text)) if mark.isascii() else mark in text
