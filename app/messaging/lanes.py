"""Several calls in flight for one worker: one thread keeps the books, the lanes only call the provider.

So a slow provider does not hold up the queue, a worker needs one database connection however many lanes it has,
and what arrives together is written down in one transaction.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from app.core.clock import now
from app.messaging import outbox
from app.messaging.gateway import SmsGateway
from app.messaging.models import MessageState
from app.messaging.outbox import Letter, Outcome
from app.messaging.rules import PATIENCE, Patience

LANES = 12


@dataclass
class Lanes:
    """The steps of one round, in order: write_outcomes, take, then a commit by the caller, written, start."""

    gateway: SmsGateway
    unit: str
    owner: str
    patience: Patience = PATIENCE
    lanes: int = LANES
    wake: threading.Event = field(default_factory=threading.Event)
    """Set when an outcome has come in, or by whoever knows that there is something to send."""

    def __post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(self.lanes, thread_name_prefix="lane")
        self.lock = threading.Lock()
        self.outcomes: list[tuple[Letter, Outcome]] = []
        self.flying = 0
        self.writing: list[tuple[Letter, Outcome]] = []

    def write_outcomes(self, at: datetime) -> list[tuple[Letter, MessageState | None]]:
        """Write down what came back since the last round; the same again if that round was not committed."""
        with self.lock:
            self.writing = list(self.outcomes)
        return [
            (letter, outbox.settle(letter, outcome, gateway=self.gateway.name, at=at, patience=self.patience))
            for letter, outcome in self.writing
        ]

    def written(self) -> None:
        """The outcomes of this round are on disk."""
        with self.lock:
            self.outcomes = self.outcomes[len(self.writing) :]
            self.flying -= len(self.writing)
            self.writing = []

    def take(self, at: datetime) -> list[Letter]:
        """Claim as many messages as there are free lanes: none waits under a lease."""
        free = self.lanes - self.flying + len(self.writing)
        return outbox.claim_some(
            free, owner=self.owner, gateway=self.gateway, unit=self.unit, at=at, patience=self.patience
        )

    def start(self, letters: list[Letter]) -> list[Letter]:
        """Send each on its way; gives back those that the gateway lays into our own database."""
        here = [letter for letter in letters if self.gateway.writes_here(letter.to)]
        for letter in letters:
            if letter not in here:
                with self.lock:
                    self.flying += 1
                self.pool.submit(self._call, letter)
        return here

    def deliver_here(self, letter: Letter, at: datetime) -> MessageState | None:
        """A message into our own database, in the transaction of its outcome."""
        outcome = outbox.deliver(self.gateway, letter, at)
        return outbox.settle(letter, outcome, gateway=self.gateway.name, at=at, patience=self.patience)

    def _call(self, letter: Letter) -> None:
        outcome = outbox.deliver(self.gateway, letter, now())
        with self.lock:
            self.outcomes.append((letter, outcome))
        self.wake.set()

    def rest(self, seconds: float) -> None:
        """Until an outcome comes in, somebody queues a text, or so many seconds have passed."""
        self.wake.wait(seconds)
        self.wake.clear()

    def close(self) -> None:
        """Wait until every call has come back; its outcome is still to be written."""
        self.pool.shutdown(wait=True)
