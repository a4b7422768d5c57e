"""What a family was told, what it answered, and who has to be telephoned."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.views import me
from app.audit.actions import record
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import Refusal
from app.core.words import sentence
from app.extensions import db
from app.families import actions, queries
from app.families.forms import CallForm, TellForm
from app.families.rules import texts_are_stopped
from app.families.standing import Standing, standing_of
from app.messaging.rules import plain_code
from app.missing.models import MissingReport
from app.people.rules import YesNo

bp = Blueprint("families", __name__)
Page = Response | str | tuple[str, int]


@bp.app_template_global()
def family_standing(report: MissingReport) -> Standing:
    """For the case page of the missing report."""
    return standing_of(report, now())


def _or_404(ref: str) -> MissingReport:
    return queries.by_ref(ref) or abort(404)


@bp.route("/missing/<ref>/family")
@requires(Permission.SEE_CASES)
def show(ref: str) -> Page:
    report = _or_404(ref)
    page = _page(report)
    record("viewed family messages", "missing_report", report.ref, by=me(), at=now())
    db.session.commit()
    return page


def _page(report: MissingReport, **parts: Any) -> str:
    notices = queries.notices_for(report)
    return render_template(
        "families/show.html",
        report=report,
        notices=[(notice, _why(notice.message.error_code)) for notice in reversed(notices)],
        answers=list(reversed(queries.answers_for(report))),
        calls=list(reversed(queries.calls_to(report))),
        standing=standing_of(report, now()),
        stopped=texts_are_stopped(report.risk_factors),
        may_text=not actions.why_no_text(report),
        open=report.state in queries.WAITING_FOR_NEWS,
        kinds=actions.BY_HAND,
        **parts,
    )


def _why(error_code: str) -> str:
    return plain_code(error_code) if error_code else ""


@bp.route("/missing/<ref>/family/tell", methods=["POST"])
@requires(Permission.DECIDE_MATCHES)
def tell(ref: str) -> Page:
    report = _or_404(ref)
    form = TellForm()
    if not form.validate():
        return _page(report, form=form), 422
    try:
        actions.tell_by_hand(report, form.kind.data, by=me(), at=now())
    except Refusal as refusal:
        db.session.rollback()
        return _page(_or_404(ref), refusal=sentence(refusal.code, refusal.facts)), 409
    db.session.commit()
    flash(_("The text is on its way to the family. Its state stands below."), "ok")
    return redirect(url_for("families.show", ref=report.ref))


@bp.route("/missing/<ref>/family/called", methods=["POST"])
@requires(Permission.DECIDE_MATCHES)
def called(ref: str) -> Page:
    report = _or_404(ref)
    form = CallForm()
    if not form.validate():
        return _page(report, form=form), 422
    actions.note_call(report, reached=form.reached.data is YesNo.YES, by=me(), at=now())
    db.session.commit()
    flash(_("The call is noted."), "ok")
    return redirect(url_for("families.show", ref=report.ref))
