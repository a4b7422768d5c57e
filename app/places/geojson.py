"""Read places from GeoJSON (RFC 7946), feature by feature with line numbers."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from app.places.datum import Datum
from app.places.geometry import Coordinate, middle
from app.places.rows import LENGTHS, BadRow, BadValue, Item, PlaceRow, UnreadableFile, clean
from app.places.rules import PlaceKind
from app.places.tables import place_of, text_of
from app.places.tags import kind_of, texts_of

_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n\x1e"


class _Reader:
    """Walks through the text of a FeatureCollection, or of one Feature a line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._line, self._counted = 1, 0

    @property
    def line(self) -> int:
        """The line of the present place, counted on from the last time it was asked for."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def peek(self) -> str:
        while self.at < len(self.text) and self.text[self.at] in _SPACE:
            self.at += 1
        return self.text[self.at : self.at + 1]

    def skip(self, character: str) -> bool:
        """Step over this character if it comes next."""
        if self.peek() != character:
            return False
        self.at += 1
        return True

    def value(self) -> Any:
        self.peek()
        value, self.at = _DECODER.raw_decode(self.text, self.at)
        return value

    def to_features(self) -> bool:
        """Step into the top-level "features" array; False if the object has none."""
        self.skip("{")
        while self.peek() == '"':
            key = self.value()
            self.skip(":")
            if key == "features" and self.skip("["):
                return True
            self.value()
            self.skip(",")
        return False


def _features(path: Path) -> Iterator[tuple[int, Any]]:
    """(line, feature) of each feature. Raises `UnreadableFile` where the JSON breaks off."""
    reader = _Reader(text_of(path))
    if reader.peek() != "{":
        raise UnreadableFile(f"{path.name} is not GeoJSON.")
    try:
        if not reader.to_features():
            reader = _Reader(reader.text)
        while reader.peek() not in ("]", ""):
            line = reader.line
            yield line, reader.value()
            reader.skip(",")
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{path.name} breaks off at line {error.lineno}: {error.msg}.") from error
    except (RecursionError, ValueError) as error:  # nested thousands deep, or a number of thousands of digits
        raise UnreadableFile(f"{path.name} cannot be read from line {reader.line} on.") from error


def read_geojson(path: Path, kinds: Collection[PlaceKind], datum: Datum | None) -> Iterator[Item]:
    """Places of a GeoJSON file; None for a feature that is none of the kinds asked for."""
    for line, feature in _features(path):
        try:
            place = _place(feature, path.stem, datum, f"line {line}")
        except BadValue as reason:
            yield BadRow(f"line {line}", str(reason))
            continue
        yield place if place is not None and place.kind in kinds else None


def _place(feature: Any, file: str, datum: Datum | None, where: str) -> PlaceRow | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise BadValue("it is not a GeoJSON Feature")
    raw = feature.get("properties") or {}
    if not isinstance(raw, dict):
        raise BadValue("its properties are not an object")
    properties = {str(key): clean(value) for key, value in raw.items() if value is not None}
    cells = _cells(properties)
    if cells is None:
        return None
    lon, lat = _point(feature.get("geometry"))
    mark = clean(feature.get("id")) or properties.get("@id") or properties.get("id", "")
    cells |= {"id": mark, "lat": str(lat), "lon": str(lon)}
    return place_of(cells, _home(file, mark), datum, where)


def _home(file: str, mark: str) -> str:
    """Overpass names its objects "node/1": those are the same places as in an .osm file."""
    return "osm" if mark.startswith(("node/", "way/", "relation/")) else file


def _cells(properties: dict[str, str]) -> dict[str, str] | None:
    """Our own columns where a `kind` is given, else what the OpenStreetMap tags mean; None for neither."""
    if properties.get("kind"):
        wanted = {"kind", "datum", *LENGTHS}
        return {key: text for key, text in properties.items() if key in wanted}
    kind = kind_of(properties)
    return None if kind is None else {"kind": kind.value, **texts_of(properties)}


def _point(geometry: Any) -> Coordinate:
    """The point itself, or the middle of the outer ring or the line."""
    line = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(line, list) and line and isinstance(line[0], list) and _nested(line):
        line = line[0]
    points = [line] if isinstance(line, list) and line and not isinstance(line[0], list) else line
    try:
        return middle([(float(point[0]), float(point[1])) for point in points or []])
    except (TypeError, ValueError, IndexError, OverflowError, ZeroDivisionError):
        raise BadValue("its geometry has no position") from None


def _nested(line: list[Any]) -> bool:
    return bool(line[0]) and isinstance(line[0][0], list)
