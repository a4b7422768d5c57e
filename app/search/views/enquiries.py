"""Enquiries from the desk: a look at the own reports, a call, a camera."""

import uuid
from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.views import me
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import Refusal
from app.extensions import db
from app.found.models import FoundReport
from app.places.models import Place
from app.places.queries import by_id
from app.places.rules import PlaceKind
from app.search import actions
from app.search.enquiries import WINDOW
from app.search.forms import EnquiryForm
from app.search.in_force import in_force
from app.search.models import EnquiryKind, Finding
from app.search.views.room import Page, bp, conflict, name_of, plan_of, report_or_404


def _kind_of(place: Place) -> EnquiryKind:
    return EnquiryKind.CAMERA if place.kind is PlaceKind.CAMERA else EnquiryKind.PHONE_DESK


@bp.route("/found/<ref>/search/own-reports", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def own_reports(ref: str) -> Page:
    """The officer has looked through the candidates of the own reports and found nobody."""
    report = report_or_404(ref)
    try:
        actions.take_enquiry(plan_of(report), EnquiryKind.OWN_REPORTS, Finding.NOT_HERE, by=me(), at=now())
    except Refusal as refusal:
        return conflict(ref, refusal)
    db.session.commit()
    return redirect(url_for("search.plan", ref=report.ref), 303)


@bp.route("/found/<ref>/search/ask/<uuid:place_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_SEARCHES)
def ask(ref: str, place_id: uuid.UUID) -> Page:
    """What a front desk said on the phone, or what a camera shows."""
    report, place = report_or_404(ref), by_id(place_id) or abort(404)
    form = EnquiryForm()
    if not form.is_submitted():
        return _ask_page(report, place, form)
    if not form.validate():
        return _ask_page(report, place, form), 422
    at, ago, heading = now(), form.minutes_ago.data, form.heading.data
    try:
        actions.take_enquiry(
            plan_of(report), _kind_of(place), form.finding.data, by=me(), at=at, place=place,
            seen_at=at - timedelta(minutes=ago) if ago is not None else None,
            heading_deg=int(heading) if heading else None, spoke_to=form.spoke_to.data, note=form.note.data,
        )  # fmt: skip
    except Refusal as refusal:
        return conflict(ref, refusal)
    db.session.commit()
    flash(_("Written down. The plan follows it."), "ok")
    return _back(report)


def _back(report: FoundReport) -> Response:
    return redirect(url_for("search.plan", ref=report.ref), 303)


def _ask_page(report: FoundReport, place: Place, form: EnquiryForm) -> str:
    kept_until = report.found_at - WINDOW + in_force().camera_keeps
    return render_template(
        "search/ask.html",
        report=report,
        place=place,
        form=form,
        is_camera=place.kind is PlaceKind.CAMERA,
        window=(report.found_at - WINDOW, report.found_at),
        kept_until=kept_until,
        is_gone=kept_until < now(),
        name_of=name_of,
    )
