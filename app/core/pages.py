"""What every page shares: filters, headers, language, error pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from babel.dates import format_skeleton
from flask import Flask, Response, abort, current_app, render_template, request, session
from flask_babel import format_date, format_number, get_locale, gettext
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from structlog import get_logger
from werkzeug.exceptions import HTTPException

from app.core.access import Permission, may
from app.core.clock import now
from app.core.errors import Refusal
from app.core.forms import local_now, to_local
from app.core.logs import what_failed
from app.core.phones import masked, readable
from app.core.refs import new_ref
from app.core.words import sentence, word

LANGUAGES = ("zh_Hans", "en")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
log = get_logger()


def choose_language() -> str:
    """The officer's own choice, then the browser's, then the station's."""
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    chosen = getattr(current_user, "language", "")
    if chosen in LANGUAGES:
        return str(chosen)
    asked = request.accept_languages.best_match(["zh-CN", "zh-Hans", "zh", "en"])
    if asked is None:
        return str(current_app.config["LOCALE"])
    return "zh_Hans" if asked.startswith("zh") else "en"


def _day(here: datetime) -> str:
    """Nov 24; 11月24日."""
    return str(format_skeleton("MMMd", here, locale=get_locale()))


def local_time(at: datetime | None) -> str:
    """23:40 today, otherwise with its day; on the station's clock."""
    if at is None:
        return ""
    here = to_local(at)
    clock = here.strftime("%H:%M")
    return clock if here.date() == local_now().date() else f"{_day(here)} {clock}"


def local_datetime(at: datetime | None) -> str:
    """Day and time on the station's clock."""
    if at is None:
        return ""
    here = to_local(at)
    return f"{format_date(here, rebase=False)} {here:%H:%M}"


def since(at: datetime) -> str:
    """How long ago, as h:mm, as of the page's loading; static/clock.js adds seconds and keeps it running."""
    minutes = max(0, int((now() - at).total_seconds() // 60))
    return f"{minutes // 60}:{minutes % 60:02}"


def distance(metres: float | None) -> str:
    """340 m, 1.2 km."""
    if metres is None:
        return ""
    if metres < 1000:
        return f"{format_number(round(metres / 10) * 10 if metres >= 20 else round(metres))} m"
    return f"{format_number(round(metres / 1000, 1))} km"


def _secure(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    # Assets say themselves how long they keep; every other answer may hold personal data.
    if not (request.endpoint or "").endswith("static") and "max-age" not in headers.get("Cache-Control", ""):
        headers["Cache-Control"] = "no-store"
    return response


def _refuse_nul() -> None:
    """No address of ours holds a NUL, and PostgreSQL cannot be asked for one. (Forms drop it, see `stripped`.)"""
    if "\x00" in request.path:
        abort(404)


def _refused(refusal: Refusal) -> tuple[str, int]:
    text = sentence(refusal.code, refusal.facts)
    return render_template("error.html", title=gettext("Not done"), text=text), 409


def _stale(_: StaleDataError) -> tuple[str, int]:
    text = gettext("Somebody changed this while you were working on it. Go back, reload the page and look again.")
    return render_template("error.html", title=gettext("Changed meanwhile"), text=text), 409


def _sentences_for(code: int) -> tuple[str, str]:
    texts = {
        400: (
            gettext("This page was open too long"),
            gettext("Go back, reload the page and send it again. What you typed is still there."),
        ),
        403: (
            gettext("You may not do this"),
            gettext("Your account does not have this right. Ask your supervisor to do it or to give it to you."),
        ),
        404: (
            gettext("Nothing here"),
            gettext("The address is wrong or the case is not yours to see. Check the six-character case code."),
        ),
        405: (gettext("Not possible here"), gettext("Go back and use the button on the page.")),
        413: (
            gettext("The file is too large"),
            gettext("Go back, choose a photo under 12 MB or save without it. What you typed is still there."),
        ),
    }
    fallback = (
        gettext("Something went wrong"),
        gettext("Nothing was lost that had been saved. Go back and try again; if it stays, tell the administrator:"),
    )
    return texts.get(code, fallback)


def _http_error(error: HTTPException) -> tuple[str, int] | Response:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error.get_response()  # type: ignore[return-value]
    title, text = _sentences_for(code)
    return render_template("error.html", title=title, text=text), code


def _crash(error: Exception) -> tuple[str, int]:
    reference = new_ref()
    log.error("page failed", reference=reference, endpoint=request.endpoint, **what_failed(error))
    title, text = _sentences_for(500)
    return render_template("error.html", title=title, text=text, reference=reference), 500


def _choose_theme() -> str:
    theme = request.cookies.get("theme", "")
    return theme if theme in {"light", "dark"} else ""


def _context() -> dict[str, Any]:
    return {
        "Permission": Permission,
        "may": lambda permission: may(current_user, permission),
        "language": str(get_locale() or "en"),
        "html_language": "zh-Hans" if str(get_locale()).startswith("zh") else "en",
        "theme": _choose_theme(),
        "open_here": _open_here,
    }


def _open_here(endpoint: str) -> bool:
    """Whether this installation has the page: virtual phones are only there with the local gateway."""
    if endpoint == "inbox.phones" and current_app.config["SMS_GATEWAY"] != "local":
        return False
    return endpoint in current_app.view_functions


def dress(app: Flask, undo: Callable[[], None]) -> None:
    """Bind filters, headers and error pages to the application.

    `undo` gives up what the failed request had begun to write, before its error page asks the database who reads it.
    """

    def after_undoing(page: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def answer(error: Any) -> Any:
            undo()
            return page(error)

        return answer

    app.jinja_env.filters.update(
        word=word,
        sentence=sentence,
        local_time=local_time,
        local_datetime=local_datetime,
        since=since,
        distance=distance,
        phone=readable,
        masked=masked,
    )
    app.context_processor(_context)
    app.before_request(_refuse_nul)
    app.after_request(_secure)
    app.register_error_handler(Refusal, after_undoing(_refused))
    app.register_error_handler(StaleDataError, after_undoing(_stale))
    app.register_error_handler(HTTPException, after_undoing(_http_error))
    app.register_error_handler(Exception, after_undoing(_crash))
