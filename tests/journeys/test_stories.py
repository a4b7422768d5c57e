"""The whole story, played by people in browsers and on phones, against the server and worker of `make run`."""

import subprocess
import sys
import time

import pytest
import requests

from tests.fakes.twilio_twin import ACCOUNT, TOKEN
from tests.journeys.conftest import ROOT, free_port
from tests.journeys.officers import LOCALES, Desk, Family
from tests.journeys.phones import Phones, TwinPhones, VirtualPhones, stops_in, task_code

FINDER = "+8613800000008"
STOP = {"zh_Hans": "取消", "en": "cancelled"}
FOUND = {"zh_Hans": "已找到", "en": "has been found"}
CLOSED = {"zh_Hans": "已办结", "en": "is closed"}
THANKS = {"zh_Hans": "感谢", "en": "Thank"}


@pytest.fixture
def desk(visitor):
    """A signed-in officer at a desk or on a phone."""

    def make(station, username: str, language: str, screen: str = "desk") -> Desk:
        officer = Desk(visitor(station, language=LOCALES[language], screen=screen), language)
        officer.sign_in(username)
        return officer

    return make


def _a_patrol_finds_the_family(phones: Phones, family: Family) -> tuple[str, list[str]]:
    """One says no, one is answered with a code, one finds them. Answers who, and the others."""
    patrols = phones.patrols_with_task(least=3)
    says_no, finds, *others = patrols
    phones.answer(says_no, f"{task_code(phones.texts_of(says_no))} 1 N")
    texts = phones.texts_of(finds)
    stop = min(2, stops_in(texts))
    phones.answer(finds, f"{stop} Y {family.phone.removeprefix('+86')}")
    return finds, [says_no, *others]


def _two_officers_confirm_and_hand_over(first: Desk, second: Desk, found: str, missing: str, family: Family) -> None:
    first.propose(found, missing)
    second.confirm(found, missing)
    first.verify(found, family)
    second.release(found)


def _play_the_story(station, desk, language: str, screen: str, phones_of) -> None:
    family = Family(language=language)
    first, second = desk(station, "officer1", language, screen), desk(station, "officer2", language)
    found = first.report_boy(finder_phone=FINDER)
    first.plan(found)
    first.send_tasks()
    phones: Phones = phones_of(station)
    _, others = _a_patrol_finds_the_family(phones, family)
    missing = first.register_family(found, family)
    phones.wait_for(others[-1], STOP["zh_Hans"])
    _two_officers_confirm_and_hand_over(first, second, found, missing, family)
    phones.wait_for(family.phone, FOUND[language])
    first.close(found)
    phones.wait_for(family.phone, CLOSED[language])
    phones.wait_for(FINDER, THANKS["zh_Hans"])


@pytest.mark.parametrize(
    ("engine_name", "language", "screen"), [("sqlite", "zh_Hans", "desk"), ("postgresql", "en", "phone")]
)
def test_a_lost_child_goes_home_because_a_patrol_finds_the_family(run_station, desk, engine_name, language, screen):
    station = run_station(engine_name)
    _play_the_story(station, desk, language, screen, lambda s: VirtualPhones(desk(s, "officer1", language)))


def test_a_family_that_came_first_is_found_by_the_match_alone(run_station, desk):
    station = run_station("sqlite")
    family = Family(language="en")
    first, second = desk(station, "officer1", "en"), desk(station, "officer2", "en")
    missing = first.report_missing(family)
    found = first.report_boy()
    first.page.get_by_text(missing).first.wait_for()
    _two_officers_confirm_and_hand_over(first, second, found, missing, family)
    phones = VirtualPhones(desk(station, "officer1", "en"))
    phones.wait_for(family.phone, FOUND["en"])
    first.close(found)
    phones.wait_for(family.phone, CLOSED["en"])


@pytest.fixture
def twin():
    """A provider of our own, as a process of its own: its port, and the command to start it for a station."""
    started: list[subprocess.Popen[bytes]] = []

    def start(port: int, station_address: str) -> str:
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "tests.fakes.twilio_twin", "--port", str(port),
                 "--callback", f"{station_address}/webhooks/twilio/inbound"],
                cwd=ROOT,
            )
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                requests.get(f"{address}/twin/messages", timeout=1)
                return address
            except requests.RequestException:
                time.sleep(0.1)
        raise AssertionError("the provider's twin did not start")

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_the_story_also_runs_on_real_texts_through_a_provider(run_station, desk, twin):
    port, station_port = free_port(), free_port()
    station = run_station(
        "sqlite",
        port=str(station_port),
        SMS_GATEWAY="twilio",
        TWILIO_ACCOUNT_SID=ACCOUNT,
        TWILIO_AUTH_TOKEN=TOKEN,
        TWILIO_FROM="+15005550006",
        TWILIO_API_URL=f"http://127.0.0.1:{port}",
    )
    address = twin(port, station.address)
    _play_the_story(station, desk, "zh_Hans", "desk", lambda _: TwinPhones(address))
    states = {message["status"] for message in requests.get(f"{address}/twin/messages", timeout=5).json()["messages"]}
    assert "delivered" in states


def test_one_ctrl_c_stops_server_and_worker(run_station):
    station = run_station("sqlite")
    printed = station.stop()
    assert station.process.returncode == 0, printed
    with pytest.raises(requests.RequestException):
        requests.get(station.address + "/healthz", timeout=2)
