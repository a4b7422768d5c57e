"""How great the risk is, when two reports may be one person, and what an impostor could guess: pure."""

import enum
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from pypinyin import lazy_pinyin

from app.people.rules import Description, MedicalFlag, Sighting, ages_overlap, sexes_agree
from app.places.rules import distance_m

HIGH_BELOW = 14
"""Years; DOMAIN.md 1.1: a child under 14 is at high risk by rule."""
CLOCK_DRIFT = timedelta(minutes=5)
"""A clock at the desk may be this much ahead of ours."""
LEAST_HELD_BACK = 2
MOST_HELD_BACK = 3
MOST_GUARDIANS = 5
SAME_LOSS = timedelta(hours=24)
"""Two people of one family may name times this far apart."""
NEAR_M = 500.0
ABOUT_THE_SAME_TIME = timedelta(minutes=60)
SHORTEST_NAME = 2
"""Characters: a shorter name says too little."""


class Risk(enum.Enum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class RiskFactor(enum.Enum):
    """Why somebody is worried. `NOT_KNOWN` is an answer too; it is never "safe"."""

    MEDICATION = "medication"
    INJURED = "injured"
    DEMENTIA = "dementia"
    DISABILITY = "disability"
    SELF_HARM = "self_harm"
    WEATHER = "weather"
    WATER_NEAR = "water_near"
    DISPUTE = "dispute"
    ABDUCTION_SEEN = "abduction_seen"
    TRAFFICKING = "trafficking"
    DOMESTIC_ABUSE = "domestic_abuse"
    CUSTODY_DISPUTE = "custody_dispute"
    WHEREABOUTS_PRIVATE = "whereabouts_private"
    NOT_KNOWN = "not_known"


class RiskReason(enum.Enum):
    """What makes the risk high by rule."""

    CHILD = "child"
    DEMENTIA = "risk_dementia"
    SELF_HARM = "risk_self_harm"
    INJURED = "risk_injured"
    NO_MEDICINE = "no_medicine"
    TRAFFICKING = "risk_trafficking"


# A text could put somebody in danger or warn the wrong person: a supervisor telephones instead.
STOPS_TEXTS = frozenset(
    factor.value
    for factor in (
        RiskFactor.DOMESTIC_ABUSE,
        RiskFactor.CUSTODY_DISPUTE,
        RiskFactor.WHEREABOUTS_PRIVATE,
        RiskFactor.TRAFFICKING,
    )
)
_HIGH_BY: dict[RiskReason, frozenset[str]] = {
    RiskReason.DEMENTIA: frozenset({RiskFactor.DEMENTIA.value, MedicalFlag.DEMENTIA.value}),
    RiskReason.SELF_HARM: frozenset({RiskFactor.SELF_HARM.value}),
    RiskReason.INJURED: frozenset({RiskFactor.INJURED.value}),
    RiskReason.NO_MEDICINE: frozenset({RiskFactor.MEDICATION.value, MedicalFlag.NEEDS_MEDICINE.value}),
    RiskReason.TRAFFICKING: frozenset({RiskFactor.TRAFFICKING.value, RiskFactor.ABDUCTION_SEEN.value}),
}


def risk_reasons(age_low: int | None, factors: Collection[str], medical: Collection[str] = ()) -> list[RiskReason]:
    """Why the risk is high by rule; empty when no rule says so. An age that may be under 14 counts as under 14."""
    said = {*factors, *medical}
    child = [RiskReason.CHILD] if age_low is not None and age_low < HIGH_BELOW else []
    return child + [reason for reason, signs in _HIGH_BY.items() if said & signs]


def risk_of(age_low: int | None, factors: Collection[str], medical: Collection[str] = ()) -> Risk:
    """High by rule, otherwise medium: what is not known is not safe, so nothing starts as low."""
    return Risk.HIGH if risk_reasons(age_low, factors, medical) else Risk.MEDIUM


def is_in_the_future(last_seen_at: datetime | None, at: datetime) -> bool:
    """Whether this time cannot be right: later than now, with five minutes for a wrong clock."""
    return last_seen_at is not None and last_seen_at > at + CLOCK_DRIFT


def may_be_same(a: Description, b: Description) -> bool:
    """Whether both reports may be about one person, so that the officer looks before saving.

    Sex, age and time of the loss must not exclude each other; then a phone or a name in common is
    enough, and where a name is not known, a place and a time close to each other.
    """
    if not (
        sexes_agree(a.sex, b.sex)
        and ages_overlap((a.age_low, a.age_high), (b.age_low, b.age_high))
        and _within(a.sighting, b.sighting, SAME_LOSS)
    ):
        return False
    if set(a.phones) & set(b.phones) or _names(a) & _names(b):
        return True
    return not (_names(a) and _names(b)) and _close(a.sighting, b.sighting)


def guessable(answer: str, published: Iterable[str]) -> bool:
    """Whether an answer stands elsewhere in the report, where an impostor may have read it."""
    said = folded(answer)
    return bool(said) and any(said == folded(text) for text in published if text)


def folded(text: str) -> str:
    """Letters and digits only, in one width and case."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def _names(person: Description) -> set[str]:
    """How the names sound: 示例乐 and Shili Le are one name."""
    known = (folded(name) for name in (person.name, person.nickname))
    return {"".join(lazy_pinyin(name)) for name in known if len(name) >= SHORTEST_NAME}


def _within(a: Sighting, b: Sighting, apart: timedelta) -> bool:
    return a.at is None or b.at is None or abs(a.at - b.at) <= apart


def _close(a: Sighting, b: Sighting) -> bool:
    """Seen last about the same time and within 500 m; both must be known."""
    if a.at is None or b.at is None or a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return False
    return _within(a, b, ABOUT_THE_SAME_TIME) and distance_m(a.lat, a.lon, b.lat, b.lon) <= NEAR_M
