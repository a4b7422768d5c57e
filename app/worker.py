"""The worker: a list of duties, each repeated by itself, each item in a transaction of its own.

Any number of workers may run on any number of hosts: the database is the queue. A duty that fails is logged
and rests a little; the others go on. SIGTERM and SIGINT let what is in flight finish.
"""

import os
import signal
import socket
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from structlog import get_logger

from app.core.clock import now
from app.core.logs import what_failed
from app.extensions import db
from app.inbox import actions as inbox
from app.inbox.queries import next_due
from app.matching import actions as matching
from app.messaging import outbox, reconcile
from app.messaging.gateway import SmsGateway
from app.messaging.gateways import make_gateway, patience_of
from app.messaging.lanes import Lanes
from app.messaging.models import MessageState
from app.messaging.outbox import Letter
from app.messaging.rules import Patience
from app.messaging.wake import listen
from app.people import photos
from app.search import actions as search

IDLE_S = 0.5
SEND_S = 0.25
"""How soon a queued text is seen where nothing wakes the worker."""
WOKEN_S = 1.0
"""The same where the database wakes it: only for what comes due by itself, such as another try."""
LONGEST_REST_S = 30.0
SWEEP_EVERY = timedelta(minutes=10)
SWEEP_BACK = timedelta(hours=6)
BATCH = 20
MOST_ROUNDS = 10_000
log = get_logger()


@dataclass(frozen=True, slots=True)
class Duty:
    """`work` does the next piece and says how many things it did; at zero the duty waits `idle_s` seconds."""

    name: str
    work: Callable[[], int]
    idle_s: float = IDLE_S
    wake: threading.Event | None = None
    """Ends the rest of this duty at once."""
    finish: Callable[[], int] | None = None
    """What is still to be done when the worker stops."""


def duties(app: Flask) -> list[Duty]:
    """Everything that happens without an officer's hand."""
    gateway, patience = make_gateway(app.config), patience_of(app.config)
    unit, region = app.config["SMS_SIGNATURE"], app.config["PHONE_REGION"]
    photo_folder = Path(app.config["UPLOAD_DIR"])
    owner = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    look_s = WOKEN_S if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql") else SEND_S
    lanes = Lanes(gateway, unit, owner, patience, app.config["SMS_LANES"])
    return [
        Duty("send texts", lambda: send_some(lanes), look_s, lanes.wake, lambda: finish_calls(lanes)),
        Duty("settle doubts", lambda: settle_doubt(gateway, patience), idle_s=1.0),
        Duty("read texts", lambda: read_one(region)),
        Duty("sweep texts", Sweep(gateway), idle_s=10.0),
        Duty("watch leases", watch_leases, idle_s=2.0),
        Duty("match reports", match_some, idle_s=1.0),
        Duty("watch tasks", watch_tasks, idle_s=2.0),
        Duty("clear photos", lambda: clear_photos(photo_folder), idle_s=600.0),
    ]


def send_some(lanes: Lanes) -> int:
    """Write outcomes, claim, commit, call. No database session is open during the calls; how many are in flight."""
    outcomes = lanes.write_outcomes(now())
    letters = lanes.take(now())
    db.session.commit()
    db.session.remove()
    lanes.written()
    for letter, state in outcomes:
        _tell(letter, state)
    for letter in lanes.start(letters):
        _tell(letter, lanes.deliver_here(letter, now()))
        db.session.commit()
    if lanes.flying and not outcomes and not letters:
        lanes.rest(SEND_S)
    return len(outcomes) + len(letters) + lanes.flying


def finish_calls(lanes: Lanes) -> int:
    """Let every call come back and write down what became of it; claim nothing more."""
    lanes.close()
    outcomes = lanes.write_outcomes(now())
    db.session.commit()
    lanes.written()
    for letter, state in outcomes:
        _tell(letter, state)
    return len(outcomes)


def _tell(letter: Letter, state: MessageState | None) -> None:
    log.info(
        "text handed over",
        message=str(letter.id),
        template=letter.template,
        attempt=letter.attempt,
        state=state.value if state else "settled before",
    )


def settle_doubt(gateway: SmsGateway, patience: Patience) -> int:
    """Look for one message that perhaps went in the provider's list. No database session is open meanwhile."""
    doubt = reconcile.next_doubt(now(), patience)
    db.session.commit()
    db.session.remove()
    if doubt is None:
        return 0
    rows = reconcile.read_list(gateway, doubt)
    state = reconcile.conclude(doubt, rows, at=now())
    db.session.commit()
    log.info("text looked for", message=str(doubt.id), attempt=doubt.attempt, state=state.value if state else "open")
    return 1


