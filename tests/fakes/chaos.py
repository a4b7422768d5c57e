"""How a provider misbehaves, drawn from a seed: what happens to each call, and to the callbacks of each message."""

import random
import threading
from dataclasses import dataclass, field

CALLS = ("lost", "drop", "silent", "hang", "late", "throttle", "error", "error_accepted", "broken", "garbage")
"""Which faults a call may meet; `tests.fakes.twilio_twin` describes each."""
CALLBACKS = ("in order", "none", "doubled", "reordered", "delayed", "forged")


@dataclass
class Chaos:
    """`share` of the calls go wrong; `seconds` is how long the slow ones take; list entries appear after `lag`."""

    seed: int
    share: float = 0.3
    seconds: float = 1.0
    lag: float = 0.0
    mute: bool = False
    """No callbacks at all."""
    met: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.calls = random.Random(self.seed)
        self.callbacks = random.Random(self.seed + 1)

    def of_call(self) -> str:
        with self.lock:
            name = self.calls.choice(CALLS) if self.calls.random() < self.share else "ok"
            self.met[name] = self.met.get(name, 0) + 1
            return name

    def of_callbacks(self) -> list[tuple[str, float, bool]]:
        """Each callback of one message: its status, the seconds to wait before it, and whether it is forged."""
        with self.lock:
            name = "none" if self.mute else self.callbacks.choice(CALLBACKS)
            wait = self.callbacks.random() * self.seconds
            self.met["callbacks " + name] = self.met.get("callbacks " + name, 0) + 1
        usual = [("sent", 0.02, False), ("delivered", 0.02, False)]
        plans = {
            "in order": usual,
            "none": [],
            "doubled": [step for step in usual for _ in range(2)],
            "reordered": usual[::-1],
            "delayed": [("sent", wait, False), ("delivered", wait, False)],
            "forged": [("failed", 0.0, True), *usual, ("failed", 0.01, True)],
        }
        return plans[name]
