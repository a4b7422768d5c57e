"""The missing report as it is read from a browser's post."""

from datetime import UTC, datetime

import pytest
from werkzeug.datastructures import MultiDict

from app.core.clock import now
from app.missing.facts import HeldBack
from app.missing.forms import MissingReportForm
from app.missing.models import IdType, Relation
from app.people.rules import Sex, Where, YesNo
from tests.factories import make_missing, make_station
from tests.missing.answers import FEWEST, answers


@pytest.fixture
def read(app):
    """The form with these answers, validated as the page does."""

    def post(posted, report=None):
        many = MultiDict((k, v) for k, vs in posted.items() for v in (vs if isinstance(vs, list) else [vs]))
        with app.test_request_context("/missing/new", method="POST", data=many):
            form = MissingReportForm(station=make_station(), at=now(), report=report)
            if "later" in posted:
                form.let_wait()
            form.is_valid = form.validate()
            form.said = form.facts() if form.is_valid else None
            form.sentences = {name: str(errors[0]) for name, errors in form.errors.items()}
            return form

    return post


def test_a_whole_form_becomes_facts(read):
    said = read(answers()).said
    assert (said.reporter_phone, said.reporter_relation) == ("+8613800138000", Relation.MOTHER)
    assert (said.sex, said.age_low, said.age_high) == (Sex.MALE, 5, 5)
    assert said.last_seen_at == datetime(2026, 3, 1, 14, 15, tzinfo=UTC)
    assert said.guardians[0].phone == "+8613800138000" and len(said.guardians) == 1
    assert said.held_back[0] == HeldBack("What is in his pocket?", "a green marble")
    assert said.risk_factors == ["weather"] and said.custody_order is YesNo.NO


def test_an_empty_form_asks_for_every_must(read):
    form = read({"form_key": "a key"})
    assert {
        "reporter_name", "reporter_relation", "reporter_phone", "reporter_id_type", "name", "sex", "age_years",
        "last_seen_clock", "where", "top", "no_photo_reason", "risk_factors", "custody_order", "held_1_question",
        "reporter_collects",
    } <= set(form.errors)  # fmt: skip


def test_save_now_needs_a_reporter_with_a_phone_a_sex_and_an_age(read):
    said = read(FEWEST).said
    assert (said.name, said.last_seen_at, said.held_back, said.age_low) == ("", None, (), None)
    assert said.reporter_id_type is IdType.NOT_SHOWN and said.no_photo_reason == "later"
    for must in ("reporter_name", "reporter_relation", "reporter_phone", "sex", "age_unknown"):
        assert not read({name: value for name, value in FEWEST.items() if name != must}).is_valid


@pytest.mark.parametrize("phone", ["12", "abc", "+", "13800138000 13800138000", "1" * 39])
def test_what_cannot_be_a_phone_is_refused_and_kept_as_typed(read, phone):
    form = read(answers(reporter_phone=phone))
    assert "cannot be a phone number" in form.sentences["reporter_phone"]
    assert form.reporter_phone.data == phone


def test_full_width_digits_are_digits(read):
    assert read(answers(reporter_phone="１３８ ００１３ ８０００")).said.reporter_phone == "+8613800138000"


@pytest.mark.parametrize(
    ("changes", "ages"),
    [
        ({"age_about": "y"}, (4, 6)),
        ({"age_years": "", "age_unknown": "y"}, (None, None)),
        ({"age_years": "5岁"}, (5, 5)),
        ({"age_years": "", "birth_year": str(now().year - 5)}, (4, 5)),
    ],
)
def test_an_age_may_be_about_or_a_year_of_birth_or_not_known(read, changes, ages):
    said = read(answers(**changes)).said
    assert (said.age_low, said.age_high) == ages


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"age_years": ""}, "age_years"),
        ({"age_years": "-1"}, "age_years"),
        ({"age_years": "999"}, "age_years"),
        ({"age_years": "five"}, "age_years"),
        ({"birth_year": "1950"}, "birth_year"),
        ({"age_years": "", "birth_year": "2190"}, "birth_year"),
        ({"last_seen_day": "2190-01-01"}, "last_seen_clock"),
        ({"last_seen_day": "01.03."}, "last_seen_day"),
        ({"last_seen_clock": "25:99"}, "last_seen_clock"),
        ({"last_seen_clock": ""}, "last_seen_clock"),
        ({"where": "picked"}, "where"),
        ({"where": "picked", "lat": "999", "lon": "0"}, "lat"),
        ({"where": "station"}, "where"),
        ({"place_text": ""}, "where"),
        ({"sex": "dragon"}, "sex"),
        ({"risk_factors": ["dragons"]}, "risk_factors"),
        ({"reporter_language": "tlh"}, "reporter_language"),
        ({"reporter_id_number": ""}, "reporter_id_number"),
        ({"held_2_answer": ""}, "held_2_answer"),
        ({"held_2_question": ""}, "held_2_question"),
        ({"held_2_question": "what is in HIS pocket"}, "held_2_question"),
        ({"held_2_answer": "乐乐"}, "held_2_answer"),
        ({"guardian_1_phone": "+358505550299"}, "guardian_1_name"),
        ({"guardian_1_name": "Sample Uncle"}, "guardian_1_relation"),
        ({"guardian_1_name": "Sample Uncle", "guardian_1_relation": "dragon"}, "guardian_1_relation"),
    ],
)
def test_an_absurd_answer_gets_a_sentence_at_its_field(read, changes, field):
    form = read(answers(**changes))
    assert len(form.sentences[field]) > 10


