"""What the provider calls back: kept once for each sid and status, never moving a message backwards."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.extensions import changed, db
from app.messaging.models import DeliveryReceipt, Message, MessageState, may_follow
from app.messaging.rules import PROVIDER_STATUS

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Told:
    """One callback: the provider's name for the message, our number of the attempt, why it failed."""

    sid: str
    attempt: int | None
    error_code: str


def note_status(
    message_id: uuid.UUID, sid: str, status: str, error_code: str, *, at: datetime, attempt: int | None = None
) -> bool:
    """Keep a status and move the message if that leads forward; False for an unknown message or a repeat.

    `attempt` is the one that the callback's address names: the failure of an earlier one says nothing about this one.
    """
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None or _known(sid, status):
        return False
    db.session.add(DeliveryReceipt(sid=sid, status=status, message_id=message_id, error_code=error_code))
    db.session.flush()
    told = PROVIDER_STATUS.get(status)
    if told is not None:
        _settle(message, MessageState(told), Told(sid, attempt, error_code), at)
    return True


def note_reports(rows: object, *, at: datetime) -> int:
    """What a template-only provider reports, many at a time; how many were about messages of ours."""
    noted = 0
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict) or (reference := _reference(row)) is None:
            continue
        status = "delivered" if row.get("success") is True else "failed"
        code = "" if status == "delivered" else str(row.get("err_code") or "30008")[:20]
        noted += note_status(reference[0], str(row.get("biz_id"))[:64], status, code, at=at, attempt=reference[1])
    return noted


def _reference(row: Mapping[str, Any]) -> tuple[uuid.UUID, int] | None:
    """Our id and the number of the attempt."""
    name, _, attempt = str(row.get("out_id")).partition("/")
    try:
        return uuid.UUID(name), int(attempt or 1)
    except ValueError:
        return None


def _known(sid: str, status: str) -> bool:
    query = select(DeliveryReceipt.id).where(DeliveryReceipt.sid == sid, DeliveryReceipt.status == status)
    return db.session.scalar(query) is not None


def _settle(message: Message, to: MessageState, told: Told, at: datetime) -> None:
    """Compare and swap: the worker may be writing the same row, so read again until one of us has it."""
    for _ in range(_TRIES):
        if not _leads_forward(message, to, told):
            return
        same = (Message.state == message.state, Message.attempts == message.attempts)
        moved = update(Message).where(Message.id == message.id, *same)
        if changed(moved.values(**_values(message, to, told, at))):
            db.session.expire(message)
            return
        db.session.refresh(message)


def _leads_forward(message: Message, to: MessageState, told: Told) -> bool:
    if to is MessageState.FAILED and not _of_this_attempt(message, told):
        return False
    if message.state is MessageState.FAILED and told.sid == message.provider_sid:
        return False  # what failed does not arrive; only another attempt of it can
    return may_follow(message.state, to)


def _of_this_attempt(message: Message, told: Told) -> bool:
    """Whether this can be about the attempt under way."""
    if message.state in (MessageState.SENDING, MessageState.UNCERTAIN):
        return told.attempt in (None, message.attempts) and told.sid != message.provider_sid
    return message.state is MessageState.SENT and message.provider_sid in (None, told.sid)


def _values(message: Message, to: MessageState, told: Told, at: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": to,
        "provider_sid": told.sid,
        "error_code": told.error_code if to is MessageState.FAILED else "",
        "lease_owner": "",
        "lease_until": None,
        "look_at": None,
    }
    if to is MessageState.FAILED:
        values["settled_at"] = None  # somebody may have believed that it went
    else:
        values["sent_at"] = message.sent_at or at
    if to is MessageState.DELIVERED:
        values["delivered_at"] = at
    return values
