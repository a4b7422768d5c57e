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


def by_sign(field: Field, level: str, bits: float) -> Part:
    """A level between "same" and "different": close if it speaks for the pair, differs if against."""
    return Part(field, level, Agreement.CLOSE if bits > 0 else Agreement.DIFFERS, bits)
