"""Our matching engine and Splink 5 on the same files in one run: python -m benchmarks.matching FOLDER [--quick]

FOLDER holds missing.csv, found.csv and truth.csv in the shape `flask match score` reads. Splink is no dependency
of the application: pip install "guitu[bench]" for the second column. Files are made up: figures compare engines
and say nothing of the field.
"""

import argparse
import csv
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.matching.index import Index
from app.matching.model import START
from app.matching.posterior import best
from app.matching.rows import FOUND_COLUMNS, MISSING_COLUMNS, found_report, missing_report, read
from app.matching.scan import Scan

TOP = 10
SURE = 0.9
QUICK = 300
Ranked = dict[str, list[tuple[str, float]]]
Figures = dict[str, float]


def ours(missing: Path, found: Path, most: int | None) -> tuple[Ranked, Figures]:
    """Rank with the engine of the pages."""
    started = time.perf_counter()
    index, keys = Index(), []
    for one in read(missing, MISSING_COLUMNS, missing_report):
        index.put(len(keys).to_bytes(16, "big"), one.person)
        keys.append(one.key)
    built = time.perf_counter() - started
    ranked, times = {}, []
    for one in list(read(found, FOUND_COLUMNS, found_report))[:most]:
        started = time.perf_counter()
        chances = best(Scan(index, one.person, START).weights, TOP)
        times.append((time.perf_counter() - started) * 1000)
        ranked[one.key] = [(keys[row], chance) for row, chance in chances]
    times.sort()
    return ranked, {
        "build s": built,
        "query p50 ms": times[len(times) // 2],
        "query p95 ms": times[int(len(times) * 0.95)],
        "index bytes/row": index.nbytes / max(1, len(index)),
    }


def splinks(missing: Path, found: Path, most: int | None) -> tuple[Ranked, Figures]:
    """Rank with Splink."""
    try:
        from benchmarks.splink_engine import run  # noqa: PLC0415 - not installed with the application
    except ImportError as absent:
        sys.exit(f'Splink is not installed ({absent}). Install it with: pip install "guitu[bench]"')
    ranked, trained, compared = run(missing, found, TOP)
    return ranked, {"build s": trained, "all in one batch, ms a person": compared / max(1, len(ranked)) * 1000}


def judged(ranked: Ranked, truth: dict[str, str]) -> Figures:
    """The figures of the issue: recall, precision and false alarms at 0.9, Brier score of the first."""
    closed = [key for key in ranked if truth[key]]
    unlisted = [key for key in ranked if not truth[key]]
    places = [[missing for missing, _ in ranked[key]] for key in closed]
    sure = [(key, missing) for key, row in ranked.items() for missing, chance in row if chance >= SURE]
    right = sum(truth[key] == missing for key, missing in sure)
    first = [
        (row[0][1], bool(truth[key]) and row[0][0] == truth[key]) if row else (0.0, False)
        for key, row in ranked.items()
    ]
    return {
        "R@1": sum(row[:1] == [truth[key]] for key, row in zip(closed, places, strict=True)) / len(closed),
        "R@5": sum(truth[key] in row[:5] for key, row in zip(closed, places, strict=True)) / len(closed),
        "R@10": sum(truth[key] in row for key, row in zip(closed, places, strict=True)) / len(closed),
        "precision >= .9": right / max(1, len(sure)),
        "recall >= .9": right / len(closed),
        "open false alarm": sum(bool(ranked[key]) and ranked[key][0][1] >= SURE for key in unlisted) / len(unlisted),
        "Brier": sum((chance - hit) ** 2 for chance, hit in first) / len(first),
    }


def main() -> None:
    """Print the table; write it as JSON too when asked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--quick", action="store_true", help=f"only the first {QUICK} found persons, without Splink")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    missing, found = chosen.folder / "missing.csv", chosen.folder / "found.csv"
    with (chosen.folder / "truth.csv").open(encoding="utf-8-sig", newline="") as file:
        truth = {row["found_id"]: row["missing_id"] for row in csv.DictReader(file)}
    engines: dict[str, Callable[[Path, Path, int | None], tuple[Ranked, Figures]]] = {"Guitu": ours}
    if not chosen.quick:
        engines["Splink 5, normalised"] = splinks
    table: dict[str, Figures] = {}
    for name, engine in engines.items():
        ranked, figures = engine(missing, found, QUICK if chosen.quick else None)
        for key in truth if not chosen.quick else ():
            ranked.setdefault(key, [])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        table[name] = judged(ranked, truth) | figures | {"peak memory of the process so far, MB": peak}
    for figure in dict.fromkeys(name for figures in table.values() for name in figures):
        cells = [f"{figures[figure]:>24.4f}" if figure in figures else f"{'-':>24}" for figures in table.values()]
        print(f"{figure:<40}{''.join(cells)}")
    print(f"{'':<40}{''.join(f'{name:>24}' for name in table)}")
    if chosen.json:
        chosen.json.write_text(json.dumps(table, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
