"""Workers as processes of their own: together, killed, and what they write into their log."""

import json
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.extensions import db
from app.inbox import actions as inbox
from app.inbox.models import InboundState, InboundText
from app.messaging import outbox, rules
from app.messaging.models import Message, MessageState
from tests.fakes.workers import start_worker

PATIENCE_S = 60


@pytest.fixture
def worker(app, twin, address, tmp_path):
    """Start a worker on this database and provider; gives the process and its log."""
    started = []

    def start():
        log = tmp_path / f"worker{len(started)}.log"
        settings = twin.settings() | {"PUBLIC_URL": address, "UPLOAD_DIR": str(tmp_path)}
        process = start_worker(app.config["SQLALCHEMY_DATABASE_URI"], settings, log)
        started.append(process)
        return process, log

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


def test_two_workers_share_the_queue_and_nobody_gets_a_text_twice(worker, queue, twin):
    phones = [
        queue(at=now(), case_ref=f"R{n:05}").recipient for n in range(90)
    ]  # many more than one worker has in flight
    twin.misbehave("hang", seconds=0.15)  # slow, but within the time of a call
    both = [worker(), worker()]
    assert [process.wait(timeout=PATIENCE_S) for process, _ in both] == [0, 0]
    assert sorted(taken["to"] for taken in twin.accepted) == sorted(phones)
    db.session.expire_all()
    rows = db.session.scalars(select(Message)).all()
    assert {(row.state, row.attempts) for row in rows} == {(MessageState.SENT, 1)}
    assert all(any(line["event"] == "text handed over" for line in lines(log)) for _, log in both)


def test_a_worker_killed_in_the_middle_of_a_call_leaves_a_text_for_a_person(worker, queue, twin):
    message = queue(at=now())
    twin.misbehave("hang", seconds=3)
    process, _ = worker()
    deadline = time.monotonic() + PATIENCE_S
    while not twin.accepted and time.monotonic() < deadline:
        time.sleep(0.05)
    process.kill()
    process.wait()
    db.session.refresh(message)
    assert message.state is MessageState.SENDING
    outbox.tidy(now() + rules.LEASE)
    db.session.commit()
    assert message.state is MessageState.UNCERTAIN
    again, _ = worker()
    assert again.wait(timeout=PATIENCE_S) == 0
    assert len(twin.accepted) == 1


def test_a_log_holds_no_number_no_words_and_no_code_of_a_task(worker, queue, twin):
    message = queue(at=now())
    refused = queue(at=now())
    twin.misbehave("refuse", number=refused.recipient)
    inbox.receive("SM1", "+358505550977", "K7 1 Y 13812345678 示例妈妈", at=now())
    db.session.commit()
    process, log = worker()
    assert process.wait(timeout=PATIENCE_S) == 0
    told = log.read_text()
    states = [line["state"] for line in lines(log) if line["event"] == "text handed over"]
    assert sorted(states) == ["failed", "sent"]
    for secret in (message.recipient, refused.recipient, message.body, "50555", "13812345678", "示例妈妈", "ABC234"):
        assert secret not in told
    text = db.session.scalars(select(InboundText)).one()
    assert text.state is InboundState.FOR_A_PERSON
