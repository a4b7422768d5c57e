"""The grid and its coverage: cells on the map, how soon somebody is there, and where patrols had better wait."""

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.views import me
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import Refusal
from app.core.forms import StationForm
from app.core.words import sentence
from app.extensions import db
from app.patrol import queries as patrols
from app.places import grid
from app.places.models import Station
from app.places.queries import cells_of, station_by_code, stations
from app.search.cells import before_and_after, coverage, suggested
from app.search.forms import GridForm
from app.search.in_force import in_force
from app.search.views.room import Page, bp


def _station_or_404(code: str) -> Station:
    return station_by_code(code) or abort(404)


@bp.route("/coverage")
@requires(Permission.SEE_CASES)
def coverages() -> Page:
    """The reader's own station's grid, or the first one's."""
    all_stations = stations()
    mine = me().station or (all_stations[0] if all_stations else None)
    if mine is None:
        abort(404)
    return redirect(url_for("search.cover", code=mine.code))


@bp.route("/coverage/<code>")
@requires(Permission.SEE_CASES)
def cover(code: str) -> Page:
    return _page(_station_or_404(code))


def _page(station: Station, problem: str = "", form: GridForm | None = None) -> str:
    travel = in_force().travel
    return render_template(
        "search/coverage.html",
        station=station,
        stations=stations(),
        covers=coverage(station, now(), travel),
        story=before_and_after(station, travel),
        idle=[patrol for patrol in patrols.on_duty() if patrol.station_id == station.id and patrol.cell is None],
        form=form or GridForm(formdata=None),
        problem=problem,
    )


@bp.route("/coverage/<code>/map.json")
@requires(Permission.SEE_CASES)
def coverage_map(code: str) -> Response:
    station = _station_or_404(code)
    cells = [
        {"number": c.number, "label": c.name or str(c.number), "ring": [[lat, lon] for lon, lat in c.ring]}
        for c in cells_of(station)
    ]
    stops = [_standby(c.number, c.standby_lat, c.standby_lon) for c in cells_of(station)]
    home = {"lat": station.lat, "lon": station.lon, "name": station.name_en or station.name}
    return jsonify(station=home, cells=cells, stops=stops, patrols=[])


def _standby(number: int, lat: float, lon: float) -> dict[str, Any]:
    return {"number": number, "lat": lat, "lon": lon, "label": _("cell %(cell)s", cell=number), "state": "planned"}


@bp.route("/coverage/<code>/grid", methods=["POST"])
@requires(Permission.SUPERVISE)
def make_cells(code: str) -> Page:
    """Generated rings, or polygons: drawn on the map or from a file."""
    station, form = _station_or_404(code), GridForm()
    if not form.validate():
        return _page(station, form=form), 422
    try:
        made = _made(station, form)
    except Refusal as refusal:
        db.session.rollback()
        return _page(_station_or_404(code), sentence(refusal.code, refusal.facts), form), 422
    db.session.commit()
    flash(ngettext("%(num)s cell was drawn.", "%(num)s cells were drawn.", made), "ok")
    return redirect(url_for("search.cover", code=code), 303)


def _made(station: Station, form: GridForm) -> int:
    said = form.said()
    if said:
        return len(grid.take_in(station, said, by=me(), at=now()))
    inner_m, outer_m = form.rings()
    return len(grid.generate(station, by=me(), at=now(), inner_m=inner_m, outer_m=outer_m))


@bp.route("/coverage/<code>/standby", methods=["POST"])
@requires(Permission.SUPERVISE)
def move_standby(code: str) -> Page:
    """Put the standby points where the worst time is least."""
    station, form = _station_or_404(code), StationForm()
    if not form.validate() or request.form.get("use") != "suggested":
        return _page(station), 422
    moved = grid.wait_at(cells_of(station), suggested(station), by=me(), at=now())
    db.session.commit()
    flash(ngettext("%(num)s standby point was moved.", "%(num)s standby points were moved.", moved), "ok")
    return redirect(url_for("search.cover", code=code), 303)
