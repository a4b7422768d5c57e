"""Reads of the outbox, always ordered."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.extensions import db
from app.messaging import rules
from app.messaging.models import GatewayPause, LocalText, Message, MessageState, OptOut, Purpose

NEEDS_A_PERSON = (MessageState.FAILED, MessageState.UNCERTAIN, MessageState.EXPIRED)
STUCK = timedelta(seconds=60)
"""Longer than this no message should wait while it could go."""
PAGE = 50
THREAD = 40
"""How many of its newest texts a virtual phone shows."""


def by_id(message_id: uuid.UUID) -> Message | None:
    """The message with this id."""
    return db.session.get(Message, message_id)


def by_key(dedupe_key: str) -> Message | None:
    """The message queued for this purpose, whatever became of it."""
    return db.session.scalar(select(Message).where(Message.dedupe_key == dedupe_key))


def for_case(ref: str) -> Sequence[Message]:
    """All messages of a case, oldest first."""
    query = select(Message).where(Message.case_ref == ref).order_by(Message.created_at, Message.id)
    return db.session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why texts do not go out: the provider has not worked `since`, or the oldest has been `waiting` too long."""

    since: datetime | None
    waiting: timedelta | None


def trouble(at: datetime) -> Trouble | None:
    """What officers must be told about sending as a whole; None while texts go out."""
    opened = select(GatewayPause.opened_at).where(GatewayPause.opened_at.is_not(None))
    since = db.session.scalar(opened.order_by(GatewayPause.opened_at).limit(1))
    waiting = oldest_waiting(at)
    if waiting is not None and waiting <= STUCK:
        waiting = None
    return Trouble(since, waiting) if since or waiting else None


def counts() -> dict[MessageState, int]:
    """How many messages are in each state that a worker or a person must still act on."""
    unsettled = (MessageState.WAITING, MessageState.SENDING, *NEEDS_A_PERSON)
    query = select(Message.state, func.count()).where(
        Message.state.in_(unsettled), or_(Message.settled_at.is_(None), Message.state == MessageState.WAITING)
    )
    found = dict(db.session.execute(query.group_by(Message.state)).tuples().all())
    return {state: found.get(state, 0) for state in unsettled}


def hold_of(purpose: Purpose, to: str, case_ref: str, at: datetime) -> tuple[str, datetime] | None:
    """Why and until when one more text of this kind is held back; None where it may go."""
    most = rules.PER_NUMBER.get(purpose.value)
    if most is None:
        return None
    same = (Purpose.REPLY,) if purpose is Purpose.REPLY else (Purpose.FAMILY, Purpose.FINDER)
    if full := _nth_latest(most, at, Message.recipient == to, Message.purpose.in_(same)):
        return "number", full + rules.HOUR
    if not case_ref or purpose is Purpose.REPLY:
        return None
    full = _nth_latest(rules.PER_CASE, at, Message.case_ref == case_ref, Message.purpose.in_(same))
    return ("case", full + rules.HOUR) if full else None


def _nth_latest(most: int, at: datetime, *about: ColumnElement[bool]) -> datetime | None:
    """When the n-th latest of these texts was due, if that is less than an hour ago."""
    gone = (MessageState.CANCELLED, MessageState.FAILED, MessageState.EXPIRED)
    query = select(Message.not_before).where(*about, Message.state.not_in(gone), Message.not_before > at - rules.HOUR)
    return db.session.scalar(query.order_by(Message.not_before.desc()).offset(most - 1).limit(1))


def _attention() -> ColumnElement[bool]:
    """What did not go, may not have gone, or is held back."""
    held = and_(Message.state == MessageState.WAITING, Message.held != "")
    undone = and_(Message.state.in_(NEEDS_A_PERSON), Message.settled_at.is_(None))
    return or_(held, undone)


def listed(
    *, states: Sequence[MessageState] = (), case_ref: str = "", page: int = 1, attention: bool = False
) -> tuple[Sequence[Message], bool]:
    """One page of messages, newest first, and whether there are older ones; `attention`: what needs a person."""
    query = select(Message).order_by(Message.created_at.desc(), Message.id)
    if attention:
        query = query.where(_attention())
    if states:
        query = query.where(Message.state.in_(states))
    if case_ref:
        query = query.where(Message.case_ref == case_ref)
    rows = db.session.scalars(query.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
    return rows[:PAGE], len(rows) > PAGE


def needs_attention(limit: int = 50) -> Sequence[Message]:
    """Messages that did not go or may not have gone: a person must look. Families first, then oldest first."""
    query = (
        select(Message)
        .where(_attention(), Message.purpose != Purpose.REPLY)
        .order_by((Message.purpose != Purpose.FAMILY), Message.created_at, Message.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def oldest_waiting(at: datetime) -> timedelta | None:
    """How long the oldest message that could have gone by now has been waiting; None when none is."""
    query = (
        select(Message.created_at)
        .where(Message.state == MessageState.WAITING, Message.not_before <= at)
        .order_by(Message.created_at)
        .limit(1)
    )
    since = db.session.scalar(query)
    return None if since is None else max(at - since, timedelta(0))


def has_opted_out(phone: str) -> bool:
    """Whether the owner of this phone wrote STOP."""
    return db.session.scalar(select(OptOut.id).where(OptOut.phone == phone)) is not None


def pause_of(gateway: str) -> GatewayPause | None:
    """The latest rest that this provider asked for, over or not."""
    return db.session.scalar(select(GatewayPause).where(GatewayPause.gateway == gateway))


def stood_down(message: Message) -> bool:
    """Whether the task of this message was called off after the message was written."""
    query = select(Message.id).where(
        Message.purpose == Purpose.STAND_DOWN,
        Message.recipient == message.recipient,
        Message.task_code == message.task_code,
        Message.case_ref == message.case_ref,
        Message.created_at > message.created_at,
    )
    return db.session.scalar(query.limit(1)) is not None


def is_stale(message: Message, at: datetime) -> bool:
    """Whether this is a task whose time is over: its text must not go out again."""
    return message.purpose is Purpose.TASK and (message.expires_at <= at or stood_down(message))


def virtual_phones() -> Sequence[str]:
    """Numbers of the virtual phones that hold a text, in order of number."""
    return db.session.scalars(select(LocalText.phone).distinct().order_by(LocalText.phone)).all()


def thread(phone: str) -> Sequence[LocalText]:
    """The newest texts on one virtual phone, oldest of them first."""
    query = (
        select(LocalText)
        .where(LocalText.phone == phone)
        .order_by(LocalText.created_at.desc(), LocalText.id)
        .limit(THREAD)
    )
    return db.session.scalars(query).all()[::-1]
