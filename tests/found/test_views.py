"""Filing a found report through the page: what is saved, what is shown, and that nothing typed is lost."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.access import Role
from app.core.clock import now
from app.extensions import db
from app.found.models import Condition, FoundReport
from app.people.models import Photo
from app.people.rules import Colour, Sex, Top
from tests.factories import LAT, LON, make_found, make_officer
from tests.found.answers import FEWEST, WHOLE, answers, upload
from tests.people import pictures

SAVED = "/found/new"


@pytest.fixture
def officer(app):
    return make_officer()


@pytest.fixture
def visitor(sign_in, officer):
    return sign_in(officer)


def reports() -> list[FoundReport]:
    return list(db.session.scalars(select(FoundReport).order_by(FoundReport.created_at)))


def the_report() -> FoundReport:
    (report,) = reports()
    return report


def test_the_seven_musts_come_before_everything_else(visitor):
    page = visitor.get(SAVED).text
    order = [
        "When found",
        "Where found",
        "Sex",
        "About how old",
        "Hurt or ill",
        "Colour of the top",
        "Photo",
        "Name they",
    ]
    places = [page.index(f">{words}") for words in order]
    assert places == sorted(places)
    assert "Save now, add later" in page


def test_the_questions_for_a_small_child_stand_on_the_form_in_both_languages(visitor):
    page = visitor.get(SAVED).text
    assert "昨晚睡在哪里" in page and "Where did you sleep last night" in page
    assert "call 120" in page


def test_a_whole_report_is_saved_and_leads_to_the_comparison(visitor, officer):
    reply = visitor.post(SAVED, data=answers())
    report = the_report()
    assert reply.status_code in {302, 303} and reply.location == f"/found/{report.ref}/matches"
    assert (report.sex, report.age_low, report.age_high) == (Sex.MALE, 3, 5)
    assert (report.top, report.top_colour, report.shoes_colour) == (Top.T_SHIRT, Colour.RED, Colour.WHITE)
    assert (report.lat, report.lon) == (officer.station.lat, officer.station.lon)
    assert report.worn == "cap with a whale" and report.condition is Condition.WELL and report.marks_held_back
    assert timedelta(minutes=4) < now() - report.found_at < timedelta(minutes=6)


def test_place_sex_and_age_are_enough_to_save_now_and_add_later(visitor):
    assert visitor.post(SAVED, data=FEWEST).status_code == 302
    report = the_report()
    assert report.condition is Condition.CANNOT_SAY and report.no_photo_reason == "later"


@pytest.mark.parametrize("missing", ["where", "sex", "age_band"])
def test_saving_now_still_asks_for_place_sex_and_age(visitor, missing):
    reply = visitor.post(SAVED, data={k: v for k, v in FEWEST.items() if k != missing})
    assert reply.status_code == 422 and f'href="#{missing}"' in reply.text
    assert reports() == []


def test_unknown_is_an_answer_to_every_question(visitor):
    names = "sex age_band where top top_colour bottom bottom_colour shoes_colour build hair glasses communication"
    unknown = dict.fromkeys(names.split(), "unknown")
    assert visitor.post(SAVED, data=answers(**unknown, condition="cannot_say")).status_code == 302
    report = the_report()
    assert (report.age_low, report.lat, report.sex) == (None, None, Sex.UNKNOWN)


def test_an_empty_form_says_what_to_do_and_saves_nothing(visitor):
    reply = visitor.post(SAVED, data={})
    assert reply.status_code == 422 and reports() == []
    assert "There is a problem" in reply.text and "<title>Error:" in reply.text
    for field in ("where", "sex", "age_band", "condition", "top_colour", "no_photo_reason"):
        assert f'href="#{field}"' in reply.text


@pytest.mark.parametrize(
    ("absurd", "sentence"),
    [
        ({"age_band": "", "age_years": "500"}, "from 0 to 120"),
        ({"age_years": "40"}, "do not fit"),
        ({"age_band": "ancient"}, "Choose one of the answers"),
        ({"sex": "purple"}, "Choose one of the answers"),
        ({"height_cm": "9000"}, "from 40 to 220"),
        ({"when": "other", "found_day": "2999-01-01", "found_clock": "10:00"}, "has not come yet"),
        ({"when": "other", "found_day": "1999-01-01", "found_clock": "10:00"}, "more than a year ago"),
        ({"when": "other", "found_day": "", "found_clock": ""}, "Write the day and the time"),
        ({"when": "other", "found_day": "tomorrow", "found_clock": "10:00"}, "year-month-day"),
        ({"when": "tomorrow"}, "Choose one of the answers"),
        ({"where": "picked"}, "Touch the map"),
        ({"where": "picked", "lat": "91", "lon": "0"}, "not on the map"),
        ({"where": "picked", "lat": "nan", "lon": "inf"}, "not on the map"),
        ({"where": "in_words", "place_text": "  "}, "Write the landmark"),
        ({"finder_phone": "12"}, "cannot be a phone number"),
        ({"medical": "haunted"}, "Choose from the answers shown"),
    ],
)
def test_absurd_values_are_answered_with_a_sentence_and_nothing_typed_is_lost(visitor, absurd, sentence):
    reply = visitor.post(SAVED, data=answers(**absurd))
    assert reply.status_code == 422 and sentence in reply.text
    assert 'value="cap with a whale"' in reply.text
    assert reports() == []


LONG = "长" * 10_000
TEXTS = ["place_text", "worn", "name_said", "family_said", "phone_said", "words_verbatim", "marks", "items", "home",
         "accent", "wristband_code", "medical_notes", "finder_name", "companion_notes"]  # fmt: skip


@pytest.mark.parametrize("field", TEXTS)
def test_ten_thousand_characters_are_refused_with_the_limit_and_given_back(visitor, field):
    reply = visitor.post(SAVED, data=answers(**{field: LONG}))
    assert reply.status_code == 422 and "Shorten this to" in reply.text
    assert LONG in reply.text and reports() == []


def test_ten_thousand_characters_in_what_the_page_carries_do_no_harm(visitor):
    carried = {"form_key": "k" * 10_000, "photo_draft": LONG, "seen_alike": LONG, "version": LONG}
    assert visitor.post(SAVED, data=answers(**carried)).status_code == 302
    assert len(the_report().form_key) == 64


def test_a_nul_byte_is_dropped_wherever_it_is_posted(visitor):
    sent = answers(worn="a\x00b", words_verbatim="c\x00d", form_key="e\x00f", finder_name="g\x00h")
    assert visitor.post(SAVED, data=sent).status_code == 302
    assert (the_report().worn, the_report().form_key) == ("ab", "ef")


def test_what_is_typed_is_shown_as_text_and_never_run(visitor):
    attack = '"><script src=//x></script>'
    visitor.post(SAVED, data=answers(worn=attack, name_said=attack, words_verbatim=attack, place_text=attack))
    for address in (f"/found/{the_report().ref}", f"/found/{the_report().ref}/edit"):
        page = visitor.get(address).text  # the test browser also reads it strictly
        assert "<script src=//x>" not in page and "&lt;script src=//x&gt;" in page


def test_a_form_that_comes_again_by_the_back_button_says_that_its_changes_are_not_in(visitor):
    visitor.post(SAVED, data=answers())
    again = visitor.post(SAVED, data=answers(worn="changed meanwhile"))
    assert f"made case {the_report().ref} already" in visitor.get(again.location).text
    assert the_report().worn != "changed meanwhile"


def test_the_same_form_sent_twice_in_a_row_is_one_case(visitor):
    first, second = (visitor.post(SAVED, data=answers()) for _ in range(2))
    assert first.location == second.location and len(reports()) == 1


def test_the_same_form_sent_by_four_at_the_same_moment_is_one_case(app, sign_in, officer):
    visitors = [sign_in(officer) for _ in range(4)]
    db.session.commit()
    start, locations = threading.Barrier(len(visitors)), []

    def press(visitor) -> None:
        with app.app_context():
            start.wait()
            locations.append(visitor.post(SAVED, data=answers()).location)

    presses = [threading.Thread(target=press, args=(visitor,)) for visitor in visitors]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert len(locations) == 4 and set(locations) == {f"/found/{the_report().ref}/matches"}


def test_a_form_whose_twin_is_just_being_stored_leads_to_that_case(app, visitor, officer):
    db.session.commit()
    locations = []

    def press() -> None:
        with app.app_context():
            locations.append(visitor.post(SAVED, data=answers(photo=upload(pictures.jpeg()))).location)

    twin = make_found(form_key=WHOLE["form_key"], filed_by=officer, lat=LAT + 1)  # flushed, not yet committed
    thread = threading.Thread(target=press)
    thread.start()
    time.sleep(0.8)
    db.session.commit()
    thread.join()
    assert locations == [f"/found/{twin.ref}/matches"] and len(reports()) == 1


def test_a_case_that_may_be_the_same_person_is_shown_once_and_never_blocks(visitor, officer):
    other = make_found(filed_by=officer, found_at=now())
    shown = visitor.post(SAVED, data=answers())
    assert shown.status_code == 200 and other.ref in shown.text and reports() == [other]
    assert 'value="cap with a whale"' in shown.text and "Save as a new case" in shown.text
    pressed = visitor.post(SAVED, data=answers(seen_alike=other.ref))
    assert pressed.status_code == 302 and len(reports()) == 2


def test_another_person_is_not_shown_as_alike(visitor, officer):
    make_found(filed_by=officer, found_at=now(), sex=Sex.FEMALE)
    assert visitor.post(SAVED, data=answers()).status_code == 302


def test_a_point_on_the_map_and_a_time_of_ones_own_are_stored(visitor):
    here = {"where": "picked", "lat": str(LAT + 0.001), "lon": str(LON)}
    visitor.post(SAVED, data=answers(**here, when="30", age_band="", age_years="7"))
    report = the_report()
    assert (report.lat, report.age_low, report.age_high) == (LAT + 0.001, 6, 8)
    assert now() - report.found_at > timedelta(minutes=29)


def test_the_case_page_says_what_comes_next_and_every_look_is_on_the_trail(visitor, officer):
    report = make_found(filed_by=officer, name_said="示例乐", condition=Condition.HURT_OR_ILL)
    page = visitor.get(f"/found/{report.ref}").text
    assert report.ref in page and "示例乐" in page and "has 120 been called" in page
    assert "What comes next" in page and page.count("btn btn-primary") == 2  # with “New found report” in the head
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.deed, entry.subject_ref) == ("viewed found report", report.ref)


def test_the_finder_and_held_back_marks_are_for_the_own_station_and_supervisors(sign_in, officer):
    report = make_found(filed_by=officer, marks="star on the left knee", finder_name="Sample Finder")
    own, other = officer, make_officer()
    supervisor = make_officer(role=Role.SUPERVISOR)
    for address in (f"/found/{report.ref}", f"/found/{report.ref}/edit"):
        for reader, sees in ((own, True), (other, False), (supervisor, True)):
            page = sign_in(reader).get(address).text
            assert ("Sample Finder" in page) is sees and ("star on the left knee" in page) is sees


def test_marks_that_are_not_held_back_are_for_every_officer(sign_in, officer):
    report = make_found(filed_by=officer, marks="star on the left knee", marks_held_back=False)
    assert "star on the left knee" in sign_in(make_officer()).get(f"/found/{report.ref}").text


def test_a_case_code_nobody_has_is_a_page_that_says_so(visitor):
    for address in ("/found/XXXXXX", "/found/XXXXXX/edit"):
        assert visitor.get(address).status_code == 404


def test_care_is_noted_by_a_button_or_in_words(visitor, officer):
    report = make_found(filed_by=officer)
    for typed in ({"button": "water"}, {"care_text": "ate <b>noodles</b>"}):
        assert visitor.post(f"/found/{report.ref}/care", data=typed).status_code == 302
    page = visitor.get(f"/found/{report.ref}").text
    assert "Given water" in page and "ate &lt;b&gt;noodles" in page


@pytest.mark.parametrize("typed", [{}, {"button": "beer"}, {"care_text": "x" * 10_000}])
def test_a_care_note_without_sense_is_explained(visitor, officer, typed):
    report = make_found(filed_by=officer)
    reply = visitor.post(f"/found/{report.ref}/care", data=typed)
    assert reply.status_code == 422 and "There is a problem" in reply.text


def test_without_any_station_the_page_says_who_can_help(app, sign_in):
    reply = sign_in(make_officer(station=None)).get(SAVED)
    assert reply.status_code == 409 and "import the stations" in reply.text
    assert db.session.scalar(select(func.count()).select_from(Photo)) == 0


def test_the_form_and_the_case_work_in_chinese_too(visitor, officer):
    visitor.post("/language", data={"language": "zh_Hans"})
    report = make_found(filed_by=officer)
    for address in (SAVED, f"/found/{report.ref}", f"/found/{report.ref}/edit"):
        assert 'lang="zh-Hans"' in visitor.get(address).text
    refused = visitor.post(SAVED, data={}).text
    assert "请选一项" in refused and "Choose one of the answers" not in refused


def test_no_photo_folder_is_needed_until_a_photo_comes(app, visitor):
    visitor.post(SAVED, data=answers())
    assert not list(Path(app.config["UPLOAD_DIR"]).glob("*.part"))
