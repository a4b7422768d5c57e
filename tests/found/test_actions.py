"""File, amend and care: the deeds, with the rows they leave."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from app.audit.models import AuditEntry
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.found import actions, queries
from app.found.facts import FoundFacts
from app.found.models import CareNote, Condition, FoundReport, FoundState
from app.people import photos
from app.people.rules import Colour, Sex
from tests.factories import LAT, LON, NIGHT, make_found, make_officer
from tests.people import pictures

FACTS = FoundFacts(
    form_key="a form",
    found_at=NIGHT - timedelta(minutes=5),
    sex=Sex.MALE,
    age_low=3,
    age_high=5,
    lat=LAT,
    lon=LON,
    condition=Condition.WELL,
)


@pytest.fixture
def officer(app):
    return make_officer()


@pytest.fixture
def report(officer, at):
    return actions.file_found_report(FACTS, station=officer.station, by=officer, at=at)


def _count(kind: type) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def _deeds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


def test_a_filed_report_waits_for_the_matcher_and_is_on_the_audit_trail(report, officer, at):
    assert (report.state, report.match_due_at, report.filed_by) == (FoundState.OPEN, at, officer)
    assert len(report.ref) == 6
    assert _deeds() == ["filed found report"]


def test_the_audit_trail_holds_no_word_of_the_child(officer, at):
    facts = replace(FACTS, name_said="示例乐", phone_said="13800138000", words_verbatim="mama")
    actions.file_found_report(facts, station=officer.station, by=officer, at=at)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert not any(word in str(entry.details) for word in ("示例乐", "13800138000", "mama"))


def test_the_cell_is_counted_from_the_own_station(report, officer, at):
    assert report.cell is not None
    nowhere = replace(FACTS, form_key="another", lat=None, lon=None)
    assert actions.file_found_report(nowhere, station=officer.station, by=officer, at=at).cell is None


def test_the_same_form_filed_twice_is_one_report(report, officer, at):
    again = actions.file_found_report(FACTS, station=officer.station, by=officer, at=at + timedelta(seconds=3))
    assert again is report
    assert _count(FoundReport) == 1 and _deeds() == ["filed found report"]


def test_a_time_that_has_not_come_is_refused_but_a_clock_may_drift(officer, at):
    facts = replace(FACTS, found_at=at + timedelta(minutes=6))
    with pytest.raises(Refusal) as refusal:
        actions.file_found_report(facts, station=officer.station, by=officer, at=at)
    assert refusal.value.code == "found_in_the_future"
    assert _count(FoundReport) == 0
    actions.file_found_report(
        replace(FACTS, found_at=at + timedelta(minutes=4)), station=officer.station, by=officer, at=at
    )


def test_a_draft_for_looking_around_is_never_stored(officer):
    draft = actions.draft_of(FACTS, officer.station)
    assert queries.similar(draft) == []
    db.session.flush()
    assert _count(FoundReport) == 0


def test_an_amended_report_is_compared_again_and_the_trail_names_what_changed(report, officer, at):
    report.match_due_at = None
    later = at + timedelta(minutes=9)
    changed = actions.amend_found_report(
        report, replace(FACTS, top_colour=Colour.RED, marks="left knee"), version=report.version, by=officer, at=later
    )
    assert changed == ["top_colour", "marks"]
    assert report.match_due_at == later and report.version == 2
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "amended found report")).one()
    assert entry.details == {"changed": ["top_colour", "marks"]}


def test_saving_without_a_change_changes_nothing(report, officer, at):
    report.match_due_at = None
    assert actions.amend_found_report(report, FACTS, version=report.version, by=officer, at=at) == []
    assert report.match_due_at is None and report.version == 1
    assert "amended found report" not in _deeds()


def test_a_moved_point_is_in_another_cell(report, officer, at):
    before = report.cell
    actions.amend_found_report(report, replace(FACTS, lat=LAT + 0.02), version=1, by=officer, at=at)
    assert report.cell != before


def test_who_saw_an_older_version_is_refused(report, officer, at):
    actions.amend_found_report(report, replace(FACTS, worn="cap"), version=1, by=officer, at=at)
    with pytest.raises(WrongState) as refusal:
        actions.amend_found_report(report, replace(FACTS, worn="hat"), version=1, by=officer, at=at)
    assert refusal.value.code == "found_report_changed"
    assert report.worn == "cap"


def test_two_writes_of_one_version_at_the_same_moment_cannot_both_pass(app, report, officer, at):
    db.session.commit()
    table = FoundReport.__table__
    theirs = table.update().where(table.c.id == report.id).values(worn="hat", version=2)
    db.session.rollback()  # both have read version 1, neither holds a lock
    assert report.worn == ""
    report.worn = "cap"
    with db.engine.begin() as other:
        other.execute(theirs)
    with pytest.raises(StaleDataError):
        db.session.flush()
    db.session.rollback()
    assert report.worn == "hat"


def test_a_closed_case_is_neither_amended_nor_cared_for(officer, at):
    closed = make_found(state=FoundState.CLOSED)
    for deed in (
        lambda: actions.amend_found_report(closed, FACTS, version=closed.version, by=officer, at=at),
        lambda: actions.note_care(closed, "Given water", by=officer, at=at),
    ):
        with pytest.raises(WrongState) as refusal:
            deed()
        assert refusal.value.code == "found_report_moved_on"
    assert _count(CareNote) == 0


def test_a_report_keeps_its_photo_and_lets_go_of_the_one_before(app, tmp_path: Path, officer, at):
    first, second = (photos.save(pictures.jpeg(), tmp_path) for _ in range(2))
    report = actions.file_found_report(replace(FACTS, photo_id=first.id), station=officer.station, by=officer, at=at)
    assert first.attached_at == at
    actions.amend_found_report(report, replace(FACTS, photo_id=second.id), version=1, by=officer, at=at)
    db.session.refresh(report)
    assert report.photo is second
    assert (first.attached_at, second.attached_at) == (None, at)


def test_care_is_noted_with_who_and_when_oldest_first(report, officer, at):
    actions.note_care(report, "Asleep", by=officer, at=at + timedelta(minutes=30))
    actions.note_care(report, "Given water", by=officer, at=at)
    assert [(n.text, n.by, n.at) for n in queries.care_notes(report)] == [
        ("Given water", officer, at),
        ("Asleep", officer, at + timedelta(minutes=30)),
    ]


def test_a_care_button_pressed_twice_is_one_line_but_water_again_later_is_another(report, officer, at):
    for seconds in (0, 2, 120):
        actions.note_care(report, "Given water", by=officer, at=at + timedelta(seconds=seconds))
    assert len(queries.care_notes(report)) == 2
