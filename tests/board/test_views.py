from datetime import timedelta

from app.core.access import Role
from app.extensions import db
from app.found.models import FoundState
from app.matching.models import Candidate, CandidateState
from app.missing.models import MissingState
from app.patrol.models import Stop, Task, TaskState
from app.search.models import PlanPlace, PlanState, SearchPlan
from tests.factories import NIGHT, make_found, make_missing, make_officer, make_patrol, make_place


def test_the_empty_board_says_what_to_do(sign_in):
    page = sign_in(make_officer()).get("/").text
    assert "No open case" in page


def test_every_open_case_stands_on_the_board_and_no_ended_one(sign_in):
    found, missing = make_found(), make_missing()
    closed = make_found(state=FoundState.CLOSED)
    withdrawn = make_missing(state=MissingState.WITHDRAWN)
    page = sign_in(make_officer()).get("/").text
    assert found.ref in page and missing.ref in page
    assert closed.ref not in page and withdrawn.ref not in page


def test_the_most_urgent_case_comes_first(sign_in):
    calm = make_found(found_at=NIGHT - timedelta(hours=9))
    urgent = make_found(found_at=NIGHT - timedelta(minutes=5))
    db.session.add(SearchPlan(report=urgent, state=PlanState.FOUND, rest_mass=0.4))
    page = sign_in(make_officer()).get("/").text
    assert "register the family" in page
    assert page.index(urgent.ref) < page.index(calm.ref)


def test_a_match_waits_for_any_officer_but_the_one_who_proposed_it(sign_in):
    first, second = make_officer(), make_officer()
    found, missing = make_found(), make_missing()
    pair = Candidate(found=found, missing=missing, state=CandidateState.AWAITING_SECOND_OFFICER, weight_bits=20.0,
                     probability=0.99, model_version="test", proposed_by=first, proposed_at=NIGHT)  # fmt: skip
    db.session.add(pair)
    assert "Confirm a match as second officer" in sign_in(second).get("/").text
    assert "Confirm a match as second officer" not in sign_in(first).get("/").text


def test_the_live_part_is_not_sent_again_when_nothing_has_changed(sign_in):
    visitor = sign_in(make_officer())
    make_found()
    first = visitor.get("/board/live")
    again = visitor.get("/board/live", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_map_names_no_person(sign_in):
    make_missing(name="示例甲乙")
    make_patrol()
    data = sign_in(make_officer()).get("/board/map.json")
    assert "示例甲乙" not in data.text
    assert {"cases", "patrols", "station"} <= set(data.json)


def test_the_auditor_is_led_to_the_trail(sign_in):
    assert sign_in(make_officer(role=Role.AUDITOR)).get("/").location.endswith("/audit")


def test_a_name_with_markup_shows_as_text(sign_in):
    make_found(place_text='"><svg/onload=1>')
    page = sign_in(make_officer()).get("/").text
    assert "<svg/onload" not in page


def test_health_pages_reveal_no_data(client):
    make_found()
    assert client.get("/healthz").json == {"status": "ok"}
    assert set(client.get("/readyz").json) == {"database", "schema", "oldest_waiting_message_seconds"}


def test_places_that_nobody_went_to_stand_red_on_the_board(sign_in):
    found = make_found()
    plan = SearchPlan(report=found, state=PlanState.ACTIVE, rest_mass=0.4)
    task = Task(code="K7", token="t", patrol=make_patrol(), report=found, sent_at=NIGHT, state=TaskState.EXPIRED,
                alarmed_at=NIGHT)  # fmt: skip
    stop = Stop(task=task, number=1, place=make_place())
    plan.places.append(PlanPlace(place=stop.place, rank=1, prior=0.2, chance=0.2, distance_m=100.0, stop=stop))
    db.session.add_all([plan, task, stop])
    assert "Nobody went to 1 place" in sign_in(make_officer()).get("/").text
