"""Pages of a missing person: put down, look at, change, withdraw, and the paper for the family."""

import uuid
from collections.abc import Mapping
from typing import Any

import segno
from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup
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
from app.missing import actions, queries
from app.missing.forms import MissingReportForm, WithdrawForm
from app.missing.forms.versions import versions
from app.missing.models import MissingReport, Source
from app.missing.rules import LEAST_HELD_BACK, RiskFactor, risk_reasons
from app.people.forms import in_five_words
from app.people.rules import MedicalFlag
from app.people.views import let_large_forms_in
from app.places.models import Station
from app.places.queries import stations

bp = Blueprint("missing", __name__)
let_large_forms_in(bp)
Page = Response | str | tuple[str, int]
EMERGENCY = "110"
"""Called with the case code where a station has no number of its own."""


def _or_404(ref: str) -> MissingReport:
    return queries.by_ref(ref) or abort(404)


def _own_station(officer: Officer) -> Station:
    """The officer's station; headquarters staff write for the first one."""
    return officer.station or next(iter(stations()), None) or abort(409)


def may_see_secrets(officer: Officer, report: MissingReport) -> bool:
    """The held-back answers and the reporter's ID: for the station that took the report, and supervisors."""
    return officer.station_id == report.station_id or may(officer, Permission.SUPERVISE)


@bp.route("/missing/new", methods=["GET", "POST"])
@requires(Permission.FILE_REPORTS)
def report_missing() -> Page:
    return report_page()


def report_page(
    *,
    prefill: Mapping[str, Any] | None = None,
    source: Source = Source.DESK,
    from_stop_id: uuid.UUID | None = None,
    heading: str = "",
    notice: str = "",
) -> Page:
    """The missing report as a page of its own or of another room: shown, checked, filed; it commits.

    The form posts to the address it was shown at. `prefill` names form fields; `last_seen_at` (aware) and
    `age_low` with `age_high` are understood too. A blueprint that uses this calls `let_large_forms_in`.
    """
    form = MissingReportForm(station=_own_station(me()), at=now())
    words = {"heading": heading, "notice": notice}
    if not form.is_submitted():
        form.fill(prefill or {})
        return _form_page(form, 200, **words)
    known = queries.by_form_key(form.form_key.data)
    if known is not None:
        return _filed_before(known)
    form.take_photo()
    if "later" in request.form:
        form.let_wait()
    if not form.validate():
        return _form_page(form, 422, **words)
    alike = queries.similar(actions.draft_of(form.facts(), form.station))
    if form.not_seen_yet(alike):
        return _form_page(form, 200, alike=alike, **words)
    return _file(form, source, from_stop_id)


def _filed_before(known: MissingReport) -> Response:
    """A second press, or the back button: the case is there, and what was typed since is not in it."""
    flash(
        _(
            "This form has made case %(ref)s already. If you changed something since, change it on the case page.",
            ref=known.ref,
        ),
        "warning",
    )
    return redirect(url_for("matching.sought", ref=known.ref))


def _file(form: MissingReportForm, source: Source, from_stop_id: uuid.UUID | None) -> Response:
    """Commit, or lead to the report that the same form has made a moment ago."""
    key = form.form_key.data
    try:
        report = actions.file_missing_report(
            form.facts(),
            form.station,
            by=me(),
            at=form.at,
            source=source,
            from_stop_id=from_stop_id,
            phone_confirmed=bool(form.phone_confirmed.data),
        )
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        known = queries.by_form_key(key) or (queries.by_stop(from_stop_id) if from_stop_id else None)
        if known is None:
            raise
        report = known
    flash(_("Case %(ref)s is open. Print the receipt for the family from the case page.", ref=report.ref), "ok")
    return redirect(url_for("matching.sought", ref=report.ref))


def _form_page(form: MissingReportForm, status: int, **parts: object) -> tuple[str, int]:
    """The form again, with everything typed; a photo that came with it stays stored as its draft."""
    page = render_template("missing/form.html", form=form, draft=form.draft(), **parts)
    db.session.commit()
    return page, status


@bp.route("/missing/<ref>")
@requires(Permission.SEE_CASES)
def show(ref: str) -> Page:
    report = _or_404(ref)
    page = _case_page(report, WithdrawForm(formdata=None))
    record("viewed missing report", "missing_report", report.ref, by=me(), at=now())
    db.session.commit()
    return page


def _case_page(report: MissingReport, withdraw_form: WithdrawForm) -> str:
    secrets = may_see_secrets(me(), report)
    if secrets and report.held_back:
        record("viewed held-back facts", "missing_report", report.ref, by=me(), at=now())
    return render_template(
        "missing/show.html",
        report=report,
        withdraw_form=withdraw_form,
        secrets=secrets,
        open=report.state in queries.LOOKED_FOR,
        reasons=risk_reasons(report.age_low, report.risk_factors, report.medical),
        factors=[RiskFactor(value) for value in report.risk_factors],
        medical=[MedicalFlag(value) for value in report.medical],
        questions_lack=max(0, LEAST_HELD_BACK - len(report.held_back)),
    )


