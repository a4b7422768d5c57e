"""The judgement: how much do two descriptions speak for one person (Fellegi and Sunter, 1969)."""

from dataclasses import dataclass

from app.matching.group_scan import Level
from app.matching.index import Index
from app.matching.levels import Agreement, Field, Part, agreement_of, blank
from app.matching.model import LEVELS, START, Model
from app.matching.posterior import Likelihood, in_words, posterior
from app.matching.scan import Scan
from app.people.rules import Description

__all__ = [
    "MODEL_VERSION",
    "Agreement",
    "Comparison",
    "Field",
    "Likelihood",
    "Part",
    "compare",
    "in_words",
    "parts_of",
    "posterior",
]
MODEL_VERSION = f"fellegi-sunter {START.version}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The evidence in bits, and its parts in the order of `Field`, which sum to it."""

    weight_bits: float
    parts: tuple[Part, ...]

    def part(self, field: Field) -> Part:
        """What one field says."""
        return next(part for part in self.parts if part.field is field)


def parts_of(levels: list[Level]) -> Comparison:
    """The levels of a pair as a comparison: one part for each field; what is not known weighs nothing."""
    known = {level.field: _part(level) for level in levels if level.number}
    parts = tuple(known.get(field) or blank(field) for field in Field)
    return Comparison(sum(part.bits for part in parts), parts)


def _part(level: Level) -> Part:
    # Home has tables of its own for near and far, with the same levels.
    words = LEVELS.get(level.table) or LEVELS[f"{level.table}_far"]
    word = words[level.number - 1]
    return Part(level.field, word, agreement_of(level.field, word, level.bits), level.bits)


def compare(found: Description, missing: Description, model: Model = START) -> Comparison:
    """How far a found person and a missing one agree, field by field, when nothing is known of other reports."""
    index = Index()
    row = index.put(bytes(16), missing)
    return parts_of(Scan(index, found, model, query_u=False).levels(row))
