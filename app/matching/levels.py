"""What a comparison is made of: fields, how far they agree, and the part of the evidence each gives."""

import enum
from dataclasses import dataclass


class Field(enum.Enum):
    """What is compared, in the order in which the page shows it."""

    PLACE_TIME = "place_time"
    NAME = "name"
    SEX = "sex"
    AGE_HEIGHT = "age_height"
    TOP = "top"
    TOP_COLOUR = "top_colour"
    BOTTOM = "bottom"
    BOTTOM_COLOUR = "bottom_colour"
    SHOES_COLOUR = "shoes_colour"
    MARKS = "marks"
    HOME = "home"
    ACCENT = "accent"
    PHONE = "phone"
    HAIR = "hair"
    GLASSES = "glasses"
    BUILD = "build"
    WORDS = "words"


class Agreement(enum.Enum):
    """The level in one word."""

    AGREES = "agrees"
    CLOSE = "close"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """What one field says: its level, in a word, and its weight in bits (log2 of m/u)."""

    field: Field
    level: str
    agreement: Agreement
    bits: float


def blank(field: Field) -> Part:
    """A field that one side does not know weighs nothing: missing data is not disagreement."""
    return Part(field, "unknown", Agreement.UNKNOWN, 0.0)


_AGREES = frozenset(
    "same city same_province both_wear neither phone_all two_shared one_side_agrees one_no_side rare_words_shared "
    "name_full_exact name_nick_exact name_full_pinyin name_full_folded name_nick_folded name_latin_strong".split()
)
_DIFFERS = frozenset("different none_shared phone_more_off name_different no_words_shared".split())
_GRADED = (Field.PLACE_TIME, Field.AGE_HEIGHT)


def agreement_of(field: Field, level: str, bits: float) -> Agreement:
    """The level in one word. Between "same" and "different" the weight says in which direction it points."""
    if field in _GRADED:
        return Agreement.AGREES if bits >= 1 else Agreement.CLOSE if bits > -1 else Agreement.DIFFERS
    if level in _AGREES:
        return Agreement.AGREES
    return Agreement.DIFFERS if level in _DIFFERS or bits <= 0 else Agreement.CLOSE
