"""The levels of every table, and a model: m and u for each level, and what turns weights into probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.matching import words
from app.matching.groups import TOP_COLOUR_TABLES
from app.matching.name_weights import NameLevel, SaidKind
from app.matching.phones import LEVELS as PHONE_LEVELS
from app.matching.place_time import HOUR_LEVELS, KM_LEVELS
from app.matching.tables import Table

AGE_LEVELS = ("in_band", "gap_06", "gap_13", "gap_30", "gap_more")
HEIGHT_LEVELS = ("cm_3", "cm_7", "cm_12", "cm_20", "cm_more")
_SAME = ("same", "different")
_GARMENT = ("same", "same_group", "different")
_COLOUR = ("same", "near", "different")
_CITY = ("city", "province", "different")
_PROVINCE = ("same_province", "different")
NAME_PSEUDO = 3.0


def _place_time_levels() -> dict[str, tuple[str, ...]]:
    km, hours = range(KM_LEVELS), range(HOUR_LEVELS)
    return {
        "place_time": tuple(f"km_{k}_h_{h}" for k in km for h in hours),
        "place": tuple(f"km_{k}_h_x" for k in km),
        "time": tuple(f"km_x_h_{h}" for h in hours),
    }


def name_of_table(kind: SaidKind, *, written: bool) -> str:
    """Names are weighed by what was said, and by whether it was written in characters."""
    return f"name_{kind.value}_{'characters' if written else 'letters'}"


def name_tables() -> list[str]:
    """Every table of names; a Latin name is never written in characters."""
    both = [(kind, written) for kind in SaidKind for written in (True, False)]
    return [name_of_table(kind, written=written) for kind, written in both if kind is not SaidKind.LATIN or not written]


LEVELS: Mapping[str, tuple[str, ...]] = {
    **_place_time_levels(),
    "sex": _SAME,
    "age_height": tuple(f"{age}_{height}" for age in AGE_LEVELS for height in HEIGHT_LEVELS),
    "age": AGE_LEVELS,
    "height": HEIGHT_LEVELS,
    "top": _GARMENT,
    **dict.fromkeys(TOP_COLOUR_TABLES, _COLOUR),
    "bottom": _GARMENT,
    "bottom_colour": _COLOUR,
    "shoes_colour": _COLOUR,
    "marks": ("two_shared", "one_side_agrees", "one_no_side", "one_side_contradicts", "none_shared"),
    "home_city_far": _CITY,
    "home_city_near": _CITY,
    "home_province_far": _PROVINCE,
    "home_province_near": _PROVINCE,
    "accent": _SAME,
    "phone": PHONE_LEVELS,
    "hair": _SAME,
    "glasses": ("both_wear", "neither", "different"),
    "build": _SAME,
    "words": words.LEVELS,
    **{name: tuple(level.value for level in NameLevel) for name in name_tables()},
}


@dataclass(frozen=True)
class Model:
    """One version of the weights."""

    version: str
    tables: Mapping[str, Table]
    logit_c: float
    """Logit of the chance that the right report is among those open at all."""
    temperature: float

    def name_table(self, kind: SaidKind, *, written: bool) -> Table:
        """The table for a name of this kind."""
        return self.tables[name_of_table(kind, written=written)]


def make_table(name: str, shares: Mapping[str, tuple[float, float]]) -> Table:
    """A table from m and u by level, in any order."""
    pairs = [shares[level] for level in LEVELS[name]]
    pseudo = NAME_PSEUDO if name.startswith("name_") else 30.0
    return Table(name, LEVELS[name], tuple(m for m, _ in pairs), tuple(u for _, u in pairs), pseudo)
