"""flask places | stations | patrols | grid: what a station knows of its district, from files."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from app.audit.actions import SYSTEM
from app.core.clock import now
from app.core.errors import Refusal
from app.extensions import db
from app.patrol.imports import assign_cells, import_patrols
from app.places import queries
from app.places.actions import Outcome
from app.places.datum import Datum
from app.places.grid import generate, take_in
from app.places.imports import ImportResult, import_places, import_stations
from app.places.models import Station
from app.places.rows import BadValue, UnreadableFile, datum_named, kind_named
from app.places.rules import PlaceKind

places = AppGroup("places", help="Hotels, shops, schools, cameras and the map's streets.")
stations = AppGroup("stations", help="Police stations.")
patrols = AppGroup("patrols", help="Patrols and their phones.")
grid = AppGroup("grid", help="The nine cells around a station.")
BAD_ROWS_SHOWN = 50
STOPPED = "Stopped. Every whole batch read so far is stored; run the same command again to go on."
Value = TypeVar("Value")


def _named(name: Callable[[str], Value], text: str) -> Value:
    try:
        return name(text)
    except BadValue as reason:
        raise click.BadParameter(str(reason)) from None


def _datum(_: click.Context, __: click.Parameter, text: str | None) -> Datum | None:
    return _named(datum_named, text) if text else None


def _kinds(_: click.Context, __: click.Parameter, text: str | None) -> tuple[PlaceKind, ...]:
    return tuple(_named(kind_named, part) for part in text.split(",")) if text else tuple(PlaceKind)


file_argument = click.argument("file", type=click.Path(path_type=Path))
datum_option = click.option(
    "--datum", callback=_datum, help="WGS-84, GCJ-02 or BD-09: the datum of the file's coordinates."
)


def _report(result: ImportResult, file: Path) -> None:
    """The figures; each row that was left out, with its reason."""
    for row in result.bad[:BAD_ROWS_SHOWN]:
        click.echo(f"{file.name}, {row.where}: {row.reason}.", err=True)
    if len(result.bad) > BAD_ROWS_SHOWN:
        click.echo(f"… and {len(result.bad) - BAD_ROWS_SHOWN} more rows.", err=True)
    for layer, number in result.dropped.items():
        click.echo(f"The map leaves out {number} of the least important {layer}: there are too many to draw.")
    figures = ", ".join(f"{result.counts[outcome]} {outcome.value}" for outcome in Outcome)
    click.echo(f"{file.name}: {figures}, {len(result.bad)} left out.")


def _run(file: Path, work: Callable[[ImportResult], ImportResult]) -> None:
    """Do the import and commit; a stop or a break leaves what was stored before it."""
    result = ImportResult()
    try:
        work(result)
        db.session.commit()
    except UnreadableFile as error:
        db.session.commit()
        _report(result, file)
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        db.session.rollback()
        raise click.ClickException(STOPPED) from None
    _report(result, file)
    if result.bad and not result.counts:
        raise click.ClickException("Nothing was stored: no row could be used.")


@places.command("import")
@file_argument
@datum_option
@click.option("--kinds", callback=_kinds, help="Only these kinds, such as hotel,hostel,camera; default: all.")
def import_places_command(file: Path, datum: Datum | None, kinds: tuple[PlaceKind, ...]) -> None:
    """Read places from an .osm.pbf, .osm, GeoJSON or CSV file; of OpenStreetMap also the map."""
    with tqdm(desc=file.name, unit=" objects", disable=None, leave=False) as bar:

        def batch_done(number: int) -> None:
            db.session.commit()
            bar.update(number)

        def work(result: ImportResult) -> ImportResult:
            return import_places(
                file, by=SYSTEM, at=now(), kinds=kinds, datum=datum, on_batch=batch_done, result=result
            )

        _run(file, work)


@stations.command("import")
@file_argument
@datum_option
def import_stations_command(file: Path, datum: Datum | None) -> None:
    """Read stations from a CSV file: code, name, name_en, phone, lat, lon."""
    _run(file, lambda result: import_stations(file, by=SYSTEM, at=now(), datum=datum, result=result))


@patrols.command("import")
@file_argument
@datum_option
def import_patrols_command(file: Path, datum: Datum | None) -> None:
    """Read patrols from a CSV file: code, station, phone, name, mode, language, cell, lat, lon."""
    region = current_app.config["PHONE_REGION"]
    _run(file, lambda result: import_patrols(file, region, by=SYSTEM, at=now(), datum=datum, result=result))


@grid.command("make")
@click.option("--station", "code", help="Only this station; default: every one.")
@click.option("--file", type=click.Path(path_type=Path, exists=True), help="GeoJSON polygons instead of two rings.")
@click.option("--anew", is_flag=True, help="Replace a grid that is there already.")
def make_grid(code: str | None, file: Path | None, anew: bool) -> None:
    """Draw nine cells in two rings around each station that has none, and give every patrol the cell it stands in."""
    chosen = [station for station in queries.stations() if code in (None, station.code)]
    if code is not None and not chosen:
        raise click.ClickException(f"There is no station {code!r}.")
    if file is not None and code is None:
        raise click.UsageError("--file needs --station: its cells belong to one station.")
    made = 0
    for station in chosen:
        if anew or file is not None or not queries.cells_of(station):
            made += _grid_of(station, file)
    number = assign_cells(by=SYSTEM, at=now())
    db.session.commit()
    click.echo(f"{made} cells were drawn. {number} patrols were given a cell.")


def _grid_of(station: Station, file: Path | None) -> int:
    if file is None:
        return len(generate(station, by=SYSTEM, at=now()))
    try:
        return len(take_in(station, file.read_text(encoding="utf-8"), by=SYSTEM, at=now()))
    except (Refusal, UnicodeDecodeError):
        raise click.ClickException(f"{file.name} holds no usable polygons near station {station.code}.") from None
