"""Write to the audit trail, in the transaction of the deed itself."""

from datetime import datetime
from typing import Any, Protocol

from app.audit.models import AuditEntry
from app.extensions import db


class Actor(Protocol):
    """Whoever acts: an officer, a patrol, or the system itself."""

    @property
    def audit_id(self) -> str: ...

    @property
    def audit_name(self) -> str: ...


class System:
    """The software acting by itself, such as the worker."""

    audit_id = "system"
    audit_name = "system"


SYSTEM = System()


def record(deed: str, subject_kind: str, subject_ref: str, *, by: Actor, at: datetime, **details: Any) -> AuditEntry:
    """Add one entry. `details` takes codes and counts only: no name, phone or ID number."""
    entry = AuditEntry(
        at=at,
        actor_id=by.audit_id,
        actor=by.audit_name,
        deed=deed,
        subject_kind=subject_kind,
        subject_ref=subject_ref,
        details=details,
    )
    db.session.add(entry)
    return entry
