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
from app.handover.rules import Custody, Document, Gate, HoldReason, Outcome, Reaction
from app.missing.models import Guardian, HeldBackFact, IdType, MissingReport


class HandoverState(enum.Enum):
    VERIFYING = "verifying"
    ON_HOLD = "on_hold"
    RELEASED = "released"
    TURNED_AWAY = "turned_away"


class DecisionKind(enum.Enum):
    """What was decided about a claim, beside the gates."""

    HELD = "held"
    RESUMED = "resumed"
    TURNED_AWAY = "turned_away"
    VOUCHED = "vouched"
    TAKEN_OVER = "taken_over"


_S = HandoverState
_NEXT: dict[HandoverState, frozenset[HandoverState]] = {
    _S.VERIFYING: frozenset({_S.ON_HOLD, _S.RELEASED}),
    _S.ON_HOLD: frozenset({_S.VERIFYING, _S.TURNED_AWAY}),
    _S.RELEASED: frozenset(),
    _S.TURNED_AWAY: frozenset(),
}
_LIVE = text("state <> 'turned_away'")


class Handover(Versioned, Recorded):
    """One claimant's verification for one found person; released only when every gate is met."""

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint("second_officer_id IS NULL OR second_officer_id <> first_officer_id", name="two_officers"),
        CheckConstraint("state <> 'released' OR second_officer_id IS NOT NULL", name="released_by_second"),
        # One claim at a time, and so at most one release.
        Index("uq_handover_live", "found_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    found_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("found_report.id"), index=True)
    found: Mapped[FoundReport] = relationship()
    missing_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("missing_report.id"))
    missing: Mapped[MissingReport] = relationship()
    state: Mapped[HandoverState] = mapped_column(default=HandoverState.VERIFYING)
    hold_reason: Mapped[HoldReason | None]
    """Why it is on hold; None while it is not."""
    first_officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"))
    first_officer: Mapped[Officer] = relationship(foreign_keys=[first_officer_id])
    """Leads the verification and answers for every gate; never the one who releases."""
    second_officer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("officer.id"))
    second_officer: Mapped[Officer | None] = relationship(foreign_keys=[second_officer_id])
    released_at: Mapped[datetime | None]
    guardian_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("guardian.id"))
    guardian: Mapped[Guardian | None] = relationship()
    """The entry on the list of those who may collect that the claimant's name agrees with."""
    claimant_name: Mapped[str] = mapped_column(String(80), default="")
    id_type: Mapped[IdType | None]
    id_number: Mapped[str] = mapped_column(String(40), default="")
    custody: Mapped[Custody | None]
    document: Mapped[Document | None]
    call_outcome: Mapped[Outcome | None]
    called_last_four: Mapped[str] = mapped_column(String(4), default="")
    reaction: Mapped[Reaction | None]
    waived: Mapped[list[str]] = mapped_column(default=list)
    """Gates that a supervisor let pass, by their words."""
    answers: Mapped[list["ClaimantAnswer"]] = relationship(back_populates="handover", order_by="ClaimantAnswer.number")
    steps: Mapped[list["Step"]] = relationship(
        back_populates="handover", order_by="Step.at", cascade="all, delete-orphan"
    )
    decisions: Mapped[list["Decision"]] = relationship(back_populates="handover", order_by="Decision.created_at")

    def move(self, to: HandoverState) -> None:
        """Go to a state that may follow the present one; raise `WrongState` otherwise."""
        if to not in _NEXT[self.state]:
            raise WrongState("handover_moved_on", state=self.state)
        self.state = to

    @property
    def unjudged(self) -> "ClaimantAnswer | None":
        """The answer that waits for the officer's judgement."""
        return next((answer for answer in self.answers if answer.agrees is None), None)


class Step(Recorded):
    """One gate met: who recorded it, and when."""

    __tablename__ = "handover_step"
    __table_args__ = (UniqueConstraint("handover_id", "gate", name="uq_handover_step_gate"),)

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"))
    handover: Mapped[Handover] = relationship(back_populates="steps")
    gate: Mapped[Gate]
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"))
    by: Mapped[Officer] = relationship()


class ClaimantAnswer(Recorded):
    """What the claimant answered to a held-back question, typed before the reference was shown."""

    __tablename__ = "claimant_answer"
    __table_args__ = (
        UniqueConstraint("handover_id", "fact_id", name="uq_claimant_answer_fact"),
        UniqueConstraint("handover_id", "number", name="uq_claimant_answer_number"),
    )

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"))
    handover: Mapped[Handover] = relationship(back_populates="answers")
    fact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("held_back_fact.id"))
    fact: Mapped[HeldBackFact] = relationship()
    number: Mapped[int]
    """1 for the question asked first."""
    at: Mapped[datetime]
    said: Mapped[str] = mapped_column(String(200))
    """Wiped when the claim ends: the record keeps the result, not the answer."""
    agrees: Mapped[bool | None]
    """The officers' judgement after the reference was shown; None until then."""


class Decision(Recorded):
    """A hold and what a supervisor decided about it, with the reason in words."""

    __tablename__ = "handover_decision"

    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), index=True)
    handover: Mapped[Handover] = relationship(back_populates="decisions")
    kind: Mapped[DecisionKind]
    hold_reason: Mapped[HoldReason | None]
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"))
    by: Mapped[Officer] = relationship()
    written: Mapped[str] = mapped_column(String(500), default="")
