"""The outbox, the receipts of the provider, and the texts of the virtual phones."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.errors import WrongState
from app.core.records import Recorded


class MessageState(enum.Enum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


class Purpose(enum.Enum):
    TASK = "task"
    STAND_DOWN = "stand_down"
    FAMILY = "family"
    FINDER = "finder"
    REPLY = "reply"


class Message(Recorded):
    """One text message in the outbox: written in the transaction of its cause."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_next", "state", "priority", "created_at", "id"),
        Index("ix_message_of_recipient", "recipient", "state"),
        Index("ix_message_case", "case_ref", "created_at"),
        Index("ix_message_recipient", "recipient", "created_at"),
    )

    template: Mapped[str] = mapped_column(String(40))
    variables: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(String(8))
    recipient: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(String(1000))
    purpose: Mapped[Purpose]
    priority: Mapped[int]
    """Lower goes first: 1 tasks and stand-downs, 2 family, 3 everything else."""
    state: Mapped[MessageState] = mapped_column(default=MessageState.WAITING)
    case_ref: Mapped[str] = mapped_column(String(12), default="")
    task_code: Mapped[str] = mapped_column(String(8), default="")
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    """What this message is for; the same decision cannot queue it twice."""
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str] = mapped_column(String(60), default="")
    lease_until: Mapped[datetime | None]
    attempt_at: Mapped[datetime | None]
    """When the latest attempt began."""
    perhaps_sent: Mapped[int] = mapped_column(default=0, server_default="0")
    """After how many attempts nobody knew whether the provider has it."""
    doubt_from: Mapped[datetime | None]
    """When the first of those attempts began: the provider's list is read back to here."""
    doubt_at: Mapped[datetime | None]
    """No byte of the latest of them went out after this moment: what proves its absence is counted from here."""
    look_at: Mapped[datetime | None]
    """When to read the provider's list about it next; None: a person or a callback must tell."""
    held: Mapped[str] = mapped_column(String(10), default="", server_default="")
    """Why it was held back when it was queued: "number" or "case" had its fill of texts in an hour."""
    provider_sid: Mapped[str | None] = mapped_column(String(64), index=True)
    error_code: Mapped[str] = mapped_column(String(20), default="")
    error_text: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    """When a person dealt with a message that did not go, or it was called off: nobody need look any more."""

    def move(self, to: MessageState) -> None:
        """Go to a state that may follow the present one; raise `WrongState` otherwise."""
        if not may_follow(self.state, to):
            raise WrongState("message_moved_on", state=self.state)
        self.state = to


_S = MessageState
_NEXT: dict[MessageState, frozenset[MessageState]] = {
    # A late callback may prove that an earlier attempt arrived after all: then it need not go again.
    _S.WAITING: frozenset({_S.SENDING, _S.EXPIRED, _S.CANCELLED, _S.FAILED, _S.SENT, _S.DELIVERED}),
    _S.SENDING: frozenset({_S.SENT, _S.DELIVERED, _S.FAILED, _S.UNCERTAIN, _S.WAITING}),
    _S.SENT: frozenset({_S.DELIVERED, _S.FAILED}),
    _S.DELIVERED: frozenset(),
    # The provider may tell late that an attempt arrived whose absence had looked proven.
    _S.FAILED: frozenset({_S.WAITING, _S.DELIVERED}),
    _S.EXPIRED: frozenset({_S.WAITING, _S.SENT, _S.DELIVERED}),
    _S.CANCELLED: frozenset(),
    _S.UNCERTAIN: frozenset({_S.SENT, _S.DELIVERED, _S.FAILED, _S.WAITING, _S.EXPIRED}),
}


def may_follow(state: MessageState, to: MessageState) -> bool:
    """Whether a message in `state` may go to `to`."""
    return to in _NEXT[state]


class OptOut(Recorded):
    """A phone whose owner wrote STOP: nothing is sent to it until they write START."""

    __tablename__ = "opt_out"

    phone: Mapped[str] = mapped_column(String(20), unique=True)


class GatewayPause(Recorded):
    """The whole queue rests when the provider is too busy or does not work; one row for each gateway."""

    __tablename__ = "gateway_pause"

    gateway: Mapped[str] = mapped_column(String(20), unique=True)
    until: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """In a row."""
    opened_at: Mapped[datetime | None]
    """Since when only probes are sent; None while the provider works."""


class DeliveryReceipt(Recorded):
    """A status the provider called back with; kept once for each (sid, status)."""

    __tablename__ = "delivery_receipt"
    __table_args__ = (UniqueConstraint("sid", "status", name="uq_delivery_receipt_sid_status"),)

    sid: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    message_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("message.id"))
    error_code: Mapped[str] = mapped_column(String(20), default="")


class LocalText(Recorded):
    """A text on a virtual phone of the local gateway, in either direction."""

    __tablename__ = "local_text"
    __table_args__ = (Index("ix_local_text_phone", "phone", "created_at"),)

    phone: Mapped[str] = mapped_column(String(20))
    """The phone's own number, E.164."""
    from_phone: Mapped[bool]
    """True when the person wrote it, False when we did."""
    body: Mapped[str] = mapped_column(String(1600))
    reference: Mapped[str] = mapped_column(String(64), default="")
