"""From the moment a text comes in until somebody has dealt with it."""

import threading
import time
from datetime import timedelta

import pytest

from app import worker
from app.core.errors import WrongState
from app.core.words import sentence
from app.extensions import db
from app.inbox import actions
from app.inbox.models import InboundState, InboundText
from app.inbox.queries import for_a_person, lately_seen
from app.patrol.models import StopState
from tests.factories import make_officer
from tests.inbox.looks import STRANGER, count_of, stop_of, untouched

I = InboundState  # noqa: E741


def test_a_text_is_kept_as_it_came_even_with_a_zero_byte(app, at):
    text = actions.receive("SM1", STRANGER, "Ｋ７ １ 没有\x00 🙂", at=at)
    assert (text.body, text.state, text.received_at) == ("Ｋ７ １ 没有 🙂", I.RECEIVED, at)


def test_a_repeated_webhook_is_one_text_and_acts_once(task, write, replies):
    first = write(task.patrol, f"{task.code} 1 N", sid="SMsame")
    again = write(task.patrol, f"{task.code} 1 N", sid="SMsame")
    assert first.id == again.id
    assert count_of(InboundText) == 1
    assert len(replies()) == 1


def test_a_webhook_repeated_at_the_same_moment_is_one_text(app, at):
    ids = []

    def other_host():
        with app.app_context():
            ids.append(actions.receive("SM1", STRANGER, "hello", at=at).id)
            db.session.commit()

    first = actions.receive("SM1", STRANGER, "hello", at=at)
    other = threading.Thread(target=other_host)
    other.start()
    time.sleep(0.3)
    db.session.commit()
    other.join()
    assert ids == [first.id]


def test_two_workers_do_not_act_twice_on_one_text(app, task, at, replies):
    text = actions.receive("SM1", task.patrol.phone, f"{task.code} 1 N", at=at)
    db.session.commit()
    acted = []

    def other_worker():
        with app.app_context():
            acted.append(actions.process(text_id, at=at) is not None)
            db.session.commit()

    text_id = text.id
    assert actions.process(text_id, at=at) is not None
    other = threading.Thread(target=other_worker)
    other.start()
    time.sleep(0.3)
    db.session.commit()
    other.join()
    assert acted == [False]
    assert len(replies()) == 1


@pytest.mark.parametrize("words", ["{code} 1 N", "{code} 2 Y 13812345678", "OK", "HELP", "hello"])
def test_an_unknown_number_acts_on_nothing_and_is_shown(task, write, replies, words):
    text = write(STRANGER, words.format(code=task.code))
    assert untouched(task)
    assert (text.state, text.outcome) == (I.FOR_A_PERSON, "unknown_sender")
    assert list(for_a_person()) == [text]
    assert replies() == []


def test_a_text_that_cannot_be_acted_on_is_shown_after_five_tries_and_holds_up_nobody(tasks, task, at):
    task.code = "K2222222"  # too long for our answer: acting on it fails every time
    poison = actions.receive("SMbad", task.patrol.phone, "1 N", at=at)
    behind = actions.receive("SMgood", tasks[1].patrol.phone, f"{tasks[1].code} OK", at=at)
    db.session.commit()
    for tries in range(1, 6):
        assert worker.read_one("CN") == 1
        db.session.refresh(poison)
        assert poison.attempts == tries
        assert poison.retry_at is not None
        worker.read_one("CN")
        assert behind.state is I.PROCESSED
        poison.retry_at = None
        db.session.commit()
    assert (poison.state, poison.outcome, poison.error) == (I.FOR_A_PERSON, "could_not_act", "Refusal")
    assert worker.read_one("CN") == 0
    assert stop_of(task, 1).state is StopState.UNVISITED


def test_a_failed_text_rests_before_the_next_try(app, at):
    text = actions.receive("SM1", STRANGER, "hello", at=at)
    actions.put_back(text.id, "Error", at=at)
    assert actions.process_due(at + timedelta(seconds=4)) == 0
    assert actions.process_due(at + timedelta(seconds=5)) == 1


def test_the_oldest_text_is_acted_on_first(app, at):
    ids = [actions.receive(f"SM{n}", STRANGER, str(n), at=at).id for n in range(3)]
    assert actions.process_due(at) == 3
    assert [text.id for text in for_a_person()] == ids


def test_an_officer_reads_a_text_once(app, write, at):
    text = write(STRANGER, "hello")
    officer = make_officer()
    actions.mark_seen(text, by=officer, at=at)
    assert list(for_a_person()) == [] and list(lately_seen()) == [text]
    with pytest.raises(WrongState, match="text_moved_on"):
        actions.mark_seen(text, by=officer, at=at)


def test_everything_that_is_shown_to_a_person_says_why(app):
    with app.test_request_context():
        for outcome in ("unknown_sender", "could_not_act", "no_open_task", "which_task", "no_such_task", "no_such_stop",
                        "not_understood", "task_ended", "patrol_opted_out", "patrol_opted_in", "family_opted_out",
                        "family_opted_in", "family_asks_for_a_call", "family_help", "family_wrote"):  # fmt: skip
            assert sentence(outcome)
