"""The patrol's own page: no sign-in, no scripts, no name; it ends with its task."""

import re
from datetime import timedelta

import pytest
from PIL import Image

from app.audit.queries import about
from app.core.clock import now
from app.extensions import db
from app.patrol.models import AnsweredBy, StopState, Task, TaskState
from app.people.models import Photo
from app.search import actions, queries
from app.search.models import PlanState
from tests.factories import LAT, make_found, make_patrol, make_place
from tests.search.helpers import page_url

SECRETS = {
    "name_said": "示例乐乐",
    "marks": "scar on the left knee",
    "words_verbatim": "my mother is called Sample",
    "phone_said": "138xxxx8000",
    "items": "a green marble",
    "finder_name": "示例路人",
    "finder_phone": "+358505550777",
    "medical_notes": "asthma spray",
    "family_said": "mother Sample",
}


@pytest.fixture
def task(officer) -> Task:
    """Two hotels for one English-speaking patrol."""
    report = make_found(filed_by=officer, **SECRETS)
    officer.station.phone = "+358501234567"
    make_place(lat=LAT + 0.001, phone="+358 9 433 7100", name_zh="示例饭店")
    make_place(lat=LAT + 0.002)
    patrol = make_patrol(station=officer.station, language="en", position_at=now())
    plan = actions.make_plan(report, by=officer, at=now())
    (task,) = actions.dispatch(plan, by=officer, at=now(), page_url=page_url)
    assert task.patrol == patrol
    return task


@pytest.fixture
def address(task):
    return f"/t/{task.token}"


def test_the_page_says_who_is_looked_for_where_to_ask_and_nothing_that_is_held_back(client, address, task):
    page = client.get(address).text
    assert "boy, about 5, red T-shirt" in page
    for stop in task.stops:
        assert stop.place.name in page and stop.place.address in page
    assert 'href="tel:+35894337100"' in page
    assert not [secret for secret in SECRETS.values() if secret in page]
    assert task.report.ref not in page


