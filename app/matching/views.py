"""Pages of possible families: ranked, side by side, and decided by two officers."""

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.accounts.views import me
from app.audit.actions import record
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import Refusal, WrongState
from app.core.words import sentence
from app.extensions import db
from app.found.models import SEARCHING, FoundReport
from app.found.queries import similar
from app.matching import actions, forms, queries
from app.matching.forms import DecideForm, DismissForm
from app.matching.ranking import MOST_SHOWN, Ranked, rank_for_found, rank_for_missing, rank_pair
from app.matching.rules import Likelihood
from app.matching.telling import told_of
from app.missing.models import MissingReport, MissingState

bp = Blueprint("matching", __name__)
bp.add_app_template_filter(forms.level_in_words, "level")
bp.add_app_template_filter(forms.in_percent, "percent")
bp.add_app_template_filter(forms.in_bits, "bits")
bp.add_app_template_filter(forms.reasons, "reasons")
Page = Response | str | tuple[str, int]


def _found_or_404(ref: str) -> FoundReport:
    return queries.found_by_ref(ref) or abort(404)


def _missing_or_404(ref: str) -> MissingReport:
    return queries.missing_by_ref(ref) or abort(404)


def _shown(pairs: Sequence[Ranked]) -> list[Ranked]:
    """The best that are still to be decided, after those somebody has taken further."""
    return [pair for pair in pairs if pair.is_taken_up or (_is_open(pair) and pair.is_worth_showing)][:MOST_SHOWN]


def _is_open(pair: Ranked) -> bool:
    both_open = pair.found.state in SEARCHING and pair.missing.state is MissingState.OPEN
    return both_open and not pair.is_dismissed


@bp.route("/found/<ref>/matches")
@requires(Permission.SEE_CASES)
def review(ref: str) -> Page:
    """The missing reports that may be this found person, compared now."""
    report = _found_or_404(ref)
    pairs = rank_for_found(report)
    page = render_template(
        "matching/review.html",
        report=report,
        pairs=_shown(pairs),
        dismissed=[pair for pair in pairs if pair.is_dismissed],
        confirmed=queries.confirmed_for(report),
        searching=report.state in SEARCHING,
        alike=similar(report, but_not=report.id),
        unlikely=Likelihood.UNLIKELY,
    )
    record("viewed matches", "found_report", report.ref, by=me(), at=now())
    db.session.commit()
    return page


@bp.route("/missing/<ref>/matches")
@requires(Permission.SEE_CASES)
def sought(ref: str) -> Page:
    """The found persons who may be this missing one, compared now."""
    report = _missing_or_404(ref)
    pairs = rank_for_missing(report)
    page = render_template(
        "matching/sought.html",
        report=report,
        pairs=_shown(pairs),
        dismissed=[pair for pair in pairs if pair.is_dismissed],
        confirmed=queries.confirmed_for_missing(report),
        is_open=report.state is MissingState.OPEN,
    )
    record("viewed matches", "missing_report", report.ref, by=me(), at=now())
    db.session.commit()
    return page


@bp.route("/matches/<found_ref>/<missing_ref>")
@requires(Permission.SEE_CASES)
def compare(found_ref: str, missing_ref: str) -> Page:
    """Both reports side by side, field by field."""
    page = _pair_page(found_ref, missing_ref)
    found, missing = found_ref.upper(), missing_ref.upper()
    record("viewed pair", "found_report", found, by=me(), at=now(), missing=missing)
    db.session.commit()
    return page


