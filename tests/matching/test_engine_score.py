"""flask match score: files in, a ranked file out, and a bad row told by its line and reason."""

import csv
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.matching.rows import FOUND_COLUMNS, MISSING_COLUMNS

MISSING = {
    "missing_id": "M1", "name": "示例乐", "sex": "M", "age": "5",
    "top": "T恤", "top_colour": "红", "phone": "13800138000",
       "last_seen_at": "2026-03-01T14:40:00Z", "last_seen_lat": "30.5", "last_seen_lon": "104.1",
}  # fmt: skip
FOUND = {
    "found_id": "F1", "name_said": "shi li le", "sex": "M", "age_low": "4", "age_high": "6",
    "top": "T恤", "top_colour": "红",
    "phone_said": "xxxxxxx8000", "found_at": "2026-03-01T15:40:00Z", "found_lat": "30.501", "found_lon": "104.1",
}  # fmt: skip
STRANGER = {"missing_id": "M2", "name": "示例甲", "sex": "F", "age": "70", "last_seen_at": "2026-01-01T00:00:00Z"}


def write(path: Path, columns: list[str], *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def score(app: Flask, tmp_path: Path) -> Any:
    def run(missing: list[dict[str, str]], found: list[dict[str, str]], out: str = "out.csv", *more: str) -> Any:
        files = write(tmp_path / "m.csv", MISSING_COLUMNS, *missing), write(tmp_path / "f.csv", FOUND_COLUMNS, *found)
        named = ["--missing", str(files[0]), "--found", str(files[1]), "--out", str(tmp_path / out), *more]
        return app.test_cli_runner().invoke(args=["match", "score", *named])

    return run


def test_the_child_is_ranked_first_with_its_probability(score: Any, tmp_path: Path) -> None:
    result = score([STRANGER, MISSING], [FOUND])
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8")))
    assert [(row["found_id"], row["rank"], row["missing_id"]) for row in rows] == [("F1", "1", "M1"), ("F1", "2", "M2")]
    assert float(rows[0]["probability"]) > 0.9 > 0.1 > float(rows[1]["probability"])


def test_as_many_candidates_are_written_as_asked_for(score: Any, tmp_path: Path) -> None:
    assert score([STRANGER, MISSING], [FOUND], "out.csv", "--top", "1").exit_code == 0
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"age": "five"}, "age is 'five'"),
        ({"sex": "boy"}, "sex is 'boy'"),
        ({"last_seen_at": "yesterday"}, "last_seen_at is 'yesterday'"),
        ({"last_seen_lat": "95"}, "last_seen_lat is '95'"),
        ({"last_seen_lon": ""}, "only one of last_seen_lat and last_seen_lon"),
        ({"missing_id": "M2"}, "not the first of its kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_row_is_told_by_line_and_reason_and_nothing_is_written(
    score: Any, tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    result = score([STRANGER, MISSING | change], [FOUND])
    assert result.exit_code == 2
    assert "m.csv, line 3" in result.output
    assert reason in result.output
    assert not list(tmp_path.glob("out*"))


def test_a_file_without_the_columns_is_refused(app: Flask, tmp_path: Path) -> None:
    empty = write(tmp_path / "empty.csv", ["nothing"])
    named = ["--missing", str(empty), "--found", str(empty), "--out", str(tmp_path / "out.csv")]
    result = app.test_cli_runner().invoke(args=["match", "score", *named])
    assert result.exit_code == 2
    assert "line 1: there is no column missing_id" in result.output


def test_a_result_that_cannot_be_written_ends_with_one(score: Any) -> None:
    result = score([MISSING], [FOUND], "no such folder/out.csv")
    assert result.exit_code == 1
    assert "could not be written" in result.output


def test_nobody_missing_gives_an_empty_list(score: Any, tmp_path: Path) -> None:
    assert score([], [FOUND]).exit_code == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines() == ["found_id,rank,missing_id,probability"]
