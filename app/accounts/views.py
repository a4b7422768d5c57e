"""Who is signed in, and the language and theme they read in."""

from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask_security import current_user
from werkzeug.exceptions import HTTPException
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
    """To the page the reader came from, if it is one of ours.

    A form that came back with a problem may stand at an address that only takes posts: then to the page above it.
    """
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host or "//" in came_from.path or "\\" in came_from.path:
        return redirect(url_for("board.show"))
    if came_from.query and _is_page(came_from.path):
        return redirect(f"{came_from.path}?{came_from.query}")
    path = came_from.path
    while path and not _is_page(path):
        path = path.rpartition("/")[0]
    return redirect(path or url_for("board.show"))


def _is_page(path: str) -> bool:
    """Whether this address can be looked at."""
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return False
    return True


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
