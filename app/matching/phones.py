"""A fragment of a telephone number, as a child remembers it, against the whole numbers of a family."""

import re
import unicodedata
from functools import lru_cache

import numpy as np
import phonenumbers

from app.matching.columns import Array, Column
from app.matching.tables import Table

FEWEST_KNOWN = 2
"""Fewer digits than this say nothing."""
CHINESE_MOBILE = 11
"""Digits."""
SHORTEST_WHOLE = 10
"""Digits from which a fragment is taken for a whole number, said from its start."""
_CHINESE_MOBILE = re.compile(r"\+861\d{10}")
_UNKNOWN = re.compile(r"[x×*?？_#·•]")
_GAP = re.compile(r"\.{2,}|…+|-{2,}|~+")
LEVELS = ("phone_all", "phone_one_off", "phone_more_off")
ALL, ONE_OFF, MORE_OFF = 1, 2, 3
PHONES_PER_REPORT = 1.3
LONGEST = 15
"""Digits of a telephone number, by E.164."""


@lru_cache(maxsize=20_000)
def pattern_of(said: str) -> str:
    """Digits, x for a digit not known, and one ~ for a gap of unknown length."""
    text = unicodedata.normalize("NFKC", said).casefold()
    text = _UNKNOWN.sub("x", _GAP.sub("~", text))
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    digits = re.sub(r"^\s*(\+|00)86", "", digits)
    return re.sub(r"~{2,}", "~", re.sub(r"[^0-9x~]", "", digits)).replace("x~", "~").replace("~x", "~")


@lru_cache(maxsize=50_000)
def national(number: str) -> str:
    """The digits people say at home: without the country's code, with the 0 that many countries dial first."""
    if _CHINESE_MOBILE.fullmatch(number):
        return number[3:]
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", number)
    return re.sub(r"\D", "", phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL))


def _known(pattern: str) -> int:
    """Digits that tell numbers apart: whole Chinese mobile numbers begin with 1, many others with 0."""
    from_the_start = "~" in pattern or len(pattern) >= SHORTEST_WHOLE
    first = from_the_start and pattern.startswith(("0", "1"))
    return sum(c.isdecimal() for c in pattern) - first


def table_of(pattern: str, m: tuple[float, ...]) -> Table | None:
    """The weights of a fragment: u follows from how many digits are known; None when it says nothing."""
    known = _known(pattern)
    if known < FEWEST_KNOWN:
        return None
    chances = PHONES_PER_REPORT * (1 if "~" in pattern else max(1, CHINESE_MOBILE - len(pattern) + 1))
    all_agree = min(0.9, chances * 10.0**-known)
    one_off = min(0.9, chances * 9 * known * 10.0**-known)
    u = (all_agree, one_off, max(0.05, 1 - all_agree - one_off))
    # So few digits agree with almost any number: that is no evidence against.
    shares = tuple(max(share, chance) for share, chance in zip(m[:2], u[:2], strict=True))
    return Table("phone", LEVELS, (*shares, m[2]), u)


class PhoneColumn:
    """Every telephone number on file with the row it belongs to, sorted by how many digits it has."""

    def __init__(self) -> None:
        self._digits: dict[int, Column] = {}
        self._rows: dict[int, Column] = {}

    @property
    def nbytes(self) -> int:
        return sum(column.nbytes for columns in (self._digits, self._rows) for column in columns.values())

    def add(self, row: int, numbers: tuple[str, ...]) -> None:
        """The numbers of one report."""
        for number in numbers:
            digits = national(number)[:LONGEST]
            if digits.isascii() and digits.isdecimal():
                width = len(digits)
                if width not in self._digits:
                    self._digits[width] = Column(np.uint8, max(2, width))
                    self._rows[width] = Column(np.int32)
                self._digits[width].append([int(digit) for digit in digits.ljust(2, "0")])
                self._rows[width].append(row)

    def levels(self, pattern: str, length: int) -> Array:
        """For each of `length` rows the best level of any of its numbers; 0 where there is none to compare."""
        levels = np.zeros(length, dtype=np.uint8)
        for width, column in self._digits.items():
            placed = _placed(pattern, width)
            if placed:
                rows = self._rows[width].values
                levels[rows[levels[rows] == 0]] = MORE_OFF
                misses = np.min([_misses(column.values, place) for place in placed], axis=0)
                for level in (ONE_OFF, ALL):
                    levels[rows[misses == level - 1]] = level
        return levels

    def renumber(self, new: Array) -> None:
        """Rows were moved: `new` is the new number of each old row, -1 where it is gone."""
        for width, column in self._rows.items():
            rows = new[column.values]
            stay = np.flatnonzero(rows >= 0)
            column.keep(stay)
            column.values[:] = rows[stay]
            self._digits[width].keep(stay)


def _placed(pattern: str, width: int) -> list[list[tuple[int, int]]]:
    """For each place at which the fragment may stand in a number: which digit is expected where."""
    if "~" in pattern:
        head, tail = pattern.split("~", maxsplit=1)[0], pattern.rsplit("~", maxsplit=1)[-1]
        if len(head) + len(tail) > width:
            return []
        pattern = head + "x" * (width - len(head) - len(tail)) + tail
    spare = width - len(pattern)
    known = [(place, int(digit)) for place, digit in enumerate(pattern) if digit.isdecimal()]
    return [[(start + place, digit) for place, digit in known] for start in range(spare + 1)]


def _misses(digits: Array, expected: list[tuple[int, int]]) -> Array:
    misses = np.zeros(len(digits), dtype=np.uint8)
    for place, digit in expected:
        misses += digits[:, place] != digit
    return misses
