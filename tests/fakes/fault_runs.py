"""One seeded run after another: two workers, some killed, a provider that misbehaves; then the books are compared.

Everything is real: SQLite file, worker processes, HTTP calls, signed callbacks into our web server. Times are
shrunk together: calls, leases, the provider's lag and the age at which absence is a proof.
"""

import multiprocessing
import multiprocessing.connection
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.core.clock import now
from app.core.records import Base
from app.extensions import db
from app.messaging import actions
from app.messaging.models import Message, MessageState, Purpose
from config import Config
from tests.fakes import mortal
from tests.fakes.twilio_twin import ACCOUNT, NUMBER, TOKEN, serve
from tests.fakes.twins import RunningTwin

FORK = multiprocessing.get_context("fork")
S = MessageState
OPEN = (S.WAITING, S.SENDING, S.UNCERTAIN)
WENT = (S.SENT, S.DELIVERED)
MOST_KILLS = 3


@dataclass(frozen=True)
class Scale:
    """Seconds. `slow` and `lag` are the provider's; absence is a proof well after both."""

    call: float = 0.4
    slow: float = 0.7
    lag: float = 0.3
    proof_task: float = 3.0
    proof_family: float = 5.0
    share: float = 0.3
    mute: bool = False
    messages: int = 12
    deadline: float = 240.0


@dataclass
class Result:
    """What one run left behind; `ledger` is the provider's count, `ours` what our rows say went."""

    seed: int
    ledger: int = 0
    ours: int = 0
    family: int = 0
    patrol: int = 0
    family_lost: int = 0
    family_doubled: int = 0
    patrol_lost: int = 0
    patrol_doubled: int = 0
    doubled_without_doubt: int = 0
    for_a_person: int = 0
    unfinished: int = 0
    kills: int = 0
    doubts: int = 0
    shown_after: float = 0.0
    met: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        return


def _settings(folder: Path, scale: Scale, public: str, twin: str) -> dict[str, Any]:
    config = Config(
        SECRET_KEY="a key for fault runs only, of enough length", DATABASE_URL=f"sqlite:///{folder / 'run.sqlite'}",
        UPLOAD_DIR=str(folder), SMS_GATEWAY="twilio", TWILIO_ACCOUNT_SID=ACCOUNT, TWILIO_AUTH_TOKEN=TOKEN,
        TWILIO_FROM=NUMBER, TWILIO_API_URL=twin, PUBLIC_URL=public, SMS_TIMEOUT_S=scale.call, LOG_FORMAT="json",
        SMS_PROOF_TASK_S=scale.proof_task, SMS_PROOF_FAMILY_S=scale.proof_family,
    )  # fmt: skip
    return config.settings()


def _outside(folder: Path, scale: Scale, told: Connection) -> None:
    """The provider and our web server, in one process of their own."""
    _silence(folder / "web.log")
    twin = serve(0, "", -1)
    app = create_app(_settings(folder, scale, "http://127.0.0.1", ""))
    web = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    threading.Thread(target=twin.serve_forever, daemon=True).start()
    told.send((f"http://127.0.0.1:{twin.server_port}", f"http://127.0.0.1:{web.server_port}"))
    # The callbacks are signed for the address that the workers name.
    app.config["PUBLIC_URL"] = f"http://127.0.0.1:{web.server_port}"
    web.serve_forever()


def _silence(log: Path) -> None:
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)


