"""The names of every open report as columns, and the level of each against one name that was said."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.matching.columns import Array, Column, Distinct
from app.matching.latin import Spellings
from app.matching.name_grid import MOST_SYLLABLES, Laid, Name, is_pet_form, kind_of, level_of, take_apart
from app.matching.name_weights import NameLevel, SaidKind
from app.matching.sounds import CHARACTER, DIALECT, Units
from app.matching.syllables import Syllable

CODES = {level: number for number, level in enumerate(NameLevel, start=1)}
"""The strongest level is 1; 0 means not known on one side."""
LEVEL_OF = {code: level for level, code in CODES.items()}
_WEAKEST = 255
MOST_WAYS = 4
"""Of the ways to cut joined pinyin into syllables, so many are tried."""
_SURNAME_BIT = 8


@dataclass(frozen=True, slots=True)
class Heard:
    """A name that was said, with the level of each spelling and nickname on file."""

    name: Name
    kind: SaidKind
    ways: tuple[tuple[int, Array], ...]
    """For each way to hear it: how many syllables, and for each syllable on file its degrees against them all,
    two bits each."""
    spellings: Array
    nicknames: Array


class NameColumns:
    """Full names as four syllable numbers, spellings and nicknames as one number each: 17 bytes a row."""

    def __init__(self) -> None:
        self.units = Units()
        self.spellings = Spellings()
        self.nicknames: Distinct[str] = Distinct(MOST_SYLLABLES, np.uint16)
        self.nicknames.number("", (0,) * MOST_SYLLABLES)
        self.syllables = Column(np.uint16, MOST_SYLLABLES)
        self.shape = Column(np.uint8)
        """How many syllables, and whether the surname has two."""
        self.spelling = Column(np.uint32)
        self.nickname = Column(np.uint32)

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.syllables, self.shape, self.spelling, self.nickname

    @property
    def nbytes(self) -> int:
        """Of the vocabularies, without the columns."""
        return self.units.nbytes + self.spellings.nbytes + self.nicknames.nbytes

    def encode(self, name: str, nickname: str) -> tuple[tuple[int, ...], int, int, int]:
        """The values of the four columns for one report."""
        full, nick = take_apart(name), take_apart(nickname)
        known = min(full.syllables, MOST_SYLLABLES)
        shape = known | (_SURNAME_BIT if full.surname > 1 else 0)
        spelling = 0 if full.han else self.spellings.number(full.text)
        return self._numbers(full), shape, spelling, self._nickname(nick)

    def _nickname(self, nick: Name) -> int:
        return self.nicknames.number(nick.han or nick.text, self._numbers(nick))

    def _numbers(self, name: Name) -> tuple[int, ...]:
        way = name.ways[0] if name.ways else ()
        pairs = zip(name.characters, way, strict=False)
        numbers = [self.units.number(character.strip(), readings) for character, readings in pairs]
        return tuple((numbers + [0] * MOST_SYLLABLES)[:MOST_SYLLABLES])

    def hear(self, said: str) -> Heard | None:
        """Look a name up in every vocabulary; None when nothing was said."""
        name = take_apart(said)
        if not name.text:
            return None
        ways = tuple((min(len(way), MOST_SYLLABLES), self._degrees(name, way)) for way in name.ways[:MOST_WAYS])
        spellings = self.spellings.levels(name, CODES)
        return Heard(name, kind_of(name), ways, spellings, self._nickname_levels(name, ways))

    def _degrees(self, name: Name, way: tuple[Syllable, ...]) -> Array:
        packed = np.zeros(len(self.units), dtype=np.uint8)
        for place, (character, readings) in enumerate(zip(name.characters, way[:MOST_SYLLABLES], strict=False)):
            packed |= self.units.degrees(character.strip(), readings) << (2 * place)
        return packed

    def _nickname_levels(self, name: Name, ways: tuple[tuple[int, Array], ...]) -> Array:
        """Exact, alike as dialects fold it, or different; 0 where there is no nickname."""
        levels = np.full(len(self.nicknames), CODES[NameLevel.DIFFERENT], dtype=np.uint8)
        assert self.nicknames.parts is not None
        numbers = self.nicknames.parts.values
        lengths = (numbers > 0).sum(axis=1)
        for spoken, packed in ways:
            alike = lengths == spoken
            for place in range(spoken):
                alike &= (packed[numbers[:, place]] >> (2 * place)) & 3 >= DIALECT
            levels[alike & (lengths > 0)] = CODES[NameLevel.NICK_FOLDED]
        same = self.nicknames.known(name.han or name.text)
        if same is not None:
            levels[same] = CODES[NameLevel.NICK_EXACT]
        levels[0] = 0
        return levels

    def levels(self, heard: Heard, rows: slice | Array) -> Array:
        """The code of each row's level: the strongest of full name, spelling and nickname."""
        shape = self.shape.values[rows]
        found = np.where(shape > 0, np.uint8(CODES[NameLevel.DIFFERENT]), np.uint8(_WEAKEST))
        for way in heard.ways:
            np.minimum(found, self._full_levels(heard, way, rows, shape), out=found)
        self._join_spellings(heard, rows, shape, found)
        nickname = np.take(heard.nicknames, self.nickname.values[rows])
        np.minimum(found, np.where(nickname > 0, nickname, np.uint8(_WEAKEST)), out=found)
        found[found == _WEAKEST] = 0
        return found

    def _join_spellings(self, heard: Heard, rows: slice | Array, shape: Array, found: Array) -> None:
        """Where both are Chinese names their syllables have decided; letters count only to the letter."""
        numbers = self.spelling.values[rows]
        spelled = np.flatnonzero(numbers)
        levels = heard.spellings[numbers[spelled]]
        if heard.ways:
            exact = CODES[NameLevel.FULL_EXACT]
            both = (shape[spelled] > 0) & (levels != exact)
            levels = np.where(both, np.uint8(_WEAKEST), levels)
        found[spelled] = np.minimum(found[spelled], levels)

    def _full_levels(self, heard: Heard, way: tuple[int, Array], rows: slice | Array, shape: Array) -> Array:
        """Each row's grid is one number of 32 bits; the cascade reads each distinct grid once."""
        spoken, packed = way
        degrees = np.take(packed, self.syllables.values[rows])
        codes = degrees.view(np.uint32).ravel()
        found = np.full(len(codes), _WEAKEST, dtype=np.uint8)
        some = np.flatnonzero(codes)
        keys = codes[some].astype(np.uint64) | (shape[some].astype(np.uint64) << np.uint64(32))
        distinct, numbers = _numbered(keys)
        if len(distinct):
            pet = spoken == 2 and is_pet_form(heard.name)
            levels = [_level_code(spoken, pet, key) for key in distinct.tolist()]
            found[some] = np.array(levels, dtype=np.uint8)[numbers]
        return found


_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def _numbered(keys: Array) -> tuple[Array, Array]:
    """The distinct keys, and for each key its number among them; by hashing where many are equal."""
    distinct = np.unique(keys)
    hashed = (distinct * _SPREAD) >> np.uint64(48)
    if len(np.unique(hashed)) < len(distinct):
        return distinct, np.searchsorted(distinct, keys)
    numbers = np.zeros(1 << 16, dtype=np.uint16)
    numbers[hashed] = np.arange(len(distinct))
    return distinct, numbers[(keys * _SPREAD) >> np.uint64(48)]


@lru_cache(maxsize=50_000)
def _level_code(spoken: int, pet: bool, key: int) -> int:
    """The code of the level of the grid behind one number."""
    shape = key >> 32
    known = shape & (_SURNAME_BIT - 1)
    degrees = [(key >> (8 * place)) & 0xFF for place in range(known)]
    grid = tuple(tuple((column >> (2 * row)) & CHARACTER for column in degrees) for row in range(spoken))
    surname = min(2 if shape & _SURNAME_BIT else 1, known)
    return CODES[level_of(Laid(grid, surname, pet))]
