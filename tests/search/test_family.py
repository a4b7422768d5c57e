"""The family a patrol found: registered as a missing report, or not the family after all."""

import re

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.core.forms import to_local
from app.extensions import db
from app.missing.models import MissingReport, Source
from app.patrol.models import AnsweredBy, Stop, StopState
from app.patrol.queries import open_tasks_for
from app.search import actions, queries
from app.search.models import PlanState
from tests.factories import make_missing
from tests.search.helpers import page_url

PHONE = "+8613812345678"


@pytest.fixture
def stop(report, district, officer) -> Stop:
    """A patrol says that the family is at its first place."""
    plan = actions.make_plan(report, by=officer, at=now())
    actions.dispatch(plan, by=officer, at=now(), page_url=page_url)
    stop = open_tasks_for(report)[0].stops[0]
    return actions.take_answer(stop, StopState.FAMILY_HERE, via=AnsweredBy.SMS, at=now(), phone=PHONE, note="room 5")


def filed() -> list[MissingReport]:
    return list(db.session.scalars(select(MissingReport)))


def told_by_family(**changes):
    """The least a family has to say, posted with "save now, add later"."""
    return {
        "later": "1", "form_key": "a key of this very form", "reporter_name": "示例家长", "reporter_relation": "mother",
        "reporter_phone": PHONE, "reporter_collects": "y", "reporter_language": "zh_Hans", "sex": "male",
        "age_years": "5",
    } | changes  # fmt: skip


def test_the_search_page_leads_from_the_found_family_to_its_registration(visitor, report, stop):
    page = visitor.get(f"/found/{report.ref}/search").text
    assert "Family is here" in page and stop.place.name in page and "room 5" in page
    assert PHONE not in page and "•••5678" in page
    assert f'<a class="btn btn-primary" href="/found/{report.ref}/family/{stop.id}">Register the family</a>' in page


def test_the_form_holds_what_the_patrol_said_and_of_the_child_only_sex_and_age(visitor, report, stop):
    page = visitor.get(f"/found/{report.ref}/family/{stop.id}").text
    assert f'value="{PHONE}"' in page
    assert f"{stop.place.name}, {stop.place.address}" in page
    ticked = re.findall(r"<input[^>]*\schecked[^>]*>", page)
    assert any('name="sex"' in each and 'value="male"' in each for each in ticked)
    # Copied from our own report they would agree with themselves, and the match would rest on nothing.
    assert not any('name="top"' in each or 'name="top_colour"' in each for each in ticked)
    assert f'value="{to_local(report.found_at):%H:%M}"' not in page


def test_registering_files_one_report_from_the_patrol_and_leads_to_the_comparison(visitor, report, stop):
    address = f"/found/{report.ref}/family/{stop.id}"
    reply = visitor.post(address, data=told_by_family())
    (missing,) = filed()
    assert (reply.status_code, reply.location) == (303, f"/matches/{report.ref}/{missing.ref}")
    assert (missing.source, missing.from_stop_id, missing.reporter_phone) == (Source.PATROL, stop.id, PHONE)
    again = visitor.post(address, data=told_by_family(form_key="another form", seen_alike=missing.ref))
    assert again.location == reply.location
    assert visitor.get(address).location == reply.location
    assert filed() == [missing]
    assert "Compare the two reports" in visitor.get(f"/found/{report.ref}/search").text


def test_an_incomplete_report_comes_back_with_what_was_typed(visitor, report, stop):
    reply = visitor.post(f"/found/{report.ref}/family/{stop.id}", data={"reporter_name": "示例家长"})
    assert reply.status_code == 422
    assert "示例家长" in reply.text and "Register the family" in reply.text
    assert filed() == []


def test_a_place_where_nobody_said_yes_has_no_family_to_register(visitor, report, stop, officer):
    actions.not_the_family(stop, by=officer, at=now())
    reply = visitor.get(f"/found/{report.ref}/family/{stop.id}")
    assert reply.status_code == 409 and "changed meanwhile" in reply.text


def test_the_stop_must_be_of_this_case(visitor, stop, officer):
    other = make_missing()
    assert visitor.get(f"/found/{other.ref}/family/{stop.id}").status_code == 404


def test_not_the_family_asks_first_and_lets_the_search_go_on(visitor, report, stop):
    address = f"/found/{report.ref}/search/stops/{stop.id}/not-family"
    assert visitor.get(address).status_code == 200
    assert stop.state is StopState.FAMILY_HERE
    assert visitor.post(address, data={"note": "their son is ten"}).status_code == 303
    assert (stop.state, stop.note) == (StopState.NOT_HERE, "their son is ten")
    assert queries.live_plan(report).state is PlanState.ACTIVE
    assert "Send further tasks" in visitor.get(f"/found/{report.ref}/search").text
    assert visitor.post(address).status_code == 409
    assert visitor.get(address).status_code == 303


def test_a_family_reported_after_the_search_was_called_off_is_shown_and_can_be_set_right(
    visitor, report, district, officer
):
    plan = actions.make_plan(report, by=officer, at=now())
    (task, *_) = actions.dispatch(plan, by=officer, at=now(), page_url=page_url)
    actions.stand_down(report, by=officer, at=now())
    actions.take_answer(task.stops[0], StopState.FAMILY_HERE, via=AnsweredBy.SMS, at=now())
    page = visitor.get(f"/found/{report.ref}/search").text
    assert "Register the family" in page
    visitor.post(f"/found/{report.ref}/search/stops/{task.stops[0].id}/not-family")
    page = visitor.get(f"/found/{report.ref}/search").text
    assert "Register the family" not in page and "Make the plan" in page
