"""Import patrols from a table, and give them their cells."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.audit.actions import Actor, record
from app.core.phones import to_e164
from app.extensions import db
from app.patrol.models import Mode, Patrol
from app.places.actions import Outcome
from app.places.datum import Datum
from app.places.imports import ImportResult
from app.places.queries import station_by_code
from app.places.rows import BadRow, BadValue, datum_named, position
from app.places.rules import grid_cell
from app.places.tables import Cells, read_table

COLUMNS = ("code", "station", "phone")
_LENGTHS = {"code": 12, "name": 80}
_LANGUAGES = ("zh_Hans", "en")
_CELLS = range(1, 10)


def import_patrols(
    path: Path,
    region: str,
    *,
    by: Actor,
    at: datetime,
    datum: Datum | None = None,
    result: ImportResult | None = None,
) -> ImportResult:
    """Store every good row; `region` is the country of numbers without +country. Raises `UnreadableFile`."""
    result = result if result is not None else ImportResult()
    for row in read_table(path, COLUMNS):
        if isinstance(row, BadRow):
            result.bad.append(row)
            continue
        where, cells = row
        try:
            outcome = _save(_facts(cells, region, datum), _place(cells, datum), by=by, at=at)
        except BadValue as reason:
            result.bad.append(BadRow(where, str(reason)))
            continue
        result.counts[outcome] += 1
    return result


def _facts(cells: Cells, region: str, datum: Datum | None) -> dict[str, Any]:
    """The columns of a patrol but its position. Raises `BadValue`."""
    for column, longest in _LENGTHS.items():
        if len(cells.get(column, "")) > longest:
            raise BadValue(f"{column} is longer than {longest} characters")
    if not cells["code"]:
        raise BadValue("code is empty")
    station = station_by_code(cells["station"])
    if station is None:
        raise BadValue(f"there is no station {cells['station']!r}: import the stations first")
    return {
        "code": cells["code"],
        "name": cells.get("name", ""),
        "phone": _phone(cells, region),
        "mode": _mode(cells.get("mode") or Mode.FOOT.value),
        "language": _one_of(cells.get("language") or _LANGUAGES[0], _LANGUAGES, "language"),
        "cell": _cell(cells.get("cell", "")),
        "station_id": station.id,
    }


def _phone(cells: Cells, region: str) -> str:
    phone = to_e164(cells["phone"], region)
    if phone is None:
        raise BadValue("phone is not a telephone number: write it with its country, such as +86 138 …")
    holder = db.session.scalars(select(Patrol).where(Patrol.phone == phone)).one_or_none()
    if holder is not None and holder.code != cells["code"]:
        raise BadValue(f"phone already belongs to patrol {holder.code}")
    return phone


def _mode(text: str) -> Mode:
    return Mode(_one_of(text.casefold(), tuple(mode.value for mode in Mode), "mode"))


def _one_of(text: str, known: tuple[str, ...], column: str) -> str:
    if text not in known:
        raise BadValue(f"{column} {text!r} is not one of {', '.join(known)}")
    return text


def _cell(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) not in _CELLS:
        raise BadValue("cell is not a number from 1 to 9")
    return int(text)


def _place(cells: Cells, datum: Datum | None) -> tuple[float, float] | None:
    if not (cells.get("lat") or cells.get("lon")):
        return None
    used = datum_named(cells["datum"]) if cells.get("datum") else datum
    return position(cells.get("lat"), cells.get("lon"), used)[:2]


def _save(facts: dict[str, Any], place: tuple[float, float] | None, *, by: Actor, at: datetime) -> Outcome:
    """Create or update the patrol of this code. A position only starts it: later the patrol itself tells."""
    stored = db.session.scalars(select(Patrol).where(Patrol.code == facts["code"])).one_or_none()
    if stored is None:
        known = {"lat": place[0], "lon": place[1], "position_at": at} if place else {}
        db.session.add(Patrol(**facts, **known))
        outcome = Outcome.CREATED
    else:
        # An empty cell in the file leaves the cell that `grid make` or a supervisor gave.
        wanted = {name: value for name, value in facts.items() if not (name == "cell" and value is None)}
        changes = {name: value for name, value in wanted.items() if getattr(stored, name) != value}
        for name, value in changes.items():
            setattr(stored, name, value)
        outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
    db.session.flush()
    if outcome is not Outcome.UNCHANGED:
        record(f"{outcome.value} patrol", "patrol", facts["code"], by=by, at=at)
    return outcome


def assign_cells(*, by: Actor, at: datetime) -> int:
    """Give every patrol with a position and no cell the cell it stands in; returns how many."""
    without = select(Patrol).where(Patrol.cell.is_(None), Patrol.lat.is_not(None), Patrol.lon.is_not(None))
    patrols = list(db.session.scalars(without.order_by(Patrol.code)))
    for patrol in patrols:
        if patrol.lat is not None and patrol.lon is not None:
            patrol.cell = grid_cell(patrol.station.lat, patrol.station.lon, patrol.lat, patrol.lon)
            record("gave patrol a cell", "patrol", patrol.code, by=by, at=at, cell=patrol.cell)
    return len(patrols)
