"""The prior, the ranking and the sharing-out: pure."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.places.rules import PlaceKind
from app.search import ranking
from app.search.assignment import Rounds, Runner, Target, assign, minutes_of, travel_min
from app.search.prior import (
    Category,
    Circumstances,
    Clue,
    Spot,
    category_of,
    clues_heard,
    density,
    lognormal_of,
    prior,
)
from app.search.settings import PriorSettings, TravelSettings

LAT, LON = 60.1699, 24.9384
TRAVEL = TravelSettings()
PRIOR = PriorSettings()
kinds = st.sampled_from(list(PlaceKind))
spots = st.lists(
    st.builds(Spot, st.uuids().map(str), kinds, st.floats(0, 20_000)),
    min_size=1,
    max_size=40,
    unique_by=lambda s: s.key,
)
known = st.builds(
    Circumstances,
    st.sampled_from(list(Category)),
    st.none() | st.integers(0, 23),
    st.frozensets(st.sampled_from(list(Clue))),
)


# The prior


@given(spots, known)
def test_chances_and_the_rest_of_the_world_make_one(spots: list[Spot], known: Circumstances) -> None:
    chances, rest = prior(spots, known, PRIOR)
    assert sum(chances.values()) + rest == pytest.approx(1)
    assert rest >= PRIOR.rest_mass - 1e-9
    assert all(0 <= p <= PRIOR.cap for p in chances.values())


def test_no_place_near_leaves_everything_to_the_rest_of_the_world() -> None:
    assert prior([], Circumstances(Category.CHILD_4_6), PRIOR) == ({}, 1.0)


@pytest.mark.parametrize("category", list(Category))
def test_the_distance_law_passes_near_the_medians_of_the_study(category: Category) -> None:
    mu, sigma = lognormal_of(category)
    median_m = PRIOR.quartiles_km[category.value][1] * 1000
    assert 0.6 < 2.718281828**mu / median_m < 1.4
    assert 0.5 < sigma < 2.1


@given(st.sampled_from(list(Category)), st.floats(400, 10_000), st.floats(1.01, 3))
def test_beyond_the_nearest_streets_farther_ground_is_never_likelier(
    category: Category, metres: float, factor: float
) -> None:
    assert density(category, metres) >= density(category, metres * factor)


def test_nearer_than_fifty_metres_counts_as_fifty() -> None:
    assert density(Category.CHILD_4_6, 3) == density(Category.CHILD_4_6, 50)


def test_a_visitors_child_is_asked_for_at_hotels_first() -> None:
    places = [Spot("shop", PlaceKind.SHOP, 200), Spot("hotel", PlaceKind.HOTEL, 400), Spot("mall", PlaceKind.MALL, 300)]
    clue = Circumstances(Category.CHILD_4_6, 20, frozenset({Clue.SLEPT_IN_HOTEL}))
    chances, _ = prior(places, clue, PRIOR)
    assert max(chances, key=lambda key: chances[key]) == "hotel"


def test_a_school_badge_in_the_morning_points_to_schools() -> None:
    places = [Spot("school", PlaceKind.SCHOOL, 500), Spot("hotel", PlaceKind.HOTEL, 500)]
    clue = Circumstances(Category.CHILD_7_9, 8, frozenset({Clue.SCHOOL_BADGE}))
    chances, _ = prior(places, clue, PRIOR)
    assert chances["school"] > chances["hotel"]


def test_schools_sink_by_night_and_lodging_rises() -> None:
    places = [Spot("school", PlaceKind.SCHOOL, 500), Spot("hotel", PlaceKind.HOTEL, 500)]
    by_day, _ = prior(places, Circumstances(Category.CHILD_7_9, 12), PRIOR)
    by_night, _ = prior(places, Circumstances(Category.CHILD_7_9, 23), PRIOR)
    assert by_night["school"] / by_night["hotel"] < by_day["school"] / by_day["hotel"]


@pytest.mark.parametrize(
    ("low", "high", "medical", "category"),
    [
        (1, 3, [], Category.CHILD_1_3),
        (4, 6, [], Category.CHILD_4_6),
        (6, 9, [], Category.CHILD_7_9),
        (10, 13, [], Category.CHILD_10_12),
        (14, 17, [], Category.CHILD_13_15),
        (18, 59, [], Category.ADULT),
        (70, 80, [], Category.DEMENTIA),
        (5, 7, ["autism"], Category.AUTISM),
        (None, None, [], Category.CHILD_7_9),
    ],
)
def test_the_category_follows_age_and_health(
    low: int | None, high: int | None, medical: list[str], category: Category
) -> None:
    assert category_of(low, high, medical) is category


def test_clues_are_heard_in_both_languages() -> None:
    assert clues_heard("我们住酒店，坐火车来的") == {Clue.SLEPT_IN_HOTEL, Clue.CAME_BY_BUS_OR_TRAIN}
    assert clues_heard("Mummy went to the shop") == {Clue.FAMILY_SHOPPING}
    assert clues_heard("") == frozenset()


def test_a_clue_is_a_word_not_a_part_of_one() -> None:
    assert clues_heard("busy with his trainers, sparkling shopkeeper") == frozenset()
    assert clues_heard("two trains and a bus") == {Clue.CAME_BY_BUS_OR_TRAIN}


# What an answer teaches


def test_a_no_moves_the_chances_as_bayes_says() -> None:
    chances, rest = ranking.after_no({"asked": 0.30, "other": 0.20}, 0.50, "asked", 0.8)
    assert chances["asked"] == pytest.approx(0.079, abs=0.0005)
    assert chances["other"] == pytest.approx(0.263, abs=0.0005)
    assert sum(chances.values()) + rest == pytest.approx(1)


@given(
    st.lists(st.floats(0.001, 1), min_size=2, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.floats(0.05, 0.95)), max_size=12),
)
def test_a_visited_place_never_drops_to_zero(raw: list[float], visits: list[tuple[int, float]]) -> None:
    total = sum(raw) / 0.6
    chances, rest = {str(i): p / total for i, p in enumerate(raw)}, 0.4
    for place, q in visits:
        asked = str(place % len(raw))
        chances, rest = ranking.after_no(chances, rest, asked, q)
        assert chances[asked] > 0
        assert sum(chances.values()) + rest == pytest.approx(1)


def test_a_closed_door_says_nothing() -> None:
    assert ranking.after_no({"a": 0.3}, 0.7, "a", 0.0) == ({"a": 0.3}, 0.7)


def test_a_yes_is_certain() -> None:
    assert ranking.after_yes({"a": 0.3, "b": 0.2}, "b") == ({"a": 0.0, "b": 1.0}, 0.0)


def test_a_trace_raises_what_lies_around_it() -> None:
    chances, rest = ranking.after_trace({"near": 0.1, "far": 0.1}, 0.8, {"near": 50, "far": 3000}, 4, 400)
    assert chances["near"] > 0.1 > chances["far"]
    assert sum(chances.values()) + rest == pytest.approx(1)


def test_the_index_rule_prefers_more_chance_for_a_minute() -> None:
    assert ranking.index(0.2, 0.9, 5) > ranking.index(0.3, 0.9, 15)


# Who goes where

points = st.tuples(st.floats(LAT - 0.02, LAT + 0.02), st.floats(LON - 0.03, LON + 0.03))
modes = st.sampled_from(["foot", "bike", "car"])


def _town(starts: list[tuple[tuple[float, float], str]], spots: list[tuple[tuple[float, float], float]]):
    runners = [Runner(f"P{i}", *at, mode) for i, (at, mode) in enumerate(starts)]
    targets = [Target(f"t{i:02}", *at, p) for i, (at, p) in enumerate(spots)]
    return runners, targets


def _expected_minutes(runners: list[Runner], targets: list[Target], rounds: Rounds) -> float:
    by_key = {t.key: t for t in targets}
    total = 0.0
    for runner in runners:
        visits = [by_key[key] for key in rounds[runner.key]]
        arrivals = minutes_of(runner, visits, TRAVEL)
        total += sum(v.weight * (t + TRAVEL.dwell_min) for v, t in zip(visits, arrivals, strict=True))
    return total


towns = st.builds(
    _town,
    st.lists(st.tuples(points, modes), min_size=1, max_size=5),
    st.lists(st.tuples(points, st.floats(0, 0.3)), min_size=1, max_size=12),
)


@given(towns)
@settings(max_examples=25, deadline=None)
def test_every_place_is_given_to_exactly_one_patrol(town: tuple[list[Runner], list[Target]]) -> None:
    runners, targets = town
    rounds = assign(runners, targets, TRAVEL, steps=500)
    assert sorted(itertools.chain(*rounds.values())) == sorted(t.key for t in targets)
    assert set(rounds) == {r.key for r in runners}


@given(towns)
@settings(max_examples=10, deadline=None)
def test_the_same_night_always_gives_the_same_plan(town: tuple[list[Runner], list[Target]]) -> None:
    runners, targets = town
    assert assign(runners, targets, TRAVEL, steps=500) == assign(runners, targets, TRAVEL, steps=500)


@given(towns)
@settings(max_examples=15, deadline=None)
def test_the_plan_is_never_slower_than_the_greedy_one(town: tuple[list[Runner], list[Target]]) -> None:
    runners, targets = town
    improved = _expected_minutes(runners, targets, assign(runners, targets, TRAVEL, steps=1000))
    greedy = _expected_minutes(runners, targets, assign(runners, targets, TRAVEL, steps=0))
    assert improved <= greedy + 1e-6


def _best_of_all(runners: list[Runner], targets: list[Target]) -> float:
    """Exact, by trying every sharing-out and every order."""
    best = float("inf")
    for owners in itertools.product(range(len(runners)), repeat=len(targets)):
        total = 0.0
        for r, runner in enumerate(runners):
            mine = [t for t, owner in zip(targets, owners, strict=True) if owner == r]
            total += min(
                _expected_minutes([runner], mine, {runner.key: [t.key for t in order]})
                for order in itertools.permutations(mine)
            )
        best = min(best, total)
    return best


@given(
    st.builds(
        _town,
        st.lists(st.tuples(points, modes), min_size=2, max_size=2),
        st.lists(st.tuples(points, st.floats(0.01, 0.3)), min_size=2, max_size=5),
    )
)
@settings(max_examples=25, deadline=None)
def test_small_towns_get_a_plan_within_a_hundredth_of_the_best_there_is(
    town: tuple[list[Runner], list[Target]],
) -> None:
    runners, targets = town
    ours = _expected_minutes(runners, targets, assign(runners, targets, TRAVEL))
    assert ours == pytest.approx(_best_of_all(runners, targets), rel=0.01)


def test_an_officers_choice_of_patrol_is_kept() -> None:
    runners = [Runner("near", LAT, LON, "car"), Runner("far", LAT + 0.02, LON, "foot")]
    targets = [Target(f"t{i}", LAT + i / 10_000, LON, 0.1) for i in range(4)]
    rounds = assign(runners, targets, TRAVEL, pinned={"t2": "far"})
    assert "t2" in rounds["far"]


def test_a_patrol_still_under_way_is_waited_for_only_if_that_pays() -> None:
    runners = [Runner("busy", LAT, LON, "car", free_in_min=60), Runner("free", LAT, LON, "foot")]
    rounds = assign(runners, [Target("t", LAT + 0.001, LON, 0.2)], TRAVEL)
    assert rounds == {"busy": [], "free": ["t"]}


def test_without_patrols_nothing_is_given_out() -> None:
    assert assign([], [Target("t", LAT, LON, 0.2)], TRAVEL) == {}


def test_a_kilometre_takes_seventeen_minutes_on_foot_and_four_by_car() -> None:
    assert travel_min(1000, "foot", TRAVEL) == pytest.approx(16.8)
    assert travel_min(1000, "car", TRAVEL) == pytest.approx(4.15, abs=0.01)
