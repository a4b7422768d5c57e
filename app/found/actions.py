"""File, amend and care: what officers do with a found report."""

from datetime import datetime, timedelta

from app.accounts.models import Officer
from app.audit.actions import record
from app.core.errors import Refusal, WrongState
from app.core.refs import new_ref
from app.extensions import db
from app.found import queries
from app.found.facts import FoundFacts
from app.found.models import CareNote, FoundReport, FoundState
from app.people import facts as people_facts
from app.people import photos
from app.people.queries import photo_by_id
from app.places.models import Station
from app.places.rules import grid_cell

CLOCK_DRIFT = timedelta(minutes=5)
"""A phone's clock may be this much ahead of ours."""
ONE_PRESS = timedelta(minutes=1)
"""A tired thumb presses twice."""


def file_found_report(facts: FoundFacts, *, station: Station, by: Officer, at: datetime) -> FoundReport:
    """A person is with us. The same form filed twice is the same report.

    Raises `Refusal("found_in_the_future")`.
    """
    known = queries.by_form_key(facts.form_key)
    if known is not None:
        return known
    report = draft_of(facts, station)
    _check_time(facts, at)
    report.ref = _free_ref()
    report.filed_by = by
    report.match_due_at = at
    db.session.add(report)
    db.session.flush()
    photos.attach(photo_by_id(facts.photo_id) if facts.photo_id else None, at)
    record("filed found report", "found_report", report.ref, by=by, at=at, condition=facts.condition.value)
    return report


def draft_of(facts: FoundFacts, station: Station) -> FoundReport:
    """A report that is not stored yet, for looking at what is like it."""
    columns = people_facts.columns_of(facts)
    return FoundReport(
        **columns, form_key=facts.form_key, station_id=station.id, cell=_cell(station, facts.lat, facts.lon)
    )


def amend_found_report(report: FoundReport, facts: FoundFacts, *, version: int, by: Officer, at: datetime) -> list[str]:
    """Change what is known; the matcher looks again. Returns the names of the columns that changed.

    `version` is the one the officer saw. Raises `WrongState`: "found_report_changed" when somebody else
    changed the report meanwhile, "found_report_moved_on" when it is closed; `Refusal("found_in_the_future")`.
    """
    if report.state is FoundState.CLOSED:
        raise WrongState("found_report_moved_on", ref=report.ref, state=report.state)
    if report.version != version:
        raise WrongState("found_report_changed", ref=report.ref)
    _check_time(facts, at)
    before = report.photo
    changed = people_facts.write(report, facts)
    if not changed:
        return []
    if "photo_id" in changed:
        photos.detach(before)
        photos.attach(photo_by_id(facts.photo_id) if facts.photo_id else None, at)
    report.cell = _cell(report.station, report.lat, report.lon)
    report.match_due_at = at
    db.session.flush()
    record("amended found report", "found_report", report.ref, by=by, at=at, changed=changed)
    return changed


def note_care(report: FoundReport, text: str, *, by: Officer, at: datetime) -> CareNote:
    """One line of the care log: water, toilet, doctor. The same line twice within a minute is one press.

    Raises `WrongState("found_report_moved_on")` when the case is closed.
    """
    if report.state is FoundState.CLOSED:
        raise WrongState("found_report_moved_on", ref=report.ref, state=report.state)
    last = next(iter(reversed(queries.care_notes(report))), None)
    if last is not None and (last.text, last.by_id) == (text, by.id) and at - last.at < ONE_PRESS:
        return last
    note = CareNote(report_id=report.id, at=at, by_id=by.id, text=text)
    db.session.add(note)
    record("noted care", "found_report", report.ref, by=by, at=at)
    return note


def _check_time(facts: FoundFacts, at: datetime) -> None:
    if facts.found_at > at + CLOCK_DRIFT:
        raise Refusal("found_in_the_future")


def _cell(station: Station, lat: float | None, lon: float | None) -> int | None:
    if lat is None or lon is None:
        return None
    return grid_cell(station.lat, station.lon, lat, lon)


def _free_ref() -> str:
    ref = new_ref()
    while queries.by_ref(ref) is not None:
        ref = new_ref()
    return ref
