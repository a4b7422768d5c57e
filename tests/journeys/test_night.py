"""A whole night: six patrols, answers, a closed door, one patrol that never takes its task, a sighting, and an end."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.officers import LOCALES, WAITS_MS, Desk, Family
from tests.journeys.phones import VirtualPhones, task_code

PATROLS = 6
CALLED_OFF, PASSED_ON = "取消", "超时"
AT_ONCE_MIN = "0.02"


@pytest.fixture
def desk(visitor):
    def make(station, username: str) -> Desk:
        officer = Desk(visitor(station, language=LOCALES["en"]), "en")
        officer.sign_in(username)
        return officer

    return make


def _six_on_duty(officer: Desk) -> None:
    officer.go("/patrols")
    for code in ("P7", "P8"):
        officer.page.locator(f'form[action="/patrols/{code}/duty"] button').click()
        expect(officer.page.get_by_text(f"{code} is off duty.")).to_be_visible()


def _draw_grid(supervisor: Desk) -> None:
    supervisor.go("/coverage/C1")
    supervisor.page.locator("#grid-form .btn-primary").click()
    expect(supervisor.page.get_by_text("9 cells were drawn.")).to_be_visible()
    expect(supervisor.page.locator("table.cover tbody tr")).to_have_count(9)


def _hurry_the_clocks(administrator: Desk) -> None:
    """What takes five minutes at night takes a second here: the clocks are weights like any other."""
    administrator.go("/search-weights")
    for name in ("clocks.send_again_after", "clocks.pass_on_after"):
        field = administrator.page.locator(f'[name="{name}"]')
        details = administrator.page.locator("details", has=field)
        if not field.is_visible():
            details.locator("> summary").click()
        field.fill(AT_ONCE_MIN)
    administrator.page.locator(".actionbar .btn-primary").click()
    expect(administrator.page.get_by_text("2 weights were changed.")).to_be_visible()


def _see_them_on_a_camera(officer: Desk, found: str) -> None:
    near = "/places/within?south=60.165&north=60.176&west=24.93&east=24.96&kind=camera"
    camera = officer.page.request.get(near).json()["places"][0]["id"]
    officer.go(f"/found/{found}/search/ask/{camera}")
    officer.choose("finding", "seen")
    officer.page.locator('[name="heading"]').select_option("90")
    officer.write("minutes_ago", "10")
    officer.page.locator(".actionbar .btn-primary").click()
    expect(officer.page.locator('[data-part="timeline"]')).to_contain_text("What lies that way rises.")


def _says(phones: VirtualPhones, patrol: str, answer: str) -> None:
    phones.answer(patrol, f"{task_code(phones.texts_of(patrol))} {answer}")


def test_a_night_of_six_patrols_ends_at_the_fourth_hotel_and_everybody_else_is_called_off(run_station, desk):
    station = run_station("sqlite")
    officer, family = desk(station, "officer1"), Family(language="en")
    phones = VirtualPhones(desk(station, "officer1"))
    _six_on_duty(officer)
    _draw_grid(desk(station, "supervisor1"))
    found = officer.report_boy()
    officer.plan(found)
    expect(officer.page.locator("#left-empty")).to_contain_text("leave cells without a free patrol")
    officer.send_tasks()

    first, second, third, fourth, fifth, late = phones.patrols_with_task(least=PATROLS)
    for patrol in (first, second, third, fourth, fifth):
        _says(phones, patrol, "OK")
    _says(phones, first, "1 N")
    _says(phones, second, "1 N")
    _says(phones, third, "1 C")
    _hurry_the_clocks(desk(station, "admin1"))
    officer.go(f"/found/{found}/search")
    timeline = officer.page.locator('[data-part="timeline"]')
    expect(timeline).to_contain_text("in time. Its places go to others.", timeout=WAITS_MS)
    expect(timeline).to_contain_text("closed,")
    expect(officer.page.locator('[data-part="tasks"]')).to_contain_text("not here")
    _see_them_on_a_camera(officer, found)
    assert re.search(r"chance \d+ ?%", officer.page.locator('[data-part="rows"]').inner_text())

    _says(phones, fourth, f"1 Y {family.phone.removeprefix('+86')}")
    for patrol in (first, second, third, fifth):
        phones.wait_for(patrol, CALLED_OFF)
    phones.wait_for(late, PASSED_ON)
    for patrol in (fourth, late):  # who found them, and whose task had gone to others before
        assert CALLED_OFF not in "".join(phones.texts_of(patrol))
    assert officer.register_family(found, family)
