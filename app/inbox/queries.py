"""Reads of the texts that came in, always ordered."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from app.extensions import db
from app.inbox.models import InboundState, InboundText
from app.missing.models import MissingReport


def by_id(text_id: uuid.UUID) -> InboundText | None:
    """The text with this id."""
    return db.session.get(InboundText, text_id)


def by_provider_id(provider_id: str) -> InboundText | None:
    """The text that the provider calls by this id."""
    return db.session.scalar(select(InboundText).where(InboundText.provider_id == provider_id))


def next_due(at: datetime) -> uuid.UUID | None:
    """The oldest text that nobody has acted on and that is not resting after a failure."""
    query = (
        select(InboundText.id)
        .where(
            InboundText.state == InboundState.RECEIVED,
            or_(InboundText.retry_at.is_(None), InboundText.retry_at <= at),
        )
        .order_by(InboundText.created_at, InboundText.id)
        .limit(1)
    )
    return db.session.scalar(query)


def for_a_person(limit: int = 100) -> Sequence[InboundText]:
    """Texts that an officer must read, oldest first."""
    query = (
        select(InboundText)
        .where(InboundText.state == InboundState.FOR_A_PERSON)
        .order_by(InboundText.created_at, InboundText.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def missing_among(refs: Iterable[str]) -> set[str]:
    """Which of these case codes are missing reports; the others are found reports."""
    query = select(MissingReport.ref).where(MissingReport.ref.in_(set(refs)))
    return set(db.session.scalars(query))


def lately_seen(limit: int = 20) -> Sequence[InboundText]:
    """Texts that an officer has read, newest first."""
    query = (
        select(InboundText)
        .where(InboundText.state == InboundState.SEEN)
        .order_by(InboundText.created_at.desc(), InboundText.id)
        .limit(limit)
    )
    return db.session.scalars(query).all()
