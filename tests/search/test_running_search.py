"""The page of a search while it runs: tasks, answers, the timeline, the map, the end."""

from datetime import timedelta

import pytest

from app.core.access import Role
from app.core.clock import now
from app.patrol.models import AnsweredBy, Channel, StopState, TaskState
from app.patrol.queries import open_tasks_for
from app.search import actions, queries
from tests.factories import LAT, LON, make_found, make_officer, make_patrol, make_place
from tests.search.helpers import page_url, row_of

SMS = AnsweredBy.SMS


def test_a_running_search_shows_its_tasks_and_why_the_plan_changed(visitor, address, report, active):
    task = open_tasks_for(report)[0]
    actions.take_answer(task.stops[0], StopState.NOT_HERE, via=SMS, at=now(), note="asked at the desk")
    page = visitor.get(address).text
    assert task.code in page and "asked at the desk" in page
    assert f"{task.patrol.code}, {task.code}: not here, {task.stops[0].place.name}" in page


def test_a_patrol_under_way_is_offered_no_further_task_until_it_is_done(visitor, address, report, active):
    assert "Every patrol is under way" in (page := visitor.get(address).text)
    assert "Send further tasks" not in page
    task = open_tasks_for(report)[0]
    for stop in task.stops:
        actions.take_answer(stop, StopState.CLOSED, via=SMS, at=now())
    page = visitor.get(address).text
    assert "Send further tasks" in page and f'id="round-{task.patrol_id}"' in page


def test_the_live_part_is_sent_again_only_when_something_has_changed(visitor, address, report, active):
    first = visitor.get(f"{address}/live")
    assert visitor.get(f"{address}/live", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    actions.take_answer(open_tasks_for(report)[0].stops[0], StopState.NOT_HERE, via=SMS, at=now())
    assert visitor.get(f"{address}/live", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_task_nobody_takes_turns_red(visitor, address, report, active):
    assert "Nobody has taken it" not in visitor.get(address).text
    for task in open_tasks_for(report):
        task.sent_at = now() - timedelta(minutes=4)
    assert "Nobody has taken it" in visitor.get(address).text


def test_a_dispatcher_answers_for_a_patrol_with_the_words_heard_and_how(visitor, address, report, active):
    stop = open_tasks_for(report)[0].stops[0]
    page = visitor.get(f"{address}/stops/{stop.id}")
    assert page.status_code == 200 and "Answer for" in page.text
    said = {"state": "not_here", "note": "night porter, no such guests", "channel": "radio"}
    assert visitor.post(f"{address}/stops/{stop.id}", data=said).status_code == 303
    assert (stop.state, stop.answered_by, stop.channel) == (StopState.NOT_HERE, AnsweredBy.DISPATCHER, Channel.RADIO)
    assert stop.note == "night porter, no such guests"
    assert row_of(queries.live_plan(report), stop.place_id).chance < row_of(active, stop.place_id).prior


def test_a_bad_answer_comes_back_with_what_was_typed(visitor, address, report, active):
    stop = open_tasks_for(report)[0].stops[0]
    reply = visitor.post(f"{address}/stops/{stop.id}", data={"phone": "12", "note": "room 5", "channel": "phone"})
    assert reply.status_code == 422
    assert "cannot be a phone number" in reply.text and "room 5" in reply.text and 'value="12"' in reply.text
    assert stop.state is StopState.UNVISITED


def test_an_answer_to_an_ended_task_is_refused_in_words(visitor, address, report, active, officer):
    stop = open_tasks_for(report)[0].stops[0]
    actions.stand_down(report, by=officer, at=now())
    reply = visitor.post(f"{address}/stops/{stop.id}", data={"state": "not_here", "channel": "radio"})
    assert reply.status_code == 409 and "has ended: called off" in reply.text


def test_a_stop_of_another_case_is_not_found_here(visitor, active, report, officer):
    stop = open_tasks_for(report)[0].stops[0]
    other = make_found(filed_by=officer)
    assert visitor.get(f"/found/{other.ref}/search/stops/{stop.id}").status_code == 404


@pytest.mark.parametrize(("deed", "state"), [("accept", TaskState.ACCEPTED), ("pass_on", TaskState.EXPIRED)])
def test_a_dispatcher_takes_a_task_or_passes_it_on_for_a_patrol(visitor, address, report, active, deed, state):
    task = open_tasks_for(report)[0]
    assert visitor.post(f"{address}/tasks/{task.id}/{deed}").status_code == 303
    assert task.state is state


def test_an_exhausted_plan_leads_farther_away(sign_in, officer, report, address):
    make_place(lat=LAT + 0.001)
    make_place(lat=LAT + 0.06, lon=LON)
    make_patrol(station=officer.station)
    plan = actions.make_plan(report, by=officer, at=now())
    (task,) = actions.dispatch(plan, by=officer, at=now(), page_url=page_url)
    actions.take_answer(task.stops[0], StopState.NOT_HERE, via=SMS, at=now())
    visitor = sign_in(officer)
    page = visitor.get(address).text
    assert "Little chance was left" in page and len(plan.places) == 2  # it looked farther by itself
    actions.amend(plan, {plan.places[0].id: False, plan.places[1].id: False}, {}, by=officer, at=now())
    page = visitor.get(address).text
    assert "Every place on the plan has been asked" in page and "Look farther away" in page
    reply = visitor.post(f"{address}/widen")
    assert reply.status_code == 409 and "No further place is known" in reply.text


def test_calling_off_asks_first_and_then_ends_everything(visitor, address, report, active):
    page = visitor.get(f"{address}/stand-down").text
    assert all(task.code in page for task in open_tasks_for(report))
    assert open_tasks_for(report)
    assert visitor.post(f"{address}/stand-down").status_code == 303
    assert not open_tasks_for(report)
    assert "Make the plan" in visitor.get(address).text


def test_the_map_carries_the_numbers_of_the_list_and_no_name(sign_in, officer, district):
    report = make_found(filed_by=officer, name_said="示例乐乐", marks="scar on the knee")
    plan = actions.make_plan(report, by=officer, at=now())
    actions.dispatch(plan, by=officer, at=now(), page_url=page_url)
    reply = sign_in(officer).get(f"/found/{report.ref}/search/map.json")
    data = reply.json
    assert {"found", "rings", "stops", "places", "patrols", "station"} <= set(data)
    tasks = {(task.patrol.code, stop.number) for task in open_tasks_for(report) for stop in task.stops}
    assert {(stop["patrol"], stop["number"]) for stop in data["stops"]} == tasks
    drawn = {stop["patrol"]: (stop["shape"], stop["color"]) for stop in data["stops"]}
    assert len(set(drawn.values())) == len(drawn) == len(district)
    assert "示例乐乐" not in reply.text and "scar" not in reply.text and officer.full_name not in reply.text


def test_an_auditor_sees_no_search(sign_in, report):
    assert sign_in(make_officer(role=Role.AUDITOR)).get(f"/found/{report.ref}/search").status_code == 403
