"""The weight of each level of a name, by what kind of name was said. Starting values (see weights)."""

import enum


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
    PART_EXACT = "name_part_exact"
    PART_PINYIN = "name_part_pinyin"
    PART_FOLDED = "name_part_folded"
    LATIN_STRONG = "name_latin_strong"
    LATIN_WEAK = "name_latin_weak"
    ONE_OFF = "name_one_off"
    DERIVED_NICK = "name_derived_nick"
    SURNAME_ONLY = "name_surname_only"
    HALF_GIVEN = "name_half_given"
    SAME_SURNAME = "name_same_surname"
    DIFFERENT = "name_different"
