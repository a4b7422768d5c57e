"""Facts of a report as keys of small numbers, and the level of every distinct key against one query.

A group is one or more fields that lie together in one column. `pieces` compares the query with each
distinct key once; rows only look the answer up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.matching import clothes, homes, marks
from app.matching.columns import Array, Distinct
from app.matching.levels import Field
from app.matching.marks import Mark, MarkLevel
from app.people.rules import Bottom, Build, Colour, Description, Hair, Sex, Top, YesNo

Key = tuple[int, ...]
MOST_MARKS = 6
_INDEX = {
    member: number for kind in (Sex, Top, Bottom, Colour, Hair, YesNo, Build) for number, member in enumerate(kind)
}
# Gap: years outside the said band, divided by (age + 10).
AGE_EDGES = (0.0, 0.06, 0.13, 0.30)
HEIGHT_EDGES = (3, 7, 12, 20)
AGE_LEVELS, HEIGHT_LEVELS = len(AGE_EDGES) + 1, len(HEIGHT_EDGES) + 1
GROWN_UP, CM_A_YEAR = 15, 6


@dataclass(frozen=True, slots=True)
class Piece:
    """One field of one query: the level number for each distinct key of its group.

    `levels` has a row for each variant of a row (near or far, years since last seen), or one for all.
    """

    field: Field
    table: str
    levels: Array


def body_key(person: Description) -> Key:
    """Sex, age and height."""
    ages = [age for age in (person.age_low, person.age_high) if age is not None]
    low, high = (min(ages), max(ages)) if ages else (-1, -1)
    height = -1 if person.height_cm is None else max(0, min(300, person.height_cm))
    return _INDEX[person.sex], low, high, height


def body_pieces(query: Key, keys: list[Array], sign: int, variants: int) -> list[Piece]:
    """Sex; and age with height, as a child's height follows the age; one row of levels for each year since."""
    sex = _SEXES[query[0]][keys[0]]
    years = range(variants)
    joint = np.stack([_age_height(query, keys[1:], _years_since(year) * sign) for year in years])
    return [
        Piece(Field.SEX, "sex", sex[None, :]),
        Piece(Field.AGE_HEIGHT, "age_height", np.where(joint > _AGE_ONLY, 0, joint)),
        Piece(Field.AGE_HEIGHT, "age", _between(joint, _AGE_ONLY, _HEIGHT_ONLY)),
        Piece(Field.AGE_HEIGHT, "height", _between(joint, _HEIGHT_ONLY, _NEITHER)),
    ]


_AGE_ONLY = AGE_LEVELS * HEIGHT_LEVELS
_HEIGHT_ONLY = _AGE_ONLY + AGE_LEVELS
_NEITHER = _HEIGHT_ONLY + HEIGHT_LEVELS


def _between(joint: Array, below: int, top: int) -> Array:
    return np.where((joint > below) & (joint <= top), joint - below, 0)


def _years_since(variant: int) -> float:
    """Years from last seen to found for a variant: 0 in time, 1 within the first year, and so on."""
    return max(0.0, variant - 0.5)


def _age_height(query: Key, keys: list[Array], years: float) -> Array:
    """1 to 25 for both known, then 5 for age alone, then 5 for height alone; one more for neither."""
    low, high, height = keys
    _, my_low, my_high, my_height = query
    said = (my_low - years, my_high - years)
    gap = np.maximum(0, np.maximum(low - said[1], said[0] - high))
    age = np.searchsorted(AGE_EDGES, gap / (np.maximum(0, low + high) / 2 + 10))
    tall = np.searchsorted(HEIGHT_EDGES, np.abs(my_height - height - _growth(years, low, high)))
    has_age = (low >= 0) & (my_low >= 0)
    has_height = (height >= 0) & (my_height >= 0)
    both = np.where(has_height, age * HEIGHT_LEVELS + tall + 1, _AGE_ONLY + age + 1)
    return np.where(has_age, both, np.where(has_height, _HEIGHT_ONLY + tall + 1, _NEITHER + 1))


def _growth(years: float, low: Array, high: Array) -> Array | float:
    """Centimetres that a child has grown since."""
    if years == 0:
        return 0.0
    left = np.clip(GROWN_UP - np.maximum(0, low + high) / 2, 0, abs(years))
    grown: Array = np.where(low >= 0, left, 0) * CM_A_YEAR * np.sign(years)
    return grown


def _same_or_not(kind: type[Sex] | type[Hair] | type[Build]) -> Array:
    return np.array([[0 if "unknown" in (a.value, b.value) else 1 if a is b else 2 for a in kind] for b in kind])


_SEXES, _HAIRS, _BUILDS = _same_or_not(Sex), _same_or_not(Hair), _same_or_not(Build)
_GLASSES = np.array(
    [[0 if YesNo.UNKNOWN in (a, b) else 3 if a is not b else 1 if a is YesNo.YES else 2 for a in YesNo] for b in YesNo]
)
"""Both wear them (which few do), neither does, or they differ."""


def top_key(person: Description) -> Key:
    return _INDEX[person.top], _INDEX[person.top_colour]


