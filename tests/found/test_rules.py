"""When two found reports may be one person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.errors import WrongState
from app.found.models import FoundReport, FoundState
from app.found.rules import may_be_same
from app.people.rules import Description, Sex, Sighting
from tests.factories import LAT, LON, NIGHT

CHILD = Description(sex=Sex.MALE, age_low=4, age_high=6, sighting=Sighting(NIGHT, LAT, LON))
FAR = Sighting(NIGHT, LAT + 0.02, LON)
"""More than two kilometres away."""


def test_two_reports_of_one_place_hour_sex_and_age_may_be_one_person():
    assert may_be_same(CHILD, CHILD, same_cell=False)


def test_another_sex_age_place_or_hour_is_another_person():
    for other in (
        replace(CHILD, sex=Sex.FEMALE),
        replace(CHILD, age_low=7, age_high=9),
        replace(CHILD, sighting=FAR),
        replace(CHILD, sighting=Sighting(NIGHT + timedelta(minutes=61), LAT, LON)),
    ):
        assert not may_be_same(CHILD, other, same_cell=False)


def test_the_same_grid_cell_is_near_enough():
    assert may_be_same(CHILD, replace(CHILD, sighting=FAR), same_cell=True)


@pytest.mark.parametrize(
    "unknown",
    [
        {"sex": Sex.UNKNOWN},
        {"age_low": None, "age_high": None},
        {"sighting": Sighting(NIGHT, None, None)},
        {"sighting": Sighting(None, LAT, LON)},
    ],
)
def test_what_is_not_known_excludes_nobody(unknown):
    assert may_be_same(CHILD, replace(CHILD, **unknown), same_cell=False)
    assert may_be_same(replace(CHILD, **unknown), CHILD, same_cell=False)


def test_the_hour_counts_both_ways_and_its_end_is_included():
    later = replace(CHILD, sighting=Sighting(NIGHT + timedelta(minutes=60), LAT, LON))
    assert may_be_same(CHILD, later, same_cell=False) and may_be_same(later, CHILD, same_cell=False)


S = FoundState
MOVES = {
    S.OPEN: {S.FAMILY_LOCATED, S.ON_HOLD, S.IN_CARE, S.REFERRED},
    S.FAMILY_LOCATED: {S.HANDED_OVER, S.OPEN, S.ON_HOLD, S.IN_CARE, S.REFERRED},
    S.HANDED_OVER: {S.CLOSED},
    S.CLOSED: set(),
    S.ON_HOLD: {S.OPEN, S.FAMILY_LOCATED, S.IN_CARE, S.REFERRED},
    S.IN_CARE: {S.OPEN, S.FAMILY_LOCATED, S.ON_HOLD, S.REFERRED},
    S.REFERRED: {S.ON_HOLD, S.IN_CARE},
}


@pytest.mark.parametrize("start", FoundState)
@pytest.mark.parametrize("end", FoundState)
def test_a_case_moves_only_along_its_steps(start, end):
    report = FoundReport(ref="ABC234", state=start)
    if end in MOVES[start]:
        report.move(end)
        assert report.state is end
        return
    with pytest.raises(WrongState):
        report.move(end)
    assert report.state is start


def test_nobody_is_handed_over_without_a_located_family():
    assert [start for start in FoundState if S.HANDED_OVER in MOVES[start]] == [S.FAMILY_LOCATED]
