"""The judgement: how much do two descriptions speak for one person (Fellegi and Sunter, 1969)."""

from dataclasses import dataclass

from app.matching import clothes, fields, homes, marks, phones, weights
from app.matching.levels import Agreement, Field, Part
from app.matching.posterior import Likelihood, in_words, posterior
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
    "posterior",
]
MODEL_VERSION = f"fellegi-sunter {weights.VERSION}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The evidence in bits, and its parts in the order of `Field`, which sum to it."""

    weight_bits: float
    parts: tuple[Part, ...]

    def part(self, field: Field) -> Part:
        """What one field says."""
        return next(part for part in self.parts if part.field is field)


def compare(found: Description, missing: Description) -> Comparison:
    """How far a found person and a missing one agree, field by field."""
    seen, sought = clothes.filled(found), clothes.filled(missing)
    km = fields.km_between(seen.sighting, sought.sighting)
    near = km is None or km <= weights.HOME_NEAR_KM
    parts = (
        fields.compare_place_time(seen.sighting, sought.sighting),
        fields.compare_names(seen, sought),
        fields.compare_sex(seen.sex, sought.sex),
        fields.compare_age_height(seen, sought),
        clothes.compare_tops(seen.top, sought.top),
        clothes.compare_colours(Field.TOP_COLOUR, seen.top_colour, sought.top_colour),
        clothes.compare_bottoms(seen.bottom, sought.bottom),
        clothes.compare_colours(Field.BOTTOM_COLOUR, seen.bottom_colour, sought.bottom_colour),
        clothes.compare_colours(Field.SHOES_COLOUR, seen.shoes_colour, sought.shoes_colour),
        marks.compare(seen.marks, sought.marks),
        homes.compare_homes(seen.home, sought.home, near=near),
        homes.compare_accents(seen.accent, sought.accent, home_said=bool(seen.home.strip())),
        phones.compare(seen.phones, sought.phones),
        fields.compare_hair(seen.hair, sought.hair),
        fields.compare_glasses(seen.glasses, sought.glasses),
        fields.compare_build(seen.build, sought.build),
    )
    return Comparison(sum(part.bits for part in parts), parts)
