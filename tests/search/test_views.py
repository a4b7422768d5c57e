"""The page of a search: clues, the plan, changes, sending."""

import re

import pytest

from app.audit.queries import about
from app.core.clock import now
from app.extensions import db
from app.found.models import FoundState
from app.messaging.models import Message
from app.patrol.queries import open_tasks_for, tasks_for
from app.search import actions, queries
from app.search.models import PlanState
from tests.factories import LAT, make_found, make_patrol, make_place
from tests.search.helpers import shown_form

# Making a plan


def test_what_the_child_said_is_ticked_beforehand(sign_in, officer, district):
    report = make_found(filed_by=officer, words_verbatim="we came by train", items="room card of a hotel")
    page = sign_in(officer).get(f"/found/{report.ref}/search").text
    for clue, ticked in (("slept_in_hotel", True), ("came_by_bus_or_train", True), ("school_badge", False)):
        box = re.search(rf'<input[^>]*value="{clue}"[^>]*>', page)[0]
        assert ("checked" in box) is ticked


def test_making_a_plan_shows_each_place_with_its_reasons_and_one_primary_action(visitor, address, report, district):
    reply = visitor.post(f"{address}/make", data={"clues": ["slept_in_hotel"]})
    assert reply.status_code == 303
    page = visitor.get(address).text
    assert re.search(r"\d+ m · hotel\s*· child 4–6 · slept in a hotel", page)
    assert re.search(r"\d+ min from P\d+ · <strong>chance (&lt;)?\d+%", page)
    assert page.count("btn-primary") == 2  # "New found report" in the head, and the page's own
    assert "Send tasks" in page
    assert queries.live_plan(report).clues == ["slept_in_hotel"]


def test_a_clue_that_does_not_exist_is_refused(visitor, address, report, district):
    reply = visitor.post(f"{address}/make", data={"clues": ["came_by_rocket"]})
    assert reply.status_code == 422 and "Choose from the answers shown" in reply.text
    assert queries.live_plan(report) is None


def test_without_a_known_place_the_officer_is_told_whom_to_ask(visitor, address):
    reply = visitor.post(f"{address}/make", data={})
    assert reply.status_code == 409 and "import the district" in reply.text


def test_looking_at_the_plan_is_on_the_trail(visitor, address, report):
    visitor.get(address)
    assert "viewed search plan" in [entry.deed for entry in about("found_report", report.ref)]


def test_a_child_who_went_home_is_not_searched_for(sign_in, officer):
    report = make_found(filed_by=officer, state=FoundState.CLOSED)
    page = sign_in(officer).get(f"/found/{report.ref}/search").text
    assert "not being looked for any more" in page
    assert "Make the plan" not in page


def test_no_case_no_page(visitor):
    assert visitor.get("/found/NOSUCH/search").status_code == 404


# Changing and sending


def test_untouched_rows_are_left_to_the_plan(visitor, address, draft):
    visitor.post(f"{address}/amend", data=shown_form(visitor.get(address).text))
    assert all(row.chosen and not row.pinned for row in draft.places)


def test_a_place_is_taken_off_and_another_given_to_a_patrol_of_choice(visitor, address, draft, district):
    fields = shown_form(visitor.get(address).text)
    off, given = draft.places[0], draft.places[3]
    other = next(p for p in district if p.id != given.patrol_id)
    fields["keep"].remove(str(off.id))
    assert visitor.post(f"{address}/amend", data=fields | {f"patrol-{given.id}": str(other.id)}).status_code == 303
    assert not off.chosen
    assert (given.patrol_id, given.pinned) == (other.id, True)
    page = visitor.get(address).text
    assert "1 place taken off" in page


def test_a_choice_of_patrol_can_be_given_back_to_the_plan(visitor, address, draft, district, officer):
    row = draft.places[0]
    actions.amend(draft, {}, {row.id: district[0].id}, by=officer, at=now())
    visitor.post(f"{address}/amend", data=shown_form(visitor.get(address).text, **{f"patrol-{row.id}": ""}))
    assert not row.pinned


def test_what_another_officer_changed_meanwhile_is_not_undone_by_an_old_page(visitor, address, draft, officer):
    fields = shown_form(visitor.get(address).text)
    actions.amend(draft, {draft.places[0].id: False}, {}, by=officer, at=now())
    fields["keep"].remove(str(draft.places[1].id))
    gone = [draft.places[0].id, draft.places[1].id]
    visitor.post(f"{address}/amend", data=fields)
    assert [row.id for row in draft.places if not row.chosen] == gone


def test_a_patrol_that_went_off_duty_cannot_be_chosen(visitor, address, draft, district):
    fields = shown_form(visitor.get(address).text, **{f"patrol-{draft.places[0].id}": str(district[0].id)})
    district[0].on_duty = False
    reply = visitor.post(f"{address}/amend", data=fields)
    assert reply.status_code == 409 and "not on duty any more" in reply.text


@pytest.mark.parametrize("seen", ["", "nonsense", "a:b:c d", "x" * 10_000])
def test_a_mangled_form_changes_nothing(visitor, address, draft, seen):
    visitor.post(f"{address}/amend", data={"seen": seen, "keep": ["'"], "patrol-x": "y"})
    assert all(row.chosen and not row.pinned for row in draft.places)


def test_sending_keeps_the_changes_of_the_same_page(visitor, address, report, draft):
    fields = shown_form(visitor.get(address).text)
    off = draft.places[0]
    fields["keep"].remove(str(off.id))
    assert visitor.post(f"{address}/dispatch", data=fields).status_code == 303
    sent = {stop.place_id for task in open_tasks_for(report) for stop in task.stops}
    assert sent and off.place_id not in sent
    assert queries.live_plan(report).state is PlanState.ACTIVE


def test_the_link_in_the_text_leads_to_the_public_address(app, visitor, address, draft, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://guitu.example/")
    visitor.post(f"{address}/dispatch", data={})
    links = [message.variables["link"] for message in db.session.query(Message).all()]
    assert links and all(re.fullmatch(r"https://guitu\.example/t/[\w-]{32}", link) for link in links)


def test_when_nobody_is_free_the_changes_are_kept_and_the_officer_is_told(visitor, address, draft, district):
    fields = shown_form(visitor.get(address).text)
    fields["keep"].remove(str(draft.places[0].id))
    for patrol in district:
        patrol.on_duty = False
    reply = visitor.post(f"{address}/dispatch", data=fields)
    assert reply.status_code == 409 and "No patrol is free" in reply.text
    assert draft.state is PlanState.DRAFT
    assert [row.chosen for row in draft.places].count(False) == 1


def test_a_plan_called_off_meanwhile_is_not_sent(visitor, address, report, draft, officer):
    fields = shown_form(visitor.get(address).text)
    actions.stand_down(report, by=officer, at=now())
    reply = visitor.post(f"{address}/dispatch", data=fields)
    assert reply.status_code == 409 and "called off" in reply.text
    assert not tasks_for(report)


def test_a_patrol_that_comes_on_duty_later_is_given_places_by_sharing_out_anew(visitor, address, report, officer):
    make_place(lat=LAT + 0.001)
    actions.make_plan(report, by=officer, at=now())
    assert "No patrol is on duty" in visitor.get(address).text
    patrol = make_patrol(station=officer.station)
    page = visitor.get(address).text
    assert "Share out anew" in page and "Send tasks" not in page
    visitor.post(f"{address}/amend", data=shown_form(page))
    page = visitor.get(address).text
    assert "Send tasks" in page and f"plan: {patrol.code}" in page
