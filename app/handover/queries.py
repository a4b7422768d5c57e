"""Read claims: which one is under way, how far it is, who may work on it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Officer
from app.core.access import GRANTED, Permission
from app.extensions import db
from app.found.models import FoundReport
from app.handover.models import Decision, DecisionKind, Handover, HandoverState, Step
from app.handover.rules import (
    MOST_ASKED,
    WAIVES,
    Checks,
    Custody,
    Document,
    Gate,
    Outcome,
    first_open,
    gates,
    may_record,
)
from app.matching.queries import confirmed_for
from app.missing.models import HeldBackFact, IdType, MissingReport, Relation
from app.people.rules import YesNo


@dataclass(frozen=True)
class Line:
    """One gate on the page."""

    gate: Gate
    met: bool
    turn: bool
    """Whether this gate is the one to record now."""
    may_correct: bool
    step: Step | None = None
    waiver: Decision | None = None
    """The supervisor's decision by which this gate counts as met."""


@dataclass(frozen=True)
class Contact:
    """A number stored when the report was made; the only numbers that are rung."""

    number: int
    """0 is the reporter, then the guardians as they are numbered."""
    name: str
    relation: Relation
    phone: str


def current(found: FoundReport) -> Handover | None:
    """The claim that is under way, or the one that ended in the release; at most one."""
    live = select(Handover).where(Handover.found_id == found.id, Handover.state != HandoverState.TURNED_AWAY)
    return db.session.scalar(live)


def turned_away(found: FoundReport) -> Sequence[Handover]:
    """Earlier claimants to whom the person was not given, oldest first."""
    ended = select(Handover).where(Handover.found_id == found.id, Handover.state == HandoverState.TURNED_AWAY)
    return db.session.scalars(ended.order_by(Handover.created_at, Handover.id)).all()


def checks_before(found: FoundReport, missing: MissingReport | None) -> Checks:
    """How a case stands before anybody has come to collect the person."""
    if missing is None:
        return Checks()
    return Checks(
        match_confirmed=_is_confirmed(found, missing.id),
        custody_needs_care=needs_care(missing),
        questions=len(missing.held_back),
    )


def checks_of(handover: Handover) -> Checks:
    """How far this claim is."""
    missing = handover.missing
    return Checks(
        match_confirmed=_is_confirmed(handover.found, missing.id),
        claimant_seen=handover.id_type not in (None, IdType.NOT_SHOWN),
        claimant_listed=handover.guardian_id is not None,
        custody_needs_care=needs_care(missing),
        custody_checked=handover.custody is Custody.MAY_COLLECT,
        document=handover.document,
        questions=len(missing.held_back),
        asked=len(handover.answers),
        judgements=tuple(answer.agrees for answer in handover.answers if answer.agrees is not None),
        called_back=handover.call_outcome is Outcome.AGREED,
        reaction=handover.reaction,
        waived=frozenset(Gate(word) for word in handover.waived),
    )


def progress(checks: Checks, handover: Handover | None) -> list[Line]:
    """The gates in their order; the supervisor's only where one is needed."""
    verifying = handover is not None and handover.state is HandoverState.VERIFYING
    return [
        Line(
            gate=gate,
            met=met,
            turn=verifying and gate is first_open(checks),
            may_correct=verifying and met and may_record(gate, checks),
            step=_step(handover, gate),
            waiver=_waiver(handover, gate) if gate in checks.waived else None,
        )
        for gate, met in gates(checks).items()
        if gate is not Gate.SUPERVISOR or checks.document is Document.NONE
    ]


def _step(handover: Handover | None, gate: Gate) -> Step | None:
    return next((step for step in handover.steps if step.gate is gate), None) if handover else None


def _waiver(handover: Handover | None, gate: Gate) -> Decision | None:
    resumed = [one for one in handover.decisions if one.kind is DecisionKind.RESUMED] if handover else []
    return next((one for one in reversed(resumed) if one.hold_reason and WAIVES.get(one.hold_reason) is gate), None)


def needs_care(missing: MissingReport) -> bool:
    """Whether it must be looked at who may not collect: an order, a name, or nobody knows."""
    return missing.custody_order is not YesNo.NO or bool(missing.must_not_collect)


def next_question(handover: Handover) -> HeldBackFact | None:
    """The held-back question to ask now; None while an answer waits for judgement or enough were asked."""
    facts = handover.missing.held_back[:MOST_ASKED]
    asked = {answer.fact_id for answer in handover.answers}
    if handover.unjudged is not None:
        return None
    return next((fact for fact in facts if fact.id not in asked), None)


def contacts(missing: MissingReport, *, guardians_only: bool = False) -> list[Contact]:
    """Whom to ring: the guardians and the reporter, by the numbers stored with the report, each number once."""
    people = [Contact(each.number, each.name, each.relation, each.phone) for each in missing.guardians]
    if not guardians_only:
        people.append(Contact(0, missing.reporter_name, missing.reporter_relation, missing.reporter_phone))
    once: dict[str, Contact] = {}
    for person in people:
        if person.phone:
            once.setdefault(person.phone, person)
    return list(once.values())


def may_verify(officer: Officer, found: FoundReport, missing: MissingReport | None) -> bool:
    """Officers of the two stations of the case, and supervisors: they see the claimant and the answers."""
    granted = GRANTED[officer.role]
    stations = {found.station_id} | ({missing.station_id} if missing else set())
    return Permission.HAND_OVER in granted and (Permission.SUPERVISE in granted or officer.station_id in stations)


def has_verified(officer: Officer, handover: Handover) -> bool:
    """Whether this officer answers for a part of the verification and so may not be the second one."""
    return officer.id == handover.first_officer_id or officer.id in {step.by_id for step in handover.steps}


def _is_confirmed(found: FoundReport, missing_id: uuid.UUID) -> bool:
    pair = confirmed_for(found)
    return pair is not None and pair.missing_id == missing_id
