"""Changing a case: what stays, who was faster, and what each of two officers sees."""

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.extensions import db
from app.found.models import FoundReport, FoundState
from app.people.models import Photo
from app.people.rules import AgeBand, Colour, Sex
from tests.factories import LAT, LON, NIGHT, make_found, make_officer
from tests.found.answers import answers, upload
from tests.people import pictures

INPUT = re.compile(r"<input [^>]*>")


@pytest.fixture
def officer(app):
    return make_officer()


@pytest.fixture
def visitor(sign_in, officer):
    return sign_in(officer)


def _attributes(tag: str) -> dict[str, str]:
    return dict(re.findall(r'([\w-]+)="([^"]*)"', tag))


def as_shown(page: str) -> dict[str, object]:
    """What a browser would send if nothing were touched."""
    sent: dict[str, object] = {}
    form = page[page.index('class="report-form"') :]
    for tag in INPUT.findall(form):
        inputs = _attributes(tag)
        name, kind = inputs.get("name"), inputs.get("type")
        if not name or kind == "file" or (kind in {"radio", "checkbox"} and " checked" not in tag):
            continue
        value = inputs.get("value", "")
        sent[name] = [*sent.get(name, []), value] if kind == "checkbox" else value  # type: ignore[misc]
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = text
    return sent


def test_saving_what_is_shown_changes_nothing(visitor, officer):
    report = make_found(filed_by=officer, found_at=NIGHT.replace(second=41), age_low=3, age_high=5, marks="left knee",
                        words_verbatim="mama\nbus", medical=["autism", "heart"], height_cm=108, name_as_heard=True,
                        finder_phone="+8613800138000", lat=LAT + 0.0012345, no_photo_reason="upset")  # fmt: skip
    page = visitor.get(f"/found/{report.ref}/edit").text
    saved = visitor.post(f"/found/{report.ref}/edit", data=as_shown(page))
    assert "Nothing was changed." in visitor.get(saved.location).text and report.version == 1


@pytest.mark.parametrize(
    "ages", [(None, None), (3, 5), (4, 6), (5, 5), (60, 110), (0, 1)], ids=lambda ages: f"{ages[0]}-{ages[1]}"
)
def test_an_age_is_shown_as_it_was_put_down_and_stays(visitor, officer, ages):
    report = make_found(filed_by=officer, age_low=ages[0], age_high=ages[1])
    page = visitor.get(f"/found/{report.ref}/edit").text
    visitor.post(f"/found/{report.ref}/edit", data=as_shown(page) | {"worn": "hat"})
    assert ((report.age_low, report.age_high), report.worn) == (ages, "hat")


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ({"lat": LAT, "lon": LON}, "station"),
        ({"lat": LAT + 0.01, "lon": LON}, "picked"),
        ({"lat": None, "lon": None, "place_text": "market"}, "in_words"),
        ({"lat": None, "lon": None}, "unknown"),
    ],
)
def test_a_place_is_shown_as_it_was_given(visitor, officer, place, shown):
    report = make_found(filed_by=officer, **place)
    assert as_shown(visitor.get(f"/found/{report.ref}/edit").text)["where"] == shown


def test_what_was_added_is_stored_and_said(visitor, officer):
    report = make_found(filed_by=officer)
    sent = as_shown(visitor.get(f"/found/{report.ref}/edit").text)
    sent |= {"age_years": "", "age_band": AgeBand.CHILD.value, "top_colour": "blue", "words_verbatim": "papa"}
    saved = visitor.post(f"/found/{report.ref}/edit", data=sent)
    page = visitor.get(saved.location).text
    assert "is being renewed" in page and "papa" in page
    assert (report.age_low, report.age_high, report.top_colour, report.version) == (6, 9, Colour.BLUE, 2)


def test_a_wrong_value_is_explained_and_what_was_typed_stays(visitor, officer):
    report = make_found(filed_by=officer)
    sent = as_shown(visitor.get(f"/found/{report.ref}/edit").text) | {"height_cm": "tall", "worn": "whale cap"}
    reply = visitor.post(f"/found/{report.ref}/edit", data=sent)
    assert reply.status_code == 422 and 'value="tall"' in reply.text and "whale cap" in reply.text
    assert report.version == 1


def test_two_officers_on_one_case_one_wins_and_the_other_sees_both_versions(sign_in, officer):
    report = make_found(filed_by=officer)
    first, second = sign_in(officer), sign_in(make_officer(station=officer.station))
    page = as_shown(first.get(f"/found/{report.ref}/edit").text)
    first.post(f"/found/{report.ref}/edit", data=page | {"worn": "green cap", "age_years": "9"})
    conflict = second.post(f"/found/{report.ref}/edit", data=page | {"worn": "brown hat", "sex": "female"})
    assert conflict.status_code == 409 and "Somebody changed case" in conflict.text
    assert "green cap" in conflict.text and 'value="brown hat"' in conflict.text
    assert "about 9" in conflict.text and "about 5" in conflict.text
    assert (report.worn, report.sex) == ("green cap", Sex.MALE)
    again = second.post(f"/found/{report.ref}/edit", data=as_shown(conflict.text))
    assert again.status_code == 302
    assert (report.worn, report.sex, report.version) == ("brown hat", Sex.FEMALE, 3)


