"""Names as they are said: characters, pinyin, pet forms, wrong characters, Latin spellings.

Two names are laid against each other as a grid: how nearly each syllable that was heard sounds like
each one on file. A cascade of levels, strongest first, reads the grid; the first that holds counts.
The same grid serves one pair and a million rows (see `name_index`).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.matching.name_weights import NameLevel, SaidKind
from app.matching.sounds import CHARACTER, DIALECT, SOUND
from app.matching.syllables import (
    Syllable,
    clean,
    han_of,
    has_compound_spelling,
    surname_length,
    syllables_of_han,
    syllables_of_latin,
)

MOST_SYLLABLES = 4
"""A longer name is compared by its first four."""
_PREFIX = re.compile(r"^(我的?名字[是叫]|名字[是叫]?|我叫|叫做?|名叫|我姓|姓|my name is |i am |called )")
_PET_MARKS = frozenset("小老阿大")
_PET_SOUNDS = (frozenset({"xiao"}), frozenset({"lao"}), frozenset({"a"}))


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: what was written, its characters, and the ways to hear it."""

    text: str
    han: str
    ways: tuple[tuple[Syllable, ...], ...]
    surname: int = 1
    """Syllables of the surname at the head."""

    @property
    def syllables(self) -> int:
        return len(self.ways[0]) if self.ways else 0

    @property
    def characters(self) -> str:
        """One character a syllable; blanks when only letters were written."""
        return self.han or " " * MOST_SYLLABLES


@lru_cache(maxsize=50_000)
def take_apart(typed: str) -> Name:
    """Any text as a name; Chinese characters win over Latin letters beside them."""
    text = _PREFIX.sub("", clean(typed)).strip(" .,·:：，。")
    han = han_of(text)[:MOST_SYLLABLES]
    if han:
        return Name(text, han, (syllables_of_han(han),), surname_length(han))
    return Name(text, "", syllables_of_latin(text), 2 if has_compound_spelling(text) else 1)


def kind_of(said: Name) -> SaidKind:
    """What was said: a surname, a pet form, two syllables, a full name, or a Latin name."""
    if not said.ways:
        return SaidKind.LATIN
    if said.syllables == 1:
        return SaidKind.ONE_SYLLABLE
    if said.syllables == 2 and is_pet_form(said):
        return SaidKind.PET
    return SaidKind.TWO if said.syllables == 2 else SaidKind.MORE


def is_pet_form(said: Name) -> bool:
    """Whether it is 小X, 老X, 阿X, 大X or XX."""
    if said.syllables != 2:
        return False
    first, second = said.ways[0]
    if said.han:
        return said.han[0] in _PET_MARKS or said.han[0] == said.han[1]
    return first in _PET_SOUNDS or first == second


Grid = tuple[tuple[int, ...], ...]
"""A row for each syllable heard, a column for each syllable on file: 0 to 3, see `sounds`."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What was heard, laid against a full name on file."""

    grid: Grid
    surname: int
    """Syllables of the surname on file."""
    pet: bool
    """What was heard is a pet form: its second syllable is the core."""

    @property
    def heard(self) -> int:
        return len(self.grid)

    @property
    def known(self) -> int:
        return len(self.grid[0])

    @property
    def core(self) -> tuple[int, ...] | None:
        """The grid's row of the X in X, 小X, XX; None when more was said."""
        return self.grid[0] if self.heard == 1 else self.grid[1] if self.pet else None

    def orders(self) -> Iterator[tuple[int, ...]]:
        """Surname first, and surname last: 姚明 is also Ming Yao."""
        places = tuple(range(self.known))
        yield places
        if self.known > self.surname:
            yield places[self.surname :] + places[: self.surname]

    def along(self, places: tuple[int, ...]) -> list[int]:
        """The degrees when the first syllable heard stands at the first of these places, and so on."""
        return [self.grid[heard][place] for heard, place in enumerate(places)]


def level_of(laid: Laid) -> NameLevel:
    """The strongest level that holds."""
    for level, holds in _CASCADE:
        if holds(laid):
            return level
    return NameLevel.DIFFERENT


def _whole(least: int) -> Callable[[Laid], bool]:
    def holds(laid: Laid) -> bool:
        """All syllables of the full name, surname first or last."""
        if laid.heard != laid.known or laid.heard < 2:
            return False
        orders = [tuple(range(laid.known))] if least == CHARACTER else laid.orders()
        return any(min(laid.along(order)) >= least for order in orders)

    return holds


def _part(least: int) -> Callable[[Laid], bool]:
    def holds(laid: Laid) -> bool:
        """The given name alone, or neighbouring syllables of a longer name."""
        if laid.known < 3 or not 2 <= laid.heard < laid.known:
            return False
        starts = range(laid.heard == laid.surname, laid.known - laid.heard + 1)  # a whole surname is no given name
        windows = (range(start, start + laid.heard) for start in starts)
        return any(min(laid.along(tuple(window))) >= least for window in windows)

    return holds


def _one_off(laid: Laid) -> bool:
    """One syllable of three or more was heard otherwise; a surname alone is not enough."""
    if laid.heard != laid.known or laid.heard < 3:
        return False
    return any(_misses_one(laid, order) for order in laid.orders())


def _misses_one(laid: Laid, order: tuple[int, ...]) -> bool:
    alike = [place for place, degree in zip(order, laid.along(order), strict=True) if degree >= DIALECT]
    return len(alike) == laid.known - 1 and max(alike) >= laid.surname


def _derived(laid: Laid) -> bool:
    """小明, 明明, 阿明 or only "ming" for somebody whose given name holds 明."""
    return laid.core is not None and any(degree >= DIALECT for degree in laid.core[laid.surname :])


def _surname_only(laid: Laid) -> bool:
    """姓王, 王, 小王, 老王; a whole compound surname; or the family itself gave only a surname."""
    if laid.known == 1 and laid.heard > 1:
        return laid.grid[0][0] >= DIALECT
    if laid.surname == 1:
        return laid.core is not None and laid.core[0] >= DIALECT
    return laid.heard == 2 and min(laid.along((0, 1))) >= DIALECT


def _half_given(laid: Laid) -> bool:
    """Of a given name of two syllables one was heard rightly, and the other otherwise or not at all."""
    if laid.heard != 2 or laid.pet or laid.known - laid.surname != 2:
        return False
    first, second = laid.known - 2, laid.known - 1
    skipped = laid.surname == 1 and min(laid.along((0, second))) >= DIALECT
    return skipped or laid.grid[0][first] >= DIALECT or laid.grid[1][second] >= DIALECT


def _same_surname(laid: Laid) -> bool:
    if laid.heard < 2 or laid.heard < laid.surname:
        return False
    return min(laid.along(tuple(range(laid.surname)))) >= DIALECT


_CASCADE: tuple[tuple[NameLevel, Callable[[Laid], bool]], ...] = (
    (NameLevel.FULL_EXACT, _whole(CHARACTER)),
    (NameLevel.FULL_PINYIN, _whole(SOUND)),
    (NameLevel.FULL_FOLDED, _whole(DIALECT)),
    (NameLevel.PART_EXACT, _part(CHARACTER)),
    (NameLevel.PART_PINYIN, _part(SOUND)),
    (NameLevel.PART_FOLDED, _part(DIALECT)),
    (NameLevel.ONE_OFF, _one_off),
    (NameLevel.DERIVED_NICK, _derived),
    (NameLevel.SURNAME_ONLY, _surname_only),
    (NameLevel.HALF_GIVEN, _half_given),
    (NameLevel.SAME_SURNAME, _same_surname),
)
