"""One scan of all open reports says of each exactly what a comparison field by field says."""

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.index import Index
from app.matching.levels import Field
from app.matching.model import START
from app.matching.posterior import best, posterior
from app.matching.rules import Agreement, compare, parts_of
from app.matching.scan import Scan
from app.people.rules import Colour, Description, Hair, Sex, Sighting, Top
from tests.factories import LAT, LON, NIGHT
from tests.matching.strategies import found_people, people

SEEN = Description(
    name="王小明", sex=Sex.MALE, age_low=4, age_high=6, height_cm=110, top=Top.T_SHIRT, top_colour=Colour.RED,
    marks="birthmark left knee", home="成都", hair=Hair.SHORT, phones=("138...000",), worn="a dinosaur backpack",
    sighting=Sighting(NIGHT, LAT, LON),
)  # fmt: skip
SOUGHT = replace(SEEN, age_low=5, age_high=5, phones=("+8613800138000",))


def indexed(*reports: Description) -> Index:
    index = Index()
    for number, person in enumerate(reports):
        index.put(number.to_bytes(16, "big"), person)
    return index


@settings(max_examples=60)
@given(found_people, st.lists(people(), min_size=1, max_size=12), st.booleans())
def test_the_parts_of_every_pair_sum_to_the_weight_of_the_scan(
    found: Description, reports: list[Description], query_u: bool
) -> None:
    scan = Scan(indexed(*reports), found, START, query_u=query_u)
    for row, weight in enumerate(scan.weights):
        comparison = parts_of(scan.levels(row))
        assert comparison.weight_bits == weight
        assert math.isfinite(weight)


@settings(max_examples=40)
@given(found_people, st.lists(people(), min_size=1, max_size=8))
def test_among_others_a_pair_has_the_levels_it_has_alone(found: Description, reports: list[Description]) -> None:
    scan = Scan(indexed(*reports), found, START)
    for row, missing in enumerate(reports):
        together, alone = parts_of(scan.levels(row)), compare(found, missing)
        # Only whether words are rare depends on the others.
        pairs = [pair for pair in zip(together.parts, alone.parts, strict=True) if pair[0].field is not Field.WORDS]
        assert all(one.level == other.level for one, other in pairs)


def test_a_report_that_is_gone_is_never_a_candidate_and_its_place_is_used_again() -> None:
    index = indexed(*[SOUGHT] * 2000)
    for number in range(1999):
        assert index.remove(number.to_bytes(16, "big"))
    assert len(index) < 2000
    assert [index.ids.report(row) for row, _ in best(Scan(index, SEEN, START).weights, 10)] == [
        (1999).to_bytes(16, "big")
    ]
    (only,) = best(Scan(index, SEEN, START).weights, 10)
    levels = parts_of(Scan(index, SEEN, START).levels(only[0]))
    assert levels.part(Field.PHONE).level == "phone_all"
    assert levels.part(Field.WORDS).bits > 0


def test_an_edit_replaces_what_was_known() -> None:
    index = indexed(SOUGHT, replace(SOUGHT, sex=Sex.FEMALE))
    index.put((1).to_bytes(16, "big"), replace(SOUGHT, name="李建国"), version=2)
    assert index.open == 2
    assert index.version((1).to_bytes(16, "big")) == 2
    row = index.row((1).to_bytes(16, "big"))
    assert row is not None
    assert parts_of(Scan(index, SEEN, START).levels(row)).part(Field.SEX).agreement is Agreement.AGREES


def test_a_common_name_weighs_less_than_a_rare_one() -> None:
    strangers = [Description(name=name) for name in ["王伟"] * 300 + ["欧阳锦程"] + ["李娜"] * 700]

    def heaviest(said: str) -> float:
        return float(Scan(indexed(*strangers), Description(name=said), START).weights.max())

    assert heaviest("欧阳锦程") > heaviest("王伟") + 3


def test_in_the_crowd_of_one_event_place_and_time_weigh_less() -> None:
    def weight(others: list[Description]) -> float:
        scan = Scan(indexed(SOUGHT, *others), SEEN, START)
        return parts_of(scan.levels(0)).part(Field.PLACE_TIME).bits

    far = [Description(sighting=Sighting(NIGHT - timedelta(days=n), LAT + 9, LON)) for n in range(400)]
    crowd = [Description(sighting=Sighting(NIGHT - timedelta(hours=1), LAT, LON)) for _ in range(400)]
    assert weight(crowd) < weight(far) - 4


