"""Search plans and the places on them."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.errors import WrongState
from app.core.records import Recorded, Versioned
from app.found.models import FoundReport
from app.patrol.models import Patrol, Stop
from app.places.models import Place
from app.search.rounds import Objective


class PlanState(enum.Enum):
    DRAFT = "draft"
    ACTIVE = "active"
    FOUND = "found"
    EXHAUSTED = "exhausted"
    STOOD_DOWN = "stood_down"


_NEXT: dict[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.ACTIVE, PlanState.STOOD_DOWN}),
    PlanState.ACTIVE: frozenset({PlanState.FOUND, PlanState.EXHAUSTED, PlanState.STOOD_DOWN}),
    PlanState.EXHAUSTED: frozenset({PlanState.ACTIVE, PlanState.FOUND, PlanState.STOOD_DOWN}),
    PlanState.FOUND: frozenset({PlanState.ACTIVE, PlanState.STOOD_DOWN}),
    PlanState.STOOD_DOWN: frozenset(),
}
_LIVE_WORDS = "state <> 'stood_down'"


class SearchPlan(Versioned, Recorded):
    """The places where the family of one found person may be, ranked, and who goes where."""

    __tablename__ = "search_plan"
    __table_args__ = (
        Index(
            "uq_search_plan_live",
            "report_id",
            unique=True,
            sqlite_where=text(_LIVE_WORDS),
            postgresql_where=text(_LIVE_WORDS),
        ),
    )

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("found_report.id"))
    report: Mapped[FoundReport] = relationship()
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    clues: Mapped[list[str]] = mapped_column(default=list)
    rest_mass: Mapped[float]
    """The chance that the family is at none of these places."""
    objective: Mapped[Objective] = mapped_column(default=Objective.FAMILY_SOONEST)
    needs_language: Mapped[str] = mapped_column(String(8), default="")
    """Language that whoever asks has to speak; empty: any."""
    needs_female: Mapped[bool] = mapped_column(default=False)
    hour: Mapped[int | None]
    """Of the station's clock when the plan was made; what is open follows from it."""
    reach_m: Mapped[float] = mapped_column(default=5_000.0)
    """How far places were looked for so far."""
    travel: Mapped[str] = mapped_column(String(20), default="")
    """How the minutes were reckoned: "" straight lines, "roads", or "fallback" where the road server failed."""
    places: Mapped[list["PlanPlace"]] = relationship(order_by="PlanPlace.rank", back_populates="plan")

    def move(self, to: PlanState) -> None:
        """Go to a state that may follow the present one; raise `WrongState` otherwise."""
        if to not in _NEXT[self.state]:
            raise WrongState("plan_moved_on", state=self.state)
        self.state = to


class PlanPlace(Recorded):
    """One place on a plan: its chance now, why, and who is to ask there."""

    __tablename__ = "plan_place"
    __table_args__ = (UniqueConstraint("plan_id", "place_id", name="uq_plan_place_place"),)

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("search_plan.id"), index=True)
    plan: Mapped[SearchPlan] = relationship(back_populates="places")
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"))
    place: Mapped[Place] = relationship()
    rank: Mapped[int]
    prior: Mapped[float]
    chance: Mapped[float]
    """Probability now, after every answer so far."""
    distance_m: Mapped[float]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """[{"code": …, facts…}]: sentences by `app.core.words`."""
    chosen: Mapped[bool] = mapped_column(default=True)
    """False when the officer took it off the plan."""
    patrol_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("patrol.id"))
    patrol: Mapped[Patrol | None] = relationship()
    pinned: Mapped[bool] = mapped_column(default=False)
    """True when an officer chose the patrol; a new sharing-out keeps it."""
    order: Mapped[int | None]
    """Its turn in its patrol's round, from 1."""
    stop_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stop.id"), unique=True)
    stop: Mapped[Stop | None] = relationship()


class EnquiryKind(enum.Enum):
    """What can be done from the desk before anybody walks."""

    OWN_REPORTS = "own_reports"
    PHONE_DESK = "phone_desk"
    CAMERA = "camera"


class Finding(enum.Enum):
    """What an enquiry brought."""

    NOT_HERE = "not_here"
    SEEN = "seen"
    FAMILY_HERE = "family_here"
    NO_REPLY = "no_reply"


class Enquiry(Recorded):
    """One enquiry from the desk: a call, a camera, a look at the own reports; what was learnt from it."""

    __tablename__ = "enquiry"
    __table_args__ = (Index("ix_enquiry_plan", "plan_id", "at"),)

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("search_plan.id"))
    plan: Mapped[SearchPlan] = relationship()
    kind: Mapped[EnquiryKind]
    place_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("place.id"))
    place: Mapped[Place | None] = relationship()
    finding: Mapped[Finding]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    heading_deg: Mapped[int | None]
    """Where they walked, clockwise from north."""
    spoke_to: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(500), default="")


class SearchWeight(Recorded):
    """A weight of the search that an administrator has changed; the others stand at their default."""

    __tablename__ = "search_weight"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    """Its path in `SearchSettings`, such as "prior.kinds.hotel"."""
    value: Mapped[float]


class PlanEvent(Recorded):
    """Why the plan changed: one line of its timeline."""

    __tablename__ = "plan_event"
    __table_args__ = (Index("ix_plan_event_plan", "plan_id", "at"),)

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("search_plan.id"))
    at: Mapped[datetime]
    code: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]]
