from datetime import timedelta

import pytest

from app.missing.rules import (
    Risk,
    RiskFactor,
    RiskReason,
    guessable,
    is_in_the_future,
    may_be_same,
    risk_of,
    risk_reasons,
)
from app.people.rules import Description, MedicalFlag, Sex, Sighting
from tests.factories import LAT, LON, NIGHT


def person(**facts):
    start = {"name": "示例乐", "sex": Sex.MALE, "age_low": 5, "age_high": 5, "sighting": Sighting(NIGHT, LAT, LON)}
    return Description(**start | facts)


@pytest.mark.parametrize(("age", "reasons"), [(13, [RiskReason.CHILD]), (14, []), (0, [RiskReason.CHILD]), (None, [])])
def test_a_child_under_14_is_at_high_risk(age, reasons):
    assert risk_reasons(age, []) == reasons


@pytest.mark.parametrize(
    ("factor", "reason"),
    [
        (RiskFactor.DEMENTIA, RiskReason.DEMENTIA),
        (RiskFactor.SELF_HARM, RiskReason.SELF_HARM),
        (RiskFactor.INJURED, RiskReason.INJURED),
        (RiskFactor.MEDICATION, RiskReason.NO_MEDICINE),
        (RiskFactor.TRAFFICKING, RiskReason.TRAFFICKING),
        (RiskFactor.ABDUCTION_SEEN, RiskReason.TRAFFICKING),
    ],
)
def test_a_grave_sign_makes_the_risk_high_at_any_age(factor, reason):
    assert risk_reasons(40, [factor.value]) == [reason]
    assert risk_of(40, [factor.value]) is Risk.HIGH


def test_dementia_counts_wherever_it_was_ticked():
    assert risk_of(70, [], [MedicalFlag.DEMENTIA.value]) is Risk.HIGH


def test_nothing_known_is_never_a_low_risk():
    assert risk_of(None, [RiskFactor.NOT_KNOWN.value]) is Risk.MEDIUM
    assert risk_of(30, [RiskFactor.WEATHER.value]) is Risk.MEDIUM


def test_five_minutes_ahead_are_a_wrong_clock_and_six_are_the_future():
    assert not is_in_the_future(NIGHT + timedelta(minutes=5), NIGHT)
    assert is_in_the_future(NIGHT + timedelta(minutes=6), NIGHT)
    assert not is_in_the_future(None, NIGHT)


def test_a_name_in_another_script_is_the_same_name():
    assert may_be_same(person(name="示例乐"), person(name="Shili Le", sighting=Sighting(None, None, None)))


def test_a_name_at_home_is_compared_with_the_full_name():
    assert may_be_same(person(name="示例乐", nickname="乐乐"), person(name="乐乐"))


def test_a_shared_phone_makes_two_reports_alike_whatever_the_names():
    phones = ("+8613800138000",)
    assert may_be_same(person(phones=phones), person(name="别的名", phones=phones))


def test_two_children_with_different_names_are_not_shown_as_one():
    assert not may_be_same(person(), person(name="别的名"))


@pytest.mark.parametrize(
    "other",
    [
        {"sex": Sex.FEMALE},
        {"age_low": 9, "age_high": 9},
        {"sighting": Sighting(NIGHT - timedelta(hours=25), LAT, LON)},
    ],
)
def test_what_excludes_one_person_outweighs_the_name(other):
    assert not may_be_same(person(), person(**other))


def test_nameless_reports_are_alike_when_place_and_time_are_close():
    near = Sighting(NIGHT + timedelta(minutes=40), LAT + 0.003, LON)
    far = Sighting(NIGHT + timedelta(minutes=40), LAT + 0.03, LON)
    assert may_be_same(person(), person(name="", sighting=near))
    assert not may_be_same(person(), person(name="", sighting=far))
    assert not may_be_same(person(), person(name="", sighting=Sighting(NIGHT, None, None)))


def test_an_answer_that_stands_in_the_report_can_be_guessed():
    assert guessable(" 示例 乐。", ["示例乐"])
    assert guessable("ＬＥＬＥ", ["Lele", ""])
    assert not guessable("a green marble", ["Lele", ""])
    assert not guessable("?", [""])
