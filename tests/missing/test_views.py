"""The missing room through a browser's eyes."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.extensions import db
from app.messaging.models import Message
from app.missing.models import MissingReport, MissingState
from app.people.models import Photo
from tests.factories import NIGHT, make_missing
from tests.missing.answers import FEWEST, WHOLE, answers


def picture() -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(file, "JPEG")
    file.seek(0)
    return file, "today.jpg"


def reports() -> list[MissingReport]:
    return list(db.session.scalars(select(MissingReport).order_by(MissingReport.created_at)))


def posted_from(page: str) -> dict[str, str]:
    """What the page carries along in hidden fields."""
    tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    return {re.search(r'name="([^"]*)"', tag)[1]: re.search(r'value="([^"]*)"', tag)[1] for tag in tags}


# Filing


def test_a_filed_report_leads_to_the_people_who_were_found(desk):
    reply = desk.post("/missing/new", data=answers())
    [report] = reports()
    assert reply.status_code == 302 and reply.location == f"/missing/{report.ref}/matches"
    assert report.match_due_at is not None
    assert report.reporter_phone_confirmed_at is None


def test_a_phone_that_rang_at_the_desk_is_the_known_number(desk):
    desk.post("/missing/new", data=answers(phone_confirmed="y"))
    assert reports()[0].reporter_phone_confirmed_at is not None


def test_the_form_asks_for_three_secrets_and_warns_against_guessable_ones(desk):
    page = desk.get("/missing/new").text
    assert 'name="held_3_answer"' in page and "Not the name, the birthday or the clothes" in page
    assert "There is no waiting time" in page


def test_a_form_that_comes_again_by_the_back_button_says_that_its_changes_are_not_in(desk):
    desk.post("/missing/new", data=answers())
    again = desk.post("/missing/new", data=answers(worn="changed meanwhile"))
    page = desk.get(again.location).text
    assert "already. If you changed something since, change it on the case page" in page


def test_the_same_form_sent_twice_is_one_report(desk):
    first = desk.post("/missing/new", data=answers())
    second = desk.post("/missing/new", data=answers())
    assert first.location == second.location and len(reports()) == 1


def test_save_now_and_add_later_keeps_an_upset_family_short(desk):
    desk.post("/missing/new", data=FEWEST)
    [report] = reports()
    page = desk.get(f"/missing/{report.ref}").text
    assert "Still to ask: at least two questions" in page and "Name not known" in page


def test_an_empty_form_comes_back_with_what_to_do(desk):
    reply = desk.post("/missing/new", data={})
    assert reply.status_code == 422 and "There is a problem" in reply.text
    assert "Write the name of the person who reports." in reply.text
    assert reports() == []


def test_nothing_typed_is_lost_when_the_form_comes_back(desk):
    reply = desk.post("/missing/new", data=answers(reporter_phone="12", age_years="999"))
    assert reply.status_code == 422
    for typed in ("示例妈妈 Sample Mother", 'value="12"', 'value="999"', "a green marble", "SAMPLE7654", "22:15"):
        assert typed in reply.text


def test_ten_thousand_characters_get_a_sentence_and_stay(desk):
    long = "长" * 10_000
    names = ("reporter_name", "name", "nickname", "place_text", "worn", "must_not_collect", "haunts", "held_1_answer")
    reply = desk.post("/missing/new", data=answers(**dict.fromkeys(names, long)))
    assert reply.status_code == 422 and reply.text.count(long) >= len(names)
    assert "Shorten this to 80 characters." in reply.text
    assert reports() == []


def test_markup_in_an_answer_is_text_on_every_page(desk):
    evil = '"><svg/onload=1>'
    desk.post(
        "/missing/new", data=answers(name=evil, must_not_collect=evil, held_1_answer="1" + evil, reporter_name=evil)
    )
    ref = reports()[0].ref
    for path in ("", "/edit", "/receipt", "/family"):
        assert "<svg/onload" not in desk.get(f"/missing/{ref}{path}").text


def test_a_likely_double_is_shown_once_and_does_not_block(desk, officer):
    other = make_missing(filed_by=officer, name="示例乐", last_seen_at=None)
    shown = desk.post("/missing/new", data=answers())
    assert shown.status_code == 200 and other.ref in shown.text and len(reports()) == 1
    again = desk.post("/missing/new", data=answers(**posted_from(shown.text)))
    assert again.status_code == 302 and len(reports()) == 2


# Photos


def test_a_photo_of_the_familys_phone_hangs_on_the_report(desk):
    desk.post("/missing/new", data=answers("no_photo_reason", photo=picture()))
    [report] = reports()
    assert report.photo is not None and report.photo.attached_at is not None
    page = desk.get(f"/missing/{report.ref}").text
    assert f"/photos/{report.photo.id}/thumb" in page


def test_a_photo_outlives_a_refused_form(desk):
    refused = desk.post("/missing/new", data=answers("no_photo_reason", reporter_phone="12", photo=picture()))
    assert refused.status_code == 422
    kept = posted_from(refused.text)
    assert kept["photo_draft"] and "/thumb" in refused.text
    desk.post("/missing/new", data=answers("no_photo_reason", **kept))
    assert reports()[0].photo is not None


@pytest.mark.parametrize("size", [13, 30])
def test_a_photo_that_is_too_large_costs_nothing_typed(desk, size):
    huge = io.BytesIO(b"\xff\xd8\xff" + b"0" * size * 1024 * 1024)
    reply = desk.post("/missing/new", data=answers(photo=(huge, "huge.jpg")))
    assert reply.status_code == 422 and "This photo is too large" in reply.text
    assert "示例妈妈 Sample Mother" in reply.text and reports() == []


def test_a_corrupt_photo_costs_nothing_typed(desk):
    data = picture()[0].getvalue()[:90]
    reply = desk.post("/missing/new", data=answers(photo=(io.BytesIO(data), "broken.jpg")))
    assert reply.status_code == 422 and "not a photo we can read" in reply.text
    assert "示例妈妈 Sample Mother" in reply.text
    assert db.session.scalar(select(func.count()).select_from(Photo)) == 0


# Changing


def test_a_change_is_saved_and_compared_again(desk, officer):
    report = make_missing(filed_by=officer)
    reply = desk.post(f"/missing/{report.ref}/edit", data=answers(version="1", height_cm="112"))
    assert reply.status_code == 302 and reply.location == f"/missing/{report.ref}"
    db.session.refresh(report)
    assert report.height_cm == 112 and report.match_due_at is not None


def test_of_two_officers_the_second_sees_both_versions(desk, officer):
    report = make_missing(filed_by=officer)
    desk.post(f"/missing/{report.ref}/edit", data=answers(version="1", accent="Sample north"))
    reply = desk.post(f"/missing/{report.ref}/edit", data=answers(version="1", accent="Sample south"))
    assert reply.status_code == 409
    assert "Stored: Sample north" in reply.text and "You typed: Sample south" in reply.text
    given = posted_from(reply.text)
    desk.post(f"/missing/{report.ref}/edit", data=answers(**given | {"accent": "Sample south"}))
    db.session.refresh(report)
    assert report.accent == "Sample south"


def test_a_change_to_an_ended_case_is_refused_with_a_sentence(desk, officer):
    report = make_missing(filed_by=officer, state=MissingState.CLOSED)
    reply = desk.post(f"/missing/{report.ref}/edit", data=answers(version="1"))
    assert reply.status_code == 409 and "has moved on" in reply.text


def test_a_changed_report_that_cannot_be_read_comes_back(desk, officer):
    report = make_missing(filed_by=officer)
    reply = desk.post(f"/missing/{report.ref}/edit", data=answers(version="x" * 500, age_years="999"))
    assert reply.status_code == 422 and 'value="999"' in reply.text


def test_the_phone_is_confirmed_from_the_case(desk, officer):
    report = make_missing(filed_by=officer)
    assert "nobody has rung it yet" in desk.get(f"/missing/{report.ref}").text
    desk.post(f"/missing/{report.ref}/phone-confirmed")
    assert "rung and confirmed" in desk.get(f"/missing/{report.ref}").text


# Withdrawing


def test_a_report_is_withdrawn_with_a_reason_and_opened_again(desk, officer):
    report = make_missing(filed_by=officer)
    refused = desk.post(f"/missing/{report.ref}/withdraw", data={"why": "came_back"})
    assert refused.status_code == 422 and "Write who has seen the person" in refused.text
    said = {"why": "came_back", "notes": "Seen at home by officer Sample"}
    assert desk.post(f"/missing/{report.ref}/withdraw", data=said).status_code == 302
    page = desk.get(f"/missing/{report.ref}").text
    assert "came back by themselves" in page and "Seen at home by officer Sample" in page
    assert desk.post(f"/missing/{report.ref}/withdraw", data=said).status_code == 409
    desk.post(f"/missing/{report.ref}/reopen")
    db.session.refresh(report)
    assert report.state is MissingState.OPEN


def test_filing_and_changing_text_nobody(desk, officer):
    desk.post("/missing/new", data=answers())
    report = reports()[0]
    desk.post(f"/missing/{report.ref}/edit", data=answers(version="1", accent="north"))
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_a_case_that_does_not_exist_is_not_found(desk):
    for path in ("", "/edit", "/receipt"):
        assert desk.get(f"/missing/ZZZZZZ{path}").status_code == 404


def test_a_long_missing_person_is_shown_with_a_running_clock(desk, officer):
    report = make_missing(filed_by=officer, last_seen_at=NIGHT - timedelta(days=3))
    page = desk.get(f"/missing/{report.ref}").text
    assert f'data-since="{report.last_seen_at.isoformat()}"' in page
    assert "under 14" in page


def test_no_name_or_phone_stands_in_an_address(desk):
    reply = desk.post("/missing/new", data=answers())
    for personal in (WHOLE["name"], "Sample", "138"):
        assert personal not in reply.location
