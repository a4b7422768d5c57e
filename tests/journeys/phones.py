"""The phones of the story: virtual ones on the page, or real texts through a provider's twin."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import requests
from playwright.sync_api import Page, expect

from tests.journeys.officers import WAITS_MS, Desk

TASK_CODE = re.compile(r"\b([A-HJKMNP-Z][2-9]{1,4}) (?:1 N|OK)")


class Phones(Protocol):
    """Read and write texts as their owners do."""

    def patrols_with_task(self, least: int) -> list[str]: ...

    def texts_of(self, owner: str) -> list[str]: ...

    def answer(self, owner: str, text: str) -> None: ...

    def wait_for(self, owner: str, words: str) -> None: ...


def task_code(texts: list[str]) -> str:
    """The code of the task that these texts name last."""
    codes = [code for text in texts for code in TASK_CODE.findall(text)]
    assert codes, "no task on this phone"
    return codes[-1]


def stops_in(texts: list[str]) -> int:
    """How many places the task has."""
    return len(re.findall(r"^[123] \S", texts[-1], re.MULTILINE))


@dataclass
class VirtualPhones:
    """The page /phones; an owner is a number as the page shows it, without blanks."""

    desk: Desk

    def _page(self) -> Page:
        page = self.desk.page
        if not page.url.endswith("/phones"):
            page.goto("/phones")
        return page

    def _handset(self, owner: str):  # type: ignore[no-untyped-def]
        return self._page().locator(f'.handset:has(input[name="phone"][value="{owner}"])')

    def patrols_with_task(self, least: int) -> list[str]:
        texted = self._page().locator("#phones .handset", has=self.desk.page.locator(".ours"))
        expect(texted.nth(least - 1)).to_be_visible(timeout=WAITS_MS)
        return [each.get_attribute("value") or "" for each in texted.locator('input[name="phone"]').all()]

    def texts_of(self, owner: str) -> list[str]:
        return [text.inner_text() for text in self._handset(owner).locator(".ours .bubble").all()]

    def answer(self, owner: str, text: str) -> None:
        box = self._handset(owner)
        box.locator('input[name="body"]').fill(text)
        box.locator("form.answer button").click()
        expect(box.locator(".theirs .bubble").last).to_have_text(text, timeout=WAITS_MS)

    def wait_for(self, owner: str, words: str) -> None:
        expect(self._handset(owner).locator(".ours .bubble", has_text=words).first).to_be_visible(timeout=WAITS_MS)


@dataclass
class TwinPhones:
    """Texts that really went over HTTP to the provider's twin, and webhooks that it signs."""

    twin: str

    def _sent(self) -> list[dict[str, str]]:
        return list(requests.get(f"{self.twin}/twin/messages", timeout=5).json()["messages"])

    def _until(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAITS_MS / 1000
        while not ready():
            assert time.monotonic() < deadline, "the text did not come"
            time.sleep(0.2)

    def patrols_with_task(self, least: int) -> list[str]:
        def owners() -> list[str]:
            return list(dict.fromkeys(m["to"] for m in self._sent() if TASK_CODE.search(m["body"])))

        self._until(lambda: len(owners()) >= least)
        return owners()

    def texts_of(self, owner: str) -> list[str]:
        return [message["body"] for message in self._sent() if message["to"] == owner]

    def answer(self, owner: str, text: str) -> None:
        reply = requests.post(f"{self.twin}/twin/inbound", data={"From": owner, "Body": text}, timeout=20)
        assert reply.json()["status"] == 200

    def wait_for(self, owner: str, words: str) -> None:
        self._until(lambda: any(words in text for text in self.texts_of(owner)))
