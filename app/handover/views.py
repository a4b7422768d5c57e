"""One page for the handover: the gates in their order, and what a supervisor decides."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.views import me
from app.audit.actions import record
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import NotAllowed, Refusal, WrongState
from app.core.forms import StationForm
from app.core.words import sentence
from app.extensions import db
from app.found.models import FoundReport
from app.found.queries import by_ref
from app.handover import actions, closing, decisions, forms, queries
from app.handover.forms.words import Judgement
from app.handover.models import Handover
from app.handover.page import assemble
from app.handover.rules import Gate
from app.people.forms import in_five_words

bp = Blueprint("handover", __name__)
Page = Response | str | tuple[str, int]
F = TypeVar("F", bound=StationForm)


def _or_404(ref: str) -> FoundReport:
    return by_ref(ref) or abort(404)


def _claim(found: FoundReport) -> Handover:
    handover = queries.current(found)
    if handover is None:
        raise WrongState("handover_not_begun", ref=found.ref)
    return handover


@bp.route("/found/<ref>/handover")
@requires(Permission.SEE_CASES)
def show(ref: str) -> Page:
    """`correct` in the address opens the form of a gate that is met."""
    found = _or_404(ref)
    asked = request.args.get("correct", "")
    page = _page(found, correct=next((gate for gate in Gate if gate.value == asked), None))
    db.session.commit()
    return page


def _page(
    found: FoundReport, typed: StationForm | None = None, *, correct: Gate | None = None, refused: str = ""
) -> str:
    """The page as it stands, with what was `typed` and a sentence on what was `refused`; the look is recorded."""
    parts = assemble(found, me(), typed=typed, correct=correct)
    record("viewed handover", "found_report", found.ref, by=me(), at=now(), answers=len(parts.references))
    return render_template(
        "handover/show.html", report=found, person=in_five_words(found), page=parts, typed=typed, refused=refused
    )


def _do(ref: str, form: F, deed: Callable[[Handover, F], Any]) -> Page:
    """Form, deed, commit, redirect; a refusal is put on the trail and shown with what was typed."""
    found = _or_404(ref)
    if not form.validate():
        page = _page(found, form)
        db.session.commit()
        return page, 422
    try:
        deed(_claim(found), form)
    except Refusal as refusal:
        return _refused(ref, refusal, form)
    db.session.commit()
    return redirect(url_for("handover.show", ref=found.ref) + "#turn", 303)


def _refused(ref: str, refusal: Refusal, form: StationForm | None = None) -> tuple[str, int]:
    """What the deed began is rolled back; that somebody tried it is kept."""
    db.session.rollback()
    found = _or_404(ref)
    attempt = (request.endpoint or "").removeprefix("handover.")
    closing.note_refused(found, attempt, refusal.code, by=me(), at=now())
    page = _page(found, form, refused=sentence(refusal.code, refusal.facts))
    db.session.commit()
    return page, 403 if isinstance(refusal, NotAllowed) else 409


@bp.route("/found/<ref>/handover/start", methods=["POST"])
@requires(Permission.HAND_OVER)
def start(ref: str) -> Page:
    found = _or_404(ref)
    try:
        if queries.current(found) is None:  # pressed twice: the same claim
            actions.start_handover(found, by=me(), at=now())
    except Refusal as refusal:
        return _refused(ref, refusal)
    db.session.commit()
    return redirect(url_for("handover.show", ref=found.ref) + "#turn", 303)


@bp.route("/found/<ref>/handover/claimant", methods=["POST"])
@requires(Permission.HAND_OVER)
def claimant(ref: str) -> Page:
    def deed(handover: Handover, form: forms.ClaimantForm) -> None:
        facts = {"name": form.claimant_name.data, "id_type": form.id_type.data, "number": form.id_number.data}
        actions.identify_claimant(handover, **facts, by=me(), at=now())

    return _do(ref, forms.ClaimantForm(), deed)


@bp.route("/found/<ref>/handover/custody", methods=["POST"])
@requires(Permission.HAND_OVER)
def custody(ref: str) -> Page:
    return _do(ref, forms.CustodyForm(), lambda h, f: actions.check_custody(h, f.custody.data, by=me(), at=now()))


@bp.route("/found/<ref>/handover/document", methods=["POST"])
@requires(Permission.HAND_OVER)
def document(ref: str) -> Page:
    return _do(ref, forms.DocumentForm(), lambda h, f: actions.record_document(h, f.document.data, by=me(), at=now()))


@bp.route("/found/<ref>/handover/ask", methods=["POST"])
@requires(Permission.HAND_OVER)
def ask(ref: str) -> Page:
    return _do(ref, forms.AnswerForm(), lambda h, f: actions.ask(h, f.number.data, f.said.data, by=me(), at=now()))


@bp.route("/found/<ref>/handover/judge", methods=["POST"])
@requires(Permission.HAND_OVER)
def judge(ref: str) -> Page:
    def deed(handover: Handover, form: forms.JudgeForm) -> None:
        agrees = form.judgement.data is Judgement.AGREES
        actions.judge_answer(handover, form.number.data, agrees, by=me(), at=now())

    return _do(ref, forms.JudgeForm(), deed)


@bp.route("/found/<ref>/handover/call", methods=["POST"])
@requires(Permission.HAND_OVER)
def call_back(ref: str) -> Page:
    handover = queries.current(_or_404(ref))
    only = handover is not None and actions.waits_for_guardian(handover)
    known = queries.contacts(handover.missing, guardians_only=only) if handover else []

    def deed(claim: Handover, form: forms.CallBackForm) -> None:
        actions.record_call_back(claim, int(form.contact.data), form.outcome.data, by=me(), at=now())

    return _do(ref, forms.CallBackForm(known), deed)


@bp.route("/found/<ref>/handover/reaction", methods=["POST"])
@requires(Permission.HAND_OVER)
def reaction(ref: str) -> Page:
    return _do(ref, forms.ReactionForm(), lambda h, f: actions.record_reaction(h, f.reaction.data, by=me(), at=now()))


@bp.route("/found/<ref>/handover/hold", methods=["POST"])
@requires(Permission.HAND_OVER)
def put_on_hold(ref: str) -> Page:
    def deed(handover: Handover, form: forms.HoldForm) -> None:
        decisions.put_on_hold(handover, form.hold_reason.data, form.hold_written.data, by=me(), at=now())

    return _do(ref, forms.HoldForm(), deed)


@bp.route("/found/<ref>/handover/resume", methods=["POST"])
@requires(Permission.SUPERVISE)
def resume(ref: str) -> Page:
    return _do(ref, forms.DecideForm(), lambda h, f: decisions.resume(h, f.written.data, by=me(), at=now()))


@bp.route("/found/<ref>/handover/turn-away", methods=["POST"])
@requires(Permission.SUPERVISE)
def turn_away(ref: str) -> Page:
    return _do(ref, forms.DecideForm(), lambda h, f: decisions.turn_away(h, f.written.data, by=me(), at=now()))


@bp.route("/found/<ref>/handover/take-over", methods=["POST"])
@requires(Permission.HAND_OVER)
def take_over(ref: str) -> Page:
    return _do(ref, StationForm(), lambda h, _form: decisions.take_over(h, by=me(), at=now()))


@bp.route("/found/<ref>/handover/release", methods=["POST"])
@requires(Permission.HAND_OVER)
def release(ref: str) -> Page:
    """The gates come before the tick: a case that is not verified is refused whatever was posted."""
    form = forms.ReleaseForm()
    try:
        closing.check_release(_claim(_or_404(ref)), me())
    except Refusal as refusal:
        return _refused(ref, refusal, form)
    return _do(ref, form, lambda h, _form: closing.release(h, by=me(), at=now()))


@bp.route("/found/<ref>/handover/close", methods=["POST"])
@requires(Permission.HAND_OVER)
def close(ref: str) -> Page:
    language = current_app.config["LOCALE"]
    found = _or_404(ref)
    try:
        notices = closing.close_case(_claim(found), by=me(), at=now(), language=language)
    except Refusal as refusal:
        return _refused(ref, refusal)
    if notices:
        flash(_("Closed. The guardians are told by text."), "ok")
    else:
        flash(_("Closed. No text may be sent to this family: phone every listed guardian."), "warning")
    db.session.commit()
    return redirect(url_for("handover.show", ref=found.ref), 303)