@bp.route("/missing/<ref>/map.json")
@requires(Permission.SEE_CASES)
def map_data(ref: str) -> Response:
    """Where the person was last seen, for the map: a code and five words, no name."""
    report = _or_404(ref)
    here = {"ref": report.ref, "lat": report.lat, "lon": report.lon, "label": in_five_words(report), "kind": "missing"}
    station = report.station
    return jsonify(
        cases=[here] if report.lat is not None else [],
        station={"lat": station.lat, "lon": station.lon, "name": station.name},
    )


@bp.route("/missing/<ref>/edit", methods=["GET", "POST"])
@requires(Permission.FILE_REPORTS)
def amend(ref: str) -> Page:
    report = _or_404(ref)
    form = _amend_form(report)
    if not form.is_submitted():
        form.show(report)
        form.version.data = str(report.version)
        return _amend_page(form, report, 200)
    form.take_photo()
    form.let_wait()
    if not form.validate():
        return _amend_page(form, report, 422)
    try:
        changed = actions.amend_missing_report(report, form.facts(), version=form.seen_version(), by=me(), at=form.at)
        db.session.commit()
    except (WrongState, StaleDataError) as conflict:
        return _conflict(ref, form, conflict)
    flash(_("Saved. The list of found people is being compared again.") if changed else _("Nothing was changed."), "ok")
    return redirect(url_for("missing.show", ref=report.ref))


def _amend_form(report: MissingReport) -> MissingReportForm:
    form = MissingReportForm(station=report.station, at=now(), report=report)
    if not may_see_secrets(me(), report):
        form.keep_secrets(report)
    return form


def _conflict(ref: str, form: MissingReportForm, conflict: Exception) -> tuple[str, int]:
    """Somebody was faster: both versions side by side, and what was typed still in the form."""
    db.session.rollback()
    form.take_photo()
    report = _or_404(ref)
    form.report = report
    form.version.data = str(report.version)
    refusal = conflict if isinstance(conflict, Refusal) else WrongState("missing_report_changed", ref=report.ref)
    rows = versions(form, report, form.facts())
    return _amend_page(form, report, 409, conflict=sentence(refusal.code, refusal.facts), versions=rows)


def _amend_page(form: MissingReportForm, report: MissingReport, status: int, **parts: object) -> tuple[str, int]:
    page = render_template("missing/form.html", form=form, report=report, draft=form.draft(), **parts)
    if "held_1_answer" in form and report.held_back:
        record("viewed held-back facts", "missing_report", report.ref, by=me(), at=now())
    db.session.commit()
    return page, status


@bp.route("/missing/<ref>/receipt")
@requires(Permission.SEE_CASES)
def receipt(ref: str) -> Page:
    """One A4 for the family, in its language: the case code, the number that calls, and what police never ask."""
    report = _or_404(ref)
    callback = report.station.phone or EMERGENCY
    with force_locale(report.reporter_language):
        paper = render_template("missing/_receipt.html", report=report, callback=callback, qr=_qr(f"tel:{callback}"))
    page = render_template("missing/receipt.html", report=report, paper=Markup(paper))  # noqa: S704 - a rendered page
    record("printed receipt", "missing_report", report.ref, by=me(), at=now())
    db.session.commit()
    return page


def _qr(content: str) -> Markup:
    code = segno.make(content, error="m", micro=False)
    return Markup(code.svg_inline(scale=4, border=4, dark="#000", light="#fff"))  # noqa: S704 - drawn by us


@bp.route("/missing/<ref>/phone-confirmed", methods=["POST"])
@requires(Permission.FILE_REPORTS)
def confirm_phone(ref: str) -> Response:
    report = _or_404(ref)
    actions.confirm_phone(report, by=me(), at=now())
    db.session.commit()
    flash(_("Noted: this is the number that family is called on."), "ok")
    return redirect(url_for("missing.show", ref=report.ref))


@bp.route("/missing/<ref>/withdraw", methods=["POST"])
@requires(Permission.FILE_REPORTS)
def withdraw(ref: str) -> Page:
    report = _or_404(ref)
    form = WithdrawForm()
    if not form.validate():
        page = _case_page(report, form)
        db.session.commit()
        return page, 422
    actions.withdraw(report, form.why.data, form.notes.data, by=me(), at=now())
    db.session.commit()
    flash(_("Case %(ref)s is withdrawn. Nobody is looked for any more.", ref=report.ref), "ok")
    return redirect(url_for("missing.show", ref=report.ref))


@bp.route("/missing/<ref>/reopen", methods=["POST"])
@requires(Permission.FILE_REPORTS)
def reopen(ref: str) -> Response:
    report = _or_404(ref)
    actions.reopen(report, by=me(), at=now())
    db.session.commit()
    flash(_("Case %(ref)s is open again.", ref=report.ref), "ok")
    return redirect(url_for("missing.show", ref=report.ref))
