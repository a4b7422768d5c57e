"""What a tired thumb or a dictating voice may type, and a person in five words."""

from datetime import UTC, date, datetime, time

import pytest
from werkzeug.datastructures import MultiDict
from wtforms.validators import Optional

from app.core.forms import StationForm
from app.core.words import word
from app.people import rules
from app.people.forms import (
    Clock,
    Day,
    EnumTicks,
    MaybeOne,
    SomeOf,
    hidden,
    in_five_words,
    on_station_clock,
    phone,
    told,
    who,
    whole_number,
)
from app.people.forms.fields import degrees
from tests.factories import make_found


class Sheet(StationForm):
    """One field of each kind."""

    cm = whole_number("Height", 40, 220)
    day = Day("Day", validators=[Optional()])
    clock = Clock("Time", validators=[Optional()])
    number = phone("Phone")
    lat = degrees("Place", 90)
    carried = hidden(8)
    sex = MaybeOne("Sex", rules.Sex)
    where = SomeOf("Where", rules.Where, {rules.Where.STATION}, default=rules.Where.UNKNOWN)
    medical = EnumTicks("Health", rules.MedicalFlag)


@pytest.fixture
def fill(app):
    def make(**typed: object) -> Sheet:
        with app.test_request_context("/", method="POST"):
            sheet = Sheet(formdata=MultiDict({"where": "unknown"} | typed))
            sheet.validate()
            sheet.fault = {name: [str(text) for text in texts] for name, texts in sheet.errors.items()}
            return sheet

    return make


@pytest.mark.parametrize("typed", ["112", " 112 ", "112cm", "112 cm", "112公分", "112厘米。", "\uff11\uff11\uff12"])
def test_a_number_is_read_with_or_without_its_unit(fill, typed):
    sheet = fill(cm=typed)
    assert sheet.cm.data == 112 and not sheet.fault


@pytest.mark.parametrize("typed", ["tall", "-5", "1.5", "1e3", "9" * 10_000, "٣٤x", "1 2"])
def test_what_is_no_whole_number_gets_one_sentence_and_stays_typed(fill, typed):
    sheet = fill(cm=typed)
    assert sheet.fault["cm"] == ["Write this as a whole number, or leave it empty."]
    assert typed in sheet.cm._value()


@pytest.mark.parametrize("typed", ["39", "221", "0", "99999"])
def test_an_absurd_number_is_told_its_limits(fill, typed):
    assert fill(cm=typed).fault["cm"] == ["This must be from 40 to 220. Leave it empty if you do not know."]


def test_a_day_and_a_time_are_read_on_the_stations_clock(app, fill):
    sheet = fill(day="2026-03-01", clock="23:40")
    assert (sheet.day.data, sheet.clock.data) == (date(2026, 3, 1), time(23, 40))
    with app.test_request_context("/"):
        assert on_station_clock(sheet.day.data, sheet.clock.data).astimezone(UTC) == datetime(
            2026, 3, 1, 15, 40, tzinfo=UTC
        )


def test_a_full_width_colon_is_a_colon(fill):
    assert fill(clock="23\uff1a40").clock.data == time(23, 40)


@pytest.mark.parametrize(("field", "typed"), [("day", "yesterday"), ("day", "2026-02-31"), ("day", "0001-01-01"),
                                              ("clock", "25:00"), ("clock", "night")])  # fmt: skip
def test_a_day_or_time_that_cannot_be_is_explained(fill, field, typed):
    sheet = fill(**{field: typed})
    assert len(sheet.fault[field]) == 1
    assert "Not a valid" not in sheet.fault[field][0]


@pytest.mark.parametrize("typed", ["138 0013 8000", "+8613800138000", "138-0013-8000", "13800138000。"])
def test_a_phone_is_typed_in_any_form_and_stored_in_one(app, fill, typed):
    sheet = fill(number=typed)
    with app.test_request_context("/"):
        assert sheet.number.e164() == "+8613800138000" and not sheet.fault
    assert sheet.number.data == typed


