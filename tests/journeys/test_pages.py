"""The main pages as people meet them: three widths, both themes, both languages, and what axe has to say."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.officers import LOCALES, Desk, Family
from tests.journeys.phones import VirtualPhones

HEIGHTS = {1280: 900, 360: 740, 320: 640}
THEMES = ("light", "dark")
# The width at which axe looks: what a phone shows is what a desk shows, in a narrower place.
LOOKED_AT = 360
BRAND = {"zh_Hans": "归途", "en": "Guitu"}


@dataclass
class Inspection:
    """Walks over pages and writes down every fault, so that one run names them all."""

    axe: Axe = field(default_factory=Axe)
    faults: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def visit(self, desk: Desk, name: str, path: str) -> None:
        desk.go(path)
        self.look(desk, name)

    def look(self, desk: Desk, name: str) -> None:
        """The page in front of the officer; axe goes over the Chinese one in each theme."""
        self.seen.append(f"{name} ({desk.language})")
        self._names_itself(desk)
        for width, height in HEIGHTS.items():
            desk.page.set_viewport_size({"width": width, "height": height})
            for theme in THEMES:
                desk.page.emulate_media(color_scheme=theme)
                self._fits(desk, width, theme)
                if width == LOOKED_AT and desk.language == "zh_Hans":
                    self._is_accessible(desk, theme)

    def _fault(self, text: str) -> None:
        self.faults.append(f"{self.seen[-1]}: {text}")

    def _names_itself(self, desk: Desk) -> None:
        title, brand = desk.page.title(), BRAND[desk.language]
        if not title.removesuffix(brand).strip(" ·"):
            self._fault(f"its title is only {title!r}")
        if not title.endswith(brand):
            self._fault(f"its title {title!r} is not in its language")
        if (headings := desk.page.locator("h1").count()) != 1:
            self._fault(f"{headings} h1")

    def _fits(self, desk: Desk, width: int, theme: str) -> None:
        needs = desk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if needs > 0:
            self._fault(f"scrolls sideways by {needs} px at {width} px, {theme}")

    def _is_accessible(self, desk: Desk, theme: str) -> None:
        for violation in self.axe.run(desk.page).response["violations"]:
            where = [node["html"][:120] for node in violation["nodes"][:3]]
            self._fault(f"{violation['id']} in {theme}: {where}")


@pytest.fixture
def desks(visitor) -> Callable[..., tuple[Desk, Desk]]:
    """Two officers side by side: the first reads Chinese, the second English."""

    def make(station) -> tuple[Desk, Desk]:
        both = tuple(Desk(visitor(station, language=LOCALES[each]), each) for each in LOCALES)
        for number, desk in enumerate(both, start=1):
            desk.sign_in(f"officer{number}")
        return both

    return make


def _task_link(desk: Desk) -> str:
    phones = VirtualPhones(desk)
    owner = phones.patrols_with_task(least=1)[0]
    link = re.search(r"/t/[\w-]+", phones.texts_of(owner)[-1])
    assert link, "the task's text has no link"
    return link[0]


def _everybody_visits(inspection: Inspection, desks: tuple[Desk, Desk], pages: dict[str, str]) -> None:
    for desk in desks:
        for name, path in pages.items():
            inspection.visit(desk, name, path)


def test_every_main_page_fits_every_screen_in_both_themes_and_languages(run_station, desks):
    inspection, family = Inspection(), Family()
    first, second = both = desks(run_station("sqlite"))
    _everybody_visits(
        inspection,
        both,
        {"board": "/", "found form": "/found/new", "missing form": "/missing/new", "patrols": "/patrols"},
    )
    first.go("/found/new")
    first.button("Save and compare").click()
    inspection.look(first, "found form with mistakes")

    found = first.report_boy()
    _everybody_visits(inspection, both, {"case": f"/found/{found}", "review": f"/found/{found}/matches"})
    first.plan(found)
    _everybody_visits(inspection, both, {"plan, draft": f"/found/{found}/search"})
    first.send_tasks()
    task = _task_link(first)
    _everybody_visits(
        inspection,
        both,
        {"plan, active": f"/found/{found}/search", "phones": "/phones", "messages": "/messages", "texts": "/texts"},
    )
    for desk in both:
        inspection.visit(desk, "patrol page", f"{task}?language={desk.language}")

    first.go("/")
    missing = first.report_missing(family)
    first.propose(found, missing)
    _everybody_visits(
        inspection,
        both,
        {
            "missing case": f"/missing/{missing}",
            "receipt": f"/missing/{missing}/receipt",
            "family": f"/missing/{missing}/family",
            "compare": f"/matches/{found}/{missing}",
        },
    )
    second.confirm(found, missing)
    first.go(f"/found/{found}/handover")
    first.button("Begin the handover").click()
    _everybody_visits(inspection, both, {"handover": f"/found/{found}/handover"})

    assert inspection.faults == []