def _pair_page(found_ref: str, missing_ref: str, dismiss_form: DismissForm | None = None) -> str:
    found, missing = _found_or_404(found_ref), _missing_or_404(missing_ref)
    pair = rank_pair(found, missing)
    rows = forms.rows_of(pair)
    confirmed = pair.candidate if pair.is_confirmed else None
    return render_template(
        "matching/compare.html",
        pair=pair,
        found=found,
        missing=missing,
        rows=rows,
        total=forms.total_of(rows),
        is_open=found.state in SEARCHING and missing.state is MissingState.OPEN,
        others=[queries.confirmed_for(found), queries.confirmed_for_missing(missing)],
        told=told_of(confirmed) if confirmed else None,
        mine=pair.candidate is not None and pair.candidate.proposed_by_id == me().id,
        decide_form=DecideForm(formdata=None).carry(found, missing),
        dismiss_form=dismiss_form or DismissForm(formdata=None),
    )


_PERHAPS_THE_WORKER = ("pair_decided_meanwhile", "pair_changed_meanwhile")


def _refused(deed: Callable[[], object]) -> Refusal | None:
    """Do it and commit; what stood in the way, with nothing written, when something did.

    The worker writes fresh weights into the same pair now and then: only a second look tells it from an officer.
    """
    refusal = _tried(deed)
    return _tried(deed) if refusal is not None and refusal.code in _PERHAPS_THE_WORKER else refusal


def _tried(deed: Callable[[], object]) -> Refusal | None:
    try:
        deed()
        db.session.commit()
    except (Refusal, StaleDataError) as trouble:
        db.session.rollback()
        return trouble if isinstance(trouble, Refusal) else WrongState("pair_changed_meanwhile")
    return None


def _not_done(refusal: Refusal, found_ref: str, missing_ref: str) -> tuple[str, int]:
    flash(sentence(refusal.code, refusal.facts), "warning")
    return _pair_page(found_ref, missing_ref), 409


@bp.route("/matches/<found_ref>/<missing_ref>/propose", methods=["POST"])
@requires(Permission.DECIDE_MATCHES)
def propose(found_ref: str, missing_ref: str) -> Page:
    found, missing = _found_or_404(found_ref), _missing_or_404(missing_ref)
    form = DecideForm()

    def deed() -> None:
        form.check_seen(found, missing)
        actions.propose(found, missing, by=me(), at=now())

    refusal = _refused(deed)
    if refusal is not None:
        return _not_done(refusal, found_ref, missing_ref)
    flash(_("Proposed. Another officer must now confirm it; it stands on the board of every officer."), "ok")
    return redirect(url_for("matching.compare", found_ref=found.ref, missing_ref=missing.ref))


@bp.route("/matches/<found_ref>/<missing_ref>/confirm", methods=["POST"])
@requires(Permission.DECIDE_MATCHES)
def confirm(found_ref: str, missing_ref: str) -> Page:
    found, missing = _found_or_404(found_ref), _missing_or_404(missing_ref)
    form = DecideForm()

    def deed() -> None:
        form.check_seen(found, missing)
        candidate = queries.pair(found, missing)
        if candidate is None:
            raise WrongState("match_not_proposed")
        actions.confirm_match(candidate, by=me(), at=now())

    refusal = _refused(deed)
    if refusal is not None:
        return _not_done(refusal, found_ref, missing_ref)
    flash(_("Confirmed. Every patrol that was searching for this person has been called off."), "ok")
    return redirect(url_for("matching.compare", found_ref=found.ref, missing_ref=missing.ref))


@bp.route("/matches/<found_ref>/<missing_ref>/dismiss", methods=["POST"])
@requires(Permission.DECIDE_MATCHES)
def dismiss(found_ref: str, missing_ref: str) -> Page:
    found, missing = _found_or_404(found_ref), _missing_or_404(missing_ref)
    form = DismissForm()
    if not form.validate():
        return _pair_page(found_ref, missing_ref, form), 422
    refusal = _refused(lambda: actions.dismiss(actions.take_up(found, missing), form.reason.data, by=me(), at=now()))
    if refusal is not None:
        return _not_done(refusal, found_ref, missing_ref)
    flash(_("Noted: not this person. The pair is not shown among the possible ones again."), "ok")
    return redirect(url_for("matching.review", ref=found.ref))
