"""Read the audit trail."""

from collections.abc import Sequence

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.extensions import db


def entries(*, limit: int, before: int | None = None) -> Sequence[AuditEntry]:
    """The newest entries first; `before` pages to older ones."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return db.session.scalars(query).all()


def about(subject_kind: str, subject_ref: str) -> Sequence[AuditEntry]:
    """What was done with one thing, oldest first."""
    query = select(AuditEntry).where(AuditEntry.subject_kind == subject_kind, AuditEntry.subject_ref == subject_ref)
    return db.session.scalars(query.order_by(AuditEntry.id)).all()
