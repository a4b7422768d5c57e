"""What a family says about someone it is looking for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.missing.models import Guardian, HeldBackFact, IdType, Relation
from app.people.facts import PersonFacts
from app.people.rules import YesNo


@dataclass(frozen=True, slots=True)
class GuardianFacts:
    """Someone allowed to collect the person; `phone` in E.164, empty when there is none."""

    name: str
    relation: Relation
    phone: str = ""
    language: str = "zh_Hans"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A question and the answer that only the family knows."""

    question: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class MissingFacts(PersonFacts):
    """Named as the columns of `MissingReport` are, with its guardians and held-back facts."""

    reporter_name: str
    reporter_relation: Relation
    reporter_phone: str
    reporter_language: str = "zh_Hans"
    reporter_id_type: IdType = IdType.NOT_SHOWN
    reporter_id_number: str = ""
    name: str = ""
    nickname: str = ""
    last_seen_at: datetime | None = None
    last_seen_about: bool = False
    with_whom: str = ""
    photo_taken_on: str = ""
    risk_factors: list[str] = field(default_factory=list)
    custody_order: YesNo = YesNo.UNKNOWN
    must_not_collect: str = ""
    staying_at: str = ""
    haunts: str = ""
    calming: str = ""
    consent_to_publicity: YesNo = YesNo.UNKNOWN
    consent_to_texts: bool = True
    guardians: tuple[GuardianFacts, ...]
    held_back: tuple[HeldBack, ...] = ()


def guardian_facts(guardians: Sequence[Guardian]) -> tuple[GuardianFacts, ...]:
    """The stored guardians as values, in their order."""
    return tuple(GuardianFacts(g.name, g.relation, g.phone, g.language) for g in guardians)


def held_back_facts(stored: Sequence[HeldBackFact]) -> tuple[HeldBack, ...]:
    """The stored questions and answers as values, in their order."""
    return tuple(HeldBack(fact.question, fact.answer) for fact in stored)
