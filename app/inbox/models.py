"""Inbound texts."""

import enum
from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.records import Recorded


class InboundState(enum.Enum):
    RECEIVED = "received"
    PROCESSED = "processed"
    FOR_A_PERSON = "for_a_person"
    SEEN = "seen"


class InboundText(Recorded):
    """A text as it came in; `provider_id` makes a repeated webhook one row."""

    __tablename__ = "inbound_text"
    __table_args__ = (Index("ix_inbound_text_due", "state", "created_at"),)

    provider_id: Mapped[str] = mapped_column(String(64), unique=True)
    sender: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(String(1600))
    received_at: Mapped[datetime]
    state: Mapped[InboundState] = mapped_column(default=InboundState.RECEIVED)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(40), default="")
    case_ref: Mapped[str] = mapped_column(String(12), default="")
    error: Mapped[str] = mapped_column(String(200), default="")
