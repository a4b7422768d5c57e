"""Pages of a found person: put down, look at, change, care."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.accounts.models import Officer
from app.accounts.views import me
from app.audit.actions import record
from app.core.access import Permission, may, requires
from app.core.clock import now
from app.core.errors import Refusal, WrongState
from app.core.words import sentence
from app.extensions import db
from app.found import actions, queries
from app.found.forms import CareForm, FoundReportForm, versions
from app.found.models import FoundReport, FoundState
from app.people.rules import MedicalFlag, NoPhotoReason
from app.people.views import let_large_forms_in
from app.places.models import Station
from app.places.queries import stations

bp = Blueprint("found", __name__)
let_large_forms_in(bp)
Page = Response | str | tuple[str, int]


def _or_404(ref: str) -> FoundReport:
    return queries.by_ref(ref) or abort(404)


def _own_station(officer: Officer) -> Station:
    """The officer's station; headquarters staff write for the first one. Raises `Refusal("no_station")`."""
    station = officer.station or next(iter(stations()), None)
    if station is None:
        raise Refusal("no_station")
    return station


def may_see_secrets(officer: Officer, report: FoundReport) -> bool:
    """Who brought the child, and marks that are held back: for the station that has the child, and supervisors."""
    return officer.station_id == report.station_id or may(officer, Permission.SUPERVISE)


@bp.route("/found/new", methods=["GET", "POST"])
@requires(Permission.FILE_REPORTS)
def report_found() -> Page:
    form = FoundReportForm(station=_own_station(me()), at=now())
    if not form.is_submitted():
        return _form_page(form, 200)
    known = queries.by_form_key(form.form_key.data)
    if known is not None:
        return _filed_before(known)
    form.take_photo()
    if "later" in request.form:
        form.let_wait()
    if not form.validate():
        return _form_page(form, 422)
    alike = queries.similar(actions.draft_of(form.facts(), form.station))
    if form.not_seen_yet(alike):
        return _form_page(form, 200, alike=alike)
    return _file(form)


def _filed_before(known: FoundReport) -> Response:
    """A second press, or the back button: the case is there, and what was typed since is not in it."""
    flash(
        _(
            "This form has made case %(ref)s already. If you changed something since, change it on the case page.",
            ref=known.ref,
        ),
        "warning",
    )
    return redirect(url_for("matching.review", ref=known.ref))


def _file(form: FoundReportForm) -> Response:
    """Commit, or lead to the report that the same form has made a moment ago."""
    key = form.form_key.data
    try:
        report = actions.file_found_report(form.facts(), station=form.station, by=me(), at=form.at)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        known = queries.by_form_key(key)
        if known is None:
            raise
        report = known
    return redirect(url_for("matching.review", ref=report.ref))


def _form_page(form: FoundReportForm, status: int, **parts: object) -> tuple[str, int]:
    """The form again, with everything typed; a photo that came with it stays stored as its draft."""
    page = render_template("found/form.html", form=form, draft=form.draft(), **parts)
    db.session.commit()
    return page, status


@bp.route("/found/<ref>")
@requires(Permission.SEE_CASES)
def show(ref: str) -> Page:
    return _case_page(_or_404(ref), CareForm(formdata=None), 200)


def _case_page(report: FoundReport, care_form: CareForm, status: int) -> tuple[str, int]:
    """The case; every look at it is on the audit trail."""
    page = render_template(
        "found/show.html",
        report=report,
        care_form=care_form,
        notes=queries.care_notes(report),
        secrets=may_see_secrets(me(), report),
        no_photo=NoPhotoReason(report.no_photo_reason) if report.no_photo_reason else None,
        medical=[MedicalFlag(flag) for flag in report.medical],
        open=report.state is not FoundState.CLOSED,
    )
    record("viewed found report", "found_report", report.ref, by=me(), at=now())
    db.session.commit()
    return page, status


@bp.route("/found/<ref>/edit", methods=["GET", "POST"])
@requires(Permission.FILE_REPORTS)
def amend(ref: str) -> Page:
    report = _or_404(ref)
    form = _amend_form(report, now())
    if not form.is_submitted():
        form.show(report)
        form.version.data = str(report.version)
        return _amend_page(form, report, 200)
    form.take_photo()
    form.let_wait()
    if not form.validate():
        return _amend_page(form, report, 422)
    try:
        changed = actions.amend_found_report(report, form.facts(), version=form.seen_version(), by=me(), at=form.at)
        db.session.commit()
    except (WrongState, StaleDataError) as conflict:
        return _conflict(ref, form, conflict)
    flash(_("Saved. The list of possible families is being renewed.") if changed else _("Nothing was changed."), "ok")
    return redirect(url_for("found.show", ref=report.ref))


def _amend_form(report: FoundReport, at: datetime) -> FoundReportForm:
    form = FoundReportForm(station=report.station, at=at, report=report)
    if not may_see_secrets(me(), report):
        form.keep_back(report, "marks", "marks_held_back", "finder_name", "finder_phone")
    return form


def _conflict(ref: str, form: FoundReportForm, conflict: Exception) -> tuple[str, int]:
    """Somebody was faster: both versions side by side, and what was typed still in the form."""
    db.session.rollback()
    form.take_photo()
    report = _or_404(ref)
    form.report = report
    form.keep_as_stored(report)
    form.version.data = str(report.version)
    refusal = conflict if isinstance(conflict, Refusal) else WrongState("found_report_changed", ref=report.ref)
    rows = versions(form, report, form.facts())
    return _amend_page(form, report, 409, conflict=sentence(refusal.code, refusal.facts), versions=rows)


def _amend_page(form: FoundReportForm, report: FoundReport, status: int, **parts: object) -> tuple[str, int]:
    """As `_form_page`, for a stored report; it shows the case, so it is on the audit trail too."""
    page = render_template("found/form.html", form=form, report=report, draft=form.draft(), **parts)
    record("viewed found report", "found_report", report.ref, by=me(), at=now())
    db.session.commit()
    return page, status


@bp.route("/found/<ref>/care", methods=["POST"])
@requires(Permission.FILE_REPORTS)
def care(ref: str) -> Page:
    report = _or_404(ref)
    form = CareForm()
    if not form.validate():
        return _case_page(report, form, 422)
    actions.note_care(report, form.line(), by=me(), at=now())
    db.session.commit()
    return redirect(url_for("found.show", ref=report.ref) + "#care")
