"""The weight of each level of a name, by what kind of name was said. Starting values (see weights)."""

import enum
from collections.abc import Mapping

from app.matching.weights import MU


class SaidKind(enum.Enum):
    """What the person said of their name."""

    ONE_SYLLABLE = "one_syllable"
    PET = "pet"
    TWO = "two_syllables"
    MORE = "three_or_more"
    LATIN = "latin"


class NameLevel(enum.Enum):
    """How a name agrees: a cascade, the first that holds counts."""

    FULL_EXACT = "name_full_exact"
    NICK_EXACT = "name_nick_exact"
    FULL_PINYIN = "name_full_pinyin"
    FULL_FOLDED = "name_full_folded"
    NICK_FOLDED = "name_nick_folded"
    PART_FOLDED = "name_part_folded"
    ONE_OFF = "name_one_off"
    DERIVED_NICK = "name_derived_nick"
    SURNAME_ONLY = "name_surname_only"
    SAME_SURNAME = "name_same_surname"
    LATIN_STRONG = "name_latin_strong"
    LATIN_WEAK = "name_latin_weak"
    DIFFERENT = "name_different"


_L = NameLevel
_CASCADE = tuple(NameLevel)

# m where the share among true pairs was too small to print is u times two to the printed bits.
_NAMES: Mapping[SaidKind, Mapping[NameLevel, MU]] = {
    SaidKind.ONE_SYLLABLE: {
        _L.NICK_EXACT: MU(0.004, 1.8e-06),
        _L.DERIVED_NICK: MU(0.00038, 0.0014),
        _L.SURNAME_ONLY: MU(0.968, 0.034),
        _L.LATIN_STRONG: MU(0.002, 7.1e-06),
        _L.LATIN_WEAK: MU(0.001, 0.00021),
        _L.DIFFERENT: MU(0.002, 0.96),
    },
    SaidKind.PET: {
        _L.FULL_EXACT: MU(0.024, 1.3e-05),
        _L.NICK_EXACT: MU(0.453, 0.0019),
        _L.FULL_PINYIN: MU(0.013, 1.1e-05),
        _L.FULL_FOLDED: MU(0.002, 1.1e-05),
        _L.NICK_FOLDED: MU(0.042, 0.0012),
        _L.PART_FOLDED: MU(0.037, 0.00029),
        _L.ONE_OFF: MU(0.001, 4.1e-05),
        _L.DERIVED_NICK: MU(0.025, 0.0096),
        _L.SURNAME_ONLY: MU(0.290, 0.01),
        _L.SAME_SURNAME: MU(0.00038, 0.0066),
        _L.LATIN_STRONG: MU(0.001, 5.7e-06),
        _L.LATIN_WEAK: MU(0.00043, 4.8e-06),
        _L.DIFFERENT: MU(0.110, 0.97),
    },
    SaidKind.TWO: {
        _L.FULL_EXACT: MU(0.190, 6.1e-05),
        _L.NICK_EXACT: MU(0.085, 0.00027),
        _L.FULL_PINYIN: MU(0.127, 5.7e-05),
        _L.FULL_FOLDED: MU(0.050, 2.1e-05),
        _L.NICK_FOLDED: MU(0.021, 0.00015),
        _L.PART_FOLDED: MU(0.372, 0.0013),
        _L.ONE_OFF: MU(0.001, 9.6e-05),
        _L.SAME_SURNAME: MU(0.028, 0.012),
        _L.LATIN_STRONG: MU(0.008, 6.7e-06),
        _L.LATIN_WEAK: MU(0.007, 9.8e-05),
        _L.DIFFERENT: MU(0.104, 0.99),
    },
    SaidKind.MORE: {
        _L.FULL_EXACT: MU(0.453, 4.8e-05),
        _L.NICK_EXACT: MU(0.007, 2e-05),
        _L.FULL_PINYIN: MU(0.291, 4.2e-05),
        _L.FULL_FOLDED: MU(0.139, 3.5e-05),
        _L.NICK_FOLDED: MU(0.00033, 1.1e-05),
        _L.ONE_OFF: MU(0.088, 0.0031),
        _L.SAME_SURNAME: MU(0.00022, 0.032),
        _L.LATIN_STRONG: MU(0.010, 8e-06),
        _L.LATIN_WEAK: MU(0.005, 2.2e-05),
        _L.DIFFERENT: MU(0.001, 0.96),
    },
    SaidKind.LATIN: {
        _L.LATIN_STRONG: MU(0.645, 0.00081),
        _L.LATIN_WEAK: MU(0.098, 0.00084),
        _L.DIFFERENT: MU(0.135, 1.0),
    },
}
# A Latin name that is the nickname or the full name to the letter, or a part of a long one,
# agrees strongly; the study had no row of its own for it.
_SAME_AS = {
    (SaidKind.LATIN, _L.FULL_EXACT): _L.LATIN_STRONG,
    (SaidKind.LATIN, _L.NICK_EXACT): _L.LATIN_STRONG,
    (SaidKind.MORE, _L.PART_FOLDED): _L.ONE_OFF,
    (SaidKind.TWO, _L.DERIVED_NICK): _L.SAME_SURNAME,
    (SaidKind.TWO, _L.SURNAME_ONLY): _L.SAME_SURNAME,
}


def name_weight(kind: SaidKind, level: NameLevel) -> MU:
    """The row of the table; a level with no row of its own counts as the next weaker one."""
    table = _NAMES[kind]
    level = _SAME_AS.get((kind, level), level)
    weaker = _CASCADE[_CASCADE.index(level) :]
    return next(table[step] for step in weaker if step in table)
