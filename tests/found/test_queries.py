"""Reads: by code, still searching, and what is alike."""

from dataclasses import replace
from datetime import timedelta

from app.found import queries
from app.found.actions import draft_of
from app.found.facts import FoundFacts
from app.found.models import SEARCHING, FoundState
from app.people.rules import Sex
from tests.factories import LAT, NIGHT, make_found


def test_a_case_is_found_by_its_code_in_small_letters_too(app):
    report = make_found(ref="ABC234")
    assert queries.by_ref("abc234") is report
    assert queries.by_ref("ABC235") is None


def test_open_reports_are_those_whose_family_is_looked_for_longest_first(app):
    by_state = {state: make_found(state=state) for state in FoundState}
    longest = make_found(found_at=NIGHT - timedelta(hours=4))
    listed = queries.open_reports()
    assert listed[0] is longest
    assert {report.ref for report in listed[1:]} == {by_state[state].ref for state in SEARCHING}


def test_what_is_alike_comes_nearest_in_time_first_and_never_itself(app):
    report = make_found(found_at=NIGHT)
    far = make_found(found_at=NIGHT - timedelta(minutes=50))
    near = make_found(found_at=NIGHT + timedelta(minutes=3))
    make_found(found_at=NIGHT - timedelta(minutes=61))
    make_found(found_at=NIGHT, sex=Sex.FEMALE)
    make_found(found_at=NIGHT, lat=LAT + 0.05)
    assert queries.similar(report, but_not=report.id) == [near, far]


def test_cells_of_different_stations_are_different_places(app):
    report = make_found(found_at=NIGHT, cell=5)
    make_found(found_at=NIGHT, cell=5, lat=LAT + 0.05)
    same_station = make_found(found_at=NIGHT, cell=5, lat=LAT + 0.05, filed_by=report.filed_by)
    assert queries.similar(report, but_not=report.id) == [same_station]


def test_a_closed_case_is_shown_too_for_a_child_may_be_brought_back(app):
    report = make_found(found_at=NIGHT)
    closed = make_found(found_at=NIGHT, state=FoundState.CLOSED)
    assert queries.similar(report, but_not=report.id) == [closed]


def test_what_the_same_form_made_a_moment_ago_is_not_another_one_like_it(app):
    stored = make_found(found_at=NIGHT)
    facts = FoundFacts(form_key=stored.form_key, found_at=NIGHT, lat=stored.lat, lon=stored.lon)
    assert queries.similar(draft_of(facts, stored.station)) == []
    assert queries.similar(draft_of(replace(facts, form_key="another"), stored.station)) == [stored]
