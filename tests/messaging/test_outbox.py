"""What the worker does with a row, against a provider that misbehaves in a process of its own."""

import threading
from datetime import timedelta

import pytest

from app.extensions import db
from app.messaging import actions, outbox, rules
from app.messaging.gateway import Receipt
from app.messaging.local_gateway import LocalGateway
from app.messaging.models import LocalText, Message, MessageState, Purpose
from app.messaging.queries import by_id, needs_attention, thread
from app.messaging.twilio_gateway import TwilioGateway
from tests.messaging.conftest import TIMEOUT_S

PHONE = "+358505550901"
S = MessageState
SECOND = timedelta(seconds=1)


@pytest.fixture
def unreachable(app, twin, address):
    """A gateway whose provider does not listen."""
    return TwilioGateway(app.config | twin.settings() | {"TWILIO_API_URL": "http://127.0.0.1:9"}, timeout_s=TIMEOUT_S)


def test_a_text_is_handed_over_once_with_our_id_and_its_time(queue, send, gateway, twin, at, address):
    message = queue()
    assert send(gateway, at) is S.SENT
    (taken,) = twin.accepted
    assert taken["to"] == message.recipient
    assert taken["_callback"] == f"{address}/webhooks/twilio/status/{message.id}"
    assert taken["_validity"] == str(4 * 3600)
    assert (message.provider_sid, message.attempts, message.sent_at) == (taken["sid"], 1, at)
    assert send(gateway, at) is None


def test_what_surely_was_not_sent_is_tried_again_at_growing_waits(queue, send, unreachable, gateway, twin, at):
    message = queue()
    moment, waits = at, []
    for _ in range(3):
        assert send(unreachable, moment) is S.WAITING
        waits.append((message.not_before - moment).total_seconds())
        assert send(unreachable, message.not_before - timedelta(milliseconds=1)) is None
        moment = message.not_before
    assert 5 <= waits[0] <= 6 and 15 <= waits[1] <= 18 and 45 <= waits[2] <= 54
    assert message.error_code == "not_reached"
    assert send(gateway, moment) is S.SENT
    assert message.error_code == ""
    assert len(twin.accepted) == 1


def test_a_busy_provider_rests_the_whole_queue_for_as_long_as_it_asks(queue, send, gateway, twin, at):
    first, other = queue(), queue()
    twin.misbehave("throttle", times=1, seconds=20)
    assert send(gateway, at) is S.WAITING
    assert send(gateway, at + 19 * SECOND) is None  # nor the other one
    assert twin.calls == 1
    assert send(gateway, at + 20 * SECOND) is S.SENT
    assert send(gateway, at + 20 * SECOND) is S.SENT
    assert {first.state, other.state} == {S.SENT}


def test_a_broken_wish_to_wait_does_not_silence_a_night(queue, send, gateway, twin, at):
    queue()
    twin.misbehave("throttle", times=1, seconds=10**9)
    send(gateway, at)
    assert send(gateway, at + rules.LONGEST_REST) is S.SENT


@pytest.mark.parametrize("code", [21211, 21614, 21610])
def test_what_the_provider_refuses_becomes_visible_work(queue, send, gateway, twin, at, code):
    message = queue()
    twin.misbehave("refuse", code=code)
    assert send(gateway, at) is S.FAILED
    assert message.error_code == str(code)
    assert message.recipient not in message.error_text and "•••" in message.error_text
    assert needs_attention() == [message]
    assert send(gateway, at + timedelta(hours=1)) is None


@pytest.mark.parametrize("mode", ["error", "hang", "drop", "broken"])
def test_what_nobody_knows_is_never_sent_again_blindly(queue, send, gateway, twin, at, mode):
    message = queue()
    twin.misbehave(mode, seconds=TIMEOUT_S * 2)
    assert send(gateway, at) is S.UNCERTAIN
    twin.misbehave("ok")
    for wait in (5 * SECOND, timedelta(minutes=5), timedelta(hours=3)):
        assert send(gateway, at + wait) is None
    assert twin.calls == 1
    assert needs_attention() == [message]


def test_a_gateway_that_stumbles_in_its_own_way_is_an_unknown_outcome_too(queue, send, at):
    class Stumbling(LocalGateway):
        def send(self, **_: object) -> Receipt:
            raise RuntimeError("not one of the three errors")

    message = queue()
    assert send(Stumbling(), at) is S.UNCERTAIN
    assert needs_attention() == [message]


def test_a_row_whose_wording_fails_does_not_stop_those_behind_it(queue, send, gateway, twin, at):
    broken = queue()
    broken.variables = {"ref": "ABC234", "surplus": "x"}
    db.session.commit()
    behind = queue()
    assert send(gateway, at) is S.SENT
    assert (broken.state, broken.error_code) == (S.FAILED, "wording")
    assert [taken["to"] for taken in twin.accepted] == [behind.recipient]


def test_a_worker_that_dies_leaves_an_uncertain_text_not_a_waiting_one(queue, send, gateway, twin, at):
    message = queue()
    outbox.claim(owner="dead", gateway=gateway, unit="示例公安", at=at)
    db.session.commit()
    outbox.tidy(at + rules.LEASE - SECOND)
    assert by_id(message.id).state is S.SENDING
    outbox.tidy(at + rules.LEASE)
    db.session.commit()
    assert (message.state, message.error_code) == (S.UNCERTAIN, "lease_lost")
    assert send(gateway, at + timedelta(hours=1)) is None
    assert twin.calls == 0


