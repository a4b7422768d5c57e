"""Reports from CSV files of the shape of the matching sets, as descriptions; a bad row says where and why."""

import csv
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.matching import clothes
from app.people.rules import OLDEST, Description, Sex, Sighting

Row = Mapping[str, str]
MISSING_COLUMNS = (
    "missing_id name nickname sex age height_cm top top_colour bottom bottom_colour shoes_colour marks home accent "
    "phone last_seen_at last_seen_lat last_seen_lon"
).split()
FOUND_COLUMNS = (
    "found_id name_said sex age_low age_high height_cm top top_colour bottom bottom_colour shoes_colour marks "
    "home_said accent phone_said found_at found_lat found_lon"
).split()
_SEXES = {"": Sex.UNKNOWN, "M": Sex.MALE, "F": Sex.FEMALE}
TALLEST_CM = 300


class BadRow(Exception):
    """A row or a file that cannot be read: where, and why."""


@dataclass(frozen=True, slots=True)
class Described:
    """A report of a file: its id and what it says."""

    key: str
    person: Description


def read(path: Path, columns: list[str], describe: Callable[[Row], Described]) -> Iterator[Described]:
    """The reports of a file, one by one; raises `BadRow` with the line and the reason."""
    seen: set[str] = set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        try:
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise BadRow(f"{path.name}, line 1: there is no column {', '.join(missing)}")
            for row in reader:
                yield _described(row, describe, seen, f"{path.name}, line {reader.line_num}")
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadRow(f"{path.name}, line {reader.line_num}: {error}") from None


def _described(row: Row, describe: Callable[[Row], Described], seen: set[str], where: str) -> Described:
    try:
        if None in row.values() or None in row:
            raise ValueError("it has not as many values as the first line has columns")
        one = describe(row)
        if not one.key or one.key in seen:
            raise ValueError(f"the id {one.key!r} is {'empty' if not one.key else 'not the first of its kind'}")
    except ValueError as error:
        raise BadRow(f"{where}: {error}") from None
    seen.add(one.key)
    return one


def missing_report(row: Row) -> Described:
    """A row of missing.csv."""
    age = _number(row, "age", OLDEST)
    person = _clothed(
        row,
        Description(
            name=row["name"],
            nickname=row["nickname"],
            sex=_sex(row),
            age_low=age,
            age_high=age,
            height_cm=_number(row, "height_cm", TALLEST_CM),
            marks=row["marks"],
            home=row["home"],
            accent=row["accent"],
            phones=tuple(f"+86{phone.strip()}" for phone in row["phone"].split(";") if phone.strip()),
            sighting=_sighting(row, "last_seen_at", "last_seen_lat", "last_seen_lon"),
        ),
    )
    return Described(row["missing_id"], person)


def found_report(row: Row) -> Described:
    """A row of found.csv."""
    low, high = _number(row, "age_low", OLDEST), _number(row, "age_high", OLDEST)
    if low is not None and high is not None and low > high:
        raise ValueError("age_low is above age_high")
    person = _clothed(
        row,
        Description(
            name=row["name_said"],
            sex=_sex(row),
            age_low=low,
            age_high=high,
            height_cm=_number(row, "height_cm", TALLEST_CM),
            marks=row["marks"],
            home=row["home_said"],
            accent=row["accent"],
            phones=(row["phone_said"],) if row["phone_said"] else (),
            sighting=_sighting(row, "found_at", "found_lat", "found_lon"),
        ),
    )
    return Described(row["found_id"], person)


def _sex(row: Row) -> Sex:
    if row["sex"] not in _SEXES:
        raise ValueError(f"sex is {row['sex']!r}, not M, F or empty")
    return _SEXES[row["sex"]]


def _number(row: Row, name: str, most: int) -> int | None:
    text = row[name].strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or int(text) > most:
        raise ValueError(f"{name} is {text!r}, not a whole number from 0 to {most}")
    return int(text)


def _clothed(row: Row, person: Description) -> Description:
    """With the words for clothes; a word that no vocabulary has is kept as free text."""
    top, bottom = clothes.top_named(row["top"]), clothes.bottom_named(row["bottom"])
    left = [row[name] for name, value in (("top", top), ("bottom", bottom)) if row[name] and value.value == "unknown"]
    colours: dict[str, Any] = {
        f"{piece}_colour": clothes.colour_named(row[f"{piece}_colour"]) for piece in ("top", "bottom", "shoes")
    }
    return replace(person, top=top, bottom=bottom, worn=" ".join(left), **colours)


def _sighting(row: Row, at: str, lat: str, lon: str) -> Sighting:
    where = _degrees(row, lat, 90), _degrees(row, lon, 180)
    if (where[0] is None) != (where[1] is None):
        raise ValueError(f"only one of {lat} and {lon} is given")
    return Sighting(_time(row, at), *where)


def _degrees(row: Row, name: str, most: int) -> float | None:
    text = row[name].strip()
    if not text:
        return None
    try:
        degrees = float(text)
    except ValueError:
        degrees = math.nan
    if not -most <= degrees <= most:
        raise ValueError(f"{name} is {text!r}, not degrees from -{most} to {most}")
    return degrees


def _time(row: Row, name: str) -> datetime | None:
    text = row[name].strip()
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} is {text!r}, not a time such as 2026-03-01T15:40:00Z") from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
