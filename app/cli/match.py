"""flask match score: rank the reports of two files with the very engine the pages use."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from tqdm import tqdm

from app.matching.index import Index
from app.matching.model import START
from app.matching.posterior import best
from app.matching.rows import FOUND_COLUMNS, MISSING_COLUMNS, BadRow, Described, found_report, missing_report, read
from app.matching.scan import Scan

match = AppGroup("match", help="Comparing found persons with missing reports.")
CANNOT_READ = 2
MOST_TOP = 1000
file_option: dict[str, Any] = {"type": click.Path(path_type=Path, dir_okay=False), "required": True}


@match.command("score")
@click.option("--missing", "missing_file", **file_option, help="CSV of missing reports.")
@click.option("--found", "found_file", **file_option, help="CSV of found persons.")
@click.option("--out", "out_file", **file_option, help="Where to write found_id,rank,missing_id,probability.")
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, MOST_TOP), help="Candidates a person.")
def score(missing_file: Path, found_file: Path, out_file: Path, top: int) -> None:
    """Rank every missing report of one file for every found person of the other.

    Ends with 0 when all was written, 1 when the result could not be written, 2 when a file cannot be read.
    """
    try:
        keys, index = _indexed(missing_file)
        found = list(_read(found_file, FOUND_COLUMNS, found_report))
    except (BadRow, OSError) as error:
        click.echo(f"Nothing was scored. {error}.", err=True)
        raise click.exceptions.Exit(CANNOT_READ) from None
    part = out_file.with_name(out_file.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            _write(csv.writer(file), index, keys, found, top)
        part.replace(out_file)
    except OSError as error:
        raise click.ClickException(f"The result could not be written: {error}.") from None
    finally:
        part.unlink(missing_ok=True)
    click.echo(f"{len(found)} found persons, each compared with {len(keys)} missing reports: {out_file.name}.")


def _read(file: Path, columns: list[str], describe: Any) -> Iterator[Described]:
    rows = read(file, columns, describe)
    return iter(tqdm(rows, desc=file.name, unit=" rows", disable=None, leave=False))


def _indexed(file: Path) -> tuple[list[str], Index]:
    """The ids of the file in their order, and the index; a row's number is its place in the file."""
    keys: list[str] = []
    index = Index()
    for report in _read(file, MISSING_COLUMNS, missing_report):
        index.put(len(keys).to_bytes(16, "big"), report.person)
        keys.append(report.key)
    return keys, index


def _write(out: Any, index: Index, keys: list[str], found: list[Described], top: int) -> None:
    out.writerow(["found_id", "rank", "missing_id", "probability"])
    for report in tqdm(found, desc="compared", unit=" persons", disable=None, leave=False):
        weights = Scan(index, report.person, START).weights
        chances = best(weights, top, logit_c=START.logit_c, temperature=START.temperature)
        for rank, (row, chance) in enumerate(chances, start=1):
            out.writerow([report.key, rank, keys[row], f"{chance:.6f}"])
