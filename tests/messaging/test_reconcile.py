"""Messages that perhaps went: found in the provider's list, proven absent, or left to a person."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.clock import now
from app.core.errors import WrongState
from app.extensions import db
from app.messaging import actions, outbox, reconcile, rules
from app.messaging.models import MessageState
from app.messaging.queries import needs_attention
from app.messaging.receipts import note_status
from tests.factories import make_officer

S = MessageState
SECOND = timedelta(seconds=1)
FAMILY, TASK = rules.PATIENCE.others, rules.PATIENCE.task
PHONE = "+358505550901"


@pytest.fixture
def at() -> datetime:
    """The provider's list carries real times."""
    return now()


@pytest.fixture
def doubtful(queue, send, gateway, twin, at):
    """Send one text so that nobody knows whether it went; `fault` says what the provider did."""

    def make(fault: str, template: str = "family_news", **facts: object):
        message = queue(template, at=at, **facts)
        twin.misbehave(fault, times=1, seconds=0.8)
        assert send(gateway, at) is S.UNCERTAIN
        return message

    return make


@pytest.fixture
def look(app, gateway):
    """One look at the provider's list; None where nothing is due or nothing is said."""

    def one(moment: datetime) -> MessageState | None:
        doubt = reconcile.next_doubt(moment)
        db.session.commit()
        if doubt is None:
            return None
        state = reconcile.conclude(doubt, reconcile.read_list(gateway, doubt), at=moment)
        db.session.commit()
        return state

    return one


def deeds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


@pytest.mark.parametrize("fault", ["drop", "broken", "hang", "error_accepted"])
def test_what_the_provider_lists_is_sent(doubtful, look, twin, at, fault):
    message = doubtful(fault)
    assert look(at) is S.SENT
    assert message.provider_sid == twin.accepted[0]["sid"]
    assert deeds() == ["found message in the provider's list"]
    assert needs_attention() == []
    assert look(at + timedelta(hours=1)) is None


@pytest.mark.parametrize(("template", "proof"), [("family_news", FAMILY), ("patrol_task", TASK)])
def test_only_a_list_read_long_enough_after_our_last_byte_lets_it_go_again(
    doubtful, look, send, gateway, twin, at, template, proof
):
    message = doubtful("lost", template)
    moment = at
    while moment < at + proof:
        assert look(moment) is None
        assert message.state is S.UNCERTAIN and needs_attention() == [message]
        assert send(gateway, moment) is None
        moment = message.look_at
    assert look(at + proof) is S.WAITING
    assert send(gateway, at + proof) is S.SENT
    assert len(twin.accepted) == 1 and twin.calls == 2
    assert deeds() == ["sent message again: it never reached the provider"]


def test_a_look_is_taken_just_when_absence_becomes_a_proof(doubtful, look, at):
    message = doubtful("lost")
    moments = [at]
    while moments[-1] < at + FAMILY:
        look(moments[-1])
        moments.append(message.look_at)
    assert moments[-1] == at + FAMILY
    assert len(moments) < 15


def test_a_list_that_lags_proves_nothing_before_its_time(doubtful, look, twin, at):
    message = doubtful("drop")
    twin.shows(lag=3)
    assert look(at) is None
    assert message.state is S.UNCERTAIN
    twin.shows(lag=0)
    assert look(message.look_at) is S.SENT


def test_a_list_that_cannot_be_read_to_its_end_proves_nothing(doubtful, look, twin, at):
    message = doubtful("lost")
    twin.shows(broken=True)
    assert look(at + 2 * FAMILY) is None
    assert message.state is S.UNCERTAIN
    twin.shows()
    assert look(message.look_at) is S.WAITING


def test_nothing_is_sent_a_third_time_without_a_person(doubtful, look, send, gateway, twin, at):
    message = doubtful("lost")
    assert look(at + FAMILY) is S.WAITING
    twin.misbehave("lost", times=1)
    assert send(gateway, at + FAMILY) is S.UNCERTAIN
    assert look(at + 2 * FAMILY - SECOND) is None  # counted from the last byte of the second attempt
    assert look(message.look_at) is S.FAILED
    assert message.error_code == "never_there"
    assert needs_attention() == [message]
    assert send(gateway, at + timedelta(hours=3)) is None


