"""From bits to percent: at most one report is the right one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.rules import Likelihood, in_words, posterior

WEIGHTS = st.lists(st.floats(-80, 80), min_size=1, max_size=30)


@given(WEIGHTS)
def test_all_reports_together_never_pass_certainty(weights: list[float]) -> None:
    chances = posterior(weights)
    assert all(0 <= chance <= 1 for chance in chances)
    assert sum(chances) <= 1 + 1e-9


@given(WEIGHTS)
def test_more_evidence_is_never_less_likely(weights: list[float]) -> None:
    by_weight = [chance for _, chance in sorted(zip(weights, posterior(weights), strict=True))]
    assert by_weight == sorted(by_weight)


def test_brothers_who_fit_equally_share_the_probability() -> None:
    alone, (one, other) = posterior([25.0])[0], posterior([25.0, 25.0])
    assert alone > 0.9
    assert one == pytest.approx(other)
    assert 0.4 < one < 0.5


def test_a_stranger_takes_almost_nothing_away() -> None:
    assert posterior([25.0, -30.0])[0] == pytest.approx(posterior([25.0, -40.0])[0], abs=1e-6)


def test_the_same_evidence_is_worth_less_among_many() -> None:
    assert posterior([10.0] + [-20.0] * 5)[0] > 0.99
    assert posterior([10.0] + [-20.0] * 5000)[0] < 0.6


def test_nobody_is_likely_without_evidence() -> None:
    assert max(posterior([0.0] * 200)) < 0.05


def test_no_report_no_chance() -> None:
    assert posterior([]) == []


@pytest.mark.parametrize(
    ("chance", "word"),
    [
        (1.0, Likelihood.VERY_LIKELY),
        (0.9, Likelihood.VERY_LIKELY),
        (0.89, Likelihood.LIKELY),
        (0.5, Likelihood.LIKELY),
        (0.49, Likelihood.POSSIBLE),
        (0.05, Likelihood.POSSIBLE),
        (0.04, Likelihood.UNLIKELY),
        (0.0, Likelihood.UNLIKELY),
    ],
)
def test_words_stand_for_bands(chance: float, word: Likelihood) -> None:
    assert in_words(chance) is word
