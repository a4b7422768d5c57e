"""What a comparison promises, whoever is compared."""

import math
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from app.matching.forms import level_in_words
from app.matching.rules import Agreement, Field, compare
from app.people.rules import Colour, Description, Sex, Sighting, Top
from tests.factories import LAT, LON, NIGHT
from tests.matching.strategies import found_people, people

BLANK = Description()
FLOOR_BITS = -8.5
"""log2 of 0.003: no single wrong fact may hide a true pair."""
BOY = Description(
    name="王小明", sex=Sex.MALE, age_low=4, age_high=6, top=Top.T_SHIRT, top_colour=Colour.RED,
    sighting=Sighting(NIGHT, LAT, LON),
)  # fmt: skip


@given(found_people, people())
def test_every_level_that_can_come_out_has_words(found: Description, missing: Description) -> None:
    for part in compare(found, missing).parts:
        assert level_in_words(part)


@given(found_people, people())
def test_every_field_is_judged_once_and_the_parts_sum_to_the_whole(found: Description, missing: Description) -> None:
    comparison = compare(found, missing)
    assert [part.field for part in comparison.parts] == list(Field)
    assert comparison.weight_bits == pytest.approx(math.fsum(part.bits for part in comparison.parts))


@given(found_people, people())
def test_no_single_fact_kills_a_pair(found: Description, missing: Description) -> None:
    assert all(part.bits >= FLOOR_BITS for part in compare(found, missing).parts)


@given(found_people, people())
def test_what_is_not_known_weighs_nothing(found: Description, missing: Description) -> None:
    comparison = compare(found, missing)
    assert all(part.bits == 0 for part in comparison.parts if part.agreement is Agreement.UNKNOWN)
    assert all(part.bits == 0 for part in (*compare(BLANK, missing).parts, *compare(found, BLANK).parts))


@given(people())
def test_sex_and_clothes_weigh_the_same_whichever_side_said_what(person: Description) -> None:
    person = replace(person, sighting=BOY.sighting)  # after a month clothes hardly count, before it they do
    one, other = compare(person, BOY), compare(BOY, person)
    for field in (Field.SEX, Field.TOP, Field.TOP_COLOUR, Field.HAIR, Field.GLASSES, Field.BUILD):
        assert one.part(field) == other.part(field)


@given(people())
def test_whoever_is_the_same_in_everything_agrees(person: Description) -> None:
    parts = compare(person, replace(person, nickname="")).parts
    own = {Field.SEX, Field.TOP_COLOUR, Field.TOP, Field.BOTTOM, Field.HAIR, Field.BUILD, Field.GLASSES, Field.HOME}
    assert not [part for part in parts if part.field in own and part.agreement is Agreement.DIFFERS]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"sex": Sex.FEMALE}, Field.SEX),
        ({"name": "李建国"}, Field.NAME),
        ({"age_low": 40, "age_high": 40}, Field.AGE_HEIGHT),
        ({"top": Top.DOWN_COAT}, Field.TOP),
        ({"top_colour": Colour.GREEN}, Field.TOP_COLOUR),
        ({"sighting": Sighting(NIGHT - timedelta(hours=1), LAT + 5, LON)}, Field.PLACE_TIME),
    ],
    ids=lambda value: value.value if isinstance(value, Field) else "",
)
def test_a_contradiction_shows_and_lowers_the_weight(change: dict[str, object], field: Field) -> None:
    truth, lie = compare(BOY, BOY), compare(BOY, replace(BOY, **change))
    assert lie.part(field).agreement is Agreement.DIFFERS
    assert lie.part(field).bits < 0 < truth.part(field).bits
    assert lie.weight_bits < truth.weight_bits


def test_near_in_place_counts_only_if_there_was_time_to_get_there() -> None:
    def seen(km: float, hours: float) -> float:
        there = Sighting(NIGHT - timedelta(hours=hours), LAT + km / 111.2, LON)
        return compare(BOY, Description(sighting=there)).part(Field.PLACE_TIME).bits

    assert seen(0.2, 1) > seen(20, 0.3)
    assert seen(20, 20) > seen(20, 0.3)
    assert seen(0.2, 1) > seen(0.2, 40 * 24)


@pytest.mark.parametrize(
    ("found", "missing", "bits_above"),
    [
        ("birthmark, left knee", "胎记，左膝", 4),
        ("scar on forehead", "疤 额头", 3),
        ("mole", "左手有痣", 3),
    ],
)
def test_marks_agree_across_languages(found: str, missing: str, bits_above: float) -> None:
    assert compare(Description(marks=found), Description(marks=missing)).part(Field.MARKS).bits > bits_above


def test_a_mark_on_the_other_side_weighs_less_than_on_the_same() -> None:
    same, other, none = (
        compare(Description(marks="birthmark left knee"), Description(marks=marks)).part(Field.MARKS).bits
        for marks in ("birthmark left knee", "birthmark right knee", "tattoo on the arm")
    )
    assert same > other > none


def test_clothes_in_a_sentence_are_compared_like_chosen_ones() -> None:
    worn = compare(Description(worn="红色T恤"), BOY)
    assert worn.part(Field.TOP).agreement is Agreement.AGREES
    assert worn.part(Field.TOP_COLOUR).agreement is Agreement.AGREES


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("13x...00", "+8613800138000"),
        ("138 0013", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("040...588", "+358401234588"),
        ("0401234588", "+358401234588"),
        ("010 6234", "+861062345678"),
    ],
)
def test_a_fragment_of_a_phone_number_is_compared_as_people_say_it(said: str, number: str) -> None:
    part = compare(Description(phones=(said,)), Description(phones=(number,))).part(Field.PHONE)
    assert part.agreement is Agreement.AGREES
    assert part.bits > 2


def test_more_digits_weigh_more_and_one_slip_weighs_less() -> None:
    def bits(said: str) -> float:
        return compare(Description(phones=(said,)), Description(phones=("+8613800138000",))).part(Field.PHONE).bits

    assert bits("13800138000") > bits("13800138001") > bits("13900139001")
    assert bits("13800138000") > bits("138001") > 0


@pytest.mark.parametrize(
    ("said", "known"), [("四川成都", "Chengdu"), ("成都", "四川省成都市"), ("Tampere", "Tampere, Finland")]
)
def test_home_agrees_in_characters_and_pinyin(said: str, known: str) -> None:
    assert compare(Description(home=said), Description(home=known)).part(Field.HOME).agreement is Agreement.AGREES


def test_an_accent_counts_only_when_no_home_was_said() -> None:
    sought = Description(home="成都", accent="四川话")
    assert compare(Description(accent="四川话"), sought).part(Field.ACCENT).bits > 0
    assert compare(Description(accent="四川话", home="成都"), sought).part(Field.ACCENT).bits == 0
