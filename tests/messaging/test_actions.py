import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.messaging import actions
from app.messaging.models import Message, MessageState, Purpose
from app.messaging.queries import has_opted_out, needs_attention
from tests.factories import make_officer

PHONE = "+358505550901"


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Message)) or 0


def deeds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.deed)))


def test_the_same_decision_queues_one_text(queue):
    first = queue(dedupe_key="family_news:ABC234:x")
    assert queue(dedupe_key="family_news:ABC234:x").id == first.id
    assert count() == 1


def test_two_officers_at_the_same_moment_queue_one_text(app, at):
    decision = {"to": PHONE, "language": "en", "purpose": Purpose.FAMILY, "dedupe_key": "x", "at": at}
    ids = []

    def second_officer():
        with app.app_context():
            ids.append(actions.enqueue("family_news", {"ref": "ABC234"}, **decision).id)
            db.session.commit()

    first = actions.enqueue("family_news", {"ref": "ABC234"}, **decision)
    other = threading.Thread(target=second_officer)
    other.start()
    time.sleep(0.3)  # the second one has looked and waits for the first one's write
    db.session.commit()
    other.join()
    assert ids == [first.id]
    assert count() == 1


def test_a_decision_that_is_taken_back_leaves_no_text(app, at):
    # On SQLite a savepoint must not commit half of the deed.
    actions.enqueue("family_news", {"ref": "ABC234"}, to=PHONE, language="en", purpose=Purpose.FAMILY,
                    dedupe_key="x", at=at)  # fmt: skip
    db.session.rollback()
    assert count() == 0


def test_a_text_needs_exactly_its_own_variables(app, at):
    with pytest.raises(Refusal, match="text_variables"):
        actions.enqueue("family_news", {"ref": "ABC234", "name": "Sample"}, to=PHONE, language="en",
                        purpose=Purpose.FAMILY, dedupe_key="x", at=at)  # fmt: skip
    assert count() == 0


def test_a_phone_that_opted_out_gets_a_visible_failure_instead_of_a_text(queue):
    actions.opt_out(PHONE)
    message = queue(to=PHONE)
    assert message.state is MessageState.FAILED
    assert needs_attention() == [message]


def test_what_waits_for_a_phone_that_opts_out_fails_visibly_and_nothing_else_does(queue):
    message, other = queue(to=PHONE), queue()
    actions.opt_out(PHONE)
    db.session.refresh(message)
    assert (message.state, message.error_code) == (MessageState.FAILED, "opted_out")
    assert other.state is MessageState.WAITING


def test_opting_out_twice_and_in_again_is_no_error(app):
    actions.opt_out(PHONE)
    actions.opt_out(PHONE)
    assert has_opted_out(PHONE)
    actions.opt_in(PHONE)
    assert not has_opted_out(PHONE)


def test_a_person_may_send_a_failed_family_text_again(queue, at):
    message = queue()
    message.state, message.error_code = MessageState.FAILED, "21211"
    actions.retry(message, by=make_officer(), at=at + timedelta(hours=9))
    assert message.state is MessageState.WAITING
    assert message.expires_at > at + timedelta(hours=9)
    assert message.error_code == ""
    assert "queued message again" in deeds()


@pytest.mark.parametrize(
    "state", [MessageState.WAITING, MessageState.SENDING, MessageState.SENT, MessageState.DELIVERED]
)
def test_what_is_under_way_or_has_gone_is_not_sent_again(queue, at, state):
    message = queue()
    message.state = state
    with pytest.raises(WrongState, match="message_moved_on"):
        actions.retry(message, by=make_officer(), at=at)


def test_a_text_is_not_sent_again_to_a_phone_that_opted_out(queue, at):
    message = queue(to=PHONE)
    actions.opt_out(PHONE)
    db.session.refresh(message)
    with pytest.raises(WrongState, match="recipient_opted_out"):
        actions.retry(message, by=make_officer(), at=at)


def test_a_stale_task_is_never_sent_again(queue, at):
    late = queue("patrol_task", expires_after=timedelta(minutes=5))
    late.state = MessageState.UNCERTAIN
    with pytest.raises(WrongState, match="task_text_is_stale"):
        actions.retry(late, by=make_officer(), at=at + timedelta(minutes=5))


def test_a_task_that_failed_and_was_passed_on_is_never_sent_again(queue, at):
    message = queue("patrol_task")
    message.state = MessageState.FAILED
    db.session.flush()
    actions.cancel_unsent("K7", "ABC234", at)
    with pytest.raises(WrongState, match="task_text_is_stale"):
        actions.retry(message, by=make_officer(), at=at + timedelta(seconds=1))
    assert message in needs_attention()  # the number still wants a look


def test_a_task_that_was_stood_down_is_never_sent_again(queue, at):
    message = queue("patrol_task", to=PHONE)
    message.state = MessageState.UNCERTAIN
    queue("patrol_stand_down", to=PHONE)
    with pytest.raises(WrongState, match="task_text_is_stale"):
        actions.retry(message, by=make_officer(), at=at)


def test_only_an_unsent_task_of_that_case_is_taken_back(queue, at):
    mine, sent = queue("patrol_task"), queue("patrol_task")
    other = queue("patrol_task", case_ref="XYZ789")
    sent.state = MessageState.SENT
    db.session.flush()
    assert actions.cancel_unsent("K7", "ABC234", at) is True
    db.session.expire_all()
    assert [m.state for m in (mine, sent, other)] == [
        MessageState.CANCELLED, MessageState.SENT, MessageState.WAITING]  # fmt: skip
    assert actions.cancel_unsent("K7", "ABC234", at) is False


def test_a_person_settles_what_nobody_knew(queue, at):
    message = queue()
    message.state = MessageState.UNCERTAIN
    actions.mark_sent(message, by=make_officer(), at=at)
    assert message.state is MessageState.SENT
    assert needs_attention() == []


def test_a_family_that_was_phoned_needs_nobody_any_more(queue, at):
    message = queue()
    message.state = MessageState.FAILED
    actions.settle_otherwise(message, by=make_officer(), at=at)
    assert message.state is MessageState.FAILED
    assert needs_attention() == []
    assert "told recipient another way" in deeds()


def test_the_trail_holds_no_number(queue, at):
    message = queue(to=PHONE)
    message.state = MessageState.FAILED
    actions.retry(message, by=make_officer(), at=at)
    db.session.flush()
    entries = db.session.scalars(select(AuditEntry)).all()
    assert entries and not any(PHONE in str(vars(entry)) for entry in entries)
