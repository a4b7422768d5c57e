"""Names as they are said: characters, pinyin, pet forms, wrong characters, Latin spellings.

`compare` walks a cascade of levels, strongest first, and answers with the first that holds.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler, Levenshtein

from app.matching.name_weights import NameLevel, SaidKind
from app.matching.syllables import (
    LONGEST_NAME,
    Syllable,
    clean,
    fold,
    han_of,
    has_compound_spelling,
    surname_length,
    syllables_of_han,
    syllables_of_latin,
)

_PREFIX = re.compile(r"^(我的?名字[是叫]|名字[是叫]?|我叫|叫做?|名叫|我姓|姓|my name is |i am |called )")
_PET_MARKS = frozenset("小老阿大")
_PET_SOUNDS = (frozenset({"xiao"}), frozenset({"lao"}), frozenset({"a"}))
# Jaro-Winkler similarity of Latin names from which two spellings are surely, or maybe, one name.
STRONG, WEAK = 0.92, 0.82


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


@lru_cache(maxsize=200_000)
def take_apart(typed: str) -> Name:
    """Any text as a name; Chinese characters win over Latin letters beside them."""
    text = _PREFIX.sub("", clean(typed)).strip(" .,·:：，。")
    han = han_of(text)[:LONGEST_NAME]
    if han:
        return Name(text, han, (syllables_of_han(han),), surname_length(han))
    return Name(text, "", syllables_of_latin(text), 2 if has_compound_spelling(text) else 1)


def kind_of(said: Name) -> SaidKind:
    """What was said: a surname, a pet form, two syllables, a full name, or a Latin name."""
    if not said.ways:
        return SaidKind.LATIN
    if said.syllables == 1:
        return SaidKind.ONE_SYLLABLE
    if said.syllables == 2 and _pet_core(said) is not None:
        return SaidKind.PET
    return SaidKind.TWO if said.syllables == 2 else SaidKind.MORE


def _pet_core(said: Name) -> Syllable | None:
    """The X of 小X, 老X, 阿X, XX; None when it is no pet form."""
    if said.syllables != 2:
        return None
    first, second = said.ways[0]
    if said.han:
        return second if said.han[0] in _PET_MARKS or said.han[0] == said.han[1] else None
    return second if first in _PET_SOUNDS or first == second else None


def compare(said: str, name: str, nickname: str = "") -> tuple[SaidKind, NameLevel] | None:
    """The kind of what was said and the level at which it agrees; None when a side is blank."""
    heard = take_apart(said)
    full, nick = take_apart(name), take_apart(nickname)
    if not heard.text or not (full.text or nick.text):
        return None
    if full.syllables == 1 and full.han and heard.syllables > 1:
        heard, full = full, heard  # the family gave only a surname: then that is what is compared
    return kind_of(heard), _level(heard, full, nick)


def _level(heard: Name, full: Name, nick: Name) -> NameLevel:
    for level, holds in _CASCADE:
        if holds(heard, full, nick):
            return level
    return NameLevel.DIFFERENT


def _pairs(heard: Name, known: Name) -> Iterator[tuple[tuple[Syllable, ...], tuple[Syllable, ...]]]:
    return ((mine, theirs) for mine in heard.ways for theirs in known.ways)


def _alike(mine: tuple[Syllable, ...], theirs: tuple[Syllable, ...]) -> bool:
    return len(mine) == len(theirs) and all(a & b for a, b in zip(mine, theirs, strict=True))


def _folded(way: tuple[Syllable, ...]) -> tuple[Syllable, ...]:
    return tuple(map(fold, way))


def _orders(known: tuple[Syllable, ...], surname: int) -> Iterator[tuple[Syllable, ...]]:
    """Surname first and surname last: 姚明 is also Ming Yao."""
    yield known
    if len(known) > surname:
        yield known[surname:] + known[:surname]


def _full_exact(heard: Name, full: Name, nick: Name) -> bool:
    if heard.han:
        return len(heard.han) > 1 and heard.han == full.han
    return bool(heard.text) and not full.han and sorted(heard.text.split()) == sorted(full.text.split())


def _nick_exact(heard: Name, full: Name, nick: Name) -> bool:
    return bool(nick.text) and (heard.han or heard.text) == (nick.han or nick.text)


def _full_pinyin(heard: Name, full: Name, nick: Name) -> bool:
    return heard.syllables > 1 and any(
        _alike(mine, order) for mine, theirs in _pairs(heard, full) for order in _orders(theirs, full.surname)
    )


def _full_folded(heard: Name, full: Name, nick: Name) -> bool:
    return heard.syllables > 1 and any(
        _alike(_folded(mine), _folded(order))
        for mine, theirs in _pairs(heard, full)
        for order in _orders(theirs, full.surname)
    )


def _nick_folded(heard: Name, full: Name, nick: Name) -> bool:
    return any(_alike(_folded(mine), _folded(theirs)) for mine, theirs in _pairs(heard, nick))


def _part_folded(heard: Name, full: Name, nick: Name) -> bool:
    """The given name alone, or two neighbouring syllables of a longer name."""
    if full.syllables < 3 or heard.syllables < 2 or heard.syllables >= full.syllables:
        return False
    return any(_within(_folded(mine), _folded(theirs)) for mine, theirs in _pairs(heard, full))


def _within(part: tuple[Syllable, ...], whole: tuple[Syllable, ...]) -> bool:
    return any(_alike(part, whole[start : start + len(part)]) for start in range(len(whole) - len(part) + 1))


def _one_off(heard: Name, full: Name, nick: Name) -> bool:
    """One syllable of three was heard otherwise; of two only if it sounds nearly the same."""
    return any(_misses_one(_folded(mine), _folded(theirs)) for mine, theirs in _pairs(heard, full))


def _misses_one(mine: tuple[Syllable, ...], theirs: tuple[Syllable, ...]) -> bool:
    if len(mine) != len(theirs) or len(mine) < 2:
        return False
    off = [(a, b) for a, b in zip(mine, theirs, strict=True) if not a & b]
    return len(off) == 1 and (len(mine) > 2 or _nearly(*off[0]))


def _nearly(one: Syllable, other: Syllable) -> bool:
    return any(len(a) > 1 < len(b) and Levenshtein.distance(a, b) <= 1 for a in one for b in other)


def _derived_nick(heard: Name, full: Name, nick: Name) -> bool:
    """小明, 明明, 阿明 or only "ming" for somebody whose given name holds 明."""
    core = heard.ways[0][0] if heard.syllables == 1 else _pet_core(heard)
    if core is None:
        return False
    return any(fold(core) & fold(one) for theirs in full.ways for one in theirs[full.surname :])


def _surname_only(heard: Name, full: Name, nick: Name) -> bool:
    """姓王, 王, 小王, 老王; or a whole compound surname."""
    core = heard.ways[0][0] if heard.syllables == 1 else _pet_core(heard)
    if core is not None and full.surname == 1:
        return any(fold(core) & fold(theirs[0]) for theirs in full.ways)
    return full.surname == 2 and any(_alike(_folded(mine), _folded(theirs[:2])) for mine, theirs in _pairs(heard, full))


def _same_surname(heard: Name, full: Name, nick: Name) -> bool:
    return heard.syllables > 1 and any(
        _alike(_folded(mine[: full.surname]), _folded(theirs[: full.surname])) for mine, theirs in _pairs(heard, full)
    )


@lru_cache(maxsize=100_000)
def _latin(name: Name) -> str:
    """The letters of a name; characters by their first reading."""
    if not name.han:
        return name.text
    return " ".join(min(syllable) for way in name.ways[:1] for syllable in way)


def _latin_similarity(heard: Name, known: Name) -> float:
    """0 to 1, the best of whole names in either order and of the single words of the known one."""
    if not known.text or (heard.han and known.han):
        return 0.0
    mine, theirs = _latin(heard), _latin(known)
    tries = [(mine, theirs), ("".join(mine.split()), "".join(theirs.split()))]
    tries.append((" ".join(sorted(mine.split())), " ".join(sorted(theirs.split()))))
    if not known.ways and " " not in mine:
        tries += [(mine, one) for one in theirs.split() if len(one) > 2]
    return max(float(JaroWinkler.similarity(a, b)) for a, b in tries)


def _at_least(least: float) -> Callable[[Name, Name, Name], bool]:
    def holds(heard: Name, full: Name, nick: Name) -> bool:
        if heard.ways and full.ways:
            return False  # both are Chinese names: their syllables have decided
        return max(_latin_similarity(heard, full), _latin_similarity(heard, nick)) >= least

    return holds


_CASCADE: tuple[tuple[NameLevel, Callable[[Name, Name, Name], bool]], ...] = (
    (NameLevel.FULL_EXACT, _full_exact),
    (NameLevel.NICK_EXACT, _nick_exact),
    (NameLevel.FULL_PINYIN, _full_pinyin),
    (NameLevel.FULL_FOLDED, _full_folded),
    (NameLevel.NICK_FOLDED, _nick_folded),
    (NameLevel.PART_FOLDED, _part_folded),
    (NameLevel.ONE_OFF, _one_off),
    (NameLevel.DERIVED_NICK, _derived_nick),
    (NameLevel.SURNAME_ONLY, _surname_only),
    (NameLevel.SAME_SURNAME, _same_surname),
    (NameLevel.LATIN_STRONG, _at_least(STRONG)),
    (NameLevel.LATIN_WEAK, _at_least(WEAK)),
)