def read_one(region: str) -> int:
    """Act on the next text that came in; one that fails is put back, and after some tries shown to a person."""
    at = now()
    text_id = next_due(at)
    db.session.commit()
    if text_id is None:
        return 0
    if not inbox.begin(text_id, at=at):
        db.session.commit()
        return 1
    db.session.commit()
    try:
        inbox.process(text_id, at=at, region=region)
        db.session.commit()
    except Exception as error:  # a poison text must not stop those behind it
        db.session.rollback()
        _report("read texts", error)
        inbox.put_back(text_id, type(error).__name__, at=now())
        db.session.commit()
    return 1


class Sweep:
    """Every ten minutes: texts in the provider's list whose webhook was lost."""

    def __init__(self, gateway: SmsGateway) -> None:
        self.gateway = gateway
        self.next = now()

    def __call__(self) -> int:
        at = now()
        if at < self.next:
            return 0
        db.session.remove()
        rows = self.gateway.received(since=at - SWEEP_BACK)
        found = inbox.sweep(rows, at=at)
        db.session.commit()
        self.next = at + SWEEP_EVERY
        if found:
            log.warning("webhooks were lost", texts=found)
        return found


def watch_leases() -> int:
    """Expire what is too late; show what a lost worker left behind."""
    outbox.tidy(now())
    db.session.commit()
    return 0


def match_some() -> int:
    """Compare reports that are new or were changed."""
    done = matching.rematch_due(now(), BATCH)
    db.session.commit()
    return done


def watch_tasks() -> int:
    """Pass on tasks that nobody answers in time."""
    search.overdue(at=now())
    db.session.commit()
    return 0


def clear_photos(folder: Path) -> int:
    """Delete photos that no report took within a day."""
    photos.sweep(folder, now())
    db.session.commit()
    return 0


def run(app: Flask, once: bool = False) -> None:
    """Work until told to stop; with `once` until nothing is left to do."""
    if once:
        _until_idle(app)
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    work = duties(app)
    threads = [threading.Thread(target=_keep_doing, args=(app, duty, stop), name=duty.name) for duty in work]
    threads += _listeners(app, work, stop)
    log.info("worker started", duties=len(work))
    for thread in threads:
        thread.start()
    while not stop.wait(1.0):
        pass
    for duty in work:
        if duty.wake is not None:
            duty.wake.set()
    for thread in threads:
        thread.join()
    log.info("worker stopped")


def _listeners(app: Flask, work: list[Duty], stop: threading.Event) -> list[threading.Thread]:
    """On PostgreSQL a queued text wakes its duty; on SQLite the duty looks often."""
    with app.app_context():
        url = db.engine.url
    if url.get_backend_name() != "postgresql":
        return []
    events = [duty.wake for duty in work if duty.wake is not None]
    return [threading.Thread(target=listen, args=(url, event, stop), name="listener") for event in events]


def _keep_doing(app: Flask, duty: Duty, stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        done = _one_round(app, duty)
        failures = failures + 1 if done is None else 0
        if not done:
            _rest(duty, rest_s(duty.idle_s, failures), stop)
    if duty.finish is not None:
        _one_round(app, Duty(duty.name, duty.finish))


def _rest(duty: Duty, seconds: float, stop: threading.Event) -> None:
    if duty.wake is None:
        stop.wait(seconds)
    elif not stop.is_set():
        duty.wake.wait(seconds)
        duty.wake.clear()


def rest_s(idle_s: float, failures: int) -> float:
    """Twice as long after each failure in a row, up to half a minute; never shorter than the duty's own rest."""
    return max(idle_s, min(idle_s * 2.0 ** min(failures, 10), LONGEST_REST_S))


def _until_idle(app: Flask) -> None:
    work = duties(app)
    for _ in range(MOST_ROUNDS):
        if not sum(_one_round(app, duty) or 0 for duty in work):
            break
    for duty in work:
        if duty.finish is not None:
            _one_round(app, Duty(duty.name, duty.finish))


def _one_round(app: Flask, duty: Duty) -> int | None:
    """How many things were done; None when the duty failed."""
    with app.app_context():
        try:
            return duty.work()
        except Exception as error:  # one duty's failure is logged and must not end the others
            db.session.rollback()
            _report(duty.name, error)
            return None


def _report(duty: str, error: Exception) -> None:
    log.error("duty failed", duty=duty, **what_failed(error))
