"""One function a field: from two values to a level and its weight."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from enum import Enum

from app.matching import weights
from app.matching.levels import Agreement, Field, Part, blank
from app.matching.name_weights import NameLevel, name_weight
from app.matching.names import compare as compare_name_texts
from app.matching.weights import MU, floored, weigh
from app.people.rules import Build, Description, Hair, Sex, Sighting, YesNo
from app.places.rules import distance_m

_CLOSE_NAMES = frozenset(
    {
        NameLevel.PART_FOLDED,
        NameLevel.ONE_OFF,
        NameLevel.DERIVED_NICK,
        NameLevel.SURNAME_ONLY,
        NameLevel.SAME_SURNAME,
        NameLevel.LATIN_WEAK,
    }
)


def _graded(bits: float) -> Agreement:
    """Joint fields have many levels; their weight says in which direction they point."""
    if bits >= 1:
        return Agreement.AGREES
    return Agreement.CLOSE if bits > -1 else Agreement.DIFFERS


def km_between(found: Sighting, missing: Sighting) -> float | None:
    """Kilometres between the two places, or None when one is not known."""
    if found.lat is None or found.lon is None or missing.lat is None or missing.lon is None:
        return None
    return distance_m(found.lat, found.lon, missing.lat, missing.lon) / 1000


def hours_between(found: Sighting, missing: Sighting) -> float | None:
    """Hours from last seen to found; below zero when found first. None when one is not known."""
    if found.at is None or missing.at is None:
        return None
    return (found.at - missing.at).total_seconds() / 3600


def compare_place_time(found: Sighting, missing: Sighting) -> Part:
    """Place and time together; one of them alone when the other is not known."""
    km, hours = km_between(found, missing), hours_between(found, missing)
    row = None if km is None else bisect_left(weights.KM_EDGES, km)
    column = None if hours is None else bisect_right(weights.HOUR_EDGES, hours)
    bits = _place_time_bits(row, column)
    if bits is None:
        return blank(Field.PLACE_TIME)
    level = f"km_{'x' if row is None else row}_h_{'x' if column is None else column}"
    return Part(Field.PLACE_TIME, level, _graded(bits), bits)


def _place_time_bits(row: int | None, column: int | None) -> float | None:
    if row is not None and column is not None:
        return floored(weights.PLACE_TIME[row][column])
    if row is not None:
        return weigh(weights.PLACE[row])
    return weigh(weights.TIME[column]) if column is not None else None


def compare_sex(found: Sex, missing: Sex) -> Part:
    """Same or different."""
    return _same_or_not(Field.SEX, found, missing, Sex.UNKNOWN, weights.SEX)


def _same_or_not(field: Field, one: Enum, other: Enum, unknown: Enum, table: Mapping[str, MU]) -> Part:
    if unknown in (one, other):
        return blank(field)
    level = "same" if one is other else "different"
    return Part(field, level, Agreement.AGREES if one is other else Agreement.DIFFERS, weigh(table[level]))


def years_apart(found: Description, missing: Description) -> float | None:
    """Years between the two age ranges, 0 when they meet; None when one is not known."""
    said, known = _ages(found), _ages(missing)
    if said is None or known is None:
        return None
    return max(0, known[0] - said[1], said[0] - known[1])


def _ages(person: Description) -> tuple[int, int] | None:
    ages = [age for age in (person.age_low, person.age_high) if age is not None]
    return (min(ages), max(ages)) if ages else None


def _age_level(found: Description, missing: Description) -> int | None:
    gap, known = years_apart(found, missing), _ages(missing)
    if gap is None or known is None:
        return None
    return bisect_left(weights.AGE_EDGES, gap / (sum(known) / 2 + 10))


def _height_level(found: Description, missing: Description) -> int | None:
    if found.height_cm is None or missing.height_cm is None:
        return None
    return bisect_left(weights.HEIGHT_EDGES, abs(found.height_cm - missing.height_cm))


def compare_age_height(found: Description, missing: Description) -> Part:
    """Age and height together, as a child's height follows the age; one alone if only one is known."""
    age, height = _age_level(found, missing), _height_level(found, missing)
    bits = _age_height_bits(age, height)
    if bits is None:
        return blank(Field.AGE_HEIGHT)
    names = (_nth(weights.AGE_LEVELS, age), _nth(weights.HEIGHT_LEVELS, height))
    return Part(Field.AGE_HEIGHT, "_".join(filter(None, names)), _graded(bits), bits)


def _nth(names: Sequence[str], index: int | None) -> str:
    return "" if index is None else names[index]


def _age_height_bits(age: int | None, height: int | None) -> float | None:
    if age is not None and height is not None:
        return floored(weights.AGE_HEIGHT[age][height])
    if age is not None:
        return weigh(weights.AGE[age])
    return weigh(weights.HEIGHT[height]) if height is not None else None


def compare_names(found: Description, missing: Description) -> Part:
    """The first level of the cascade that holds, weighed by the kind of name that was said."""
    known = compare_name_texts(found.name, missing.name, missing.nickname)
    if known is None:
        return blank(Field.NAME)
    kind, level = known
    bits = weigh(name_weight(kind, level))
    agreement = Agreement.DIFFERS if level is NameLevel.DIFFERENT else Agreement.AGREES
    if level in _CLOSE_NAMES:
        agreement = Agreement.CLOSE if bits > 0 else Agreement.DIFFERS
    return Part(Field.NAME, level.value, agreement, bits)


def compare_hair(found: Hair, missing: Hair) -> Part:
    """Same or different."""
    return _same_or_not(Field.HAIR, found, missing, Hair.UNKNOWN, weights.HAIR)


def compare_build(found: Build, missing: Build) -> Part:
    """Same or different."""
    return _same_or_not(Field.BUILD, found, missing, Build.UNKNOWN, weights.BUILD)


def compare_glasses(found: YesNo, missing: YesNo) -> Part:
    """Both wear them (which few do), neither does, or they differ."""
    if YesNo.UNKNOWN in (found, missing):
        return blank(Field.GLASSES)
    level = "different" if found is not missing else "both_wear" if found is YesNo.YES else "neither"
    agreement = Agreement.DIFFERS if level == "different" else Agreement.AGREES
    return Part(Field.GLASSES, level, agreement, weigh(weights.GLASSES[level]))
