"""Words for fields, levels, states and reasons; sentences for every refusal."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.core.words import register_sentences, register_words
from app.matching.levels import Agreement, Field, Part
from app.matching.models import CandidateState, DismissReason
from app.matching.name_weights import NameLevel
from app.matching.posterior import Likelihood

register_words(
    {
        Field.PLACE_TIME: _l("Place and time"),
        Field.NAME: _l("Name"),
        Field.SEX: _l("Sex"),
        Field.AGE_HEIGHT: _l("Age and height"),
        Field.TOP: _l("Top"),
        Field.TOP_COLOUR: _l("Colour of the top"),
        Field.BOTTOM: _l("Trousers or skirt"),
        Field.BOTTOM_COLOUR: _l("Colour of trousers or skirt"),
        Field.SHOES_COLOUR: _l("Colour of the shoes"),
        Field.MARKS: _l("Birthmarks, scars"),
        Field.HOME: _l("Home"),
        Field.ACCENT: _l("Accent or dialect"),
        Field.PHONE: _l("Phone"),
        Field.HAIR: _l("Hair"),
        Field.GLASSES: _l("Glasses"),
        Field.BUILD: _l("Build"),
        Field.WORDS: _l("Other words"),
        Agreement.AGREES: _l("agrees"),
        Agreement.CLOSE: _l("close"),
        Agreement.DIFFERS: _l("differs"),
        Agreement.UNKNOWN: _l("not known"),
        Likelihood.VERY_LIKELY: _l("very likely"),
        Likelihood.LIKELY: _l("likely"),
        Likelihood.POSSIBLE: _l("possible"),
        Likelihood.UNLIKELY: _l("unlikely"),
        CandidateState.PROPOSED: _l("not decided yet"),
        CandidateState.AWAITING_SECOND_OFFICER: _l("waits for a second officer"),
        CandidateState.CONFIRMED: _l("confirmed by two officers"),
        CandidateState.DISMISSED: _l("not this person"),
        DismissReason.DIFFERENT_PERSON: _l("It is somebody else"),
        DismissReason.FAMILY_SAYS_NO: _l("The family says no"),
        DismissReason.CONTRADICTION: _l("A fact rules it out"),
        DismissReason.MISTAKE: _l("Put down by mistake"),
    }
)
register_sentences(
    {
        "second_officer_must_differ": _l(
            "You proposed this match. Another officer must confirm it, signed in under their own name, "
            "here or at another station."
        ),
        "match_not_proposed": _l("Nobody has proposed this match yet. Propose it; another officer then confirms it."),
        "found_already_matched": _l("Case %(ref)s is already matched with %(other)s. Open that pair first."),
        "missing_already_matched": _l("Report %(ref)s is already matched with %(other)s. Open that pair first."),
        "pair_decided_meanwhile": _l(
            "Somebody else decided on case %(ref)s at the same moment. See below what stands now."
        ),
        "pair_changed_meanwhile": _l("A report was changed while you were looking. Compare again, then decide."),
        "candidate_moved_on": _l("This pair has moved on: it is now “%(state)s”. See below what stands now."),
        "phone_texts_stopped": _l(
            "No text was sent: on this case a text could put somebody in danger. A supervisor phones the family."
        ),
        "phone_no_consent": _l("No text was sent: the family does not want texts. Phone them now."),
        "phone_no_phone": _l("No text was sent: there is no phone that takes texts. Phone or visit the family now."),
        "phone_text_failed": _l("The text did not reach the family. Phone them now."),
        "phone_told_before": _l("The family had only been told before this match was confirmed. Phone them now."),
    }
)

_SAME_OR_NOT = {"same": _l("the same"), "different": _l("different")}
_GARMENT = _SAME_OR_NOT | {"same_group": _l("of a like kind")}
_COLOUR = _SAME_OR_NOT | {"near": _l("easily taken for each other")}
_LEVELS: dict[Field, dict[str, object]] = {
    Field.NAME: {
        NameLevel.FULL_EXACT.value: _l("the whole name is the same"),
        NameLevel.NICK_EXACT.value: _l("the pet name is the same"),
        NameLevel.FULL_PINYIN.value: _l("the whole name sounds the same"),
        NameLevel.FULL_FOLDED.value: _l("the whole name sounds nearly the same"),
        NameLevel.NICK_FOLDED.value: _l("the pet name sounds nearly the same"),
        NameLevel.PART_EXACT.value: _l("part of the name is the same"),
        NameLevel.PART_PINYIN.value: _l("part of the name sounds the same"),
        NameLevel.PART_FOLDED.value: _l("part of the name sounds nearly the same"),
        NameLevel.HALF_GIVEN.value: _l("half of the given name agrees"),
        NameLevel.ONE_OFF.value: _l("one syllable differs"),
        NameLevel.DERIVED_NICK.value: _l("may be a pet form of the name"),
        NameLevel.SURNAME_ONLY.value: _l("the surname agrees"),
        NameLevel.SAME_SURNAME.value: _l("the same surname, another given name"),
        NameLevel.LATIN_STRONG.value: _l("the spelling is almost the same"),
        NameLevel.LATIN_WEAK.value: _l("the spelling is similar"),
        NameLevel.DIFFERENT.value: _l("another name"),
    },
    Field.SEX: _SAME_OR_NOT,
    Field.TOP: _GARMENT,
    Field.BOTTOM: _GARMENT,
    Field.TOP_COLOUR: _COLOUR,
    Field.BOTTOM_COLOUR: _COLOUR,
    Field.SHOES_COLOUR: _COLOUR,
    Field.MARKS: {
        "two_shared": _l("two marks or more in common"),
        "one_side_agrees": _l("one mark in common, on the same side"),
        "one_no_side": _l("one mark in common"),
        "one_side_contradicts": _l("one mark in common, but on the other side"),
        "none_shared": _l("no mark in common"),
    },
    Field.HOME: {
        "city": _l("the same town"),
        "province": _l("the same province, another town"),
        "same_province": _l("the same province"),
        "different": _l("elsewhere"),
    },
    Field.ACCENT: _SAME_OR_NOT,
    Field.PHONE: {
        "phone_all": _l("every digit that is known agrees"),
        "phone_one_off": _l("one digit differs"),
        "phone_more_off": _l("another number"),
    },
    Field.HAIR: _SAME_OR_NOT,
    Field.BUILD: _SAME_OR_NOT,
    Field.WORDS: {
        "rare_words_shared": _l("rare words in common"),
        "words_shared": _l("words in common"),
        "no_words_shared": _l("no words in common"),
    },
    Field.GLASSES: {
        "both_wear": _l("both wear glasses"),
        "neither": _l("neither wears glasses"),
        "different": _l("different"),
    },
}
_KM = {
    "0": _l("within 200 m"),
    "1": _l("200 to 350 m apart"),
    "2": _l("350 to 600 m apart"),
    "3": _l("600 m to 1 km apart"),
    "4": _l("1 to 1.7 km apart"),
    "5": _l("1.7 to 3 km apart"),
    "6": _l("3 to 5.5 km apart"),
    "7": _l("5.5 to 10 km apart"),
    "8": _l("10 to 17 km apart"),
    "9": _l("17 to 30 km apart"),
    "10": _l("30 to 55 km apart"),
    "11": _l("55 to 100 km apart"),
    "12": _l("100 to 170 km apart"),
    "13": _l("170 to 300 km apart"),
    "14": _l("over 300 km apart"),
    "x": _l("place not known"),
}
_HOURS = {
    "0": _l("found long before last seen"),
    "1": _l("found shortly before last seen"),
    "2": _l("found within 1½ hours"),
    "3": _l("found 1½ to 4 hours later"),
    "4": _l("found 4 to 8 hours later"),
    "5": _l("found 8 to 24 hours later"),
    "6": _l("found 1 to 3 days later"),
    "7": _l("found 3 to 7 days later"),
    "8": _l("found 7 to 30 days later"),
    "9": _l("found 1 to 3 months later"),
    "10": _l("found 3 to 12 months later"),
    "11": _l("found 1 to 2 years later"),
    "12": _l("found over 2 years later"),
    "x": _l("time not known"),
}
_AGE = {
    "in_band": _l("age fits"),
    "gap_06": _l("age nearly fits"),
    "gap_13": _l("age a little off"),
    "gap_30": _l("age off"),
    "gap_more": _l("age far off"),
}
_HEIGHT = {
    "cm_3": _l("height within 3 cm"),
    "cm_7": _l("height 4 to 7 cm apart"),
    "cm_12": _l("height 8 to 12 cm apart"),
    "cm_20": _l("height 13 to 20 cm apart"),
    "cm_more": _l("height over 20 cm apart"),
}


def level_in_words(part: Part) -> str:
    """The level of one field as a person says it. A level without words is a bug."""
    if part.agreement is Agreement.UNKNOWN:
        return str(gettext("not known on one side"))
    if part.field is Field.PLACE_TIME:
        km, hours = part.level.removeprefix("km_").split("_h_")
        return _listed(_KM[km], _HOURS[hours])
    if part.field is Field.AGE_HEIGHT:
        age, found, cm = part.level.partition("cm_")
        return _listed(*([_AGE[age.rstrip("_")]] if age else []), *([_HEIGHT[found + cm]] if found else []))
    return str(_LEVELS[part.field][part.level])


def _listed(*words: object) -> str:
    return str(gettext(", ")).join(map(str, words))
