"""Store what a file says of places, stations and the map. The same file twice changes nothing."""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.actions import Actor, record
from app.extensions import db
from app.places.layers import Layers, packed
from app.places.models import MapLayer, Place, Station
from app.places.queries import station_by_code
from app.places.rows import PlaceRow
from app.places.rules import search_key


class Outcome(enum.Enum):
    """What storing one row did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def save_places(rows: Sequence[PlaceRow]) -> Counter[Outcome]:
    """Create or update the places of these rows, known by their source; at most some thousand at once."""
    stored = {place.source: place for place in _stored(row.source for row in rows)}
    outcomes: Counter[Outcome] = Counter()
    for row in rows:
        values = {**asdict(row), "search_text": _searchable(row)}
        del values["where"]
        outcomes[_put(stored.get(row.source), Place, values)] += 1
    db.session.flush()
    return outcomes


def _stored(sources: Iterable[str]) -> Iterable[Place]:
    return db.session.scalars(select(Place).where(Place.source.in_(list(sources))))


def _searchable(row: PlaceRow) -> str:
    names = dict.fromkeys((row.name, row.name_en, row.name_zh, row.address))
    return search_key(*names)


def _put(stored: Any, model: type[Any], values: Mapping[str, Any]) -> Outcome:
    """Add a row of the model, or change the stored one where it differs."""
    if stored is None:
        db.session.add(model(**values))
        return Outcome.CREATED
    changes = {name: value for name, value in values.items() if getattr(stored, name) != value}
    for name, value in changes.items():
        setattr(stored, name, value)
    return Outcome.UPDATED if changes else Outcome.UNCHANGED


def save_layers(layers: Layers, source: str) -> Counter[Outcome]:
    """Store the map layers made from the file of this name; an empty layer is not stored anew."""
    outcomes: Counter[Outcome] = Counter()
    for name, layer in layers.by_name.items():
        data, etag = packed(layer.geojson())
        stored = db.session.scalars(select(MapLayer).filter_by(name=name, source=source)).one_or_none()
        if stored is not None and stored.etag == etag:
            outcomes[Outcome.UNCHANGED] += 1
        elif stored is not None or len(layer):
            values = {"name": name, "source": source, "geojson_gz": data, "etag": etag}
            outcomes[_put(stored, MapLayer, values)] += 1
    db.session.flush()
    return outcomes


def save_station(values: Mapping[str, Any], *, by: Actor, at: datetime) -> Outcome:
    """Create or update the station of `values["code"]`."""
    outcome = _put(station_by_code(values["code"]), Station, values)
    db.session.flush()
    if outcome is not Outcome.UNCHANGED:
        record(f"{outcome.value} station", "station", values["code"], by=by, at=at)
    return outcome


def note_import(source: str, counts: Counter[Outcome], bad: int, *, by: Actor, at: datetime) -> None:
    """One audit entry for an import that changed something."""
    changed = counts[Outcome.CREATED] + counts[Outcome.UPDATED]
    if changed:
        figures = {outcome.value: number for outcome, number in counts.items()}
        record("imported places", "places", source[-40:], by=by, at=at, **figures, left_out=bad)