def test_a_time_that_is_not_known_is_an_answer(read):
    assert read(answers("last_seen_clock", last_seen_unknown="y")).said.last_seen_at is None


def test_somebody_else_may_collect_instead_of_the_reporter(read):
    row = {
        "guardian_2_name": "Sample Uncle",
        "guardian_2_relation": "other_relative",
        "guardian_2_phone": "+358505550299",
    }
    said = read(answers("reporter_collects", reporter_language="en", **row)).said
    assert [(g.name, g.phone, g.language) for g in said.guardians] == [("Sample Uncle", "+358505550299", "en")]
    assert "reporter_collects" in read(answers("reporter_collects")).errors


def test_six_people_are_too_many_to_collect(read):
    rows = {f"guardian_{n}_name": f"Sample {n}" for n in range(1, 6)}
    rows |= {f"guardian_{n}_relation": "other" for n in range(1, 6)}
    assert "reporter_collects" in read(answers(**rows)).errors
    assert len(read(answers("reporter_collects", **rows)).said.guardians) == 5


def test_a_stored_report_shown_and_posted_back_is_the_same(app, read):
    report = make_missing(
        guardians=[{}, {"name": "Sample Uncle", "phone": "+358505550299"}],
        reporter_id_type=IdType.PASSPORT, reporter_id_number="SAMPLE7654", age_low=18, age_high=59,
        last_seen_at=datetime(2026, 3, 1, 14, 15, 37, tzinfo=UTC), risk_factors=["weather"],
    )  # fmt: skip
    with app.test_request_context("/"):
        form = MissingReportForm(station=report.station, at=now(), report=report)
        form.show(report)
        assert not form.reporter_id_number.data
        typed = [f for f in form if hasattr(f, "_value") and f.type not in {"FileField", "BooleanField"}]
        posted = {field.name: field._value() for field in typed}
        for field in form:
            if field.type in {"EnumRadio", "SomeOf", "MaybeSome", "MaybeSelect"} and field.data is not None:
                posted[field.name] = field.data.value
            if field.type == "BooleanField" and field.data:
                posted[field.name] = "y"
        posted["risk_factors"] = form.risk_factors.data
    said = read(posted | {"later": "1"}, report=report).said
    assert (said.age_low, said.age_high, said.last_seen_at) == (18, 59, report.last_seen_at)
    assert said.reporter_id_number == "SAMPLE7654"
    assert [(g.name, g.phone) for g in said.guardians] == [(g.name, g.phone) for g in report.guardians]
    assert said.held_back == tuple(HeldBack(f.question, f.answer) for f in report.held_back)


def test_what_a_patrol_knows_stands_in_the_form_already(app):
    with app.test_request_context("/"):
        form = MissingReportForm(station=make_station(), at=now())
        form.fill({"reporter_phone": "+358505550200", "sex": Sex.MALE, "age_low": 4, "age_high": 6,
                   "last_seen_at": None, "where": Where.UNKNOWN, "staying_at": "Hotel Sample"})  # fmt: skip
        assert (form.age_years.data, form.age_about.data, form.last_seen_unknown.data) == (5, True, True)
        assert form.staying_at.data == "Hotel Sample"
        with pytest.raises(KeyError):
            form.fill({"no_such_field": 1})


def test_a_language_that_is_none_of_ours_is_refused_at_its_row(read):
    form = read(answers(guardian_1_name="Sample Aunt", guardian_1_relation="other", guardian_1_language="hack"))
    assert "guardian_1_language" in form.sentences


def test_not_known_is_offered_only_where_it_is_an_answer(read):
    form = read({"form_key": "a key"})
    assert form.sentences["sex"].endswith("“not known” is one of them.")
    assert form.sentences["reporter_relation"] == "Choose one of the answers."
