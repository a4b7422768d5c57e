from datetime import timedelta

import pytest

from app.families import rules
from app.families.rules import Contact
from app.missing.rules import RiskFactor
from tests.factories import NIGHT


def test_one_phone_is_told_once_in_the_language_named_first():
    contacts = [Contact("+1", "en"), Contact("", "en"), Contact("+1", "zh_Hans"), Contact("+2", "zh_Hans")]
    assert rules.each_phone_once(contacts) == [Contact("+1", "en"), Contact("+2", "zh_Hans")]


@pytest.mark.parametrize("flag", ["domestic_abuse", "custody_dispute", "whereabouts_private", "trafficking"])
def test_a_flag_that_means_danger_stops_every_text(flag):
    assert rules.texts_are_stopped(["weather", flag])


def test_every_other_worry_stops_no_text():
    others = [factor.value for factor in RiskFactor if factor.value not in rules.STOPS_TEXTS]
    assert len(others) == len(RiskFactor) - 4 and not rules.texts_are_stopped(others)


@pytest.mark.parametrize(
    ("text", "meaning"), [("1", "on_my_way"), (" ２。", "call_me"), ("12", ""), ("I am at home", ""), ("", "")]
)
def test_one_digit_means_on_the_way_or_call_me(text, meaning):
    assert rules.meaning_of(text) == meaning


def test_the_same_thing_may_be_said_again_after_half_an_hour():
    assert rules.may_be_told_again(None, NIGHT)
    assert not rules.may_be_told_again(NIGHT, NIGHT + timedelta(minutes=29))
    assert rules.may_be_told_again(NIGHT, NIGHT + timedelta(minutes=30))


def test_a_family_waits_an_hour_for_news_at_most():
    assert not rules.waits_too_long(NIGHT, NIGHT + timedelta(minutes=59))
    assert rules.waits_too_long(NIGHT, NIGHT + timedelta(minutes=60))
