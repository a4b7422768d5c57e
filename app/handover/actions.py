"""Verify a claimant gate by gate, in order; what does not fit stops the claim."""

from datetime import datetime

from app.accounts.models import Officer
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.found.models import FoundReport, FoundState
from app.handover import guards, queries
from app.handover.decisions import hold, hold_if_needed, vouch
from app.handover.identity import on_list, same_name, tidy_number
from app.handover.models import ClaimantAnswer, Handover, HandoverState
from app.handover.rules import (
    ALARMING,
    Custody,
    Document,
    Gate,
    HoldReason,
    Outcome,
    Reaction,
    Verdict,
    verdict,
)
from app.matching.queries import confirmed_for
from app.missing.models import IdType


def start_handover(found: FoundReport, *, by: Officer, at: datetime) -> Handover:
    """Somebody has come to collect the person. Raises `WrongState` when two officers have not confirmed whose it is."""
    pair = confirmed_for(found)
    if pair is None:
        raise WrongState("handover_needs_match", ref=found.ref)
    guards.must_belong(by, found, pair.missing)
    if found.state is not FoundState.FAMILY_LOCATED:
        raise WrongState("found_report_moved_on", ref=found.ref, state=found.state)
    handover = Handover(found=found, missing=pair.missing, state=HandoverState.VERIFYING, first_officer=by, waived=[])
    db.session.add(handover)
    guards.save(handover)
    guards.note(handover, "began handover", by, at, missing=pair.missing.ref)
    return handover


def identify_claimant(
    handover: Handover, *, name: str, id_type: IdType, number: str, by: Officer, at: datetime
) -> None:
    """The original ID was looked at: is this one of those who may collect?

    Typed anew, everything recorded after it is void: it was about somebody else.
    """
    guards.must_be_at(handover, Gate.CLAIMANT, by)
    _forget_later_gates(handover)
    handover.claimant_name, handover.id_type = name, id_type
    handover.id_number = "" if id_type is IdType.NOT_SHOWN else tidy_number(number)
    handover.guardian = on_list(name, handover.missing.guardians)
    guards.step(handover, Gate.CLAIMANT, by, at)
    guards.save(handover)
    listed = handover.guardian is not None
    guards.note(handover, "looked at claimant's ID", by, at, id_type=id_type.value, on_list=listed)
    reason = _doubt_about(handover)
    if reason is not None:
        hold(handover, reason, by=by, at=at)


def check_custody(handover: Handover, found_out: Custody, *, by: Officer, at: datetime) -> None:
    """Who must not collect was read; the police do not decide custody, a dispute goes to the supervisor."""
    guards.must_be_at(handover, Gate.CUSTODY, by)
    handover.custody = found_out
    _done(handover, Gate.CUSTODY, by, at, result=found_out.value)
    if found_out is Custody.DISPUTE:
        hold(handover, HoldReason.CUSTODY, by=by, at=at)


def record_document(handover: Handover, document: Document, *, by: Officer, at: datetime) -> None:
    """The paper that shows the relationship; without one a supervisor has to agree at the end."""
    guards.must_be_at(handover, Gate.DOCUMENT, by)
    handover.document = document
    handover.waived = [word for word in handover.waived if word != Gate.SUPERVISOR.value]
    _done(handover, Gate.DOCUMENT, by, at, document=document.value)
    hold_if_needed(handover, by=by, at=at)


def ask(handover: Handover, number: int, said: str, *, by: Officer, at: datetime) -> ClaimantAnswer:
    """What the claimant says to the held-back question `number` (from 1); only now may the reference be shown."""
    guards.must_be_at(handover, Gate.ANSWERS, by)
    fact = queries.next_question(handover)
    if fact is None or number != len(handover.answers) + 1:
        raise WrongState("question_moved_on")
    answer = ClaimantAnswer(fact=fact, number=number, at=at, said=said)
    handover.answers.append(answer)
    guards.save(handover)
    guards.note(handover, "typed claimant's answer", by, at, question=number)
    return answer


