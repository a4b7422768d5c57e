"""The worker: sends, reads, matches and watches the clocks; one duty's failure is not another's; it ends in order."""

import json
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app import worker
from app.core.clock import now
from app.extensions import db
from app.inbox import actions as inbox
from app.inbox.models import InboundState, InboundText
from app.matching.models import Candidate
from app.messaging import actions as outbox
from app.messaging.models import Message, MessageState, Purpose
from app.patrol.models import Task, TaskState
from app.patrol.queries import open_tasks_for
from app.search.actions import dispatch, make_plan
from app.worker import Duty
from tests.factories import make_found, make_missing, make_officer, make_patrol, make_place
from tests.fakes.served import address, port, provider, twin

__all__ = ["address", "port", "provider", "twin"]
ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60


def _text(number: int = 1) -> Message:
    return outbox.enqueue(
        "family_news", {"ref": "ABC234"}, to=f"+3585055509{number:02}", language="en", purpose=Purpose.FAMILY,
        dedupe_key=f"test:{number}", at=now(), case_ref=f"AB{number:04}", task_code="",
    )  # fmt: skip


def _work(app) -> None:
    """One run until nothing is left, as `flask worker --once` does it."""
    db.session.commit()
    worker.run(app, once=True)
    db.session.expire_all()


def test_it_sends_what_waits_reads_what_came_and_matches_what_is_new(app):
    message = _text()
    text = inbox.receive("in-1", "+358505550999", "hello", at=now())
    found = make_found(match_due_at=now(), found_at=now())
    missing = make_missing(match_due_at=now(), last_seen_at=now() - timedelta(hours=1))
    _work(app)
    assert db.session.get(Message, message.id).state in (MessageState.SENT, MessageState.DELIVERED)
    assert db.session.get(InboundText, text.id).state is not InboundState.RECEIVED
    pair = db.session.scalars(select(Candidate)).one()
    assert (pair.found_id, pair.missing_id) == (found.id, missing.id)


def test_a_task_that_nobody_accepts_is_passed_on(app):
    officer = make_officer()
    make_patrol(station=officer.station)
    make_place()
    report = make_found(filed_by=officer, found_at=now())
    start = now() - timedelta(minutes=20)
    dispatch(make_plan(report, by=officer, at=start), by=officer, at=start, page_url=lambda token: f"http://x/{token}")
    (task,) = open_tasks_for(report)
    _work(app)
    assert db.session.get(Task, task.id).state is TaskState.EXPIRED


def test_one_duty_that_fails_does_not_end_the_others(app, monkeypatch, capsys):
    done = []

    def fail() -> int:
        raise RuntimeError("a message with personal data 13800000000")

    def work() -> int:
        done.append(1)
        return 1 if len(done) < 3 else 0

    monkeypatch.setattr(worker, "duties", lambda _: [Duty("first", fail), Duty("second", work)])
    _work(app)
    assert len(done) == 3
    said = capsys.readouterr().out
    assert "duty failed" in said and "RuntimeError" in said and "13800000000" not in said


def test_a_duty_that_failed_rests_longer_each_time_and_never_for_good():
    rests = [worker.rest_s(0.5, failures) for failures in range(12)]
    assert rests[:4] == [0.5, 1.0, 2.0, 4.0]
    assert rests == sorted(rests) and rests[-1] == worker.LONGEST_REST_S == worker.rest_s(0.5, 100_000)
    assert worker.rest_s(600.0, 3) == 600.0


def test_a_duty_that_has_work_does_not_rest_and_one_that_failed_goes_on(app):
    stop, rounds = threading.Event(), []

    def work() -> int:
        rounds.append(time.monotonic())
        if len(rounds) == 2:
            raise RuntimeError
        if len(rounds) == 5:
            stop.set()
        return 1

    duty = Duty("sample", work, idle_s=0.05)
    thread = threading.Thread(target=worker._keep_doing, args=(app, duty, stop))
    thread.start()
    thread.join(timeout=PATIENCE_S)
    assert len(rounds) == 5


def test_a_text_that_breaks_the_reader_does_not_stop_those_behind_it(app, monkeypatch):
    poison = inbox.receive("in-1", "+358505550998", "poison", at=now() - timedelta(seconds=5))
    behind = inbox.receive("in-2", "+358505550999", "hello", at=now())
    real = inbox.process

    def process(text_id, **facts):
        if text_id == poison_id:
            raise RuntimeError("broken")
        return real(text_id, **facts)

    poison_id = poison.id
    monkeypatch.setattr(inbox, "process", process)
    _work(app)
    assert db.session.get(InboundText, behind.id).state is not InboundState.RECEIVED
    assert db.session.get(InboundText, poison_id).state in (InboundState.RECEIVED, InboundState.FOR_A_PERSON)


@pytest.fixture
def flask_worker(app, twin, address, tmp_path):
    """`flask worker` as a process of its own, sending through the provider."""
    started = []

    def start(*options: str):
        log = tmp_path / "worker.log"
        settings = twin.settings() | {
            "PUBLIC_URL": address, "UPLOAD_DIR": str(tmp_path), "LOG_FORMAT": "json",
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "SECRET_KEY": "a key for tests only, of enough length",
        }  # fmt: skip
        command = [Path(sys.executable).parent / "flask", "--app", "wsgi", "worker", *options]
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=_environment() | settings, stdout=out, stderr=subprocess.STDOUT
            )
        started.append(process)
        return process, log

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def _environment() -> dict[str, str]:
    return {"PATH": str(Path(sys.executable).parent), "LANG": "C.UTF-8", "HOME": "/"}


def _events(log: Path) -> list[str]:
    return [json.loads(line)["event"] for line in log.read_text().splitlines() if line.startswith("{")]


def _until(condition) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_asked_to_stop_it_finishes_what_is_in_flight_and_begins_nothing_new(flask_worker, twin):
    messages = [_text(number) for number in range(1, 41)]  # more than one worker has in flight
    ids = [message.id for message in messages]
    twin.misbehave("hang", seconds=0.8)  # slow, but within the time of a call
    db.session.commit()
    process, log = flask_worker()
    _until(lambda: _state_counts(ids).get(MessageState.SENDING))
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE_S) == 0
    assert _events(log)[-1] == "worker stopped"
    counts = _state_counts(ids)
    assert set(counts) == {MessageState.SENT, MessageState.WAITING}, counts
    assert counts[MessageState.SENT] == len(twin.accepted)


def _state_counts(ids) -> dict[MessageState, int]:
    db.session.rollback()
    states = list(db.session.scalars(select(Message.state).where(Message.id.in_(ids))))
    return {state: states.count(state) for state in set(states)}


def test_once_ends_by_itself_when_nothing_is_left(flask_worker, twin):
    _text()
    db.session.commit()
    process, log = flask_worker("--once")
    assert process.wait(timeout=PATIENCE_S) == 0
    assert len(twin.accepted) == 1 and "text handed over" in _events(log)