def test_the_page_is_neither_kept_nor_indexed_nor_told_to_others(client, address):
    for path in (address, f"{address}/map.json"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in client.get(address).headers["X-Robots-Tag"]


def test_the_page_speaks_the_patrols_language_unless_another_is_chosen(client, address, task):
    task.patrol.language = "zh_Hans"
    page = client.get(address, headers={"Accept-Language": "en"}).text
    assert 'lang="zh-Hans"' in page and "示例饭店" in page
    assert 'lang="en"' in client.get(f"{address}?language=en").text


def test_an_unknown_address_opens_nothing(client, task):
    for path in ("/t/not-a-token", "/t/not-a-token/photo", "/t/not-a-token/map.json"):
        assert client.get(path).status_code == 404
    assert client.post("/t/not-a-token", data={"deed": "accept"}).status_code == 404


def test_opening_it_is_on_the_trail_in_the_patrols_name(client, address, task):
    client.get(address)
    entry = about("found_report", task.report.ref)[-1]
    assert (entry.deed, entry.actor, entry.details) == ("opened task page", task.patrol.code, {"task": task.code})


def test_a_patrol_takes_its_task(client, address, task):
    assert client.post(address, data={"deed": "accept"}).status_code == 303
    assert task.state is TaskState.ACCEPTED
    assert "I take it" not in client.get(address).text


def test_not_here_is_written_down_and_the_plan_learns(client, address, task):
    stop = task.stops[0]
    reply = client.post(address, data={"stop": "1", "stop1-state": "not_here", "stop1-note": "porter says no"})
    assert reply.status_code == 303
    assert (stop.state, stop.answered_by, stop.note) == (StopState.NOT_HERE, AnsweredBy.PAGE, "porter says no")
    row = queries.live_plan(task.report).places[-1]
    assert (row.place_id, row.chance < row.prior) == (stop.place_id, True)
    page = client.get(address).text
    assert "Change the answer" in page


def test_family_is_here_with_their_phone_ends_the_search(client, address, task):
    reply = client.post(address, data={"stop": "2", "stop2-state": "family_here", "stop2-phone": "138 1234 5678"})
    assert reply.status_code == 303
    assert task.stops[1].contact_phone == "+8613812345678"
    assert queries.live_plan(task.report).state is PlanState.FOUND
    assert client.get(address).status_code == 410


def test_a_phone_that_cannot_be_one_comes_back_and_nothing_is_lost(client, address, task):
    said = {"stop": "1", "stop1-state": "family_here", "stop1-phone": "12", "stop1-note": "room 214"}
    reply = client.post(address, data=said)
    assert reply.status_code == 422
    assert "cannot be a phone number" in reply.text
    assert 'value="12"' in reply.text and 'value="room 214"' in reply.text
    assert task.stops[0].state is StopState.UNVISITED


@pytest.mark.parametrize("data", [{}, {"deed": "dance"}, {"stop": "9", "stop9-state": "not_here"}, {"stop": "x"}])
def test_a_mangled_answer_does_nothing(client, address, task, data):
    assert client.post(address, data=data).status_code == 400
    assert task.state is TaskState.QUEUED


@pytest.mark.parametrize("state", ["", "unvisited", "trace", "on the moon"])
def test_only_the_answers_on_the_buttons_are_taken(client, address, task, state):
    assert client.post(address, data={"stop": "1", "stop1-state": state}).status_code == 422
    assert task.stops[0].state is StopState.UNVISITED


def test_a_patrol_that_cannot_go_gives_its_places_back(client, address, task):
    assert client.post(address, data={"deed": "cannot_go"}).status_code == 303
    assert task.state is TaskState.EXPIRED
    page = client.get(address)
    assert page.status_code == 410 and "gone to another patrol" in page.text


def test_the_page_of_an_ended_task_is_kind_and_says_nothing_of_the_child(client, address, task, officer):
    actions.stand_down(task.report, by=officer, at=now())
    page = client.get(address)
    assert page.status_code == 410
    assert "called off" in page.text and "tel:+358501234567" in page.text
    assert "boy" not in page.text and task.stops[0].place.name not in page.text
    assert client.get(f"{address}/photo").status_code == 410
    assert client.get(f"{address}/map.json").status_code == 410


def test_an_ended_task_takes_no_answer_from_a_page_left_open(client, address, task, officer):
    actions.stand_down(task.report, by=officer, at=now())
    assert client.post(address, data={"stop": "1", "stop1-state": "not_here"}).status_code == 410
    assert client.post(address, data={"deed": "accept"}).status_code == 410
    assert task.stops[0].state is StopState.UNVISITED


def test_a_family_is_not_turned_away_by_a_page_left_open(client, address, task, officer):
    actions.stand_down(task.report, by=officer, at=now())
    client.post(address, data={"stop": "1", "stop1-state": "family_here", "stop1-phone": "13812345678"})
    assert queries.stop_with_family(task.report) == task.stops[0]


def test_an_address_kept_for_days_cannot_bring_a_search_to_an_end(client, address, task, officer):
    actions.stand_down(task.report, by=officer, at=now() - timedelta(hours=13))
    client.post(address, data={"stop": "1", "stop1-state": "family_here"})
    assert queries.stop_with_family(task.report) is None


def test_every_answer_needs_the_token_of_its_form_and_no_referrer(app, client, address, task, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    secure = {"base_url": "https://localhost"}
    assert client.post(address, data={"deed": "accept"}, **secure).status_code == 400
    assert task.state is TaskState.QUEUED
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address, **secure).text)[1]
    reply = client.post(address, data={"stop": "1", "stop1-state": "not_here", "csrf_token": token}, **secure)
    assert reply.status_code == 303
    assert task.stops[0].state is StopState.NOT_HERE


def test_the_map_of_the_task_numbers_its_places_as_the_page_does(client, address, task):
    stops = client.get(f"{address}/map.json").json["stops"]
    assert [(stop["number"], stop["label"]) for stop in stops] == [(s.number, s.place.name) for s in task.stops]


@pytest.fixture
def photo(app, task, tmp_path, monkeypatch) -> Photo:
    monkeypatch.setitem(app.config, "UPLOAD_DIR", str(tmp_path))
    photo = Photo(file_name="sample.jpg", width=20, height=20)
    for name in (photo.file_name, photo.thumbnail_name):
        Image.new("RGB", (20, 20)).save(tmp_path / name)
    task.report.photo = photo
    db.session.flush()
    return photo


def test_the_picture_opens_only_by_the_secret_address_and_is_not_kept(client, address, task, photo):
    assert f"{address}/photo" in client.get(address).text
    for path in (f"{address}/photo", f"{address}/photo?small=1"):
        picture = client.get(path)
        assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
        assert picture.headers["Cache-Control"] == "no-store"
        assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert [entry.actor for entry in about("photo", str(photo.id))] == [task.patrol.code]


def test_a_child_without_a_picture_has_none_to_open(client, address):
    assert client.get(f"{address}/photo").status_code == 404
    assert "<img" not in client.get(address).text
