"""The map in a real browser: streets and points are drawn, a click picks a place, nothing is loaded from elsewhere."""

import re

import pytest
from flask import render_template_string
from playwright.sync_api import expect

from app.audit.actions import SYSTEM
from app.demo.actions import STREETS
from app.extensions import db
from app.places.imports import import_places
from tests.factories import make_found, make_missing, make_officer, make_patrol, make_station

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.browser]
PICKER = """{% extends "base.html" %}{% from "places/_map.html" import map %}{% block title %}Picker{% endblock %}
{% block content %}<h1>Where</h1><form data-place-picker>
<label><input type="radio" name="where" value="station" checked>Station</label>
<label><input type="radio" name="where" value="picked">Picked</label>
<label for="lat">Lat</label><input id="lat"><label for="lon">Lon</label><input id="lon">
{{ map(pick_lat="lat", pick_lon="lon", height="l") }}</form>{% endblock %}"""
CENTRE = {"lat": 60.1709, "lon": 24.9437}


@pytest.fixture
def page(app, browser, port, at):
    """A signed-in officer's browser over the streets of the sample; anything wrong in it fails the test."""
    import_places(STREETS, by=SYSTEM, at=at)
    officer = make_officer(station=make_station(**CENTRE))
    make_patrol(station=officer.station, **CENTRE)
    make_found(filed_by=officer, lat=60.1722, lon=24.9450)
    make_missing(filed_by=officer, lat=60.1690, lon=24.9420)
    db.session.commit()
    address = f"http://127.0.0.1:{port}"
    cookie = app.session_interface.get_signing_serializer(app).dumps(
        {"_user_id": officer.fs_uniquifier, "_fresh": True, "language": "en"}
    )
    context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    context.add_cookies([{"name": "guitu", "value": cookie, "url": address}])
    page, problems = context.new_page(), []
    page.on("console", lambda said: said.type in ("error", "warning") and problems.append(said.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(("http://127.0.0.1", "data:")) or problems.append(asked.url))
    yield page
    context.close()
    assert problems == []


def _ready(page):
    drawn = page.locator("[data-map][data-ready]")
    drawn.wait_for()
    return drawn


def _pixels(page, pane: str) -> int:
    """How many pixels of this pane's canvas have been painted."""
    return page.evaluate(
        """(pane) => { const c = document.querySelector(`.leaflet-${pane}-pane canvas`);
           const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
           let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; }""",
        pane,
    )


def _colours(page) -> str:
    return page.evaluate("""() => document.querySelector(".leaflet-ground-pane canvas").toDataURL()""")


def test_the_board_draws_its_points_on_our_own_streets_in_light_and_dark(page):
    page.goto("/")
    drawn = _ready(page)
    expect(drawn).to_have_attribute("data-points", "4")
    assert _pixels(page, "ground") > 20_000 and _pixels(page, "points") > 500
    expect(page.get_by_role("link", name="© OpenStreetMap contributors, ODbL")).to_have_attribute(
        "href", re.compile("openstreetmap.org/copyright")
    )
    light = _colours(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    assert _colours(page) != light


def test_places_stand_on_the_map_from_close_by(page):
    page.goto("/")
    drawn = _ready(page)
    for _ in range(2):
        page.get_by_role("button", name="Closer").click()
        page.wait_for_timeout(400)
    expect(drawn).to_have_attribute("data-around", re.compile(r"[1-9]\d*"))


def test_a_new_case_comes_to_the_map_without_moving_it(page, app):
    page.goto("/")
    drawn = _ready(page)
    page.evaluate("""() => document.querySelector("[data-map]").focus()""")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    place = drawn.evaluate("""(map) => map.querySelector(".leaflet-map-pane").style.transform""")
    make_found(lat=60.1700, lon=24.9430)
    db.session.commit()
    expect(drawn).to_have_attribute("data-points", "5", timeout=20_000)
    assert drawn.evaluate("""(map) => map.querySelector(".leaflet-map-pane").style.transform""") == place


@pytest.fixture
def picker(app, page):
    """A form with a place picker, served under an address of ours."""
    with app.test_request_context("/"):
        html = render_template_string(PICKER)
    page.route("**/pick-here", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/pick-here")
    return page


def test_a_click_on_the_map_fills_the_form_and_chooses_its_answer(picker):
    _ready(picker).click(position={"x": 300, "y": 200})
    assert re.fullmatch(r"-?\d+\.\d{6}", picker.input_value("#lat"))
    assert re.fullmatch(r"-?\d+\.\d{6}", picker.input_value("#lon"))
    expect(picker.get_by_label("Picked")).to_be_checked()


def test_a_place_is_picked_with_the_keyboard_alone_and_the_form_is_not_sent(picker):
    drawn = _ready(picker)
    drawn.focus()
    picker.keyboard.press("Enter")
    first = picker.input_value("#lat"), picker.input_value("#lon")
    picker.keyboard.press("ArrowRight")
    picker.wait_for_timeout(500)
    picker.keyboard.press("Enter")
    assert float(picker.input_value("#lon")) > float(first[1])
    assert picker.url.endswith("/pick-here")


def test_a_place_chosen_by_name_is_shown_on_the_map(picker):
    _ready(picker)
    picker.evaluate(
        """() => { const [lat, lon] = [document.getElementById("lat"), document.getElementById("lon")];
           lat.value = "60.175000"; lon.value = "24.948000"; lon.dispatchEvent(new Event("change")); }"""
    )
    assert _pixels(picker, "points") > 100
