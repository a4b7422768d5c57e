"""Hold a claim, and what a supervisor decides about it."""

from datetime import datetime

from app.accounts.models import Officer
from app.core.errors import Refusal, WrongState
from app.found.models import FoundState
from app.handover import guards, queries
from app.handover.models import Decision, DecisionKind, Handover, HandoverState
from app.handover.rules import WAIVES, HoldReason, is_reason, must_hold

BY_HAND = frozenset({HoldReason.DOUBT, HoldReason.CUSTODY, HoldReason.NOT_REACHED})
"""What an officer may hold a claim for; the other reasons come with the gates."""


def put_on_hold(handover: Handover, reason: HoldReason, written: str, *, by: Officer, at: datetime) -> None:
    """Any officer of the case who has a doubt stops it; only a supervisor lets it go on."""
    guards.must_belong(by, handover.found, handover.missing)
    guards.must_verify(handover)
    if reason not in BY_HAND:
        raise Refusal("hold_reason_not_by_hand", reason=reason)
    hold(handover, reason, by=by, at=at, written=written)


def hold(handover: Handover, reason: HoldReason, *, by: Officer, at: datetime, written: str = "") -> None:
    """Nothing goes on and nobody leaves until a supervisor has decided. Keeps an earlier hold's state."""
    if handover.state is not HandoverState.ON_HOLD:
        handover.move(HandoverState.ON_HOLD)
        handover.found.move(FoundState.ON_HOLD)
    handover.hold_reason = reason
    _decide(handover, DecisionKind.HELD, written, by=by, at=at)
    guards.note(handover, "held handover", by, at, reason=reason.value)
    guards.save(handover)


def hold_if_needed(handover: Handover, *, by: Officer, at: datetime) -> None:
    """Some cases reach a gate that officers cannot meet by themselves."""
    reason = must_hold(queries.checks_of(handover))
    if reason is not None:
        hold(handover, reason, by=by, at=at)


def resume(handover: Handover, written: str, *, by: Officer, at: datetime) -> None:
    """A supervisor lets it go on in spite of what stopped it: that gate counts as met, with a written reason."""
    reason = _must_be_held(handover, written, by)
    gate = WAIVES.get(reason)
    if gate is not None:
        handover.waived = [*handover.waived, gate.value]
    _decide(handover, DecisionKind.RESUMED, written, by=by, at=at)
    guards.note(handover, "resumed handover", by, at, reason=reason.value, waived=gate.value if gate else "")
    lift(handover)
    hold_if_needed(handover, by=by, at=at)


def turn_away(handover: Handover, written: str, *, by: Officer, at: datetime) -> None:
    """A supervisor ends this claim: the person stays, and another claimant may come."""
    reason = _must_be_held(handover, written, by)
    _decide(handover, DecisionKind.TURNED_AWAY, written, by=by, at=at)
    guards.note(handover, "turned claimant away", by, at, reason=reason.value)
    handover.move(HandoverState.TURNED_AWAY)
    handover.found.move(FoundState.FAMILY_LOCATED)
    handover.hold_reason = None
    wipe_answers(handover)
    guards.save(handover)


def vouch(handover: Handover, *, by: Officer, at: datetime) -> None:
    """A listed guardian spoke for a claimant who is not on the list: that hold needs no supervisor."""
    _decide(handover, DecisionKind.VOUCHED, "", by=by, at=at)
    lift(handover)


def take_over(handover: Handover, *, by: Officer, at: datetime) -> None:
    """Another officer of the case leads the verification from now on."""
    guards.must_belong(by, handover.found, handover.missing)
    guards.must_verify(handover)
    if by.id == handover.first_officer_id:
        raise WrongState("handover_already_yours")
    handover.first_officer = by
    _decide(handover, DecisionKind.TAKEN_OVER, "", by=by, at=at)
    guards.note(handover, "took handover over", by, at)
    guards.save(handover)


def lift(handover: Handover) -> None:
    """The hold is over."""
    handover.move(HandoverState.VERIFYING)
    handover.found.move(FoundState.FAMILY_LOCATED)
    handover.hold_reason = None
    guards.save(handover)


def wipe_answers(handover: Handover) -> None:
    """The record keeps whether the answers were right, not what was said."""
    for answer in handover.answers:
        answer.said = ""


def _must_be_held(handover: Handover, written: str, by: Officer) -> HoldReason:
    guards.must_belong(by, handover.found, handover.missing)
    guards.must_decide(by, handover)
    if handover.state is not HandoverState.ON_HOLD or handover.hold_reason is None:
        raise WrongState("handover_moved_on", state=handover.state)
    if not is_reason(written):
        raise Refusal("reason_too_short")
    return handover.hold_reason


def _decide(handover: Handover, kind: DecisionKind, written: str, *, by: Officer, at: datetime) -> None:
    reason = handover.hold_reason
    handover.decisions.append(Decision(kind=kind, hold_reason=reason, at=at, by=by, written=written.strip()))
