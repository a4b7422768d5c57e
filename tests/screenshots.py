"""The pictures of the README, taken while the story is played on the sample district: `make screenshots`."""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.journeys.conftest import SCREENS, Running, chromium, free_port
from tests.journeys.officers import LOCALES, Desk, Family
from tests.journeys.phones import VirtualPhones, task_code

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
MOTION_MS = 1_500


def _desk(browser: Browser, station: Running, username: str, screen: str, theme: str = "light") -> Desk:
    context = browser.new_context(
        viewport=SCREENS[screen],
        locale=LOCALES["en"],
        base_url=station.address,
        color_scheme=theme,
        device_scale_factor=1,
    )
    officer = Desk(context.new_page(), "en")
    officer.sign_in(username)
    return officer


def _take(desk: Desk, name: str, path: str = "") -> None:
    if path:
        desk.go(path)
    desk.page.wait_for_load_state("networkidle")
    desk.page.wait_for_timeout(MOTION_MS)
    desk.page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def _play(browser: Browser, station: Running) -> None:
    first, second = (_desk(browser, station, name, "desk") for name in ("officer1", "officer2"))
    phone = _desk(browser, station, "officer2", "phone", "dark")
    texts = VirtualPhones(_desk(browser, station, "officer1", "desk"))
    family = Family(language="en")
    found = first.report_boy()
    _take(phone, "found-phone", "/found/new")
    first.plan(found)
    first.send_tasks()
    patrols = texts.patrols_with_task(least=3)
    texts.answer(patrols[0], f"{task_code(texts.texts_of(patrols[0]))} 1 N")
    first.page.wait_for_timeout(3_000)
    _take(first, "plan-desk", f"/found/{found}/search")
    _take(first, "board-desk", "/")
    link = re.search(r"/t/\S+", texts.texts_of(patrols[1])[-1])
    assert link, "the task's text has no link"
    _take(phone, "patrol-phone", link[0] + "?language=en")
    texts.answer(patrols[1], f"1 Y {family.phone}")
    missing = first.register_family(found, family)
    first.propose(found, missing)
    _take(phone, "compare-phone", f"/matches/{found}/{missing}")
    second.confirm(found, missing)
    first.verify(found, family)
    _take(second, "handover-desk", f"/found/{found}/handover")


def main() -> int:
    """Play the story once on a database of its own."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        station = Running(folder, f"sqlite:///{folder}/guitu.sqlite", free_port())
        try:
            _play(playwright.chromium.launch(**chromium()), station)
        finally:
            station.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
