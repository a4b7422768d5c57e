"""Whether the name on an ID is one of those who may collect: pure."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Protocol, TypeVar

from app.matching.name_weights import NameLevel
from app.matching.names import compare
from app.matching.syllables import clean, han_of

_LATIN = re.compile(r"[^\W\d_]+")
_SAME = (NameLevel.FULL_EXACT, NameLevel.FULL_PINYIN)


class Named(Protocol):
    """Anybody on a list of names."""

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def on_list(typed: str, listed: Sequence[N]) -> N | None:
    """The first listed person whose full name this is, in either script."""
    return next((person for person in listed if same_name(typed, person.name)), None)


def same_name(one: str, other: str) -> bool:
    """王秀兰, WANG Xiulan and "Xiulan Wang" are one full name; a part or a homophone in characters is not."""
    mine, theirs = han_of(clean(one)), han_of(clean(other))
    if mine and theirs:
        return mine == theirs and len(mine) > 1
    if _latin(one) and _latin(one) == _latin(other):
        return True
    compared = compare(one, other)
    return compared is not None and compared[1] in _SAME


def tidy_number(typed: str) -> str:
    """An ID number without the blanks and dashes that a hand or a voice puts in; letters in capitals."""
    return re.sub(r"[\s.\-–—]", "", unicodedata.normalize("NFKC", typed)).upper()


def _latin(name: str) -> list[str]:
    """The words of a name that are not in Chinese characters, in any order; one word alone is no full name."""
    words = sorted(word for word in _LATIN.findall(clean(name)) if not han_of(word))
    return words if len(words) > 1 else []
