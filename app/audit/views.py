"""The auditor's page: who did what, newest first."""

from flask import Blueprint, render_template, request

from app.audit import queries
from app.core.access import Permission, requires

bp = Blueprint("audit", __name__)
PAGE = 100
NEWEST = 2**63 - 1
"""The largest number an entry can have."""


def _entry_number(typed: str) -> int:
    """The number of an entry; more digits than the database can hold are no number."""
    return min(int(typed), NEWEST)


@bp.route("/audit")
@requires(Permission.READ_AUDIT)
def trail() -> str:
    before = request.args.get("before", type=_entry_number)
    entries = queries.entries(limit=PAGE, before=before)
    older = entries[-1].id if len(entries) == PAGE else None
    return render_template("audit/trail.html", entries=entries, older=older)