@pytest.mark.parametrize("typed", ["12", "not a phone", "9" * 39])
def test_what_cannot_be_a_phone_is_explained_and_stays_typed(fill, typed):
    sheet = fill(number=typed)
    assert "cannot be a phone number" in sheet.fault["number"][0]
    assert sheet.number.data == typed


@pytest.mark.parametrize("typed", ["91", "-90.01", "nan", "inf", "here", "1e999"])
def test_a_place_off_the_map_is_refused_with_a_sentence(fill, typed):
    assert fill(lat=typed).fault["lat"] == ["This place is not on the map. Choose it again, or describe it in words."]


def test_what_the_page_carries_is_cut_and_never_refused(fill):
    sheet = fill(carried="x\x00" * 10_000)
    assert sheet.carried.data == "x" * 8 and not sheet.fault


@pytest.mark.parametrize("posted", ["purple", "", "station"])
def test_an_answer_that_was_not_offered_is_refused(fill, posted):
    assert "where" in fill(where=posted).fault


def test_a_choice_that_may_wait_still_takes_only_what_was_offered(fill):
    assert not fill().fault
    assert "sex" in fill(sex="both").fault


def test_ticks_keep_the_order_of_the_list_and_take_nothing_else(fill):
    several = MultiDict([("medical", "heart"), ("medical", "autism"), ("where", "unknown")])
    sheet = fill(**several.to_dict(flat=False) | {"where": "unknown"})
    assert sheet.medical.data == ["autism", "heart"]
    assert "medical" in fill(medical="haunted").fault


ENUMS = [rules.Sex, rules.Build, rules.Hair, rules.YesNo, rules.Communication, rules.Colour, rules.Top, rules.Bottom,
         rules.AgeBand, rules.MedicalFlag, rules.NoPhotoReason, rules.Where]  # fmt: skip


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_answer_has_a_word_of_its_own(app, kind):
    with app.test_request_context("/"):
        words = [word(member) for member in kind]
    assert all(words) and len(set(words)) == len(words)


@pytest.mark.parametrize(
    "kind", [k for k in ENUMS if k not in {rules.MedicalFlag, rules.NoPhotoReason}], ids=lambda kind: kind.__name__
)
def test_unknown_is_a_value_of_every_question(kind):
    assert kind("unknown")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "boy, about 5, red T-shirt"),
        ({"sex": rules.Sex.UNKNOWN}, "child, about 5, red T-shirt"),
        ({"age_low": None, "age_high": None}, "male person, red T-shirt"),
        ({"age_low": 60, "age_high": 110, "sex": rules.Sex.FEMALE}, "woman, 60 or over, red T-shirt"),
        ({"age_low": 6, "age_high": 9, "top": rules.Top.UNKNOWN}, "boy, aged 6 to 9, red top"),
        ({"top": rules.Top.UNKNOWN, "top_colour": rules.Colour.UNKNOWN, "bottom": rules.Bottom.JEANS},
         "boy, about 5, jeans"),
        ({"sex": rules.Sex.UNKNOWN, "age_low": None, "age_high": None, "top": rules.Top.UNKNOWN,
          "top_colour": rules.Colour.UNKNOWN}, "person"),
    ],
)  # fmt: skip
def test_a_person_in_five_words(app, facts, words):
    report = make_found(**facts)
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert in_five_words(report) == words
        assert who(report) == words.split(",")[0]


@pytest.mark.parametrize(
    ("value", "words"),
    [(rules.Sex.MALE, "male"), (True, "yes"), (False, "no"), (None, ""), ("left knee", "left knee"), (108, "108"),
     ([rules.MedicalFlag.AUTISM, rules.MedicalFlag.HEART], "autism, heart trouble")],
)  # fmt: skip
def test_a_stored_value_is_told_in_words(app, value, words):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert told(value) == words
