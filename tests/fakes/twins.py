"""Starts the provider twin as a process of its own, and steers it over HTTP."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.fakes.twilio_twin import ACCOUNT, NUMBER, TOKEN

ROOT = Path(__file__).resolve().parents[2]


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

    def chaos(
        self, seed: int, *, share: float = 0.3, seconds: float = 1.0, lag: float = 0.0, mute: bool = False
    ) -> None:
        """Calls, callbacks and the list go wrong from here on, as drawn from the seed."""
        self._steer("chaos", seed=seed, share=share, seconds=seconds, lag=lag, mute=int(mute))

    def shows(self, *, lag: float = 0.0, broken: bool = False) -> None:
        """How late the list is; or that there is none."""
        self._steer("list", lag=lag, broken=int(broken))

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
        """Every message that it took from us, oldest first."""
        return [m for m in self._books()["messages"] if m["direction"] != "inbound"]

    @property
    def met(self) -> dict[str, int]:
        """How often each fault was met."""
        return dict(self._books()["met"])

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