def top_pieces(query: Key, keys: list[Array], sign: int, variants: int) -> list[Piece]:
    """The garment, and its colour given the garment: another jacket is often of another colour too."""
    garment, colour = clothes.TOPS[query[0]][keys[0]], clothes.COLOURS[query[1]][keys[1]]
    given = [
        Piece(Field.TOP_COLOUR, table, np.where(garment == level, colour, 0)[None, :])
        for level, table in enumerate(TOP_COLOUR_TABLES)
    ]
    return [Piece(Field.TOP, "top", garment[None, :]), *given]


TOP_COLOUR_TABLES = ("top_colour", "top_colour_same_top", "top_colour_like_top", "top_colour_other_top")
"""For a garment that is not known, the same, of one group, another."""


def bottom_key(person: Description) -> Key:
    return _INDEX[person.bottom], _INDEX[person.bottom_colour], _INDEX[person.shoes_colour]


def bottom_pieces(query: Key, keys: list[Array], sign: int, variants: int) -> list[Piece]:
    return [
        Piece(Field.BOTTOM, "bottom", clothes.BOTTOMS[query[0]][keys[0]][None, :]),
        Piece(Field.BOTTOM_COLOUR, "bottom_colour", clothes.COLOURS[query[1]][keys[1]][None, :]),
        Piece(Field.SHOES_COLOUR, "shoes_colour", clothes.COLOURS[query[2]][keys[2]][None, :]),
    ]


def looks_key(person: Description) -> Key:
    return _INDEX[person.hair], _INDEX[person.glasses], _INDEX[person.build]


def looks_pieces(query: Key, keys: list[Array], sign: int, variants: int) -> list[Piece]:
    return [
        Piece(Field.HAIR, "hair", _HAIRS[query[0]][keys[0]][None, :]),
        Piece(Field.GLASSES, "glasses", _GLASSES[query[1]][keys[1]][None, :]),
        Piece(Field.BUILD, "build", _BUILDS[query[2]][keys[2]][None, :]),
    ]


class HomeWords:
    """Every home and accent on file, numbered."""

    def __init__(self) -> None:
        self.homes: Distinct[homes.Home] = Distinct()
        self.accents: Distinct[str] = Distinct()
        self.key(Description())  # number 0: not known

    def key(self, person: Description) -> Key:
        """Home and accent."""
        accent = homes.accent_group(person.accent)
        return self.homes.number(homes.parse(person.home)), self.accents.number(accent)

    def pieces(self, query: Key, keys: list[Array], sign: int, variants: int) -> list[Piece]:
        """Home by city or by province, near and far; the accent only when no home was said."""
        said = self.homes.keys[query[0]]
        levels = np.array([_home_level(said, known) for known in self.homes.keys])[keys[0]]
        accent = np.where(keys[1] == query[1], 1, 2) * (keys[1] > 0) * (query[1] > 0)
        # Who has said a home has said it better than the accent tells.
        found_home = (query[0] > 0) if sign > 0 else (keys[0] > 0)
        accent = np.where(found_home, 0, accent)
        city, province = np.where(levels <= 3, levels, 0), np.where(levels > 3, levels - 3, 0)
        return [
            Piece(Field.HOME, "home_city", city[None, :]),
            Piece(Field.HOME, "home_province", province[None, :]),
            Piece(Field.ACCENT, "accent", accent[None, :]),
        ]


@lru_cache(maxsize=200_000)
def _home_level(said: homes.Home, known: homes.Home) -> int:
    return int(homes.compare(said, known))


class MarkWords:
    """Every mark on file, numbered; a report's key is its marks."""

    def __init__(self) -> None:
        self.marks: Distinct[Mark] = Distinct()
        self._of_kind: dict[str, list[int]] = {}
        self.marks.number(Mark(""))  # number 0: no mark

    def key(self, person: Description) -> Key:
        """Up to six marks."""
        known = [mark for mark in marks.parse(person.marks) if not mark.kind.startswith(marks.OTHER)]
        return (tuple(sorted(map(self._number, known))) + (0,) * MOST_MARKS)[:MOST_MARKS]

    def _number(self, mark: Mark) -> int:
        before = len(self.marks)
        number = self.marks.number(mark)
        if number == before:
            self._of_kind.setdefault(mark.kind, []).append(number)
        return number

    def pieces(self, query: Key, keys: list[Array], sign: int, variants: int) -> list[Piece]:
        """How the marks agree; 0 where either side has none."""
        mine = [self.marks.keys[number] for number in query if number]
        if not mine:
            return []
        best = np.stack([np.max([likeness[column] for column in keys], axis=0) for likeness in map(self._alike, mine)])
        sure, most = (best >= marks.NO_SIDE).sum(axis=0), best.max(axis=0)
        levels = np.where(sure > 1, int(MarkLevel.TWO_SHARED), _MARK_LEVELS[most])
        return [Piece(Field.MARKS, "marks", np.where(keys[0] + keys[-1] > 0, levels, 0)[None, :])]

    def _alike(self, mark: Mark) -> Array:
        """The likeness of every mark on file to this one."""
        likeness = np.zeros(len(self.marks), dtype=np.uint8)
        for number in self._of_kind.get(mark.kind, ()):
            likeness[number] = marks.likeness(mark, self.marks.keys[number])
        return likeness


_MARK_LEVELS = np.array(
    [MarkLevel.NONE_SHARED, MarkLevel.ONE_SIDE_CONTRADICTS, MarkLevel.ONE_NO_SIDE, MarkLevel.ONE_SIDE_AGREES]
)
Pieces = Callable[[Key, list[Array], int, int], list[Piece]]
