"""The guardians and held-back facts of a report, written in place: a handover may point at their rows."""

from typing import TypeVar

from app.core.errors import WrongState
from app.extensions import db
from app.missing.facts import MissingFacts, guardian_facts, held_back_facts
from app.missing.models import Guardian, HeldBackFact, MissingReport, MissingState

Row = TypeVar("Row", Guardian, HeldBackFact)


def differences(report: MissingReport, facts: MissingFacts) -> list[str]:
    """Which of the two lists the facts change."""
    same = {
        "guardians": guardian_facts(report.guardians) == facts.guardians,
        "held_back": held_back_facts(report.held_back) == facts.held_back,
    }
    return [name for name, unchanged in same.items() if not unchanged]


def check_change(report: MissingReport, facts: MissingFacts) -> None:
    """Once a match is confirmed the lists may only grow: the handover rests on what the family named before.

    Raises `WrongState("lists_are_fixed")`.
    """
    if report.state is not MissingState.LOCATED:
        return
    guardians, questions = guardian_facts(report.guardians), held_back_facts(report.held_back)
    kept = facts.guardians[: len(guardians)] == guardians and facts.held_back[: len(questions)] == questions
    if not kept:
        raise WrongState("lists_are_fixed", ref=report.ref)


def write(report: MissingReport, facts: MissingFacts) -> None:
    """Put both lists on the report, row by row, and take off what is too much."""
    _fit(report.guardians, len(facts.guardians), Guardian)
    for guardian, said in zip(report.guardians, facts.guardians, strict=True):
        guardian.name, guardian.relation = said.name, said.relation
        guardian.phone, guardian.language = said.phone, said.language
    _fit(report.held_back, len(facts.held_back), HeldBackFact)
    for fact, told in zip(report.held_back, facts.held_back, strict=True):
        fact.question, fact.answer = told.question, told.answer


def _fit(rows: list[Row], wanted: int, kind: type[Row]) -> None:
    for surplus in rows[wanted:]:
        rows.remove(surplus)
        db.session.delete(surplus)
    for number in range(len(rows) + 1, wanted + 1):
        rows.append(kind(number=number))