def test_a_page_that_carries_no_version_overwrites_nobody(visitor, officer):
    report = make_found(filed_by=officer)
    sent = as_shown(visitor.get(f"/found/{report.ref}/edit").text)
    for version in ("", "x", "-1", "²", "9" * 5000):
        assert (
            visitor.post(f"/found/{report.ref}/edit", data=sent | {"version": version, "worn": "x"}).status_code == 409
        )
    assert report.worn == ""


def test_a_new_photo_survives_a_conflict(visitor, officer):
    report = make_found(filed_by=officer)
    sent = as_shown(visitor.get(f"/found/{report.ref}/edit").text)
    visitor.post(f"/found/{report.ref}/edit", data=sent | {"worn": "cap"})
    conflict = visitor.post(f"/found/{report.ref}/edit", data=sent | {"photo": upload(pictures.jpeg())})
    assert conflict.status_code == 409
    visitor.post(f"/found/{report.ref}/edit", data=as_shown(conflict.text))
    (photo,) = db.session.scalars(select(Photo))
    assert report.photo is photo


def test_a_photo_stays_when_something_else_is_changed(visitor):
    visitor.post("/found/new", data=answers(photo=upload(pictures.jpeg())))
    (report,) = db.session.scalars(select(FoundReport))
    sent = as_shown(visitor.get(f"/found/{report.ref}/edit").text)
    visitor.post(f"/found/{report.ref}/edit", data=sent | {"worn": "hat"})
    assert (report.worn, report.photo is not None, report.photo.attached_at is not None) == ("hat", True, True)


def test_another_station_changes_the_case_without_seeing_or_losing_its_secrets(sign_in, officer):
    report = make_found(filed_by=officer, marks="left knee", finder_name="Sample Finder", finder_phone="+8613800138000")
    other = sign_in(make_officer())
    sent = as_shown(other.get(f"/found/{report.ref}/edit").text)
    other.post(f"/found/{report.ref}/edit", data=sent | {"worn": "hat", "marks": "none", "finder_name": "nobody"})
    assert (report.worn, report.marks, report.finder_name) == ("hat", "left knee", "Sample Finder")
    assert report.finder_phone == "+8613800138000" and report.marks_held_back


def test_a_conflict_does_not_tell_another_station_the_secrets(sign_in, officer):
    report = make_found(filed_by=officer)
    own, other = sign_in(officer), sign_in(make_officer())
    theirs = as_shown(other.get(f"/found/{report.ref}/edit").text)
    mine = as_shown(own.get(f"/found/{report.ref}/edit").text)
    own.post(f"/found/{report.ref}/edit", data=mine | {"marks": "left knee", "finder_name": "Sample Finder"})
    conflict = other.post(f"/found/{report.ref}/edit", data=theirs | {"worn": "hat"})
    assert conflict.status_code == 409
    assert "left knee" not in conflict.text and "Sample Finder" not in conflict.text
    other.post(f"/found/{report.ref}/edit", data=as_shown(conflict.text))
    assert (report.worn, report.marks, report.finder_name) == ("hat", "left knee", "Sample Finder")


def test_a_closed_case_is_not_changed_and_what_was_typed_is_still_shown(visitor, officer):
    report = make_found(filed_by=officer)
    sent = as_shown(visitor.get(f"/found/{report.ref}/edit").text)
    report.state = FoundState.CLOSED
    reply = visitor.post(f"/found/{report.ref}/edit", data=sent | {"worn": "hat"})
    assert reply.status_code == 409 and "has moved on" in reply.text and 'value="hat"' in reply.text
    page = visitor.get(f"/found/{report.ref}").text
    assert "Change or add" not in page and "Note it" not in page


def test_care_on_a_closed_case_is_refused_with_a_sentence(visitor, officer):
    report = make_found(filed_by=officer, state=FoundState.CLOSED)
    reply = visitor.post(f"/found/{report.ref}/care", data={"button": "water"})
    assert reply.status_code == 409 and "has moved on" in reply.text


def test_who_opens_the_form_of_a_case_is_on_the_trail(visitor, officer):
    report = make_found(filed_by=officer)
    visitor.get(f"/found/{report.ref}/edit")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.deed, entry.subject_ref, type(entry.at)) == ("viewed found report", report.ref, datetime)
