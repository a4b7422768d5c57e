"""Ages, bands, and what does not exclude each other."""

from itertools import pairwise

import pytest

from app.people.rules import (
    OLDEST,
    AgeBand,
    Sex,
    age_from_birth,
    age_range,
    ages_overlap,
    band_of,
    band_with,
    is_estimate,
    sexes_agree,
)

KNOWN_BANDS = [band for band in AgeBand if band is not AgeBand.UNKNOWN]


def test_the_bands_follow_each_other_without_a_gap():
    ends = [band.years() for band in KNOWN_BANDS]
    assert ends[0][0] == 0
    assert all(before[1] + 1 == after[0] for before, after in pairwise(ends))


@pytest.mark.parametrize("band", KNOWN_BANDS)
def test_a_band_is_found_again_by_its_ends_and_by_its_middle(band):
    low, high = band.years()
    assert band_with(low, high) is band
    assert band_of(low, high) is band


def test_an_age_that_is_not_known_is_the_band_unknown():
    assert band_with(None, None) is AgeBand.UNKNOWN
    assert band_of(None, None) is AgeBand.UNKNOWN
    assert AgeBand.UNKNOWN.years() is None


def test_an_estimated_age_spreads_more_the_older_the_person():
    widths = [high - low for low, high in (age_range(years, about=True) for years in (5, 12, 40, 75))]
    assert widths == sorted(widths) and widths[0] == 2


@pytest.mark.parametrize("years", [0, 1, OLDEST])
def test_an_age_never_leaves_the_ages_people_have(years):
    low, high = age_range(years, about=True)
    assert 0 <= low <= high <= OLDEST


@pytest.mark.parametrize("years", range(1, OLDEST - 8))
def test_an_estimate_is_recognised_as_one(years):
    assert is_estimate(*age_range(years, about=True))
    assert not is_estimate(years, years)


def test_who_is_born_in_a_year_has_one_of_two_ages():
    assert age_from_birth(2020, 2026) == (5, 6)
    assert age_from_birth(2026, 2026) == (0, 0)
    assert age_from_birth(1890, 2026) == (OLDEST - 1, OLDEST)


def test_ages_that_share_a_year_may_be_one_person():
    assert ages_overlap((3, 5), (5, 9))
    assert not ages_overlap((3, 5), (6, 9))


def test_what_is_not_known_excludes_nobody():
    assert ages_overlap((None, None), (3, 5)) and ages_overlap((3, 5), (None, None))
    assert sexes_agree(Sex.UNKNOWN, Sex.MALE) and sexes_agree(Sex.FEMALE, Sex.UNKNOWN)
    assert not sexes_agree(Sex.MALE, Sex.FEMALE)
