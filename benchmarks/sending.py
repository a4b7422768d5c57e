"""How fast do workers send, and what does claiming cost when a million messages lie in the past?

    python benchmarks/sending.py [--quick] [--json FILE]

Worker processes on SQLite against the provider twin, which answers every call after 100 ms.
"""

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
import uuid
from collections import Counter
from datetime import timedelta
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask
from sqlalchemy import func, insert, select

from app import create_app
from app.core.clock import now
from app.core.records import Base
from app.extensions import db
from app.messaging import outbox
from app.messaging.local_gateway import LocalGateway
from app.messaging.models import Message, MessageState, Purpose
from tests.fakes.fault_runs import Scale, _settings, _silence
from tests.fakes.mortal import live
from tests.fakes.twins import RunningTwin, running_twin

FORK = multiprocessing.get_context("fork")
ANSWER_S = 0.1
BATCH = 10_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    count, past = (300, 50_000) if args.quick else (2_000, 1_000_000)
    figures: dict[str, Any] = {"provider_answers_s": ANSWER_S, "messages": count}
    with tempfile.TemporaryDirectory(prefix="guitu-sending-") as folder:
        with running_twin() as twin:
            for workers in (1, 2):
                figures[f"per_second_{workers}_workers"] = throughput(Path(folder) / str(workers), twin, workers, count)
        figures["claim_ms"] = claiming(Path(folder) / "claims", (1_000, past))
    print(f"one worker {figures['per_second_1_workers']:.0f} messages/s, two {figures['per_second_2_workers']:.0f}")
    for size, cost in figures["claim_ms"].items():
        print(f"claim with {size} past messages: median {cost['median']:.2f} ms, p95 {cost['p95']:.2f} ms")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


def _application(folder: Path, twin: str) -> Flask:
    folder.mkdir()
    app = create_app(_settings(folder, Scale(call=10.0), "http://127.0.0.1:9", twin))
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def _rows(count: int, state: MessageState, start: int = 0) -> list[dict[str, Any]]:
    at = now()
    return [
        {
            "id": uuid.uuid4(), "template": "family_news", "variables": {"ref": "ABC234"}, "language": "en",
            "recipient": f"+86138{number:08}", "body": "sample", "purpose": Purpose.FAMILY, "priority": 2,
            "state": state, "case_ref": f"R{number % 100_000:05}", "dedupe_key": f"{state.value}:{number}",
            "not_before": at, "expires_at": at + timedelta(hours=4), "created_at": at, "updated_at": at,
        }
        for number in range(start, start + count)
    ]  # fmt: skip


def _fill(count: int, state: MessageState) -> None:
    for start in range(0, count, BATCH):
        db.session.execute(insert(Message), _rows(min(BATCH, count - start), state, start))
        db.session.commit()


def _work(app: Flask, log: Path) -> None:
    _silence(log)
    live(app, "", 0)


def throughput(folder: Path, twin: RunningTwin, workers: int, count: int) -> float:
    """Messages a second from the first call to the last."""
    twin.forget()
    twin.misbehave("hang", seconds=ANSWER_S)
    app = _application(folder, twin.address)
    with app.app_context():
        _fill(count, MessageState.WAITING)
        db.session.remove()
        db.engine.dispose()
    processes: list[ForkProcess] = [FORK.Process(target=_work, args=(app, folder / "log")) for _ in range(workers)]
    for process in processes:
        process.start()
    while twin.calls < count:
        time.sleep(0.5)
    time.sleep(1)
    taken = twin.accepted
    for process in processes:
        process.terminate()
        process.join()
    assert max(Counter(row["to"] for row in taken).values()) == 1, "a text went twice"
    with app.app_context():
        sent = db.session.scalar(select(func.count()).where(Message.state == MessageState.SENT))
        assert sent == count, f"{sent} of {count} are sent"
    times = sorted(row["_at"] for row in taken)
    return (len(times) - 1) / (times[-1] - times[0])


def claiming(folder: Path, sizes: tuple[int, ...]) -> dict[str, dict[str, float]]:
    """Milliseconds to claim one message and commit, with so many messages in the past."""
    app, gateway, figures = _application(folder, "http://127.0.0.1:9"), LocalGateway(), {}
    with app.app_context():
        before = 0
        for size in sizes:
            for start in range(before, size, BATCH):
                db.session.execute(insert(Message), _rows(min(BATCH, size - start), MessageState.DELIVERED, start))
                db.session.commit()
            before = size
            db.session.execute(insert(Message), [r | {"dedupe_key": f"{size}:{i}"} for i, r in
                                                 enumerate(_rows(300, MessageState.WAITING, 10**7))])  # fmt: skip
            db.session.commit()
            figures[str(size)] = _measure(gateway)
    return figures


def _measure(gateway: LocalGateway) -> dict[str, float]:
    took = []
    for _ in range(200):
        began = time.perf_counter()
        outbox.claim(owner="benchmark", gateway=gateway, unit="示例公安", at=now())
        took.append((time.perf_counter() - began) * 1000)
        db.session.commit()
    took.sort()
    return {"median": statistics.median(took), "p95": took[int(len(took) * 0.95)]}


if __name__ == "__main__":
    sys.exit(main())
