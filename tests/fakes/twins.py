"""Starts the provider twin as a process of its own, and steers it over HTTP."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.fakes.twilio_twin import ACCOUNT, TOKEN

ROOT = Path(__file__).resolve().parents[2]
NUMBER = "+358505550100"


@dataclass(frozen=True)
class RunningTwin:
    """A provider at `address`."""

    address: str

    def settings(self) -> dict[str, str]:
        """What the application needs to send through it."""
        return {
            "SMS_GATEWAY": "twilio",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": self.address,
        }

    def misbehave(self, mode: str, **facts: Any) -> None:
        """How the next calls go wrong: see the twin."""
        self._steer("mode", mode=mode, **facts)

    def tell(self, sid: str, status: str, code: str = "") -> int:
        """Send one signed status callback; the HTTP status of our answer."""
        return int(self._steer("status", sid=sid, status=status, code=code)["status"])

    def write(self, sender: str, body: str, url: str, sid: str = "") -> int:
        """A person's text arrives: one signed webhook; the HTTP status of our answer."""
        facts = {"From": sender, "Body": body, "url": url, "sid": sid}
        return int(self._steer("inbound", **facts)["status"])

    def forget(self) -> None:
        self._steer("reset")

    @property
    def accepted(self) -> list[dict[str, Any]]:
        """Every message that it took, oldest first."""
        return list(self._books()["messages"])

    @property
    def calls(self) -> int:
        """How many times it was asked to send."""
        return int(self._books()["calls"])

    def _books(self) -> Any:
        return requests.get(self.address + "/twin/messages", timeout=10).json()

    def _steer(self, what: str, **facts: Any) -> Any:
        answer = requests.post(f"{self.address}/twin/{what}", data=facts, timeout=20)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def running_twin(*, delay: float = -1, callback: str = "") -> Iterator[RunningTwin]:
    """A twin for as long as the block lasts; `delay` in seconds between status callbacks, negative: none."""
    command = [sys.executable, "-m", "tests.fakes.twilio_twin", "--delay", str(delay), "--callback", callback]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield RunningTwin(process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait(timeout=10)
