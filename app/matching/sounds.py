"""Numbers for the syllables of names, and how nearly each syllable on file sounds like one that was heard."""

import numpy as np

from app.matching.columns import Array, Distinct
from app.matching.syllables import Syllable, fold

DIALECT, SOUND, CHARACTER = 1, 2, 3
"""Alike as a dialect folds it, alike in toneless pinyin, the very character. 0: not alike."""
Unit = tuple[str, Syllable]
"""A character ("" when only letters were written) and its readings."""


class Units:
    """Every character and every pinyin syllable on file, findable by character, reading and folded reading."""

    def __init__(self) -> None:
        self._distinct: Distinct[Unit] = Distinct()
        self._by_key: dict[tuple[int, str], list[int]] = {}
        self.number("", frozenset())  # number 0: no syllable

    def __len__(self) -> int:
        return len(self._distinct)

    @property
    def nbytes(self) -> int:
        return 3 * self._distinct.nbytes

    def number(self, character: str, readings: Syllable) -> int:
        """The number of a syllable, a new one for a new syllable."""
        before = len(self._distinct)
        number = self._distinct.number((character, readings))
        if number == before:
            for key in _keys(character, readings):
                self._by_key.setdefault(key, []).append(number)
        return number

    def degrees(self, character: str, readings: Syllable) -> Array:
        """For each syllable on file, how nearly it sounds like this one: 0 to 3."""
        alike = np.zeros(len(self), dtype=np.uint8)
        for key in sorted(_keys(character, readings)):
            numbers = self._by_key.get(key)
            if numbers:
                alike[numbers] = key[0]
        return alike


def _keys(character: str, readings: Syllable) -> set[tuple[int, str]]:
    keys = {(DIALECT, reading) for reading in fold(readings)} | {(SOUND, reading) for reading in readings}
    return keys | ({(CHARACTER, character)} if character else set())
