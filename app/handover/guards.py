"""What every deed of a handover has in common: who may, in which state, and how it is written down."""

from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import attributes
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.models import Officer
from app.audit.actions import record
from app.core.access import GRANTED, Permission
from app.core.errors import NotAllowed, WrongState
from app.extensions import db
from app.found.models import FoundReport, FoundState
from app.handover import queries
from app.handover.models import Handover, HandoverState, Step
from app.handover.rules import Gate, first_open, may_record
from app.missing.models import MissingReport


def must_belong(by: Officer, found: FoundReport, missing: MissingReport) -> None:
    """Only the stations of this case, and supervisors."""
    if not queries.may_verify(by, found, missing):
        raise NotAllowed("handover_of_other_station", ref=found.ref)


def must_decide(by: Officer, handover: Handover) -> None:
    """A supervisor who has not verified this claim."""
    if Permission.SUPERVISE not in GRANTED[by.role]:
        raise NotAllowed("supervisor_decides")
    if queries.has_verified(by, handover):
        raise NotAllowed("other_supervisor_decides")


def must_verify(handover: Handover) -> None:
    """The claim is being verified, and the person is still here to be handed over."""
    if handover.state is not HandoverState.VERIFYING:
        raise WrongState("handover_moved_on", state=handover.state)
    if handover.found.state is not FoundState.FAMILY_LOCATED:
        raise WrongState("found_report_moved_on", ref=handover.found.ref, state=handover.found.state)


def must_be_at(handover: Handover, gate: Gate, by: Officer) -> None:
    """It is this gate's turn, and the officer leads the verification."""
    must_lead(handover, by)
    must_verify(handover)
    checks = queries.checks_of(handover)
    if may_record(gate, checks):
        return
    turn = first_open(checks)
    if turn is None or list(Gate).index(turn) > list(Gate).index(gate):
        raise WrongState("gate_already_met", gate=gate)
    raise WrongState("gate_not_reached", gate=gate, first=turn)


def must_lead(handover: Handover, by: Officer) -> None:
    """One officer answers for every gate, so that the second one looks with fresh eyes."""
    must_belong(by, handover.found, handover.missing)
    if by.id != handover.first_officer_id:
        raise NotAllowed("handover_led_by_other", name=handover.first_officer.full_name)


def step(handover: Handover, gate: Gate, by: Officer, at: datetime) -> None:
    """Write down who recorded this gate, and when; what a supervisor let pass before counts no more."""
    known = next((one for one in handover.steps if one.gate is gate), None)
    if known is None:
        handover.steps.append(Step(gate=gate, by=by, at=at))
    else:
        known.by, known.at = by, at
    handover.waived = [word for word in handover.waived if word != gate.value]


def save(handover: Handover) -> None:
    """Write now, with a new version: of two officers at one moment the second is told."""
    attributes.flag_modified(handover, "state")
    try:
        db.session.flush()
    except (IntegrityError, StaleDataError) as error:
        raise WrongState("handover_changed_meanwhile") from error


def note(handover: Handover, deed: str, by: Officer, at: datetime, **codes: Any) -> None:
    """One line of the trail: codes only, never a name, an answer or a number."""
    record(deed, "found_report", handover.found.ref, by=by, at=at, **codes)
