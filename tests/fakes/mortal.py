"""A worker that dies by SIGKILL at one marked point of its work, to prove that nothing is lost or sent twice."""

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from app import worker
from app.extensions import db
from app.messaging import outbox, reconcile
from app.messaging.lanes import Lanes
from app.messaging.twilio_gateway import HttpClient

POINTS = (
    "before claim",
    "claimed, not committed",
    "claim committed",
    "before the request",
    "request written",
    "after the answer",
    "outcome read",
    "outcome written, not committed",
    "outcome committed",
    "doubt taken",
    "list read",
    "conclusion written, not committed",
)
"""Before, during and after the call, and the same for a look at the provider's list."""


class Fate:
    """Dies at the `number`-th passing of `point`."""

    def __init__(self, point: str, number: int) -> None:
        self.point, self.left = point, number
        self.lock = threading.Lock()

    def passing(self, point: str) -> None:
        if not point or point != self.point:
            return
        with self.lock:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: Any, name: str, before: str = "", after: str = "") -> None:
        """Mark the points before and after a function or method."""
        real: Callable[..., Any] = getattr(owner, name)

        def marked(*args: Any, **kwargs: Any) -> Any:
            self.passing(before)
            result = real(*args, **kwargs)
            self.passing(after)
            return result

        setattr(owner, name, marked)


def mark(fate: Fate) -> None:
    """Mark every point in this process."""
    fate.around(outbox, "claim_some", before="before claim", after="claimed, not committed")
    fate.around(Lanes, "start", before="claim committed")
    fate.around(Lanes, "written", before="outcome committed")
    fate.around(outbox, "deliver", before="before the request", after="outcome read")
    fate.around(HttpClient, "request", after="after the answer")
    fate.around(outbox, "settle", after="outcome written, not committed")
    fate.around(reconcile, "next_doubt", after="doubt taken")
    fate.around(reconcile, "read_list", after="list read")
    fate.around(reconcile, "conclude", after="conclusion written, not committed")


def _die_after_writing(fate: Fate) -> None:
    """`request written`: the bytes are out, the answer is not read."""
    from http.client import HTTPConnection  # patched here only, in a process that ends

    fate.around(HTTPConnection, "getresponse", before="request written")


def live(app: Flask, point: str, number: int) -> None:
    """Be a worker in this forked process until the fate strikes or SIGTERM comes."""
    with app.app_context():
        db.engine.dispose(close=False)
    fate = Fate(point, number)
    mark(fate)
    _die_after_writing(fate)
    worker.run(app)