def test_what_all_wear_this_month_weighs_less() -> None:
    def weight(colour: Colour, days: int) -> float:
        worn = Description(
            top=Top.T_SHIRT, top_colour=colour, sighting=Sighting(NIGHT - timedelta(days=days), LAT, LON)
        )
        scan = Scan(indexed(SOUGHT, *[worn] * 300), SEEN, START)
        return parts_of(scan.levels(0)).part(Field.TOP_COLOUR).bits

    assert weight(Colour.RED, days=10) < weight(Colour.GREEN, days=10)
    assert weight(Colour.RED, days=100) > weight(Colour.RED, days=10)


def test_a_child_found_after_a_year_has_grown_and_wears_other_clothes() -> None:
    lost = replace(SOUGHT, sighting=Sighting(NIGHT - timedelta(days=500), LAT, LON))
    grown = replace(SEEN, age_low=6, age_high=7, height_cm=117, top=Top.DOWN_COAT, top_colour=Colour.GREEN)
    parts = compare(grown, lost)
    assert parts.part(Field.AGE_HEIGHT).agreement is Agreement.AGREES
    assert parts.part(Field.TOP).bits > -0.5
    assert compare(SEEN, lost).part(Field.AGE_HEIGHT).bits < parts.part(Field.AGE_HEIGHT).bits


@pytest.mark.parametrize("shared", ["dinosaur", "奥特曼"])
def test_rare_words_that_nobody_foresaw_still_speak(shared: str) -> None:
    index = indexed(*[Description(worn=f"{text} bag") for text in ["blue", "plain", shared] + ["old"] * 400])
    scan = Scan(index, Description(worn=f"with a {shared} on it"), START)
    assert int(scan.weights.argmax()) == 2
    assert parts_of(scan.levels(2)).part(Field.WORDS).level == "rare_words_shared"


_FIELDS = ("name", "sex", "age_low", "height_cm", "top", "top_colour", "marks", "home", "hair", "phones", "worn")


@pytest.mark.parametrize("field", _FIELDS)
def test_a_fact_taken_away_weighs_nothing_and_never_raises_a_true_pair(field: str) -> None:
    blank = Description()
    gone = {field: getattr(blank, field)} | ({"age_high": None} if field == "age_low" else {})
    less = compare(replace(SEEN, **gone), SOUGHT)
    assert less.weight_bits <= compare(SEEN, SOUGHT).weight_bits


@settings(max_examples=60)
@given(found_people, people(), st.sampled_from(["sex", "top", "top_colour", "hair", "build"]))
def test_agreeing_never_weighs_less_than_not_known_and_differing_never_more(
    found: Description, missing: Description, field: str
) -> None:
    # Another colour of another garment is one difference, told by the garment.
    part = compare(found, missing).part(Field(field))
    if part.agreement is Agreement.AGREES:
        assert part.bits >= 0
    if part.agreement is Agreement.DIFFERS and field != "top_colour":
        assert part.bits <= 0


@given(st.lists(st.floats(-60, 60, width=32), min_size=1, max_size=40), st.integers(1, 10))
def test_the_best_are_those_of_all_with_the_same_probability(weights: list[float], most: int) -> None:
    everybody = posterior(weights)
    chosen = best(np.array(weights, dtype=np.float32), most)
    assert [row for row, _ in chosen] == sorted(range(len(weights)), key=lambda row: (-weights[row], row))[:most]
    assert all(chance == pytest.approx(everybody[row], abs=1e-5) for row, chance in chosen)


@given(st.text(max_size=40), st.text(max_size=60), st.text(max_size=40))
def test_any_text_anywhere_is_compared(one: str, other: str, third: str) -> None:
    person = Description(name=one, nickname=other, worn=third, marks=other, home=third, accent=one, phones=(other,))
    assert math.isfinite(compare(person, person).weight_bits)
    assert math.isfinite(compare(person, SOUGHT).weight_bits)
