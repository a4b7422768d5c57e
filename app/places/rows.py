"""One place as a file gives it: checked, cleaned, in WGS-84. Pure."""

import math
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from app.places.datum import Datum, in_china, to_wgs84
from app.places.rules import PlaceKind

LENGTHS = {"source": 80, "name": 120, "name_zh": 120, "name_en": 120, "address": 160, "phone": 40}
"""The longest text, in characters, that each column of a place holds."""


class UnreadableFile(Exception):
    """The file as a whole cannot be read. Its text is a sentence for the operator."""


class BadValue(ValueError):
    """One row cannot be used. Its text is the reason."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: where it stands in the file, and why."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place ready to be stored. Coordinates are WGS-84 degrees; `datum` is what the file used."""

    source: str
    kind: PlaceKind
    lat: float
    lon: float
    datum: str = Datum.WGS_84.value
    name: str = ""
    name_zh: str = ""
    name_en: str = ""
    address: str = ""
    phone: str = ""
    where: str = ""
    """Where it stands in its file; not stored."""


Item = PlaceRow | BadRow | None
"""What a reader yields for each object of a file; None for what is no place that was asked for."""


def clean(text: object) -> str:
    """One line without control characters or doubled blanks."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in str(text or ""))
    return " ".join(kept.split())


def fitting(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts, checked against LENGTHS; raises `BadValue` for one that is too long."""
    for column, text in texts.items():
        if len(text) > LENGTHS[column]:
            raise BadValue(f"{column} is longer than {LENGTHS[column]} characters")
    return dict(texts)


def degrees(text: object, column: str, limit: float) -> float:
    """A coordinate from -limit to limit; raises `BadValue` otherwise."""
    try:
        value = float(str(text).strip())
    except ValueError:
        raise BadValue(f"{column} is not a number") from None
    if not math.isfinite(value) or abs(value) > limit:
        raise BadValue(f"{column} is not between -{limit:g} and {limit:g}")
    return value


def position(lat: object, lon: object, datum: Datum | None) -> tuple[float, float, str]:
    """Latitude and longitude in WGS-84, and the datum they were given in.

    Inside China's box a point without a named datum may be hundreds of metres off: `BadValue`.
    """
    north, east = degrees(lat, "lat", 90), degrees(lon, "lon", 180)
    if datum is None and in_china(north, east):
        raise BadValue("it lies in China and its datum is not named: add --datum WGS-84, GCJ-02 or BD-09")
    used = datum or Datum.WGS_84
    north, east = to_wgs84(north, east, used)
    return round(north, 7), round(east, 7), used.value


def datum_named(text: str) -> Datum:
    """The datum of this name, in any case; raises `BadValue`."""
    for datum in Datum:
        if datum.value.casefold() == text.strip().casefold():
            return datum
    raise BadValue(f"datum {text!r} is not one of {', '.join(d.value for d in Datum)}")


def kind_named(text: str) -> PlaceKind:
    """The kind of this name, such as "guest_house"; raises `BadValue`."""
    try:
        return PlaceKind(text.strip().casefold().replace(" ", "_").replace("-", "_"))
    except ValueError:
        raise BadValue(f"kind {text!r} is not one of {', '.join(k.value for k in PlaceKind)}") from None
