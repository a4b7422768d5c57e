"""What the provider calls back: kept once for each sid and status, never moving a message backwards."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.extensions import changed, db
from app.messaging.models import DeliveryReceipt, Message, MessageState, may_follow
from app.messaging.rules import PROVIDER_STATUS

_TRIES = 5


def note_status(message_id: uuid.UUID, sid: str, status: str, error_code: str, *, at: datetime) -> bool:
    """Keep a status and move the message if that leads forward; False for an unknown message or a repeat."""
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None or _known(sid, status):
        return False
    db.session.add(DeliveryReceipt(sid=sid, status=status, message_id=message_id, error_code=error_code))
    db.session.flush()
    told = PROVIDER_STATUS.get(status)
    if told is not None:
        _settle(message, MessageState(told), sid, error_code, at)
    return True


def _known(sid: str, status: str) -> bool:
    query = select(DeliveryReceipt.id).where(DeliveryReceipt.sid == sid, DeliveryReceipt.status == status)
    return db.session.scalar(query) is not None


def _settle(message: Message, to: MessageState, sid: str, error_code: str, at: datetime) -> None:
    """Compare and swap: the worker may be writing the same row, so read again until one of us has it."""
    for _ in range(_TRIES):
        if not _leads_forward(message, to, sid):
            return
        moved = update(Message).where(Message.id == message.id, Message.state == message.state)
        values = _values(message, to, sid, error_code, at)
        if changed(moved.values(**values)):
            db.session.expire(message)
            return
        db.session.refresh(message)


def _leads_forward(message: Message, to: MessageState, sid: str) -> bool:
    if to is MessageState.FAILED and not _of_this_attempt(message, sid):
        return False
    return may_follow(message.state, to)


def _of_this_attempt(message: Message, sid: str) -> bool:
    """Whether this sid can be the attempt under way: a failed earlier one says nothing about it."""
    if message.state in (MessageState.SENDING, MessageState.UNCERTAIN):
        return sid != message.provider_sid
    return message.state is MessageState.SENT and message.provider_sid in (None, sid)


def _values(message: Message, to: MessageState, sid: str, error_code: str, at: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": to,
        "provider_sid": sid,
        "error_code": error_code if to is MessageState.FAILED else "",
        "lease_owner": "",
        "lease_until": None,
    }
    if to is not MessageState.FAILED:
        values["sent_at"] = message.sent_at or at
    if to is MessageState.DELIVERED:
        values["delivered_at"] = at
    return values
