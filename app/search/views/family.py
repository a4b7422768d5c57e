"""The family a patrol has found enters by the one door: a missing report, filled in as far as it is known."""

import uuid
from typing import Any

from flask import current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.views import me
from app.audit.actions import record
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import WrongState
from app.found.models import FoundReport
from app.missing.forms.words import TextLanguage
from app.missing.models import Source
from app.missing.views import report_page
from app.patrol.models import Stop, StopState
from app.people.views import let_large_forms_in
from app.search import queries
from app.search.views.answers import stop_or_404
from app.search.views.room import Page, bp, conflict, name_of, report_or_404

let_large_forms_in(bp)


@bp.route("/found/<ref>/family/<uuid:stop_id>", methods=["GET", "POST"])
@requires(Permission.FILE_REPORTS)
def register_family(ref: str, stop_id: uuid.UUID) -> Page:
    """The missing report of the family at this stop; once it is filed, the two reports side by side."""
    report = report_or_404(ref)
    stop = stop_or_404(report, stop_id)
    if queries.family_report_from(stop) is not None:
        return _to_compare(report, stop)
    if stop.state is not StopState.FAMILY_HERE:
        return conflict(ref, WrongState("answer_moved_on"))
    if request.method == "GET":
        record("opened family form", "found_report", report.ref, by=me(), at=now(), task=stop.task.code)
    page = report_page(
        prefill=_known_of(report, stop),
        source=Source.PATROL,
        from_stop_id=stop.id,
        heading=_("Register the family"),
        notice=_(
            "%(patrol)s found them at %(place)s. Sex and age are those of the child we have. Ask for the clothes and "
            "where and when they lost the child: what they say by themselves is what the match rests on.",
            patrol=stop.task.patrol.code,
            place=name_of(stop.place),
        ),
    )
    return _to_compare(report, stop) if queries.family_report_from(stop) is not None else page


def _to_compare(report: FoundReport, stop: Stop) -> Response:
    family = queries.family_report_from(stop)
    missing_ref = family.ref if family is not None else ""
    return redirect(url_for("matching.compare", found_ref=report.ref, missing_ref=missing_ref), 303)


def _known_of(report: FoundReport, stop: Stop) -> dict[str, Any]:
    """What the patrol said, by field of the form.

    Of the child only sex and age: clothes, place and time copied from our own report would agree with themselves.
    """
    place = stop.place
    staying_at = ", ".join(filter(None, [name_of(place), place.address]))
    return {
        "sex": report.sex,
        "age_low": report.age_low,
        "age_high": report.age_high,
        "staying_at": staying_at[:120],
        "reporter_phone": stop.contact_phone,
        "reporter_language": TextLanguage(current_app.config["LOCALE"]),
    }
