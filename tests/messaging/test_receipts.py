"""Status callbacks, sent and signed by the provider's process, taken by our page on a real port."""

import threading
import uuid

import pytest
import requests
from sqlalchemy import func, select

from app.extensions import db
from app.messaging import outbox
from app.messaging.models import DeliveryReceipt, MessageState
from app.messaging.queries import needs_attention
from app.messaging.receipts import note_status
from tests.fakes.twilio_twin import TOKEN, signature

S = MessageState


def receipts() -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(DeliveryReceipt)) or 0


@pytest.fixture
def sent(queue, send, gateway, at):
    """A message that the provider has taken."""
    message = queue()
    assert send(gateway, at) is S.SENT
    return message


def state_of(message) -> MessageState:
    db.session.commit()
    return message.state


def test_the_provider_tells_that_it_arrived(sent, twin):
    assert twin.tell(sent.provider_sid, "delivered") == 204
    assert state_of(sent) is S.DELIVERED
    assert sent.delivered_at is not None


def test_a_text_that_was_not_delivered_becomes_visible_work(sent, twin):
    assert twin.tell(sent.provider_sid, "undelivered", "30003") == 204
    assert state_of(sent) is S.FAILED
    assert sent.error_code == "30003"
    assert needs_attention() == [sent]


def test_a_repeated_callback_is_kept_once(sent, twin):
    assert [twin.tell(sent.provider_sid, "delivered") for _ in range(3)] == [204, 204, 204]
    assert receipts() == 1


def test_the_same_callback_twice_at_the_same_moment_is_kept_once(sent, twin):
    answers = []
    sid = sent.provider_sid
    db.session.commit()
    threads = [threading.Thread(target=lambda: answers.append(twin.tell(sid, "delivered"))) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert answers == [204] * 6
    assert receipts() == 1
    assert state_of(sent) is S.DELIVERED


def test_a_status_never_moves_backwards(sent, twin):
    for status in ("delivered", "sent", "queued", "failed"):
        assert twin.tell(sent.provider_sid, status) == 204
        assert state_of(sent) is S.DELIVERED
    assert receipts() == 4


def test_a_failure_is_not_undone_by_a_late_word(sent, twin):
    twin.tell(sent.provider_sid, "failed", "30005")
    twin.tell(sent.provider_sid, "sent")
    assert state_of(sent) is S.FAILED


@pytest.mark.parametrize("mode", ["hang", "broken", "drop"])
def test_a_callback_settles_what_nobody_knew(queue, send, gateway, twin, at, mode):
    message = queue()
    twin.misbehave(mode, times=1, seconds=0.8)
    assert send(gateway, at) is S.UNCERTAIN
    (taken,) = twin.accepted
    assert twin.tell(taken["sid"], "delivered") == 204
    assert state_of(message) is S.DELIVERED
    assert message.provider_sid == taken["sid"]
    assert needs_attention() == []


def test_a_callback_that_is_faster_than_our_own_note_is_not_overwritten(queue, gateway, twin, at):
    message = queue()
    letter = outbox.claim(owner="tests", gateway=gateway, unit="示例公安", at=at)
    db.session.commit()
    receipt = outbox.deliver(gateway, letter)
    assert twin.tell(receipt.sid, "delivered") == 204
    assert outbox.settle(letter, receipt, gateway="twilio", at=at) is None
    assert state_of(message) is S.DELIVERED


def test_a_text_waiting_for_another_try_that_arrived_after_all_does_not_go_again(queue, send, gateway, twin, at):
    message = queue()
    twin.misbehave("drop", times=1)
    send(gateway, at)
    message.move(S.WAITING)  # a person decided to send it again
    db.session.commit()
    twin.tell(twin.accepted[0]["sid"], "delivered")
    assert send(gateway, at) is None
    assert state_of(message) is S.DELIVERED
    assert len(twin.accepted) == 1


def test_the_failure_of_an_earlier_attempt_says_nothing_about_the_next_one(queue, send, gateway, twin, at):
    message = queue()
    twin.misbehave("drop", times=1)
    send(gateway, at)
    message.move(S.WAITING)
    db.session.commit()
    assert send(gateway, at) is S.SENT
    twin.tell(twin.accepted[0]["sid"], "failed", "30008")
    assert state_of(message) is S.SENT


def post(address: str, message_id: object, form: dict[str, str], token: str = TOKEN) -> int:
    url = f"{address}/webhooks/twilio/status/{message_id}"
    seal = {"X-Twilio-Signature": signature(token, url, form)}
    return requests.post(url, data=form, headers=seal, timeout=5).status_code


def test_a_forged_callback_is_turned_away(sent, address):
    form = {"MessageSid": sent.provider_sid, "MessageStatus": "failed"}
    assert post(address, sent.id, form, token="somebody else's") == 403
    url = f"{address}/webhooks/twilio/status/{sent.id}"
    assert requests.post(url, data=form, timeout=5).status_code == 403
    assert state_of(sent) is S.SENT
    assert receipts() == 0


def test_a_signature_for_another_message_is_turned_away(sent, address):
    form = {"MessageSid": sent.provider_sid, "MessageStatus": "failed"}
    url = f"{address}/webhooks/twilio/status/{uuid.uuid4()}"
    seal = {"X-Twilio-Signature": signature(TOKEN, url, form)}
    mine = f"{address}/webhooks/twilio/status/{sent.id}"
    assert requests.post(mine, data=form, headers=seal, timeout=5).status_code == 403


def test_an_unknown_message_is_accepted_and_dropped(address):
    assert post(address, uuid.uuid4(), {"MessageSid": "SM1", "MessageStatus": "delivered"}) == 204
    assert receipts() == 0


def test_a_status_we_do_not_know_is_kept_and_changes_nothing(sent, address):
    sid = sent.provider_sid
    assert post(address, sent.id, {"MessageSid": sid, "MessageStatus": "on a pigeon"}) == 204
    assert state_of(sent) is S.SENT
    assert receipts() == 1


@pytest.mark.parametrize("status", ["sent", "delivered", "failed"])
def test_a_cancelled_text_stays_cancelled(queue, at, status):
    message = queue()
    message.state = S.CANCELLED
    db.session.flush()
    assert note_status(message.id, "SM1", status, "", at=at) is True
    assert message.state is S.CANCELLED