def test_a_second_send_by_a_person_counts_too(doubtful, look, send, gateway, twin, at):
    message = doubtful("lost")
    actions.retry(message, by=make_officer(), at=at)
    db.session.commit()
    twin.misbehave("lost", times=1)
    assert send(gateway, at) is S.UNCERTAIN
    assert look(at + FAMILY) is S.FAILED


def test_a_task_that_is_over_is_not_sent_again(doubtful, look, queue, send, gateway, at):
    called_off = doubtful("lost", "patrol_task", to=PHONE)
    queue("patrol_stand_down", to=PHONE, at=at)
    assert look(at + TASK) is S.EXPIRED
    assert send(gateway, at + TASK) is S.SENT  # the stand-down
    late = doubtful("lost", "patrol_task", expires_after=timedelta(minutes=2))
    assert look(at + TASK) is S.EXPIRED
    assert {called_off.state, late.state} == {S.EXPIRED}


def test_a_phone_that_wrote_stop_meanwhile_gets_nothing(doubtful, look, at):
    doubtful("lost", to=PHONE)
    actions.opt_out(PHONE)
    assert look(at + FAMILY) is S.FAILED


def test_two_texts_with_the_same_words_are_never_mistaken_for_each_other(doubtful, look, send, queue, gateway, at):
    gone = queue(to=PHONE, at=at)
    assert send(gateway, at) is S.SENT
    lost = doubtful("lost", to=PHONE)
    assert look(at) is None  # the one in the list is the other's
    assert look(at + FAMILY) is S.WAITING
    assert (gone.state, lost.perhaps_sent) == (S.SENT, 1)


def test_one_hit_for_two_that_are_in_doubt_is_for_a_person(doubtful, look, at):
    first, second = doubtful("drop", to=PHONE), doubtful("lost", to=PHONE)
    for moment in (at, at, at + FAMILY, at + FAMILY):
        assert look(moment) is None
    assert {first.state, second.state} == {S.UNCERTAIN}
    assert first.error_code == "several"


def test_two_hits_for_one_are_for_a_person(doubtful, look, send, gateway, twin, at):
    message = doubtful("drop")
    message.state, message.look_at = S.WAITING, None  # a person sends it again
    db.session.commit()
    twin.misbehave("drop", times=1)
    assert send(gateway, at) is S.UNCERTAIN
    assert look(at) is None
    assert (message.state, message.error_code) == (S.UNCERTAIN, "several")


def test_other_words_to_the_same_phone_are_no_hit(doubtful, look, send, queue, gateway, at):
    queue("finder_thanks", to=PHONE, at=at)
    send(gateway, at)
    doubtful("lost", to=PHONE)
    assert look(at + FAMILY) is S.WAITING


def test_an_older_text_with_the_same_words_is_no_hit(doubtful, look, gateway, twin, at):
    message = doubtful("lost", to=PHONE)
    gateway.send(to=PHONE, body=message.body, template="family_news", variables={}, reference="x",
                 valid_for=timedelta(hours=1))  # fmt: skip
    message.doubt_from = datetime.now(UTC) + timedelta(minutes=10)
    db.session.commit()
    assert look(at + FAMILY) is S.WAITING


def test_a_provider_that_lists_it_as_failed_makes_visible_work(doubtful, look, twin, address, at):
    message = doubtful("drop")
    twin.tell(twin.accepted[0]["sid"], "undelivered", "30003")
    assert look(at) is None
    db.session.refresh(message)
    assert (message.state, message.error_code) == (S.FAILED, "30003")


