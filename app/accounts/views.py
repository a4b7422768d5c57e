"""Who is signed in, and the language and theme they read in."""

from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from app.accounts import actions
from app.accounts.models import Officer
from app.core.access import Permission, requires
from app.core.pages import LANGUAGES
from app.extensions import db

bp = Blueprint("accounts", __name__)
A_YEAR_S = 365 * 24 * 3600


def me() -> Officer:
    """The officer who is signed in."""
    return cast(Officer, current_user._get_current_object())


def _back() -> Response:
    """To the page the reader came from, if it is one of ours."""
    came_from = urlsplit(request.referrer or "")
    own = came_from.netloc == request.host and came_from.path.startswith("/")
    return redirect(came_from.path if own else url_for("board.show"))


@bp.route("/language", methods=["POST"])
@requires(Permission.PUBLIC)
def choose_language() -> Response:
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session["language"] = language
        if current_user.is_authenticated:
            actions.choose_language(me(), language)
            db.session.commit()
    return _back()


@bp.route("/theme", methods=["POST"])
@requires(Permission.PUBLIC)
def choose_theme() -> Response:
    theme = request.form.get("theme", "")
    response = _back()
    if theme in {"light", "dark"}:
        response.set_cookie("theme", theme, max_age=A_YEAR_S, samesite="Strict", httponly=True)
    else:
        response.delete_cookie("theme")
    return response
