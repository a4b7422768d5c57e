from datetime import UTC, datetime

import pytest
from flask_babel import force_locale

from app.core.access import Role
from app.core.pages import local_time
from tests.factories import make_officer


def test_a_wrong_address_says_what_to_check(sign_in):
    reply = sign_in(make_officer()).get("/no-such-page")
    assert reply.status_code == 404 and "six-character case code" in reply.text


def test_every_answer_carries_the_defences(client):
    headers = client.get("/sign-in").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_reader_changes_the_language_and_keeps_it(app, sign_in):
    visitor = sign_in(make_officer(role=Role.AUDITOR))
    visitor.post("/language", data={"language": "zh_Hans"})
    assert 'lang="zh-Hans"' in visitor.get("/audit").text


def test_the_browser_names_the_language_of_a_stranger(client):
    assert 'lang="zh-Hans"' in client.get("/sign-in", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text
    assert 'lang="en"' in client.get("/sign-in", headers={"Accept-Language": "en-GB"}).text


def test_a_language_change_never_leads_to_another_site(client):
    reply = client.post("/language", data={"language": "en"}, headers={"Referer": "http://elsewhere.example/trap"})
    assert reply.location == "/"


def test_a_post_without_a_form_token_is_refused(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        reply = client.post("/language", data={"language": "en"})
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert reply.status_code == 400 and "reload the page" in reply.text


def test_the_theme_is_kept_in_a_cookie_and_shown(client):
    client.post("/theme", data={"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/sign-in").text


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        ("/sign-in?next=/audit", "/sign-in?next=/audit"),
        ("/found/K7M4QX/care", "/found/K7M4QX"),
        ("/matches/K7M4QX/W3R8TZ/propose", "/matches/K7M4QX/W3R8TZ"),
        ("/messages/00000000-0000-4000-8000-000000000000/again", "/messages"),
        ("//elsewhere.example/trap", "/"),
        ("/no-such-page", "/"),
    ],
)
def test_a_language_change_leads_back_to_a_page_that_can_be_looked_at(client, came_from, leads_to):
    reply = client.post("/language", data={"language": "en"}, headers={"Referer": f"http://localhost{came_from}"})
    assert reply.location == leads_to


@pytest.mark.parametrize("address", ["/found/%00", "/missing/%00", "/t/%00"])
def test_an_address_that_no_database_can_be_asked_for_is_not_found(sign_in, address):
    assert sign_in(make_officer()).get(address).status_code == 404


@pytest.mark.parametrize(("language", "day"), [("en", "Mar 1 23:40"), ("zh_Hans", "3月1日 23:40")])
def test_another_day_is_written_as_its_readers_write_it(app, language, day):
    with app.test_request_context(), force_locale(language):
        assert local_time(datetime(2026, 3, 1, 15, 40, tzinfo=UTC)) == day
