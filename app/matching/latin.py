"""Names in Latin letters that are no Chinese names: how alike two spellings are."""

import numpy as np
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from app.matching.columns import Array, Distinct
from app.matching.name_grid import Name
from app.matching.name_weights import NameLevel

# Jaro-Winkler similarity from which two spellings are surely, or maybe, one name.
STRONG, WEAK = 0.92, 0.82
SHORTEST_WORD = 3
MOST_WORDS = 4


class Spellings:
    """Every Latin name on file, in the forms in which it is compared."""

    def __init__(self) -> None:
        self._numbers: Distinct[str] = Distinct()
        self._forms: list[str] = []
        self._owner: list[int] = []
        self._is_word: list[bool] = []
        self.number("")  # number 0: no Latin name

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def nbytes(self) -> int:
        return self._numbers.nbytes + 100 * len(self._forms)

    def number(self, text: str) -> int:
        """The number of a spelling, a new one for a new spelling; the order of words does not matter."""
        key = " ".join(sorted(text.split()))
        before = len(self._numbers)
        number = self._numbers.number(key)
        if number == before and key:
            words = [word for word in key.split() if len(word) >= SHORTEST_WORD][:MOST_WORDS]
            forms = [key, "".join(text.split())]
            self._add(number, forms, words if len(key.split()) > 1 else [])
        return number

    def _add(self, number: int, forms: list[str], words: list[str]) -> None:
        self._forms += forms + words
        self._owner += [number] * (len(forms) + len(words))
        self._is_word += [False] * len(forms) + [True] * len(words)

    def levels(self, heard: Name, codes: dict[NameLevel, int]) -> Array:
        """For each spelling the code of its level: exact, strong, weak, different; 0 for no spelling."""
        found = np.full(len(self), codes[NameLevel.DIFFERENT], dtype=np.uint8)
        likeness = self._likeness(letters_of(heard))
        found[likeness >= WEAK] = codes[NameLevel.LATIN_WEAK]
        found[likeness >= STRONG] = codes[NameLevel.LATIN_STRONG]
        if not heard.han:
            found[likeness > 2] = codes[NameLevel.FULL_EXACT]
        found[0] = 0
        return found

    def _likeness(self, letters: str) -> Array:
        """0 to 1 for each spelling; 3 when the words are the same."""
        likeness = np.zeros(len(self))
        if len(self._forms) == 0 or not letters:
            return likeness
        words = sorted(letters.split())
        tries = cdist([" ".join(words), "".join(letters.split())], self._forms, scorer=JaroWinkler.similarity)
        best = tries.max(axis=0)
        if len(words) > 1:
            best = np.where(np.asarray(self._is_word), 0.0, best)
        np.maximum.at(likeness, np.asarray(self._owner), best)
        same = self._numbers.known(" ".join(words))
        if same is not None:
            likeness[same] = 3.0
        return likeness


def letters_of(name: Name) -> str:
    """The letters of a name; characters by their first reading."""
    if not name.han:
        return name.text
    return " ".join(min(syllable) for syllable in name.ways[0])