def test_a_worker_that_was_only_slow_may_still_say_that_it_went(queue, gateway, at):
    message = queue()
    letter = outbox.claim(owner="slow", gateway=gateway, unit="示例公安", at=at)
    outbox.tidy(at + rules.LEASE)
    assert outbox.settle(letter, Receipt("SMslow"), gateway="twilio", at=at + 2 * rules.LEASE) is S.SENT
    db.session.commit()
    assert message.provider_sid == "SMslow"


def test_an_outcome_of_an_old_attempt_does_not_touch_the_new_one(queue, gateway, at):
    message = queue()
    old = outbox.claim(owner="slow", gateway=gateway, unit="示例公安", at=at)
    outbox.tidy(at + rules.LEASE)
    message = by_id(message.id)
    db.session.refresh(message)
    message.move(S.WAITING)  # a person sends it again
    db.session.flush()
    outbox.claim(owner="other", gateway=gateway, unit="示例公安", at=at + rules.LEASE)
    assert outbox.settle(old, outbox.Refused("21211"), gateway="twilio", at=at + rules.LEASE) is None
    db.session.refresh(message)
    assert message.state is S.SENDING


def test_what_is_too_late_expires_and_is_never_sent(queue, send, gateway, twin, at):
    message = queue("patrol_task", expires_after=timedelta(minutes=5))
    assert send(gateway, at + timedelta(minutes=5)) is None
    outbox.tidy(at + timedelta(minutes=5))
    db.session.commit()
    assert message.state is S.EXPIRED
    assert needs_attention() == [message]
    assert twin.calls == 0


def test_the_urgent_goes_first_and_the_older_first_among_equals(queue, send, gateway, twin, at):
    thanks, family, later_family, task = queue("finder_thanks"), queue(), queue(), queue("patrol_task")
    for _ in range(4):
        send(gateway, at)
    assert [taken["to"] for taken in twin.accepted] == [m.recipient for m in (task, family, later_family, thanks)]


def test_a_stand_down_never_overtakes_its_task(queue, send, unreachable, gateway, twin, at):
    # Less urgent than its stand-down and resting after a failure: only the rule itself holds the other one back.
    task = queue("patrol_task", to=PHONE, purpose=Purpose.FINDER)
    stand_down = queue("patrol_stand_down", to=PHONE)
    assert send(unreachable, at) is S.WAITING
    assert send(gateway, at) is None
    assert send(gateway, task.not_before) is S.SENT
    assert send(gateway, task.not_before) is S.SENT
    assert [taken["body"][:8] for taken in twin.accepted] == ["Task K7:", "Task K7 "]
    assert stand_down.state is S.SENT


def test_a_task_called_off_in_the_middle_of_its_attempt_is_not_tried_again(queue, unreachable, gateway, send, twin, at):
    task = queue("patrol_task", to=PHONE)
    letter = outbox.claim(owner="tests", gateway=unreachable, unit="示例公安", at=at)
    db.session.commit()
    queue("patrol_stand_down", to=PHONE)
    outbox.settle(letter, outbox.deliver(unreachable, letter), gateway="twilio", at=at)
    db.session.commit()
    assert send(gateway, at + timedelta(minutes=1)) is None
    outbox.tidy(at + timedelta(minutes=1))
    db.session.commit()
    assert task.state is S.CANCELLED
    assert send(gateway, at + timedelta(minutes=1)) is S.SENT
    assert [taken["body"] for taken in twin.accepted] == ["Task K7 cancelled. Stop searching."]


def test_another_phone_need_not_wait_for_a_blocked_one(queue, send, unreachable, gateway, at):
    queue("patrol_task", to=PHONE)
    send(unreachable, at)
    other = queue("patrol_stand_down")
    assert send(gateway, at) is S.SENT
    assert other.state is S.SENT


def test_a_phone_that_opted_out_while_its_text_was_under_way_gets_none(queue, send, unreachable, gateway, twin, at):
    message = queue(to=PHONE)
    letter = outbox.claim(owner="tests", gateway=unreachable, unit="示例公安", at=at)
    db.session.commit()
    actions.opt_out(PHONE)
    outbox.settle(letter, outbox.deliver(unreachable, letter), gateway="twilio", at=at)
    db.session.commit()
    assert send(gateway, at + timedelta(minutes=1)) is None
    outbox.tidy(at + timedelta(minutes=1))
    db.session.commit()
    assert (message.state, message.error_code) == (S.FAILED, "opted_out")
    assert twin.calls == 0


def test_two_workers_take_different_rows_and_neither_waits(app, queue, gateway, at, engine):
    first, second = queue(), queue()
    taken = []

    def other_worker():
        with app.app_context():
            letter = outbox.claim(owner="other", gateway=gateway, unit="示例公安", at=at)
            db.session.commit()
            taken.append(letter.id)

    mine = outbox.claim(owner="mine", gateway=gateway, unit="示例公安", at=at)
    if engine == "sqlite":  # one writer at a time
        db.session.commit()
    other = threading.Thread(target=other_worker)
    other.start()
    other.join(timeout=10)
    db.session.commit()
    assert [mine.id, *taken] == [first.id, second.id]


def test_the_local_gateway_lays_the_text_on_its_virtual_phone(queue, send, at):
    message = queue()
    assert send(LocalGateway(), at) is S.SENT
    (text,) = thread(message.recipient)
    assert isinstance(text, LocalText) and not text.from_phone
    assert text.body == by_id(message.id).body


def test_a_text_goes_out_under_the_units_own_name(queue, send, gateway, twin, at):
    queue(language="zh_Hans")
    send(gateway, at)
    assert twin.accepted[0]["body"].startswith("【示例公安】")


def test_the_queue_is_empty_when_everything_has_gone(queue, send, gateway, at):
    queue()
    assert outbox.waiting_count() == 1
    send(gateway, at)
    assert outbox.waiting_count() == 0
    assert db.session.query(Message).count() == 1