def test_a_callback_during_a_look_wins(doubtful, gateway, twin, at):
    message = doubtful("drop")
    doubt = reconcile.next_doubt(at + FAMILY)
    db.session.commit()
    twin.tell(twin.accepted[0]["sid"], "delivered")
    assert reconcile.conclude(doubt, [], at=at + FAMILY) is None
    db.session.refresh(message)
    assert message.state is S.DELIVERED


def test_a_person_who_decides_during_a_look_wins(doubtful, gateway, at):
    message = doubtful("lost")
    doubt = reconcile.next_doubt(at + FAMILY)
    actions.mark_sent(message, by=make_officer(), at=at)
    db.session.commit()
    assert reconcile.conclude(doubt, [], at=at + FAMILY) is None
    assert message.state is S.SENT


def test_a_person_cannot_send_again_what_the_provider_has_just_listed(doubtful, look, at):
    message = doubtful("drop")
    seen = message.state
    look(at)
    assert seen is S.UNCERTAIN
    with pytest.raises(WrongState):
        actions.retry(message, by=make_officer(), at=at)


def test_the_late_failure_of_an_earlier_attempt_does_not_touch_the_one_under_way(doubtful, gateway, twin, address, at):
    message = doubtful("drop")
    actions.retry(message, by=make_officer(), at=at)
    letter = outbox.claim(owner="tests", gateway=gateway, unit="示例公安", at=at)
    db.session.commit()
    assert twin.tell(twin.accepted[0]["sid"], "undelivered", "30003") == 204
    receipt = outbox.deliver(gateway, letter)
    assert outbox.settle(letter, receipt, gateway="twilio", at=at) is S.SENT
    db.session.commit()
    assert twin.accepted[1]["_callback"].endswith(f"/{message.id}/2")
    assert twin.tell(receipt.sid, "delivered") == 204
    db.session.refresh(message)
    assert (message.state, message.provider_sid) == (S.DELIVERED, receipt.sid)


def test_an_earlier_attempt_that_arrived_after_all_settles_a_failed_one(doubtful, send, gateway, twin, at):
    message = doubtful("drop")
    actions.retry(message, by=make_officer(), at=at)
    twin.misbehave("refuse", times=1)
    assert send(gateway, at) is S.FAILED
    assert note_status(message.id, twin.accepted[0]["sid"], "delivered", "", at=at, attempt=1) is True
    assert message.state is S.DELIVERED


def test_what_a_person_called_sent_and_the_provider_failed_is_visible_again(doubtful, twin, address, at):
    message = doubtful("drop")
    actions.mark_sent(message, by=make_officer(), at=at)
    db.session.commit()
    twin.tell(twin.accepted[0]["sid"], "failed", "30005")
    assert needs_attention() == [message]


def test_two_workers_do_not_look_for_the_same_text(doubtful, at):
    doubtful("lost")
    assert reconcile.next_doubt(at) is not None
    db.session.commit()
    assert reconcile.next_doubt(at + SECOND) is None


def test_a_worker_that_was_held_up_does_not_call(queue, gateway, twin, at):
    message = queue(at=at)
    letter = outbox.claim(owner="slow", gateway=gateway, unit="示例公安", at=at)
    db.session.commit()
    outbox.tidy(at + rules.LEASE)
    db.session.commit()
    db.session.refresh(message)
    assert message.state is S.UNCERTAIN and message.perhaps_sent == 1
    outcome = outbox.deliver(gateway, letter, at + rules.LEASE)
    assert outbox.settle(letter, outcome, gateway="twilio", at=at + rules.LEASE) is S.WAITING
    db.session.commit()
    db.session.refresh(message)
    assert (twin.calls, message.perhaps_sent) == (0, 0)


def test_the_list_is_read_over_all_its_pages(gateway, twin, at, monkeypatch):
    monkeypatch.setattr(gateway, "page", 2)
    for _ in range(5):
        gateway.send(to=PHONE, body="x", template="help_family", variables={}, reference="x", valid_for=SECOND)
    assert len(gateway.listed(to=PHONE, since=at - SECOND)) == 5
    time.sleep(1.1)
    assert gateway.listed(to=PHONE, since=now()) == []
