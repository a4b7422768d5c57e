"""A fragment of a telephone number, as a child remembers it, against the whole numbers of a family."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers

from app.matching.levels import Agreement, Field, Part, blank
from app.matching.weights import phone as phone_bits

FEWEST_KNOWN = 2
"""Fewer digits than this say nothing."""
SHORTEST_WHOLE = 10
"""Digits from which a fragment is taken for a whole number, said from its start."""
_UNKNOWN = re.compile(r"[x×*?？_#·•]")
_GAP = re.compile(r"\.{2,}|…+|-{2,}|~+")
_LEVELS = ("all", "one_off", "more_off")


@lru_cache(maxsize=20_000)
def pattern_of(said: str) -> str:
    """Digits, x for a digit not known, and one ~ for a gap of unknown length."""
    text = unicodedata.normalize("NFKC", said).casefold()
    text = _UNKNOWN.sub("x", _GAP.sub("~", text))
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    digits = re.sub(r"^\s*(\+|00)86", "", digits)
    return re.sub(r"~{2,}", "~", re.sub(r"[^0-9x~]", "", digits)).replace("x~", "~").replace("~x", "~")


@lru_cache(maxsize=100_000)
def national(number: str) -> str:
    """The digits people say at home: without the country's code, with the 0 that many countries dial first."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", number)
    return re.sub(r"\D", "", phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL))


def _misses(pattern: str, window: str) -> int:
    return sum(p not in ("x", d) for p, d in zip(pattern, window, strict=True))


def _placements(pattern: str, number: str) -> list[int]:
    """The digits that are wrong, for every place at which the fragment may stand."""
    if "~" in pattern:
        head, tail = pattern.split("~", maxsplit=1)[0], pattern.rsplit("~", maxsplit=1)[-1]
        if len(head) + len(tail) > len(number):
            return []
        return [_misses(head, number[: len(head)]) + _misses(tail, number[len(number) - len(tail) :])]
    spare = len(number) - len(pattern)
    return [_misses(pattern, number[start : start + len(pattern)]) for start in range(spare + 1)]


def _known(pattern: str) -> int:
    """Digits that tell numbers apart: whole Chinese mobile numbers begin with 1, many others with 0."""
    from_the_start = "~" in pattern or len(pattern) >= SHORTEST_WHOLE
    first = from_the_start and pattern.startswith(("0", "1"))
    return sum(c.isdecimal() for c in pattern) - first


def compare(said: tuple[str, ...], numbers: tuple[str, ...]) -> Part:
    """The best agreement of any fragment with any number; u is counted from the digits known."""
    parts = [_one(pattern_of(fragment), national(number)) for fragment in said for number in numbers]
    known = [part for part in parts if part is not None]
    return max(known, key=lambda part: part.bits) if known else blank(Field.PHONE)


def _one(pattern: str, number: str) -> Part | None:
    known, places = _known(pattern), _placements(pattern, number)
    if known < FEWEST_KNOWN or not places:
        return None
    level = _LEVELS[min(*places, 2)]
    agreement = (Agreement.AGREES, Agreement.CLOSE, Agreement.DIFFERS)[_LEVELS.index(level)]
    bits = phone_bits(level, known, len(places))
    if level != "more_off" and bits <= 0:
        return None  # so few digits agree with almost any number
    return Part(Field.PHONE, f"phone_{level}", agreement, bits)
