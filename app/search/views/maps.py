"""What is drawn on the maps of a search: numbers, codes and places; no name of a person."""

from datetime import datetime
from typing import Any

from flask import Response, abort, jsonify
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.access import Permission, requires
from app.core.clock import now
from app.core.words import word
from app.found.models import FoundReport
from app.patrol import queries as patrols
from app.patrol.models import OPEN_TASK, Patrol, StopState
from app.people.forms import in_five_words
from app.places.models import Place, Station
from app.search import overview, pool, queries
from app.search.in_force import in_force
from app.search.models import PlanPlace, SearchPlan
from app.search.overview import Mark
from app.search.plans import percent
from app.search.prior import category_of
from app.search.sharing import point_of
from app.search.views.room import bp, name_of, report_or_404

PLANNED = "planned"
RING_PERCENTS = (25, 50, 75)


@bp.route("/found/<ref>/search/map.json")
@requires(Permission.SEE_CASES)
def map_data(ref: str) -> Response:
    report, at = report_or_404(ref), now()
    marks = overview.marks()
    plan = queries.live_plan(report)
    data = _ground(report) | {"patrols": [_patrol(p, marks[p.id], at) for p in patrols.on_duty() if p.lat]}
    if plan is not None:
        data |= _rows(plan, marks)
    return jsonify(data)


def _ground(report: FoundReport) -> dict[str, Any]:
    lat, lon = point_of(report)
    category = category_of(report.age_low, report.age_high, report.medical)
    rings = [
        {"percent": share, "metres": round(km * 1000)}
        for share, km in zip(RING_PERCENTS, in_force().prior.quartiles_km[category.value], strict=False)
    ]
    return {
        "found": {"lat": lat, "lon": lon, "label": in_five_words(report)},
        "rings": rings,
        "station": _station(report.station),
    }


def _station(station: Station) -> dict[str, Any]:
    chinese = str(get_locale()).startswith("zh")
    return {
        "lat": station.lat,
        "lon": station.lon,
        "name": station.name if chinese else station.name_en or station.name,
    }


def _patrol(patrol: Patrol, mark: Mark, at: datetime) -> dict[str, Any]:
    age = int((at - patrol.position_at).total_seconds() // 60) if patrol.position_at else None
    return {
        "code": patrol.code,
        "lat": patrol.lat,
        "lon": patrol.lon,
        "label": patrol.code,
        "age_minutes": age,
        "shape": mark.shape,
        "color": mark.colour,
    }


def _rows(plan: SearchPlan, marks: dict[Any, Mark]) -> dict[str, Any]:
    """Stops under way, found or next are numbered; what is left stands as a place of its kind."""
    left = overview.left_of(plan, in_force().stops_per_task)
    stops = [
        _stop(row.place, number, marks[each.patrol.id], PLANNED)
        for each in left.rounds
        for number, row in enumerate(each.rows, start=1)
    ]
    asked = []
    for row in plan.places:
        if row.stop is None or pool.is_free(row):
            continue
        if pool.is_under_way(row) or row.stop.state is StopState.FAMILY_HERE:
            stops.append(_stop(row.place, row.stop.number, marks[row.stop.task.patrol_id], row.stop.state.value))
        else:
            asked.append(_place(row.place, word(row.stop.state)))
    return {"stops": stops, "places": [_left(row) for row in left.later] + asked}


def _stop(place: Place, number: int, mark: Mark, state: str) -> dict[str, Any]:
    return {
        "number": number,
        "lat": place.lat,
        "lon": place.lon,
        "label": name_of(place),
        "patrol": mark.code,
        "shape": mark.shape,
        "color": mark.colour,
        "state": state,
    }


def _left(row: PlanPlace) -> dict[str, Any]:
    return _place(row.place) | {"chance": _("chance %(percent)s", percent=percent(row.chance))}


def _place(place: Place, said: str = "") -> dict[str, Any]:
    label = _("%(place)s: %(answer)s", place=name_of(place), answer=said) if said else name_of(place)
    return {"kind": place.kind.value, "lat": place.lat, "lon": place.lon, "label": label}


@bp.route("/t/<token>/map.json")
@requires(Permission.PUBLIC)
def task_map(token: str) -> Response:
    """The places of one open task, for whoever holds its secret address."""
    task = patrols.task_by_token(token)
    if task is None:
        abort(404)
    if task.state not in OPEN_TASK:
        abort(410)
    mark = overview.marks()[task.patrol_id]
    response = jsonify(stops=[_stop(stop.place, stop.number, mark, stop.state.value) for stop in task.stops])
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
