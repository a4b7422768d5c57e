"""The patrol's own page: opened by a secret address without signing in, dead when the task ends."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from flask import (
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.audit.actions import record
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import Refusal
from app.core.forms import StationForm
from app.core.pages import LANGUAGES
from app.core.words import sentence
from app.extensions import csrf, db
from app.patrol import queries as patrols
from app.patrol.models import OPEN_TASK, AnsweredBy, Stop, StopState, Task
from app.patrol.rules import is_fresh
from app.places.rules import distance_m
from app.search import actions
from app.search.forms import StopForm
from app.search.sharing import point_of
from app.search.views.room import bp, name_of

PAGE = AnsweredBy.PAGE
LATE_FAMILY = timedelta(hours=12)
"""How long after the end of its task a page that is still open may say that the family is here."""


def _task_or_404(token: str) -> Task:
    return patrols.task_by_token(token) or abort(404)


def _language(task: Task) -> str:
    """As chosen on the page, else the patrol's own."""
    asked = request.values.get("language", "")
    return asked if asked in LANGUAGES else task.patrol.language


def _in_words(task: Task) -> AbstractContextManager[None]:
    return cast(AbstractContextManager[None], force_locale(_language(task)))


def _private(response: Response, status: int) -> Response:
    """Neither kept, nor indexed, nor told to anybody by a link."""
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(task: Task, status: int = 200, *, said: Mapping[Any, StopForm] | None = None, problem: str = "") -> Response:
    """The open task, or a kind word when it has ended. `said`: the form of a stop as it was posted."""
    said = said or {}
    forms = {stop.id: said.get(stop.id) or _form_of(stop, empty=True) for stop in task.stops}
    with _in_words(task):
        if task.state not in OPEN_TASK:
            return _private(make_response(render_template("search/task_ended.html", task=task)), 410)
        page = render_template(
            "search/task.html",
            task=task,
            report=task.report,
            forms=forms,
            wrong=next(iter(said.values()), None),
            problem=problem,
            chosen_language=_language(task),
            name_of=name_of,
            metres=_metres_to(task),
        )
    return _private(make_response(page), status)


def _metres_to(task: Task) -> dict[Any, float]:
    """Stop id -> metres from where the patrol last said it was; from where the person was found if that is stale."""
    patrol = task.patrol
    lat, lon = point_of(task.report)
    if patrol.lat is not None and patrol.lon is not None and is_fresh(patrol.position_at, now()):
        lat, lon = patrol.lat, patrol.lon
    return {stop.id: distance_m(lat, lon, stop.place.lat, stop.place.lon) for stop in task.stops}


def _form_of(stop: Stop, *, empty: bool = False) -> StopForm:
    """As posted, or as the stop stands; its token has been checked with the whole page's."""
    prefix, meta = f"stop{stop.number}", {"csrf": False}
    if not empty:
        return StopForm(prefix=prefix, meta=meta)
    return StopForm(formdata=None, prefix=prefix, meta=meta, phone=stop.contact_phone, note=stop.note)


@bp.route("/t/<token>")
@requires(Permission.PUBLIC)
def task_page(token: str) -> Response:
    task = _task_or_404(token)
    page = _page(task)
    record("opened task page", "found_report", task.report.ref, by=task.patrol, at=now(), task=task.code)
    db.session.commit()
    return page


@bp.route("/t/<token>", methods=["POST"])
@requires(Permission.PUBLIC)
@csrf.exempt  # type: ignore[untyped-decorator]
def answer_task(token: str) -> Response:
    """Take, refuse or answer. The form checks its own token: the general check also wants a Referer, which this page
    keeps to itself."""
    task = _task_or_404(token)
    if not StationForm().validate():
        abort(400)
    number = request.form.get("stop", type=int)
    stop = next((each for each in task.stops if each.number == number), None)
    return _answer_stop(task, stop) if stop is not None else _answer_whole(task, request.form.get("deed", ""))


def _answer_whole(task: Task, deed: str) -> Response:
    with _in_words(task):
        try:
            if deed == "accept":
                actions.accept_task(task, via=PAGE, at=now(), by=task.patrol)
            elif deed == "cannot_go":
                actions.pass_on_task(task, at=now(), by=task.patrol)
            else:
                abort(400)
        except Refusal as refusal:
            return _refused(task, refusal)
        flash(_("Noted. Thank you."), "ok")
    return _done(task)


def _answer_stop(task: Task, stop: Stop) -> Response:
    with _in_words(task):
        form = _form_of(stop)
        if not form.validate():
            return _page(task, 422, said={stop.id: form})
        if task.state not in OPEN_TASK and not _may_be_late(task, form.state.data):
            return _page(task)
        try:
            actions.take_answer(
                stop, form.state.data, via=PAGE, at=now(), by=task.patrol, phone=form.phone.e164(), note=form.note.data
            )
        except Refusal as refusal:
            return _refused(task, refusal)
        flash(_("Noted. Thank you."), "ok")
    return _done(task)


def _may_be_late(task: Task, state: StopState) -> bool:
    """A family is never turned away by a page that was called off a moment ago."""
    return state is StopState.FAMILY_HERE and task.ended_at is not None and now() - task.ended_at < LATE_FAMILY


def _refused(task: Task, refusal: Refusal) -> Response:
    token, problem = task.token, sentence(refusal.code, refusal.facts)
    db.session.rollback()
    return _page(_task_or_404(token), 409, problem=problem)


def _done(task: Task) -> Response:
    db.session.commit()
    language = request.form.get("language")
    chosen = language if language in LANGUAGES else None
    return _private(redirect(url_for("search.task_page", token=task.token, language=chosen)), 303)


@bp.route("/t/<token>/photo")
@requires(Permission.PUBLIC)
def task_photo(token: str) -> Response:
    """The child's picture, for as long as the task is open; `?small` for the thumbnail."""
    task = _task_or_404(token)
    photo = task.report.photo
    if task.state not in OPEN_TASK:
        abort(410)
    folder = Path(current_app.config["UPLOAD_DIR"]).resolve()
    name = "" if photo is None else photo.thumbnail_name if "small" in request.args else photo.file_name
    if not name or not (folder / name).is_file():
        abort(404)
    picture = send_from_directory(folder, name, mimetype="image/jpeg", etag=False, conditional=False)
    picture.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if name == photo.file_name:  # type: ignore[union-attr]
        record("viewed photo", "photo", str(photo.id), by=task.patrol, at=now(), task=task.code)  # type: ignore[union-attr]
        db.session.commit()
    return _private(picture, 200)
