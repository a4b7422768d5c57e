"""What an officer does in a browser, in the words of the pages in either language."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from app.demo.actions import SAMPLE_PASSWORD
from tests.journeys.words import words

# The worker has to send, and the page to look again.
WAITS_MS = 20_000
LOCALES = {"zh_Hans": "zh-CN", "en": "en-GB"}


@dataclass
class Family:
    """Who looks for the child, plainly invented."""

    name: str = "示例妈妈"
    phone: str = "+8613812345678"
    child: str = "示例小乐"
    language: str = "zh_Hans"
    lost_at: str = "示例广场 Sample Square"
    facts: tuple[tuple[str, str], ...] = (
        ("What is in the left pocket?", "a green marble"),
        ("What do you call him at home?", "Lele"),
        ("What did he eat last?", "noodles with egg"),
    )


@dataclass
class Desk:
    """One signed-in officer and the page in front of them."""

    page: Page
    language: str

    def say(self, english: str, **facts: object) -> str:
        return words(self.language, english, **facts)

    def button(self, english: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(english), exact=True)

    def link(self, english: str) -> Locator:
        return self.page.get_by_role("link", name=self.say(english), exact=True)

    def choose(self, name: str, value: str) -> None:
        """Tap a chip; its real input lies on top of its words."""
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def write(self, name: str, text: str) -> None:
        self.page.locator(f'[name="{name}"]').fill(text)

    def go(self, path: str) -> None:
        self.page.goto(path)

    def sign_in(self, username: str) -> None:
        self.go("/sign-in")
        self.write("username", username)
        self.write("password", SAMPLE_PASSWORD)
        self.button("Sign in").click()
        self.page.wait_for_url("**/")

    def report_boy(self, finder_phone: str = "") -> str:
        """Steps 1 and 2 of the README: seven answers, then save. Answers the case code."""
        self.link("New found report").click()
        self.choose("where", "station")
        self.choose("sex", "male")
        self.choose("age_band", "3-5")
        self.choose("condition", "well")
        self.choose("top_colour", "red")
        self.choose("top", "t_shirt")
        if finder_phone:
            self.page.locator("details", has=self.page.locator('[name="finder_phone"]')).locator("> summary").click()
            self.write("finder_phone", finder_phone)
        self.button("Save now, add later").click()
        self.page.wait_for_url("**/found/*/matches")
        return self.ref()

    def ref(self) -> str:
        """The case code in the address."""
        found = re.search(r"/(?:found|missing)/([0-9A-Z]{6})", self.page.url)
        assert found, self.page.url
        return found[1]

    def plan(self, found: str) -> None:
        """Steps 3 and 4: the likeliest places, hotels first."""
        self.go(f"/found/{found}/matches")
        self.page.locator(".actionbar a", has_text=self.say("Plan the search")).or_(
            self.link("None of them: plan the search")
        ).first.click()
        self.choose("clues", "slept_in_hotel")
        self.button("Make the plan").click()
        expect(self.button("Send tasks")).to_be_visible()

    def send_tasks(self) -> None:
        """Step 5."""
        self.button("Send tasks").click()
        expect(self.page.get_by_role("heading", name=self.say("Under way"))).to_be_visible()

    def register_family(self, found: str, family: Family) -> str:
        """Step 7: the report of the family a patrol has found. Answers its code."""
        self.go(f"/found/{found}/search")
        expect(self.link("Register the family")).to_be_visible(timeout=WAITS_MS)
        self.link("Register the family").click()
        assert self.page.locator('[name="reporter_phone"]').input_value().replace(" ", "").endswith(family.phone[-11:])
        assert self.page.locator('input[name="sex"][value="male"]').is_checked()
        self.describe(family)
        self.answer_for(family)
        self.button("File the report").click()
        self.page.wait_for_url("**/matches/*/*")
        return self.page.url.rsplit("/", 1)[-1]

    def report_missing(self, family: Family) -> str:
        """A family comes to the desk. Answers the code of its report."""
        self.link("New missing report").click()
        self.write("reporter_phone", family.phone)
        self.choose("sex", "male")
        self.write("age_years", "5")
        self.describe(family)
        self.answer_for(family)
        self.button("File the report").click()
        self.page.wait_for_url("**/missing/*/matches")
        return self.ref()

    def describe(self, family: Family) -> None:
        """What the family says of the child by itself."""
        self.choose("where", "in_words")
        self.write("place_text", family.lost_at)
        self.choose("top_colour", "red")
        self.choose("top", "t_shirt")
        for name in ("bottom", "bottom_colour", "shoes_colour"):
            self.choose(name, "unknown")

    def answer_for(self, family: Family) -> None:
        """What only the family can say."""
        self.write("reporter_name", family.name)
        self.choose("reporter_relation", "mother")
        self.choose("reporter_language", family.language)
        self.choose("reporter_id_type", "not_shown")
        self.write("name", family.child)
        if self.page.locator('[name="last_seen_clock"]').input_value() == "":
            self.page.locator('[name="last_seen_unknown"]').check()
        self.choose("no_photo_reason", "later")
        self.choose("risk_factors", "not_known")
        self.choose("custody_order", "no")
        self.page.locator('[name="reporter_collects"]').set_checked(True)
        for number, (question, answer) in enumerate(family.facts, start=1):
            self.write(f"held_{number}_question", question)
            self.write(f"held_{number}_answer", answer)

    def propose(self, found: str, missing: str) -> None:
        """Step 8."""
        self.go(f"/matches/{found}/{missing}")
        self.button("Propose this match").click()
        expect(self.button("Confirm: same person")).to_have_count(0)

    def confirm(self, found: str, missing: str) -> None:
        """Step 9, by another officer, from the board."""
        self.go("/")
        self.link("Confirm a match as second officer").first.click()
        self.page.wait_for_url(f"**/matches/{found}/{missing}")
        self.button("Confirm: same person").click()
        expect(self.page.get_by_role("heading", name=self.say("What the family was told"))).to_be_visible()

    def verify(self, found: str, family: Family) -> None:
        """Step 10, the first officer: every gate in its order."""
        self.go(f"/found/{found}/handover")
        self.button("Begin the handover").click()
        self.write("claimant_name", family.name)
        self.choose("id_type", "passport")
        self.write("id_number", "X0000001")
        self.button("Save and go on").click()
        self._pass_gates(family)
        expect(self.button("Release: the person leaves with them")).to_have_count(0)

    def _pass_gates(self, family: Family) -> None:
        answers = dict(family.facts)
        for _ in range(12):
            turn = self.page.locator("#turn")
            if turn.locator('[name="custody"]').count():
                turn.locator('[name="custody"]').first.check()
            elif turn.locator('[name="document"]').count():
                self.choose("document", "strong")
            elif turn.locator('[name="said"]').count():
                self._answer_blind(answers)
            elif turn.locator('[name="judgement"]').count():
                turn.locator('[name="judgement"]').first.check()
            elif turn.locator('[name="outcome"]').count():
                turn.locator('[name="contact"]').first.check()
                turn.locator('[name="outcome"]').first.check()
            elif turn.locator('[name="reaction"]').count():
                self.choose("reaction", "goes")
            else:
                return
            turn.locator(".actionbar .btn-primary").click()

    def _answer_blind(self, answers: dict[str, str]) -> None:
        """The right answer stands nowhere on the page before the claimant's is typed."""
        question = next(each for each in answers if each in self.page.locator("#turn").inner_text())
        assert answers[question] not in self.page.content()
        self.write("said", answers[question])

    def release(self, found: str) -> None:
        """Step 10, the second officer."""
        self.go(f"/found/{found}/handover")
        self.page.locator('[name="seen_together"]').check()
        self.button("Release: the person leaves with them").click()
        expect(self.button("Close the case")).to_be_visible()

    def close(self, found: str) -> None:
        self.go(f"/found/{found}/handover")
        self.button("Close the case").click()
        expect(self.button("Close the case")).to_have_count(0)
        self.go("/")
        expect(self.page.locator("#live")).not_to_contain_text(found)
