"""The live board and its map, and the two health pages."""

import hmac
from typing import Any

from flask import Blueprint, abort, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app.accounts.views import me
from app.board import (
    forms,  # noqa: F401 - registers the words of the board
    health,
    queries,
)
from app.core.access import Permission, may, requires
from app.core.clock import now
from app.found.models import FoundReport
from app.matching.queries import waiting_for_second
from app.messaging.queries import needs_attention, trouble
from app.people.forms import in_five_words
from app.search.queries import alarms as lying_places

bp = Blueprint("board", __name__)


def _live() -> dict[str, Any]:
    return {
        "cases": queries.open_cases(),
        "second": waiting_for_second(me()),
        "messages": needs_attention(),
        "trouble": trouble(now()),
        "texts": queries.strangers_texts(),
        "lying": lying_places(),
        "at": now(),
    }


@bp.route("/")
@requires(Permission.SIGNED_IN)
def show() -> str | Response:
    if may(me(), Permission.SEE_CASES):
        return render_template("board/show.html", **_live())
    if may(me(), Permission.READ_AUDIT):
        return redirect(url_for("audit.trail"))
    return render_template("board/welcome.html")


@bp.route("/board/live")
@requires(Permission.SEE_CASES)
def live() -> Response:
    """The part of the board that changes; 304 when it has not."""
    response = make_response(render_template("board/_live.html", **_live()))
    response.add_etag()
    response.headers["Cache-Control"] = "no-store"
    return response.make_conditional(request)


@bp.route("/board/map.json")
@requires(Permission.SEE_CASES)
def map_data() -> Response:
    """Cases and patrols for the map: codes and words, no names."""
    language = str(get_locale())
    station = me().station
    cases = [_case_on_map(row.report) for row in queries.open_cases() if row.report.lat is not None]
    patrols = [
        {
            "code": patrol.code,
            "lat": patrol.lat,
            "lon": patrol.lon,
            "label": patrol.code,
            "age_minutes": int((now() - patrol.position_at).total_seconds() // 60) if patrol.position_at else None,
        }
        for patrol in queries.patrols_with_position()
    ]
    data: dict[str, Any] = {"cases": cases, "patrols": patrols}
    if station:
        name = station.name if language.startswith("zh") else station.name_en or station.name
        data["station"] = {"lat": station.lat, "lon": station.lon, "name": name}
    return jsonify(data)


def _case_on_map(report: Any) -> dict[str, Any]:
    found = isinstance(report, FoundReport)
    return {
        "ref": report.ref,
        "lat": report.lat,
        "lon": report.lon,
        "label": in_five_words(report),
        "kind": "found" if found else "missing",
        "url": url_for("found.show" if found else "missing.show", ref=report.ref),
    }


@bp.route("/healthz")
@requires(Permission.PUBLIC)
def alive() -> Response:
    return jsonify(status="ok")


@bp.route("/readyz")
@requires(Permission.PUBLIC)
def ready() -> tuple[Response, int]:
    try:
        is_ready, facts = health.readiness(current_app.extensions["migrate"].directory, now())
    except SQLAlchemyError:
        return jsonify(database="does not answer"), 503
    return jsonify(facts), 200 if is_ready else 503


@bp.route("/metrics")
@requires(Permission.PUBLIC)
def metrics() -> Response:
    """For Prometheus, with the bearer token METRICS_TOKEN; without that setting for nobody."""
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        abort(403)
    return Response(health.metrics(now()), mimetype="text/plain", content_type="text/plain; version=0.0.4")
