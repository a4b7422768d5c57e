"""The found form in a real browser: on a phone, with and without scripts, by hand and by input method."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from app.core.clock import now
from app.extensions import db
from app.found.models import FoundReport
from app.people.models import Photo
from tests.factories import LAT, make_found, make_officer, make_place
from tests.journeys.conftest import SCREENS, browser_type_launch_args
from tests.people import pictures

__all__ = ["browser_type_launch_args"]
MUSTS = {
    "where": "station",
    "sex": "male",
    "age_band": "3-5",
    "condition": "well",
    "top": "t_shirt",
    "top_colour": "red",
    "bottom": "shorts",
    "bottom_colour": "blue",
    "shoes_colour": "white",
    "no_photo_reason": "later",
}
SMALLEST_TARGET = 48

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.browser]


@pytest.fixture
def officer(app):
    return make_officer()


@pytest.fixture
def address(app: Flask, officer) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_page(app: Flask, browser: Browser, officer, address: str) -> Iterator[Callable[..., Page]]:
    """A page of a signed-in officer, as it looks on a phone unless said otherwise."""
    contexts = []
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    session = {"_user_id": officer.fs_uniquifier, "_fresh": True, "language": "en"}

    def make(path: str, *, width: int = 360, **options: Any) -> Page:
        db.session.commit()
        context = browser.new_context(viewport=SCREENS["phone"] | {"width": width}, base_url=address, **options)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "guitu", "value": signer.dumps(session), "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield make
    for context in contexts:
        context.close()


def answer(page: Page, *without: str) -> int:
    """Tap the chips of the seven musts; answers the number of taps."""
    taps = {name: value for name, value in MUSTS.items() if name not in without}
    for name, value in taps.items():
        page.locator(f'input[name="{name}"][value="{value}"]').check()
    return len(taps)


def save(page: Page) -> FoundReport:
    page.get_by_role("button", name="Save and compare").click()
    page.wait_for_url("**/found/*/matches")
    db.session.rollback()
    return db.session.scalars(select(FoundReport)).one()


@pytest.mark.parametrize(("width", "scripts"), [(320, True), (360, False)])
def test_a_child_is_put_down_in_few_taps_on_a_small_phone(open_page, scripts, width):
    page = open_page("/found/new", width=width, java_script_enabled=scripts)
    if scripts:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert answer(page) + 1 <= 25
    assert save(page).age_high == 5


def test_every_chip_is_large_enough_for_a_thumb(open_page):
    page = open_page("/found/new")
    boxes = [chip.bounding_box() for chip in page.locator(".report-form .chip").all() if chip.is_visible()]
    assert len(boxes) > 60
    assert min(min(box["width"], box["height"]) for box in boxes) >= SMALLEST_TARGET


def test_enter_that_ends_a_word_of_an_input_method_does_not_send_the_form(open_page):
    page = open_page("/found/new")
    press = """(composing) => document.querySelector('[name="worn"]').dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", isComposing: composing, bubbles: true, cancelable: true }))"""
    assert page.evaluate(press, True) is False
    assert page.evaluate(press, False) is True
    page.evaluate("""document.querySelector('[name="worn"]').dispatchEvent(
        new CompositionEvent("compositionend", { bubbles: true }))""")
    page.wait_for_timeout(300)
    assert page.evaluate(press, False) is True


def test_a_place_chosen_by_its_name_fills_the_point(open_page):
    place = make_place(name="Sample Market", lat=LAT + 0.003, search_text="sample market")
    lat = place.lat
    page = open_page("/found/new")
    page.locator('input[name="where"][value="picked"]').check()
    page.get_by_label("Find a place by its name").fill("market")
    page.get_by_label("Find a place by its name").press("Enter")
    page.get_by_role("button", name="Sample Market").click()
    answer(page, "where")
    assert page.locator('input[name="where"][value="picked"]').is_checked()
    report = save(page)
    assert (round(report.lat, 6), report.place_text) == (round(lat, 6), "Sample Market")


def test_a_touch_on_the_map_fills_the_point(open_page, officer):
    page = open_page("/found/new")
    page.locator('input[name="where"][value="picked"]').check()
    page.locator(".place-map .leaflet-container").click(position={"x": 60, "y": 60})
    answer(page, "where")
    report = save(page)
    assert abs(report.lat - LAT) < 0.1 and report.lat != officer.station.lat


def test_a_place_that_nobody_knows_is_said(open_page):
    page = open_page("/found/new")
    page.locator('input[name="where"][value="picked"]').check()
    page.get_by_label("Find a place by its name").fill("nowhere at all")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_text("No place of this name here")).to_be_visible()


def test_a_large_photo_is_shown_and_sent_small(open_page):
    page = open_page("/found/new")
    noisy = pictures.encoded(pictures.noise(2400, 1800), quality=98)
    assert len(noisy) > 1_500_000
    page.locator('input[type="file"]').set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": noisy})
    expect(page.get_by_text("This photo will be saved")).to_be_visible()
    page.wait_for_function("document.querySelector('input[type=file]').files[0].name === 'photo.jpg'")
    answer(page, "no_photo_reason")
    report = save(page)
    photo = db.session.scalars(select(Photo)).one()
    assert report.photo is photo and (photo.width, photo.height) == (1600, 1200)


def test_without_a_network_the_form_waits_and_then_sends_itself(open_page):
    page = open_page("/found/new")
    answer(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Save and compare").click()
    expect(page.get_by_text("Not saved: no connection")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url("**/found/*/matches")
    db.session.rollback()
    assert len(list(db.session.scalars(select(FoundReport)))) == 1


def test_the_ambulance_notice_appears_when_somebody_is_hurt(open_page):
    page = open_page("/found/new")
    notice = page.get_by_text("call 120 now")
    expect(notice).to_be_hidden()
    page.locator('input[name="condition"][value="hurt_or_ill"]').check()
    expect(notice).to_be_visible()


@pytest.mark.parametrize(
    ("state", "theme"),
    [("empty", "light"), ("refused", "dark"), ("alike", "light"), ("case", "dark"), ("change", "light")],
)
def test_no_serious_barrier_in_any_state(open_page, officer, state, theme):
    other = make_found(filed_by=officer, found_at=now(), words_verbatim="长" * 400, place_text="长" * 60)
    path = {"case": f"/found/{other.ref}", "change": f"/found/{other.ref}/edit"}.get(state, "/found/new")
    page = open_page(path, color_scheme=theme)
    if state == "alike":
        answer(page)
    if state in {"refused", "alike"}:
        page.get_by_role("button", name="Save and compare").click()
        page.get_by_role(
            "heading", name="There is a problem" if state == "refused" else "stand here already"
        ).wait_for()
    found = Axe().run(page).response["violations"]
    serious = [(v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in {"serious", "critical"}]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
