"""The verification of a claimant, gate by gate, and the release."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Officer
from app.core.errors import WrongState
from app.core.records import Recorded, Versioned
from app.found.models import FoundReport
from app.missing.models import Guardian, HeldBackFact, IdType, MissingReport


class HandoverState(enum.Enum):
    VERIFYING = "verifying"
    ON_HOLD = "on_hold"
    RELEASED = "released"


class Document(enum.Enum):
    """How well a paper proves the relationship (DOMAIN: strong, weak, none)."""

    STRONG = "strong"
    WEAK = "weak"
    NONE = "none"


class Reaction(enum.Enum):
    GOES = "goes"
    AFRAID = "afraid"
    DOES_NOT_RECOGNISE = "does_not_recognise"
    TOO_YOUNG = "too_young"
    CANNOT_TELL = "cannot_tell"


class HoldReason(enum.Enum):
    ANSWERS_WRONG = "answers_wrong"
    REACTION = "reaction"
    NOT_ON_LIST = "not_on_list"
    CUSTODY = "custody"
    DOUBT = "doubt"


_NEXT: dict[HandoverState, frozenset[HandoverState]] = {
    HandoverState.VERIFYING: frozenset({HandoverState.ON_HOLD, HandoverState.RELEASED}),
    HandoverState.ON_HOLD: frozenset({HandoverState.VERIFYING}),
    HandoverState.RELEASED: frozenset(),
}


class Handover(Versioned, Recorded):
    """One claimant's verification for one found person; released only when every gate is met."""

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint("second_officer_id IS NULL OR second_officer_id <> first_officer_id", name="two_officers"),
        Index(
            "uq_handover_released",
            "found_id",
            unique=True,
            sqlite_where=text("state = 'released'"),
            postgresql_where=text("state = 'released'"),
        ),
    )

    found_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("found_report.id"), index=True)
    found: Mapped[FoundReport] = relationship()
    missing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("missing_report.id"))
    missing: Mapped[MissingReport] = relationship()
    state: Mapped[HandoverState] = mapped_column(default=HandoverState.VERIFYING)
    guardian_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("guardian.id"))
    guardian: Mapped[Guardian | None] = relationship()
    claimant_name: Mapped[str] = mapped_column(String(80), default="")
    id_type: Mapped[IdType | None]
    id_number: Mapped[str] = mapped_column(String(40), default="")
    id_seen_at: Mapped[datetime | None]
    document: Mapped[Document | None]
    called_back_at: Mapped[datetime | None]
    reaction: Mapped[Reaction | None]
    reaction_at: Mapped[datetime | None]
    first_officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"))
    first_officer: Mapped[Officer] = relationship(foreign_keys=[first_officer_id])
    second_officer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("officer.id"))
    second_officer: Mapped[Officer | None] = relationship(foreign_keys=[second_officer_id])
    hold_reason: Mapped[HoldReason | None]
    hold_notes: Mapped[str] = mapped_column(String(300), default="")
    released_at: Mapped[datetime | None]
    answers: Mapped[list["ClaimantAnswer"]] = relationship(back_populates="handover", order_by="ClaimantAnswer.at")

    def move(self, to: HandoverState) -> None:
        """Go to a state that may follow the present one; raise `WrongState` otherwise."""
        if to not in _NEXT[self.state]:
            raise WrongState("handover_moved_on", state=self.state)
        self.state = to


class ClaimantAnswer(Recorded):
    """What the claimant answered to a held-back question, typed before the reference was shown."""

    __tablename__ = "claimant_answer"
    __table_args__ = (UniqueConstraint("handover_id", "fact_id", name="uq_claimant_answer_fact"),)

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), index=True)
    handover: Mapped[Handover] = relationship(back_populates="answers")
    fact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("held_back_fact.id"))
    fact: Mapped[HeldBackFact] = relationship()
    at: Mapped[datetime]
    said: Mapped[str] = mapped_column(String(200))
    agrees: Mapped[bool | None]
    """The officers' judgement after the reference was shown; None until then."""
