"""Rounds against the exact best, and what they must keep to: shifts, permissions, the other aim."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.assignment import Objective, Rounds, Runner, Target, assign, straight_legs
from app.search.settings import TravelSettings
from benchmarks.peers import greedy, nearest_first
from tests.search.exact import best_expected, score

LAT, LON = 60.1699, 24.9384
TRAVEL = TravelSettings()
points = st.tuples(st.floats(LAT - 0.02, LAT + 0.02), st.floats(LON - 0.03, LON + 0.03))
starts = st.tuples(points, st.sampled_from(["foot", "bike", "car"]), st.sampled_from([0.0, 4.0, 15.0]))
spots = st.tuples(points, st.floats(0.001, 0.3))


def _town(who, where):
    runners = [Runner(f"P{i}", *at, mode, free) for i, (at, mode, free) in enumerate(who)]
    return runners, [Target(f"t{i:02}", *at, p) for i, (at, p) in enumerate(where)]


def _towns(most_patrols: int, most_places: int, fewest: int = 1):
    return st.builds(
        _town,
        st.lists(starts, min_size=1, max_size=most_patrols),
        st.lists(spots, min_size=fewest, max_size=most_places),
    )


@given(_towns(4, 8))
@settings(max_examples=40, deadline=None)
def test_up_to_eight_places_get_the_very_best_plan(town):
    runners, targets = town
    ours = score(runners, targets, assign(runners, targets, TRAVEL), TRAVEL)[0]
    assert ours == pytest.approx(best_expected(runners, targets, TRAVEL), rel=1e-9)


@given(_towns(6, 20))
@settings(max_examples=25, deadline=None)
def test_no_plan_is_worse_than_nearest_first_or_greedy(town):
    runners, targets = town
    ours = score(runners, targets, assign(runners, targets, TRAVEL, steps=50), TRAVEL)[0]
    for peer in (nearest_first, greedy):
        assert ours <= score(runners, targets, peer(runners, targets, TRAVEL), TRAVEL)[0] + 1e-9


@given(_towns(6, 20), st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_every_place_is_in_one_round_and_the_same_town_gives_the_same_plan(town, seed):
    runners, targets = town
    rounds = assign(runners, targets, TRAVEL, steps=200, seed=seed)
    assert sorted(itertools.chain(*rounds.values())) == [t.key for t in targets]
    assert rounds == assign(runners, targets, TRAVEL, steps=200, seed=seed)


@given(_towns(4, 8, fewest=4))
@settings(max_examples=25, deadline=None)
def test_asking_everywhere_soonest_never_has_a_longer_last_round_than_the_other_aim(town):
    runners, targets = town
    everywhere = assign(runners, targets, TRAVEL, objective=Objective.ALL_CHECKED_SOONEST)
    family = assign(runners, targets, TRAVEL)
    assert score(runners, targets, everywhere, TRAVEL)[1] <= score(runners, targets, family, TRAVEL)[1] + 1e-6
    assert sorted(itertools.chain(*everywhere.values())) == [t.key for t in targets]


def _line(count: int) -> list[Target]:
    return [Target(f"t{n}", LAT + 0.001 * n, LON, 0.1) for n in range(1, count + 1)]


def test_nobody_is_sent_to_a_door_after_the_end_of_the_shift():
    soon_off = Runner("soon_off", LAT, LON, "foot", until_min=15)
    rounds = assign([soon_off], _line(6), TRAVEL)
    assert len(rounds["soon_off"]) == 2
    rounds = assign([soon_off, Runner("all_night", LAT, LON, "foot")], _line(6), TRAVEL)
    assert len(rounds["soon_off"]) + len(rounds["all_night"]) == 6


def test_a_place_is_left_to_those_who_may_go_there():
    runners = [Runner("near", LAT, LON, "car"), Runner("speaks", LAT + 0.02, LON, "foot")]
    rounds = assign(runners, _line(3), TRAVEL, may_go={"t1": ["speaks"], "t2": []})
    assert rounds["speaks"] == ["t1"]
    assert rounds["near"] == ["t3"]


def test_minutes_by_road_decide_where_there_are_any():
    def around_the_bay(mode, places):
        table = [list(row) for row in straight_legs(TRAVEL)(mode, places)]
        table[0][1] = 90.0  # the first place lies across the water
        return table

    runners = [Runner("P1", LAT, LON, "car")]
    assert assign(runners, _line(2), TRAVEL)["P1"] == ["t1", "t2"]
    assert assign(runners, _line(2), TRAVEL, legs=around_the_bay)["P1"] == ["t2", "t1"]


def test_more_time_never_gives_a_worse_plan():
    runners = [Runner(f"P{n}", LAT, LON + 0.002 * n, "foot") for n in range(3)]
    targets = [Target(f"t{n:02}", LAT + 0.003 * (n % 5), LON + 0.002 * (n % 7), 0.01 * (n % 4 + 1)) for n in range(20)]
    plans: list[Rounds] = [assign(runners, targets, TRAVEL, steps=steps) for steps in (0, 1)]
    plans.append(assign(runners, targets, TRAVEL, budget_s=0.05))
    scores = [score(runners, targets, plan, TRAVEL)[0] for plan in plans]
    assert scores[1] <= scores[0] and scores[2] <= scores[0]