class Slot:
    """A place where runs follow each other on one database."""

    def __init__(self, folder: Path, scale: Scale, twin: str, public: str) -> None:
        self.folder, self.scale, self.twin = folder, scale, RunningTwin(twin)
        self.app = create_app(_settings(folder, scale, public, twin))
        with self.app.app_context():
            Base.metadata.create_all(db.engine)

    def run(self, seed: int) -> Result:
        chance = random.Random(seed)
        result = Result(seed)
        self.twin.forget()
        scale = self.scale
        self.twin.chaos(seed, share=scale.share, seconds=scale.slow, lag=scale.lag, mute=scale.mute)
        with self.app.app_context():
            self._fill(seed)
        workers = [self._worker(chance, deadly=True), self._worker(chance, deadly=chance.random() < 0.5)]
        try:
            self._watch(workers, chance, result)
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.join(timeout=20)
        time.sleep(2 * self.scale.slow + 0.2)  # the last callbacks
        with self.app.app_context():
            self._compare(result)
        return result

    def _fill(self, seed: int) -> None:
        with db.engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
        for number in range(self.scale.messages):
            family = number % 2 == 0
            variables = {"ref": f"AB{number:04}"} if family else {"tid": f"K{number + 2}"}
            actions.enqueue(
                "family_news" if family else "patrol_overdue", variables, to=f"+86138{seed % 10**5:05}{number:03}",
                language="en", purpose=Purpose.FAMILY if family else Purpose.TASK, dedupe_key=f"{seed}:{number}",
                at=now(), case_ref=f"AB{number:04}", task_code="" if family else f"K{number + 2}",
            )  # fmt: skip
        db.session.commit()

    def _worker(self, chance: random.Random, *, deadly: bool) -> ForkProcess:
        point = chance.choice(mortal.POINTS) if deadly else ""
        number = chance.choice((1, 1, 2, 3, 5)) if point.startswith(("before the", "request", "after", "out")) else 1
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()  # no open database may cross a fork
        worker = FORK.Process(target=self._live, args=(point, number))
        worker.start()
        return worker

    def _live(self, point: str, number: int) -> None:
        _silence(self.folder / "worker.log")
        mortal.live(self.app, point, number)

    def _watch(self, workers: list[ForkProcess], chance: random.Random, result: Result) -> None:
        """Until nothing is open: replace the dead, and note how soon a doubt is shown."""
        deadline = time.monotonic() + self.scale.deadline
        while time.monotonic() < deadline:
            for place, worker in enumerate(workers):
                if worker.exitcode is not None:
                    assert worker.exitcode == -signal.SIGKILL, f"a worker ended by itself: {worker.exitcode}"
                    result.kills += 1
                    workers[place] = self._worker(chance, deadly=result.kills < MOST_KILLS and chance.random() < 0.5)
            with self.app.app_context():
                if not self._open(result):
                    return
            time.sleep(0.2)

    def _open(self, result: Result) -> int:
        rows = db.session.execute(
            select(Message.state, Message.attempt_at, Message.look_at).where(Message.state.in_(OPEN))
        ).all()
        db.session.remove()
        for state, began, _ in rows:
            if state is S.SENDING and began is not None:  # not yet shown, however long it takes
                result.shown_after = max(result.shown_after, (now() - began).total_seconds())
        return sum(state is not S.UNCERTAIN or look is not None for state, _, look in rows)

    def _compare(self, result: Result) -> None:
        accepted = self.twin.accepted
        ledger = Counter((row["to"], row["body"]) for row in accepted)
        result.ledger, result.met = len(accepted), self.twin.met
        rows = db.session.scalars(select(Message).order_by(Message.created_at, Message.id)).all()
        for row in rows:
            kind = "family" if row.purpose is Purpose.FAMILY else "patrol"
            taken = ledger[(row.recipient, row.body)]
            result.ours += row.state in WENT
            result.doubts += row.perhaps_sent
            lost = taken == 0 and row.state in WENT
            facts = {kind: 1, f"{kind}_lost": lost, f"{kind}_doubled": max(0, taken - 1)}
            for name, value in facts.items():
                setattr(result, name, getattr(result, name) + int(value))
            result.doubled_without_doubt += taken > 1 and row.perhaps_sent == 0
            if row.state in OPEN:
                wait = (row.not_before - now()).total_seconds()
                result.left.append(f"{row.state.value} {row.error_code} attempt {row.attempts}, due in {wait:.0f} s")
            result.unfinished += row.state in (S.WAITING, S.SENDING)
            result.for_a_person += row.state in (S.FAILED, S.EXPIRED, S.UNCERTAIN)
        db.session.remove()
        db.engine.dispose()


@contextmanager
def slot(folder: Path, scale: Scale) -> Iterator[Slot]:
    """A slot with its provider and web server running."""
    folder.mkdir(parents=True, exist_ok=True)
    ours, theirs = FORK.Pipe()
    outside = FORK.Process(target=_outside, args=(folder, scale, theirs))
    outside.start()
    try:
        twin, public = ours.recv()
        yield Slot(folder, scale, twin, public)
    finally:
        outside.terminate()
        outside.join(timeout=10)


def _many(folder: Path, scale: Scale, seeds: list[int], told: Connection) -> None:
    with slot(folder, scale) as place:
        for seed in seeds:
            told.send(asdict(place.run(seed)))
    told.send(None)


def runs(folder: Path, seeds: list[int], scale: Scale, slots: int) -> Iterator[Result]:
    """Every run, as it ends, from so many slots side by side."""
    places = []
    for number in range(min(slots, len(seeds))):
        ours, theirs = FORK.Pipe()
        process = FORK.Process(target=_many, args=(folder / str(number), scale, seeds[number::slots], theirs))
        process.start()
        theirs.close()
        places.append((process, ours))
    waiting = {ours for _, ours in places}
    while waiting:
        for ready in multiprocessing.connection.wait(list(waiting)):
            assert isinstance(ready, Connection)
            told = ready.recv()
            if told is None:
                waiting.discard(ready)
            else:
                yield Result(**told)
    for process, _ in places:
        process.join()