def judge_answer(handover: Handover, number: int, agrees: bool, *, by: Officer, at: datetime) -> Verdict:
    """Whether the answer agrees with the reference. Two right answers pass; when they cannot be reached, hold."""
    guards.must_be_at(handover, Gate.ANSWERS, by)
    answer = handover.unjudged
    if answer is None or answer.number != number:
        raise WrongState("question_moved_on")
    answer.agrees = agrees
    guards.save(handover)
    guards.note(handover, "judged claimant's answer", by, at, question=number, agrees=agrees)
    checks = queries.checks_of(handover)
    result = verdict(checks.questions, checks.judgements)
    if result is not Verdict.ASKING:
        _done(handover, Gate.ANSWERS, by, at, result=result.value)
    if result is Verdict.FAILED:
        hold(handover, HoldReason.ANSWERS_WRONG, by=by, at=at)
    elif result is Verdict.PASSED:
        hold_if_needed(handover, by=by, at=at)
    return result


def record_call_back(handover: Handover, contact: int, outcome: Outcome, *, by: Officer, at: datetime) -> None:
    """A number stored with the report was rung (`contact` 0: the reporter; else a guardian's number on the list).

    Also possible while the claim is held because the claimant is not on the list: a listed guardian's word lifts that.
    """
    vouching = waits_for_guardian(handover)
    if vouching:
        guards.must_lead(handover, by)
    else:
        guards.must_be_at(handover, Gate.CALL_BACK, by)
    known = queries.contacts(handover.missing, guardians_only=vouching)
    rung = next((person for person in known if person.number == contact), None)
    if rung is None:
        raise Refusal("call_known_number")
    handover.call_outcome, handover.called_last_four = outcome, rung.phone[-4:]
    _done(handover, Gate.CALL_BACK, by, at, outcome=outcome.value, contact=contact)
    if outcome is Outcome.REFUSED:
        hold(handover, HoldReason.GUARDIAN_REFUSED, by=by, at=at)
    elif outcome is Outcome.AGREED:
        if vouching:
            vouch(handover, by=by, at=at)
        hold_if_needed(handover, by=by, at=at)


def record_reaction(handover: Handover, reaction: Reaction, *, by: Officer, at: datetime) -> None:
    """How the person met the claimant. Fear or a blank look stops the claim; it refuses nobody by itself."""
    guards.must_be_at(handover, Gate.REACTION, by)
    handover.reaction = reaction
    _done(handover, Gate.REACTION, by, at, reaction=reaction.value)
    if reaction in ALARMING:
        hold(handover, HoldReason.REACTION, by=by, at=at)
    else:
        hold_if_needed(handover, by=by, at=at)


def _done(handover: Handover, gate: Gate, by: Officer, at: datetime, **codes: str | int) -> None:
    guards.step(handover, gate, by, at)
    guards.save(handover)
    guards.note(handover, "recorded handover gate", by, at, gate=gate.value, **codes)


def _doubt_about(handover: Handover) -> HoldReason | None:
    if handover.id_type is IdType.NOT_SHOWN:
        return HoldReason.NO_ID
    if handover.guardian is None:
        return HoldReason.NOT_ON_LIST
    return HoldReason.ID_DIFFERS if _has_other_id(handover) else None


def _has_other_id(handover: Handover) -> bool:
    """Whether the claimant gives the reporter's name but shows another number than the reporter did."""
    missing = handover.missing
    if not missing.reporter_id_number or missing.reporter_id_type is not handover.id_type:
        return False
    is_reporter = same_name(handover.claimant_name, missing.reporter_name)
    return is_reporter and tidy_number(missing.reporter_id_number) != handover.id_number


def waits_for_guardian(handover: Handover) -> bool:
    """Whether the word of a listed guardian would lift the hold."""
    return handover.state is HandoverState.ON_HOLD and handover.hold_reason is HoldReason.NOT_ON_LIST


def _forget_later_gates(handover: Handover) -> None:
    handover.custody = handover.document = handover.call_outcome = handover.reaction = None
    handover.called_last_four = ""
    handover.waived = []
    handover.steps = [step for step in handover.steps if step.gate is Gate.CLAIMANT]
