"""What the handover page shows to this officer: which gate is open, which form, and which secrets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.accounts.models import Officer
from app.core.access import GRANTED, Permission
from app.core.forms import StationForm
from app.found.models import FoundReport, FoundState
from app.handover import forms, queries
from app.handover.actions import waits_for_guardian
from app.handover.models import ClaimantAnswer, Handover, HandoverState
from app.handover.queries import Line
from app.handover.rules import Gate, HoldReason, first_open
from app.matching.models import Candidate
from app.matching.queries import confirmed_for
from app.missing.models import HeldBackFact, MissingReport


@dataclass
class Parts:
    """Everything that the template needs; secrets are only here when this officer may see them."""

    pair: Candidate | None
    missing: MissingReport | None
    handover: Handover | None
    lines: list[Line]
    mine: bool
    """The officer belongs to the case: sees the claimant."""
    leads: bool = False
    may_start: bool = False
    may_take_over: bool = False
    may_decide: bool = False
    may_release: bool = False
    may_close: bool = False
    ready: bool = False
    shown: Gate | None = None
    form: StationForm | None = None
    question: HeldBackFact | None = None
    references: Sequence[ClaimantAnswer] = ()
    """Answers whose reference stands on the page."""
    hold_form: forms.HoldForm | None = None
    decide_form: forms.DecideForm | None = None
    release_form: forms.ReleaseForm | None = None
    unsaved: Sequence[tuple[str, str]] = ()
    """What was typed into a form that does not fit any more: label and text."""
    past: Sequence[Handover] = field(default_factory=tuple)


def assemble(
    found: FoundReport, officer: Officer, *, typed: StationForm | None = None, correct: Gate | None = None
) -> Parts:
    """`typed` is the form that could not be taken; `correct` a met gate to be recorded anew."""
    pair = confirmed_for(found)
    handover = queries.current(found)
    missing = handover.missing if handover else (pair.missing if pair else None)
    checks = queries.checks_of(handover) if handover else queries.checks_before(found, missing)
    parts = Parts(
        pair=pair,
        missing=missing,
        handover=handover,
        lines=queries.progress(checks, handover),
        mine=queries.may_verify(officer, found, missing),
        past=queries.turned_away(found),
    )
    parts.may_start = parts.mine and pair is not None and handover is None and found.state is FoundState.FAMILY_LOCATED
    parts.may_close = parts.mine and handover is not None and found.state is FoundState.HANDED_OVER
    if handover is not None and parts.mine:
        _fill(parts, handover, officer, typed)
        parts.ready = handover.state is HandoverState.VERIFYING and first_open(checks) is None
        _open_gate(parts, handover, typed, correct)
    if typed is not None and not _stands_on(parts, typed):
        parts.unsaved = forms.typed_texts(typed)
    return parts


def _stands_on(parts: Parts, typed: StationForm) -> bool:
    return any(typed is shown for shown in (parts.form, parts.hold_form, parts.decide_form, parts.release_form))


def _fill(parts: Parts, handover: Handover, officer: Officer, typed: StationForm | None) -> None:
    """What this officer may do beside the gates."""
    verified = queries.has_verified(officer, handover)
    verifying = handover.state is HandoverState.VERIFYING
    supervises = Permission.SUPERVISE in GRANTED[officer.role]
    parts.leads = officer.id == handover.first_officer_id
    parts.may_take_over = verifying and not parts.leads
    parts.may_release = not verified
    parts.may_decide = handover.state is HandoverState.ON_HOLD and supervises and not verified
    if verifying:
        parts.hold_form = typed if isinstance(typed, forms.HoldForm) else forms.HoldForm(formdata=None)
        parts.release_form = typed if isinstance(typed, forms.ReleaseForm) else forms.ReleaseForm(formdata=None)
    if parts.may_decide:
        parts.decide_form = typed if isinstance(typed, forms.DecideForm) else forms.DecideForm(formdata=None)
    parts.references = _references(parts, handover)


def _references(parts: Parts, handover: Handover) -> list[ClaimantAnswer]:
    """The answer to be judged, once it is typed; for a supervisor who decides about wrong ones, all of them."""
    if parts.may_decide and handover.hold_reason is HoldReason.ANSWERS_WRONG:
        return list(handover.answers)
    waiting = handover.unjudged
    verifying = handover.state is HandoverState.VERIFYING
    return [waiting] if waiting is not None and verifying else []


def _open_gate(parts: Parts, handover: Handover, typed: StationForm | None, correct: Gate | None) -> None:
    """The one gate whose form stands on the page: the first open one, or one to correct."""
    if not parts.leads:
        return
    if handover.state is HandoverState.ON_HOLD:
        parts.shown = Gate.CALL_BACK if waits_for_guardian(handover) else None
    else:
        wanted = typed.gate if isinstance(typed, forms.GateForm) else correct
        turn = next((line.gate for line in parts.lines if line.turn), None)
        again = {line.gate for line in parts.lines if line.may_correct}
        parts.shown = wanted if wanted in again else turn
    if parts.shown is not None:
        parts.question = queries.next_question(handover) if parts.shown is Gate.ANSWERS else None
        fresh = _form(parts.shown, handover)
        parts.form = typed if typed is not None and _still_fits(typed, fresh) else fresh


def _form(gate: Gate, handover: Handover) -> forms.GateForm:
    if gate is Gate.CLAIMANT:
        facts = {"claimant_name": handover.claimant_name, "id_type": handover.id_type}
        return forms.ClaimantForm(formdata=None, data=facts)
    if gate is Gate.ANSWERS:
        return _question_form(handover)
    if gate is Gate.CALL_BACK:
        known = queries.contacts(handover.missing, guardians_only=waits_for_guardian(handover))
        return forms.CallBackForm(known, formdata=None)
    return {Gate.CUSTODY: forms.CustodyForm, Gate.DOCUMENT: forms.DocumentForm, Gate.REACTION: forms.ReactionForm}[
        gate
    ](formdata=None)


def _question_form(handover: Handover) -> forms.GateForm:
    waiting = handover.unjudged
    if waiting is not None:
        return forms.JudgeForm(formdata=None, data={"number": waiting.number})
    return forms.AnswerForm(formdata=None, data={"number": len(handover.answers) + 1})


def _still_fits(typed: StationForm, fresh: forms.GateForm) -> bool:
    """Whether what was typed belongs to the form that is open now: the same gate, the same question."""
    number = getattr(typed, "number", None)
    return type(typed) is type(fresh) and (number is None or number.data == fresh["number"].data)
