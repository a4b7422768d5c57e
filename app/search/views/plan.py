"""The page of a search: make the plan, change it, send it, widen it, call it off."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.views import me
from app.audit.actions import record
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import Refusal
from app.core.forms import StationForm, zone
from app.core.words import sentence
from app.extensions import db
from app.patrol.queries import open_tasks_for
from app.search import actions, queries
from app.search.forms import ClueForm, PlanForm
from app.search.views.room import (
    Page,
    as_it_stands,
    bp,
    conflict,
    page_url,
    plan_of,
    plan_page,
    report_or_404,
)


def _to_plan(ref: str) -> Response:
    return redirect(url_for("search.plan", ref=ref), 303)


@bp.route("/found/<ref>/search")
@requires(Permission.SEE_CASES)
def plan(ref: str) -> Page:
    report = report_or_404(ref)
    page = plan_page(report)
    record("viewed search plan", "found_report", report.ref, by=me(), at=now())
    db.session.commit()
    return page


@bp.route("/found/<ref>/search/live")
@requires(Permission.SEE_CASES)
def live(ref: str) -> Response:
    """The parts of the page that change by themselves; 304 when they have not."""
    response = make_response(render_template("search/_live.html", **as_it_stands(report_or_404(ref))))
    response.add_etag()
    response.headers["Cache-Control"] = "no-store"
    return response.make_conditional(request)


@bp.route("/found/<ref>/search/make", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def make(ref: str) -> Page:
    report = report_or_404(ref)
    form = ClueForm()
    if not form.validate():
        return plan_page(report, clue_form=form), 422
    try:
        actions.make_plan(report, by=me(), at=now(), clues=form.clues.data or (), zone=zone(), needs=form.needs())
    except Refusal as refusal:
        return conflict(ref, refusal)
    db.session.commit()
    return _to_plan(report.ref)


@bp.route("/found/<ref>/search/amend", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def amend(ref: str) -> Page:
    report = report_or_404(ref)
    form = PlanForm()
    if not form.validate():
        return plan_page(report), 422
    try:
        actions.amend(plan_of(report), *form.edits(), by=me(), at=now())
    except Refusal as refusal:
        return conflict(ref, refusal)
    db.session.commit()
    flash(_("Saved."), "ok")
    return _to_plan(report.ref)


@bp.route("/found/<ref>/search/dispatch", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def dispatch(ref: str) -> Page:
    """Save what was changed on the page, then send. If nothing can be sent, the changes are kept all the same."""
    report = report_or_404(ref)
    form, at = PlanForm(), now()
    if not form.validate():
        return plan_page(report), 422
    try:
        chosen = plan_of(report)
        if any(edits := form.edits()):
            actions.amend(chosen, *edits, by=me(), at=at)
    except Refusal as refusal:
        return conflict(ref, refusal)
    try:
        with db.session.begin_nested():
            sent = len(actions.dispatch(chosen, by=me(), at=at, page_url=page_url))
    except Refusal as refusal:
        page = plan_page(report, problem=sentence(refusal.code, refusal.facts))
        db.session.commit()
        return page, 409
    db.session.commit()
    flash(ngettext("%(num)s task is being sent.", "%(num)s tasks are being sent.", sent), "ok")
    return _to_plan(report.ref)


@bp.route("/found/<ref>/search/widen", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def widen(ref: str) -> Page:
    report = report_or_404(ref)
    try:
        added = actions.widen(plan_of(report), by=me(), at=now())
    except Refusal as refusal:
        return conflict(ref, refusal)
    db.session.commit()
    flash(ngettext("%(num)s place was added.", "%(num)s places were added.", added), "ok")
    return _to_plan(report.ref)


@bp.route("/found/<ref>/search/again", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def again(ref: str) -> Page:
    """Ask once more where somebody may have missed them."""
    report = report_or_404(ref)
    try:
        count = actions.ask_again(plan_of(report), by=me(), at=now())
    except Refusal as refusal:
        return conflict(ref, refusal)
    db.session.commit()
    flash(ngettext("%(num)s place is on the list again.", "%(num)s places are on the list again.", count), "ok")
    return _to_plan(report.ref)


@bp.route("/found/<ref>/search/stand-down", methods=["GET", "POST"])
@requires(Permission.PLAN_SEARCHES)
def stand_down(ref: str) -> Page:
    """Asks once before everybody is called off."""
    report = report_or_404(ref)
    form = StationForm()
    if not form.validate_on_submit():
        tasks = open_tasks_for(report)
        return render_template(
            "search/stand_down.html", report=report, form=form, tasks=tasks, plan=queries.live_plan(report)
        )
    ended = actions.stand_down(report, by=me(), at=now())
    db.session.commit()
    flash(ngettext("%(num)s patrol is called off.", "%(num)s patrols are called off.", ended), "ok")
    return _to_plan(report.ref)
