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
    """Every Latin name on file, in the forms in which it is compared: as it is, without blanks, and word by word."""

    def __init__(self) -> None:
        self._numbers: Distinct[str] = Distinct()
        self._joined: list[str] = []
        self._words: Distinct[str] = Distinct()
        self._owners: list[tuple[int, int]] = []
        """A word and a name it stands in."""
        self.number("")  # number 0: no Latin name

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def nbytes(self) -> int:
        return 2 * self._numbers.nbytes + self._words.nbytes + 100 * len(self._owners)

    def number(self, text: str) -> int:
        """The number of a spelling, a new one for a new spelling; the order of words does not matter."""
        words = text.split()
        key = " ".join(sorted(words))
        before = len(self._numbers)
        number = self._numbers.number(key)
        if number == before:
            self._joined.append("".join(words))
            told = [word for word in words if len(word) >= SHORTEST_WORD] if len(words) > 1 else []
            self._owners += [(self._words.number(word), number) for word in told[:MOST_WORDS]]
        return number

    def levels(self, heard: Name, codes: dict[NameLevel, int]) -> Array:
        """For each spelling the code of its level: exact, strong, weak, different; 0 for no spelling."""
        found = np.full(len(self), codes[NameLevel.DIFFERENT], dtype=np.uint8)
        likeness = self._likeness(letters_of(heard).split())
        found[likeness >= WEAK] = codes[NameLevel.LATIN_WEAK]
        found[likeness >= STRONG] = codes[NameLevel.LATIN_STRONG]
        same = self._numbers.known(" ".join(sorted(heard.text.split())))
        if same is not None:
            found[same] = codes[NameLevel.FULL_EXACT]
        found[0] = 0
        return found

    def _likeness(self, words: list[str]) -> Array:
        """0 to 1 for each spelling."""
        if len(self) == 1 or not words:
            return np.zeros(len(self))
        likeness = np.maximum(_alike(" ".join(sorted(words)), self._numbers.keys), _alike("".join(words), self._joined))
        if len(words) == 1 and self._owners:
            of_words, owners = _alike(words[0], self._words.keys), np.asarray(self._owners)
            np.maximum.at(likeness, owners[:, 1], of_words[owners[:, 0]])
        return likeness


def _alike(text: str, others: list[str]) -> Array:
    """Jaro-Winkler similarity to each of the others; 0 below what counts."""
    alike: Array = cdist([text], others, scorer=JaroWinkler.similarity, score_cutoff=WEAK)[0]
    return alike


def letters_of(name: Name) -> str:
    """The letters of a name; characters by their first reading."""
    if not name.han:
        return name.text
    return " ".join(min(syllable) for syllable in name.ways[0])
