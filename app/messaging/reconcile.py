"""Find out about messages that perhaps went: by the provider's list, never by guessing.

Three steps as in the outbox: choose one and commit, read the list with no database session open, conclude by
compare-and-swap. A callback or a person may be faster at any moment; then nothing here changes the row.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from app.audit.actions import SYSTEM, record
from app.extensions import changed, db
from app.messaging import rules
from app.messaging.gateway import Listed, NotSent, Refused, SmsGateway, Unknown
from app.messaging.models import DeliveryReceipt, Message, MessageState
from app.messaging.queries import by_id, has_opted_out, stood_down

FAILED = tuple(word for word, state in rules.PROVIDER_STATUS.items() if state == "failed")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One message that nobody knows about, free of the database session."""

    id: uuid.UUID
    attempt: int
    to: str
    body: str
    since: datetime
    last_byte: datetime
    proof: timedelta
    looked_at: datetime

    @property
    def proven(self) -> bool:
        """Whether a list that was begun at `looked_at` proves what it does not hold."""
        return self.looked_at - self.last_byte >= self.proof

    @property
    def again_at(self) -> datetime | None:
        """When to look next."""
        wait = rules.next_look(self.looked_at - self.last_byte, self.proof)
        return None if wait is None else self.looked_at + wait


def next_doubt(at: datetime, patience: rules.Patience = rules.PATIENCE) -> Doubt | None:
    """The next message to look for; other workers leave it alone for one lease. Commit before reading the list."""
    due = (
        select(Message.id)
        .where(Message.state == MessageState.UNCERTAIN, Message.look_at <= at)
        .order_by(Message.priority, Message.look_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = (
        update(Message)
        .where(Message.id.in_(select(due.c.id)), Message.state == MessageState.UNCERTAIN, Message.look_at <= at)
        .values(look_at=at + patience.lease)
        .returning(Message)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    message = db.session.scalars(taken).one_or_none()
    return None if message is None else _doubt_about(message, at, patience)


def look_for_all(at: datetime) -> int:
    """Make every uncertain message due for a look; how many there are."""
    return changed(update(Message).where(Message.state == MessageState.UNCERTAIN).values(look_at=at))


def _doubt_about(message: Message, at: datetime, patience: rules.Patience) -> Doubt:
    began = message.doubt_from or message.attempt_at or message.created_at
    return Doubt(
        id=message.id,
        attempt=message.attempts,
        to=message.recipient,
        body=message.body,
        since=began - rules.CLOCKS,
        last_byte=message.doubt_at or at,
        proof=patience.proof(message.purpose.value),
        looked_at=at,
    )


def read_list(gateway: SmsGateway, doubt: Doubt) -> Sequence[Listed] | None:
    """The provider's whole list for this number; None when it could not be read to its end."""
    try:
        return gateway.listed(to=doubt.to, since=doubt.since)
    except (NotSent, Refused, Unknown):
        return None


def conclude(doubt: Doubt, rows: Sequence[Listed] | None, *, at: datetime) -> MessageState | None:
    """What the list says about it; None when it says nothing yet, or somebody who knew better was first."""
    if rows is None:
        # A list that cannot be read is no reason to ask every second, nor to miss the moment of proof by much.
        _write(doubt, MessageState.UNCERTAIN, look_at=at + max(doubt.proof / 20, timedelta(seconds=0.5)))
        return None
    hits = [row for row in rows if _is_about(row, doubt)]
    hits = [row for row in hits if row.sid not in _claimed([hit.sid for hit in hits], doubt)]
    if len(hits) == 1 and not _rivals(doubt):
        return _found(doubt, hits[0], at)
    if hits:
        _write(doubt, MessageState.UNCERTAIN, error_code="several", look_at=doubt.again_at)
        return None
    if doubt.proven:
        return _never_there(doubt, at)
    _write(doubt, MessageState.UNCERTAIN, look_at=doubt.again_at)
    return None


def _is_about(row: Listed, doubt: Doubt) -> bool:
    if row.reference:
        return row.reference.partition("/")[0] == str(doubt.id)
    return row.body == doubt.body


def _claimed(sids: Sequence[str], doubt: Doubt) -> set[str]:
    """Those that are another message's, or an attempt of this one of which we know the end."""
    rows = select(Message.provider_sid).where(Message.provider_sid.in_(sids))
    receipts = select(DeliveryReceipt.sid).where(
        DeliveryReceipt.sid.in_(sids),
        or_(DeliveryReceipt.message_id != doubt.id, DeliveryReceipt.status.in_(FAILED)),
    )
    return {sid for query in (rows, receipts) for sid in db.session.scalars(query) if sid}


def _rivals(doubt: Doubt) -> int:
    """Other messages with the same words to the same phone that may own what the list shows."""
    at_large = or_(
        Message.state.in_((MessageState.SENDING, MessageState.UNCERTAIN, MessageState.SENT)),
        and_(Message.state == MessageState.WAITING, Message.perhaps_sent > 0),
    )
    query = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.recipient == doubt.to,
            Message.body == doubt.body,
            Message.id != doubt.id,
            Message.provider_sid.is_(None),
            Message.attempt_at >= doubt.since - rules.CLOCKS,
            at_large,
        )
    )
    return db.session.scalar(query) or 0


def _found(doubt: Doubt, row: Listed, at: datetime) -> MessageState | None:
    state = MessageState(rules.PROVIDER_STATUS.get(row.status, "sent"))
    facts: dict[str, Any] = {"provider_sid": row.sid, "error_code": "", "look_at": None}
    if state is MessageState.FAILED:
        facts["error_code"] = row.error_code or "30008"
    else:
        facts["sent_at"] = row.created_at
    if state is MessageState.DELIVERED:
        facts["delivered_at"] = at
    return _settled(doubt, state, "found message in the provider's list", at, **facts)


def _never_there(doubt: Doubt, at: datetime) -> MessageState | None:
    """Proven not to be there: it may go again, once, unless it has become useless meanwhile."""
    message = by_id(doubt.id)
    if message is None:
        return None
    if message.expires_at <= at or stood_down(message):
        late = {"error_code": "out_of_time", "look_at": None}
        return _settled(doubt, MessageState.EXPIRED, "message never reached the provider", at, **late)
    if message.perhaps_sent >= rules.MOST_SENDS or has_opted_out(message.recipient):
        gone = {"error_code": "never_there", "look_at": None}
        return _settled(doubt, MessageState.FAILED, "message never reached the provider", at, **gone)
    again = {"error_code": "", "look_at": None, "not_before": at}
    return _settled(doubt, MessageState.WAITING, "sent message again: it never reached the provider", at, **again)


def _settled(doubt: Doubt, to: MessageState, deed: str, at: datetime, **facts: Any) -> MessageState | None:
    if not _write(doubt, to, **facts):
        return None
    record(deed, "message", str(doubt.id), by=SYSTEM, at=at, attempt=doubt.attempt)
    return to


def _write(doubt: Doubt, to: MessageState, **facts: Any) -> bool:
    """Compare and swap: only while this very attempt is still uncertain."""
    same = update(Message).where(
        Message.id == doubt.id, Message.state == MessageState.UNCERTAIN, Message.attempts == doubt.attempt
    )
    return changed(same.values(state=to, **facts)) == 1
