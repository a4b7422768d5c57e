"""Words for everything a family is asked."""

import enum

from flask_babel import lazy_gettext as _l

from app.core.words import register_sentences, register_words
from app.missing.models import IdType, MissingState, Relation, Source, WithdrawnWhy
from app.missing.rules import Risk, RiskFactor, RiskReason


class TextLanguage(enum.Enum):
    """The languages in which texts to families are written."""

    CHINESE = "zh_Hans"
    ENGLISH = "en"


register_words(
    {
        MissingState.OPEN: _l("missing"),
        MissingState.LOCATED: _l("located"),
        MissingState.CLOSED: _l("closed"),
        MissingState.WITHDRAWN: _l("withdrawn"),
        Source.DESK: _l("at the desk"),
        Source.PATROL: _l("by a patrol"),
        Source.PHONE: _l("by telephone"),
        Source.IMPORT: _l("from another system"),
        Relation.MOTHER: _l("mother"),
        Relation.FATHER: _l("father"),
        Relation.GRANDPARENT: _l("grandparent"),
        Relation.SPOUSE: _l("wife or husband"),
        Relation.CHILD: _l("son or daughter"),
        Relation.SIBLING: _l("brother or sister"),
        Relation.OTHER_RELATIVE: _l("other relative"),
        Relation.TEACHER_OR_CARER: _l("teacher or carer"),
        Relation.OTHER: _l("somebody else"),
        IdType.NATIONAL_ID: _l("identity card"),
        IdType.PASSPORT: _l("passport"),
        IdType.RESIDENCE_PERMIT: _l("residence permit"),
        IdType.DRIVING_LICENCE: _l("driving licence"),
        IdType.NOT_SHOWN: _l("none shown"),
        TextLanguage.CHINESE: _l("Chinese"),
        TextLanguage.ENGLISH: _l("English"),
    }
)
register_words(
    {
        Risk.HIGH: _l("high risk"),
        Risk.MEDIUM: _l("medium risk"),
        Risk.LOW: _l("low risk"),
        RiskReason.CHILD: _l("under 14"),
        RiskReason.DEMENTIA: _l("dementia"),
        RiskReason.SELF_HARM: _l("may harm themselves"),
        RiskReason.INJURED: _l("may be injured"),
        RiskReason.NO_MEDICINE: _l("without their medicine"),
        RiskReason.TRAFFICKING: _l("may have been taken"),
        RiskFactor.MEDICATION: _l("needs medicine and has none"),
        RiskFactor.INJURED: _l("may be injured"),
        RiskFactor.DEMENTIA: _l("dementia"),
        RiskFactor.DISABILITY: _l("disability"),
        RiskFactor.SELF_HARM: _l("may harm themselves"),
        RiskFactor.WEATHER: _l("weather"),
        RiskFactor.WATER_NEAR: _l("water nearby"),
        RiskFactor.DISPUTE: _l("after a quarrel"),
        RiskFactor.ABDUCTION_SEEN: _l("seen taken away"),
        RiskFactor.TRAFFICKING: _l("sign of trafficking"),
        RiskFactor.DOMESTIC_ABUSE: _l("violence at home"),
        RiskFactor.CUSTODY_DISPUTE: _l("parents dispute custody"),
        RiskFactor.WHEREABOUTS_PRIVATE: _l("does not want to be told on"),
        RiskFactor.NOT_KNOWN: _l("nothing of this, or not known"),
        WithdrawnWhy.CAME_BACK: _l("came back by themselves"),
        WithdrawnWhy.FOUND_BY_FAMILY: _l("found by the family"),
        WithdrawnWhy.FILED_TWICE: _l("reported twice"),
        WithdrawnWhy.BY_MISTAKE: _l("was never missing"),
        WithdrawnWhy.OTHER: _l("another reason"),
    }
)
register_sentences(
    {
        "seen_in_the_future": _l("This time has not come yet. Check the day and the time."),
        "guardian_missing": _l("Say who may collect the person: the reporter, or somebody on the list."),
        "too_many_guardians": _l("At most %(most)s people may be on the list of those who may collect."),
        "missing_report_moved_on": _l("Case %(ref)s has moved on: it is now “%(state)s”. Reload the page."),
        "missing_report_changed": _l("Somebody changed case %(ref)s while you were writing."),
        "lists_are_fixed": _l(
            "A match of case %(ref)s is confirmed. Those who may collect and the secret questions stay as they are; "
            "you may add to them."
        ),
    }
)
