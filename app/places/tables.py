"""Read a CSV table row by row, with line numbers; and places from one."""

import csv
import hashlib
import io
from collections.abc import Collection, Iterator
from pathlib import Path

from app.places.datum import Datum
from app.places.rows import (
    LENGTHS,
    BadRow,
    BadValue,
    Item,
    PlaceRow,
    UnreadableFile,
    clean,
    datum_named,
    fitting,
    kind_named,
    position,
)
from app.places.rules import PlaceKind

Cells = dict[str, str]
PLACE_COLUMNS = ("kind", "lat", "lon")
"""Columns that a table of places must have; `docs/data-formats.md` lists the others."""


def text_of(path: Path) -> str:
    """The file as text: UTF-8, or GB 18030 as Chinese spreadsheets write it.

    Bytes that are neither become U+FFFD, so that one bad row does not spoil the file.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror}.") from error
    if b"\0" in data[:4096]:
        raise UnreadableFile(f"{path.name} is not a text file.")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8-sig", errors="replace")


def read_table(path: Path, needed: Collection[str]) -> Iterator[tuple[str, Cells] | BadRow]:
    """Each row as ("line 7", its cells by lower-case column name), or why it cannot be read.

    Raises `UnreadableFile` if it is no table or lacks a needed column.
    """
    lines = csv.reader(io.StringIO(text_of(path), newline=""), strict=True)
    header = _header(lines, path, needed)
    while True:
        where = f"line {lines.line_num + 1}"
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(where, f"it is not CSV: {error}")
            continue
        if any(cell.strip() for cell in cells):
            yield _row(where, header, cells)


def _header(lines: Iterator[list[str]], path: Path, needed: Collection[str]) -> list[str]:
    try:
        header = [cell.strip().casefold() for cell in next(lines)]
    except (StopIteration, csv.Error):
        raise UnreadableFile(f"{path.name} is empty or not a CSV table.") from None
    missing = [column for column in needed if column not in header]
    if missing:
        raise UnreadableFile(f"{path.name} has no column {', '.join(missing)} in its first line.")
    return header


def _row(where: str, header: list[str], cells: list[str]) -> tuple[str, Cells] | BadRow:
    if len(cells) != len(header):
        return BadRow(where, f"it has {len(cells)} cells, the first line has {len(header)}")
    if any("\ufffd" in cell for cell in cells):
        return BadRow(where, "it holds bytes that are neither UTF-8 nor GB 18030")
    return where, {name: clean(cell) for name, cell in zip(header, cells, strict=True)}


def read_csv_places(path: Path, kinds: Collection[PlaceKind], datum: Datum | None) -> Iterator[Item]:
    """Places of a table; None for a row of a kind that is not asked for."""
    for row in read_table(path, PLACE_COLUMNS):
        if isinstance(row, BadRow):
            yield row
            continue
        where, cells = row
        try:
            place = place_of(cells, path.stem, datum, where)
        except BadValue as reason:
            yield BadRow(where, str(reason))
            continue
        yield place if place.kind in kinds else None


def place_of(cells: Cells, file: str, datum: Datum | None, where: str) -> PlaceRow:
    """A place from named cells; a `datum` cell wins over the argument. Raises `BadValue`."""
    kind = kind_named(cells["kind"])
    used = datum_named(cells["datum"]) if cells.get("datum") else datum
    lat, lon, named = position(cells["lat"], cells["lon"], used)
    texts = {column: cells.get(column, "") for column in LENGTHS if column != "source"}
    fitting({**texts, "source": (source := source_of(cells, file))})
    return PlaceRow(source=source, kind=kind, lat=lat, lon=lon, datum=named, where=where, **texts)


def source_of(cells: Cells, file: str) -> str:
    """What makes a row the same place next time: its id in this file, else its kind, name and position."""
    if cells.get("id"):
        return f"{file[:40]}:{cells['id']}"
    marks = "|".join(cells.get(column, "") for column in ("kind", "name", "lat", "lon"))
    return f"{file[:40]}:#{hashlib.sha256(marks.encode()).hexdigest()[:16]}"
