"""Import places and map layers from a file, batch by batch, so that it can be stopped and run again."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.audit.actions import Actor
from app.places.actions import Outcome, note_import, save_layers, save_places, save_station
from app.places.datum import Datum
from app.places.geojson import read_geojson
from app.places.layers import Layers
from app.places.osm import read_osm
from app.places.rows import (
    BadRow,
    BadValue,
    Item,
    PlaceRow,
    UnreadableFile,
    clean,
    datum_named,
    position,
)
from app.places.rules import PlaceKind
from app.places.tables import Cells, read_csv_places, read_table

BATCH = 1000
STATION_COLUMNS = ("code", "name", "lat", "lon")
_STATION_LENGTHS = {"code": 12, "name": 80, "name_en": 80, "phone": 20}
OnBatch = Callable[[int], None]
"""Called after every batch with the number of objects read since the last call: commit and show progress."""


@dataclass(slots=True)
class ImportResult:
    """What an import did. `dropped` counts map features left out by layer, for lack of room."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    layers: Counter[Outcome] = field(default_factory=Counter)
    bad: list[BadRow] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)


def import_places(
    path: Path,
    *,
    by: Actor,
    at: datetime,
    kinds: Collection[PlaceKind] = tuple(PlaceKind),
    datum: Datum | None = None,
    on_batch: OnBatch = lambda _: None,
    result: ImportResult | None = None,
) -> ImportResult:
    """Store every good row of an .osm.pbf, .osm, .geojson, .json or .csv file, and a map of an OSM file.

    Raises `UnreadableFile`; the batches before the break are stored, and counted in `result`.
    """
    result = result if result is not None else ImportResult()
    layers = Layers()
    items = _once_each(_reader(path, kinds, datum, layers))
    for batch in _batches(items):
        result.bad += [item for item in batch if isinstance(item, BadRow)]
        result.counts += save_places([item for item in batch if isinstance(item, PlaceRow)])
        on_batch(len(batch))
    if is_osm(path):
        result.layers = save_layers(layers, path.name[:80])
        result.dropped = {name: layer.left_out for name, layer in layers.by_name.items() if layer.left_out}
    note_import(path.name, result.counts, len(result.bad), by=by, at=at)
    on_batch(0)
    return result


def is_osm(path: Path) -> bool:
    return path.name.lower().endswith((".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2"))


def _reader(path: Path, kinds: Collection[PlaceKind], datum: Datum | None, layers: Layers) -> Iterator[Item]:
    if not path.is_file():
        raise UnreadableFile(f"There is no file {path}.")
    if is_osm(path):
        return read_osm(path, kinds, datum, layers)
    ending = path.suffix.lower()
    if ending in (".geojson", ".json", ".geojsonl"):
        return read_geojson(path, kinds, datum)
    if ending == ".csv":
        return read_csv_places(path, kinds, datum)
    raise UnreadableFile(f"{path.name} is none of .osm.pbf, .osm, .geojson, .json, .csv.")


def _once_each(items: Iterable[Item]) -> Iterator[Item]:
    """A second row of the same source would overwrite the first at every run: it is a bad row."""
    seen: set[int] = set()
    for item in items:
        if isinstance(item, PlaceRow):
            if (mark := hash(item.source)) in seen:
                yield BadRow(item.where, "an earlier row has the same id, or is the same place")
                continue
            seen.add(mark)
        yield item


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Lists of BATCH items; what was read before an unreadable spot still comes out, then it raises."""
    batch: list[Item] = []
    try:
        for item in items:
            batch.append(item)
            if len(batch) >= BATCH:
                yield batch
                batch = []
    except UnreadableFile:
        yield batch
        raise
    yield batch


def import_stations(
    path: Path, *, by: Actor, at: datetime, datum: Datum | None = None, result: ImportResult | None = None
) -> ImportResult:
    """Store every good row of a table of stations. Raises `UnreadableFile`."""
    result = result if result is not None else ImportResult()
    seen: set[str] = set()
    for row in read_table(path, STATION_COLUMNS):
        if isinstance(row, BadRow):
            result.bad.append(row)
            continue
        try:
            values = _station(row[1], datum)
            _first_of(values["code"], seen)
        except BadValue as reason:
            result.bad.append(BadRow(row[0], str(reason)))
            continue
        result.counts[save_station(values, by=by, at=at)] += 1
    return result


def _first_of(code: str, seen: set[str]) -> None:
    """A second row of one code would overwrite the first at every run: `BadValue`."""
    if code in seen:
        raise BadValue(f"an earlier row has the code {code!r} too")
    seen.add(code)


def _station(cells: Cells, datum: Datum | None) -> dict[str, Any]:
    used = datum_named(cells["datum"]) if cells.get("datum") else datum
    lat, lon, _ = position(cells["lat"], cells["lon"], used)
    texts = {column: clean(cells.get(column, "")) for column in _STATION_LENGTHS}
    for column, longest in _STATION_LENGTHS.items():
        if len(texts[column]) > longest:
            raise BadValue(f"{column} is longer than {longest} characters")
        if not texts[column] and column in STATION_COLUMNS:
            raise BadValue(f"{column} is empty")
    return {**texts, "lat": lat, "lon": lon}
