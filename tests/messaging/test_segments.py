import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.messaging.segments import Encoding, encoding_of, plain_latin, segments, units


@pytest.mark.parametrize(
    ("text", "cost"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("中" * 70, 1), ("中" * 71, 2),
     ("中" * 134, 2), ("中" * 135, 3), ("a" * 69 + "中", 1), ("a" * 70 + "中", 2)],
)  # fmt: skip
def test_the_carrier_bills_by_septets_or_by_16_bit_units(text, cost):
    assert segments(text) == cost


def test_a_bracket_or_euro_costs_two_septets_and_an_emoji_two_units():
    assert units("[€]") == 6
    assert units("中🙂") == 3
    assert segments("[" * 80) == 1 and segments("[" * 81) == 2


def test_one_chinese_character_makes_the_whole_text_dear():
    assert encoding_of("Task K7 taken") is Encoding.GSM_7
    assert encoding_of("Task K7 收到") is Encoding.UCS_2


def test_finnish_street_names_stay_cheap_and_typographic_marks_are_made_plain():
    assert plain_latin("Hämeentie 5 – “Ō”…") == 'Hämeentie 5 - "O"...'
    assert encoding_of(plain_latin("Łódź ☺")) is Encoding.UCS_2  # what has no near letter stays as it is
    assert plain_latin("国") == "国"


@given(st.text(max_size=400))
def test_no_text_is_too_strange_to_be_counted(text):
    clean = text.encode("utf-16", "replace").decode("utf-16")
    assert segments(clean) >= 1
    assert segments(plain_latin(clean)) >= 1
