"""Photos, served only to those who may see cases; and what all templates say of a person."""

import uuid
from pathlib import Path

from flask import Blueprint, abort, current_app, request, send_from_directory
from flask_security import current_user
from werkzeug.wrappers import Response

from app.accounts.views import me
from app.audit.actions import record
from app.core.access import Permission, requires
from app.core.clock import now
from app.extensions import db
from app.people import queries
from app.people.forms import age_in_words, garment_in_words, in_five_words, told

bp = Blueprint("people", __name__)
bp.add_app_template_global(in_five_words)
bp.add_app_template_global(age_in_words)
bp.add_app_template_global(garment_in_words)
bp.add_app_template_filter(told)

LARGEST_FORM = 40 * 1024 * 1024
"""Bytes. A report form takes more than a photo may have, so that it can say so and keep what was typed."""
LONGEST_TEXT = 4 * 1024 * 1024


def let_large_forms_in(room: Blueprint) -> None:
    """Read the forms of this room up to `LARGEST_FORM` for whoever is signed in.

    Registered as a preprocessor because the form token is checked, and so the form read, before any view.
    """

    def raise_limits(endpoint: str | None, values: object) -> None:
        if request.method == "POST" and current_user.is_authenticated:
            request.max_content_length = LARGEST_FORM
            request.max_form_memory_size = LONGEST_TEXT

    room.url_value_preprocessor(raise_limits)


@bp.route("/photos/<uuid:photo_id>/<any(full, thumb):size>")
@requires(Permission.SEE_CASES)
def photo(photo_id: uuid.UUID, size: str) -> Response:
    """The picture or its thumbnail. Each look at a full picture is on the audit trail."""
    found = queries.photo_by_id(photo_id)
    folder = Path(current_app.config["UPLOAD_DIR"]).resolve()
    name = "" if found is None else found.file_name if size == "full" else found.thumbnail_name
    if not name or not (folder / name).is_file():
        abort(404)
    response = send_from_directory(folder, name, mimetype="image/jpeg", etag=False, conditional=False)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Content-Disposition"] = f'inline; filename="photo-{photo_id.hex[:8]}.jpg"'
    if size == "full":
        record("viewed photo", "photo", str(photo_id), by=me(), at=now())
        db.session.commit()
    return response
