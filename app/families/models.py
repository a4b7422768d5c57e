"""Notices: what a family was told, when, on which message."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Officer
from app.core.records import Recorded
from app.messaging.models import Message
from app.missing.models import MissingReport


class NoticeKind(enum.Enum):
    NEWS = "family_news"
    FOUND = "family_found"
    ASK = "family_ask"
    CLOSED = "family_closed"


class Notice(Recorded):
    """One thing a family was told."""

    __tablename__ = "notice"

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("missing_report.id"), index=True)
    report: Mapped[MissingReport] = relationship()
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id"))
    message: Mapped[Message] = relationship()
    kind: Mapped[NoticeKind]
    at: Mapped[datetime]


class FamilyAnswer(Recorded):
    """A text that a family sent back, shown on the case."""

    __tablename__ = "family_answer"

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("missing_report.id"), index=True)
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(String(1600))
    meaning: Mapped[str] = mapped_column(String(20), default="")
    """"on_my_way", "call_me", or empty for free text."""


class FamilyCall(Recorded):
    """An officer telephoned the family on the known number."""

    __tablename__ = "family_call"

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("missing_report.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"))
    by: Mapped[Officer] = relationship()
    reached: Mapped[bool]
