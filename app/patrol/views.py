"""The patrols: who is on duty, where, and with which task."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.views import me
from app.core.access import Permission, requires
from app.core.clock import now
from app.extensions import db
from app.patrol import actions, queries, rules
from app.patrol.forms import DutyForm

bp = Blueprint("patrol", __name__)


@bp.route("/patrols")
@requires(Permission.SEE_CASES)
def roster() -> str:
    return _roster_page()


def _roster_page() -> str:
    at = now()
    patrols = queries.roster()
    return render_template(
        "patrol/roster.html",
        groups=[
            (_("On duty"), [patrol for patrol in patrols if patrol.on_duty]),
            (_("Off duty"), [patrol for patrol in patrols if not patrol.on_duty]),
        ],
        tasks=queries.busy_patrols(),
        fresh={patrol.id for patrol in patrols if rules.is_fresh(patrol.position_at, at)},
    )


@bp.route("/patrols/<code>/duty", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def duty(code: str) -> Response | tuple[str, int]:
    patrol = queries.patrol_by_code(code) or abort(404)
    form = DutyForm()
    if not form.validate():
        return _roster_page(), 422
    on_duty = form.on_duty.data == "1"
    actions.set_duty(patrol, on_duty, by=me(), at=now())
    db.session.commit()
    flash(_("%(patrol)s is on duty.", patrol=code) if on_duty else _("%(patrol)s is off duty.", patrol=code), "ok")
    return redirect(url_for("patrol.roster"), 303)
