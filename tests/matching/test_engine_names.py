"""Golden cases of names: each with its reason, strong, weak and against."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.name_weights import NameLevel
from app.matching.names import compare

CASES = list(csv.DictReader(Path(__file__).with_name("name_cases.tsv").open(encoding="utf-8"), delimiter="\t"))


def test_there_are_enough_golden_cases_of_every_level() -> None:
    assert len(CASES) >= 150
    assert {case["level"] for case in CASES} == {level.value.removeprefix("name_") for level in NameLevel} | {"blank"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['said']}-{case['name']}-{case['nickname']}")
def test_a_name_agrees_as_far_as_a_person_would_say(case: dict[str, str]) -> None:
    compared = compare(case["said"], case["name"], case["nickname"])
    level = "blank" if compared is None else compared[1].value.removeprefix("name_")
    assert level == case["level"], case["reason"]


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=20))
def test_any_text_is_compared_and_gives_one_level(said: str, name: str, nickname: str) -> None:
    compared = compare(said, name, nickname)
    assert compared is None or compared[1] in NameLevel


@given(
    st.text(alphabet="王李张欧阳小明娜伟abcdemnopxyz ", min_size=1, max_size=8).filter(lambda text: compare(text, text))
)
def test_a_name_agrees_with_itself(name: str) -> None:
    compared = compare(name, name)
    assert compared is not None
    assert compared[1] is not NameLevel.DIFFERENT
