"""Candidates: proposed pairs of a found and a missing report, and what was decided."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Officer
from app.core.errors import WrongState
from app.core.records import Recorded, Versioned
from app.found.models import FoundReport
from app.missing.models import MissingReport


class CandidateState(enum.Enum):
    PROPOSED = "proposed"
    AWAITING_SECOND_OFFICER = "awaiting_second_officer"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class DismissReason(enum.Enum):
    DIFFERENT_PERSON = "different_person"
    FAMILY_SAYS_NO = "family_says_no"
    CONTRADICTION = "contradiction"
    MISTAKE = "mistake"


_S = CandidateState
_NEXT: dict[CandidateState, frozenset[CandidateState]] = {
    _S.PROPOSED: frozenset({_S.AWAITING_SECOND_OFFICER, _S.DISMISSED}),
    _S.AWAITING_SECOND_OFFICER: frozenset({_S.CONFIRMED, _S.DISMISSED}),
    _S.CONFIRMED: frozenset(),
    _S.DISMISSED: frozenset({_S.PROPOSED}),
}


class Candidate(Versioned, Recorded):
    """A found and a missing report that may be one person."""

    __tablename__ = "candidate"
    __table_args__ = (
        UniqueConstraint("found_id", "missing_id", name="uq_candidate_pair"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", name="two_officers"),
        Index(
            "uq_candidate_confirmed_found",
            "found_id",
            unique=True,
            sqlite_where=text("state = 'confirmed'"),
            postgresql_where=text("state = 'confirmed'"),
        ),
        Index(
            "uq_candidate_confirmed_missing",
            "missing_id",
            unique=True,
            sqlite_where=text("state = 'confirmed'"),
            postgresql_where=text("state = 'confirmed'"),
        ),
        Index("ix_candidate_missing", "missing_id"),
    )

    found_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("found_report.id"))
    found: Mapped[FoundReport] = relationship()
    missing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("missing_report.id"))
    missing: Mapped[MissingReport] = relationship()
    state: Mapped[CandidateState] = mapped_column(default=CandidateState.PROPOSED)
    weight_bits: Mapped[float]
    probability: Mapped[float]
    parts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """One part a field: {"field", "level", "bits"}; the bits sum to weight_bits."""
    model_version: Mapped[str] = mapped_column(String(40))
    proposed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("officer.id"))
    proposed_by: Mapped[Officer | None] = relationship(foreign_keys=[proposed_by_id])
    proposed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("officer.id"))
    confirmed_by: Mapped[Officer | None] = relationship(foreign_keys=[confirmed_by_id])
    confirmed_at: Mapped[datetime | None]
    dismissed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("officer.id"))
    dismissed_at: Mapped[datetime | None]
    dismiss_reason: Mapped[DismissReason | None]

    def move(self, to: CandidateState) -> None:
        """Go to a state that may follow the present one; raise `WrongState` otherwise."""
        if to not in _NEXT[self.state]:
            raise WrongState("candidate_moved_on", state=self.state)
        self.state = to


# The index in memory asks before every comparison what was written since its last look.
Index("ix_missing_report_updated_at", MissingReport.updated_at)
Index("ix_found_report_updated_at", FoundReport.updated_at)
