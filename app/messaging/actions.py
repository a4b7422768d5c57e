"""Deeds on the outbox: queue a text with the decision that causes it, cancel it, queue it again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.audit.actions import Actor, record
from app.core.errors import WrongState
from app.extensions import changed, db
from app.messaging import rules
from app.messaging.models import Message, MessageState, OptOut, Purpose
from app.messaging.queries import NEEDS_A_PERSON, by_key, has_opted_out, hold_of, is_stale
from app.messaging.wake import announce
from app.messaging.wording import TEMPLATES, known, write


def enqueue(
    template: str,
    variables: Mapping[str, str],
    *,
    to: str,
    language: str,
    purpose: Purpose,
    dedupe_key: str,
    at: datetime,
    case_ref: str = "",
    task_code: str = "",
    expires_after: timedelta | None = None,
) -> Message:
    """Queue one text; the same `dedupe_key` twice gives the row that is already there.

    A phone that opted out gets a failed message: visible work instead of a text. A phone or a case that had many
    texts within the hour gets it later, and a person sees that it is held back.
    Raises `Refusal` when the variables are not those that the template declares.
    """
    queued = by_key(dedupe_key)
    if queued is not None:
        return queued
    message = Message(
        template=template,
        variables=dict(variables),
        language=known(language),
        recipient=to,
        body=write(template, variables, language),
        purpose=purpose,
        priority=rules.PRIORITY[purpose.value],
        state=MessageState.WAITING,
        case_ref=case_ref,
        task_code=task_code,
        dedupe_key=dedupe_key,
        not_before=at,
        expires_at=at + (expires_after or TEMPLATES[template].lives),
    )
    if has_opted_out(to):
        message.state = MessageState.FAILED
        message.error_code = "opted_out"
    elif hold := hold_of(purpose, to, case_ref, at):
        message.held, message.not_before = hold
        message.expires_at += message.not_before - at
    return _queued_once(message)


def _queued_once(message: Message) -> Message:
    """Write the row, or give the one that somebody else wrote for the same purpose at the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add(message)
            db.session.flush()
    except IntegrityError:
        first = by_key(message.dedupe_key)
        if first is None:
            raise
        return first
    announce()
    return message


def cancel_unsent(task_code: str, case_ref: str, at: datetime) -> bool:
    """Take back what still waits about a task; True when the task itself had not been sent yet.

    What failed or is uncertain stays visible, but its time is over: nobody can send a dead task again.
    """
    about = (Message.task_code == task_code, Message.case_ref == case_ref, Message.purpose == Purpose.TASK)
    past = update(Message).where(*about, Message.state.in_(NEEDS_A_PERSON), Message.expires_at > at)
    db.session.execute(past.values(expires_at=at).execution_options(synchronize_session="fetch"))
    waiting = (
        update(Message)
        .where(*about, Message.state == MessageState.WAITING)
        .values(state=MessageState.CANCELLED, settled_at=at)
        .returning(Message.template)
        .execution_options(synchronize_session="fetch")
    )
    return "patrol_task" in db.session.scalars(waiting).all()


def call_off_family_texts(case_ref: str, *, at: datetime) -> None:
    """Take back what still waits for the family of this case: it wants no texts, or they became dangerous."""
    db.session.execute(
        update(Message)
        .where(Message.case_ref == case_ref, Message.purpose == Purpose.FAMILY, Message.state == MessageState.WAITING)
        .values(state=MessageState.CANCELLED, settled_at=at)
        .execution_options(synchronize_session="fetch")
    )


def retry(message: Message, *, by: Actor, at: datetime) -> None:
    """Queue it again, by a person's decision. A task that is no longer current is not sent again."""
    if message.state not in NEEDS_A_PERSON:
        raise WrongState("message_moved_on", state=message.state)
    if is_stale(message, at):
        raise WrongState("task_text_is_stale", task=message.task_code)
    if has_opted_out(message.recipient):
        raise WrongState("recipient_opted_out")
    before = message.state
    lives = TEMPLATES[message.template].lives
    fresh = {"not_before": at, "expires_at": at + lives, "error_code": "", "error_text": "", "settled_at": None}
    _decide(message, MessageState.WAITING, look_at=None, **fresh)
    announce()
    _record("queued message again", message, by=by, at=at, was=before.value)


def release(message: Message, *, by: Actor, at: datetime) -> None:
    """A person lets a text go that was held back because there were many."""
    if message.state is not MessageState.WAITING or not message.held:
        raise WrongState("message_moved_on", state=message.state)
    _decide(message, MessageState.WAITING, held="", not_before=at)
    announce()
    _record("released message", message, by=by, at=at)


def mark_sent(message: Message, *, by: Actor, at: datetime) -> None:
    """A person knows that an uncertain message went: it is settled as sent."""
    if message.state is not MessageState.UNCERTAIN:
        raise WrongState("message_moved_on", state=message.state)
    _decide(message, MessageState.SENT, sent_at=at, settled_at=at, look_at=None)
    _record("settled message as sent", message, by=by, at=at)


def settle_otherwise(message: Message, *, by: Actor, at: datetime) -> None:
    """The recipient was told another way, such as by telephone: the message needs nobody any more."""
    if message.state not in (MessageState.FAILED, MessageState.EXPIRED):
        raise WrongState("message_moved_on", state=message.state)
    _decide(message, message.state, settled_at=at)
    _record("told recipient another way", message, by=by, at=at)


def _decide(message: Message, to: MessageState, **facts: Any) -> None:
    """A person's word counts only for what the person saw: a callback or the worker may have been faster."""
    seen = (Message.state == message.state, Message.attempts == message.attempts, Message.settled_at.is_(None))
    decided = changed(update(Message).where(Message.id == message.id, *seen).values(state=to, **facts))
    db.session.refresh(message)
    if not decided:
        raise WrongState("message_moved_on", state=message.state)


def opt_out(phone: str) -> None:
    """Send nothing more to this phone; what still waits for it fails visibly."""
    if not has_opted_out(phone):
        db.session.add(OptOut(phone=phone))
    db.session.execute(
        update(Message)
        .where(Message.recipient == phone, Message.state == MessageState.WAITING)
        .values(state=MessageState.FAILED, error_code="opted_out")
    )
    db.session.flush()


def opt_in(phone: str) -> None:
    """Text this phone again."""
    db.session.execute(delete(OptOut).where(OptOut.phone == phone))


def _record(deed: str, message: Message, *, by: Actor, at: datetime, **codes: str) -> None:
    record(deed, "message", str(message.id), by=by, at=at, case=message.case_ref, template=message.template, **codes)
