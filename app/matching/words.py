"""Whatever was written beside the vocabularies: nothing typed is ignored, rare words weigh most."""

import re
from functools import lru_cache

import numpy as np

from app.matching import clothes, marks
from app.matching.columns import Array, Column
from app.matching.syllables import clean, is_han

LEVELS = ("rare_words_shared", "words_shared", "no_words_shared")
RARE, SHARED, NOT_SHARED = 1, 2, 3
RARE_SHARE = 0.005
MOST_WORDS = 12
"""Of one report."""
_FILLERS = frozenset(
    "a an the and with of on in at to his her has is was it wearing wears wore says said"
    " very some one two big small 有 着 穿 戴 的 和 了 个 一 是 在 很 说 带 件 条 双 色".split()
)
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=50_000)
def words_of(worn: str, marked: str) -> frozenset[str]:
    """The words that neither the clothes nor the marks have taken; Chinese ones as pairs of characters."""
    left = clothes.without_words(clean(worn))
    other = [mark.kind.removeprefix(marks.OTHER) for mark in marks.parse(marked) if mark.kind.startswith(marks.OTHER)]
    found: list[str] = []
    for word in _WORD.findall(" ".join([left, *other])):
        found += _pairs(word) if is_han(word[0]) else [word]
    return frozenset(sorted({word for word in found if word not in _FILLERS and len(word) > 1})[:MOST_WORDS])


def _pairs(word: str) -> list[str]:
    return [word[start : start + 2] for start in range(len(word) - 1)]


class WordColumn:
    """Which rows hold a word."""

    def __init__(self) -> None:
        self._rows: dict[str, Column] = {}
        self._with_words = Column(np.int32)

    @property
    def nbytes(self) -> int:
        return sum(200 + column.nbytes for column in self._rows.values()) + self._with_words.nbytes

    def add(self, row: int, words: frozenset[str]) -> None:
        """The words of one report."""
        if words:
            self._with_words.append(row)
        for word in sorted(words):
            self._rows.setdefault(word, Column(np.int32, first=4)).append(row)

    def levels(self, words: frozenset[str], length: int) -> Array:
        """For each of `length` rows whether it shares a rare word, any word, or none; 0 where nothing is written."""
        levels = np.zeros(length, dtype=np.uint8)
        levels[self._with_words.values] = NOT_SHARED
        shared = [self._rows[word].values for word in sorted(words) if word in self._rows]
        for rows in sorted(shared, key=len, reverse=True):
            levels[rows] = RARE if len(rows) <= max(2, RARE_SHARE * length) else SHARED
        return levels

    def renumber(self, new: Array) -> None:
        """Rows were moved: `new` is the new number of each old row, -1 where it is gone."""
        for column in [*self._rows.values(), self._with_words]:
            rows = new[column.values]
            stay = np.flatnonzero(rows >= 0)
            column.keep(stay)
            column.values[:] = rows[stay]
        self._rows = {word: column for word, column in self._rows.items() if column.length}
