"""Missing-person reports, guardians allowed to collect, and held-back facts."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Officer
from app.core.errors import WrongState
from app.core.records import Recorded, Versioned
from app.missing.rules import Risk
from app.people.models import Described, Photo, age_check
from app.people.rules import Description, Sighting, YesNo
from app.places.models import Station


class MissingState(enum.Enum):
    OPEN = "open"
    LOCATED = "located"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Source(enum.Enum):
    """Through which door the report came."""

    DESK = "desk"
    PATROL = "patrol"
    PHONE = "phone"
    IMPORT = "import"


class Relation(enum.Enum):
    MOTHER = "mother"
    FATHER = "father"
    GRANDPARENT = "grandparent"
    SPOUSE = "spouse"
    CHILD = "child"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other_relative"
    TEACHER_OR_CARER = "teacher_or_carer"
    OTHER = "other"


class IdType(enum.Enum):
    NATIONAL_ID = "national_id"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"
    DRIVING_LICENCE = "driving_licence"
    NOT_SHOWN = "not_shown"


class WithdrawnWhy(enum.Enum):
    """Why nobody is looked for any more although no match was confirmed."""

    CAME_BACK = "came_back"
    FOUND_BY_FAMILY = "found_by_family"
    FILED_TWICE = "filed_twice"
    BY_MISTAKE = "by_mistake"
    OTHER = "other"


_S = MissingState
_NEXT: dict[MissingState, frozenset[MissingState]] = {
    _S.OPEN: frozenset({_S.LOCATED, _S.WITHDRAWN}),
    _S.LOCATED: frozenset({_S.CLOSED, _S.OPEN}),
    _S.CLOSED: frozenset(),
    _S.WITHDRAWN: frozenset({_S.OPEN}),
}


class MissingReport(Described, Versioned, Recorded):
    """Someone a family is looking for, as the family tells it."""

    __tablename__ = "missing_report"
    __table_args__ = (
        age_check(),
        Index("ix_missing_report_state", "state", "last_seen_at"),
        Index("ix_missing_report_match_due", "match_due_at"),
    )

    ref: Mapped[str] = mapped_column(String(12), unique=True)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[MissingState] = mapped_column(default=MissingState.OPEN)
    source: Mapped[Source] = mapped_column(default=Source.DESK)
    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("station.id"))
    station: Mapped[Station] = relationship()
    filed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"))
    filed_by: Mapped[Officer] = relationship()
    photo: Mapped[Photo | None] = relationship()
    reporter_name: Mapped[str] = mapped_column(String(80))
    reporter_relation: Mapped[Relation]
    reporter_phone: Mapped[str] = mapped_column(String(20))
    """E.164: the known number, the only one that call-backs and family messages use."""
    reporter_phone_confirmed_at: Mapped[datetime | None]
    """When somebody rang this number and it rang at the reporter's side; None for a number nobody has tried."""
    reporter_language: Mapped[str] = mapped_column(String(8), default="zh_Hans")
    reporter_id_type: Mapped[IdType] = mapped_column(default=IdType.NOT_SHOWN)
    reporter_id_number: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(80), default="")
    nickname: Mapped[str] = mapped_column(String(40), default="")
    last_seen_at: Mapped[datetime | None]
    last_seen_about: Mapped[bool] = mapped_column(default=False)
    with_whom: Mapped[str] = mapped_column(String(80), default="")
    photo_taken_on: Mapped[str] = mapped_column(String(20), default="")
    risk: Mapped[Risk]
    risk_factors: Mapped[list[str]] = mapped_column(default=list)
    custody_order: Mapped[YesNo] = mapped_column(default=YesNo.UNKNOWN)
    must_not_collect: Mapped[str] = mapped_column(String(200), default="")
    staying_at: Mapped[str] = mapped_column(String(120), default="")
    haunts: Mapped[str] = mapped_column(String(300), default="")
    calming: Mapped[str] = mapped_column(String(200), default="")
    consent_to_publicity: Mapped[YesNo] = mapped_column(default=YesNo.UNKNOWN)
    consent_to_texts: Mapped[bool] = mapped_column(default=True)
    from_stop_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    """The patrol's stop where this family was found, as a plain value (patrol lies above)."""
    match_due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    withdrawn_why: Mapped[WithdrawnWhy | None]
    withdrawn_notes: Mapped[str] = mapped_column(String(200), default="")
    guardians: Mapped[list["Guardian"]] = relationship(order_by="Guardian.number", back_populates="report")
    held_back: Mapped[list["HeldBackFact"]] = relationship(order_by="HeldBackFact.number", back_populates="report")

    def move(self, to: MissingState) -> None:
        """Go to a state that may follow the present one; raise `WrongState` otherwise."""
        if to not in _NEXT[self.state]:
            raise WrongState("missing_report_moved_on", ref=self.ref, state=self.state)
        self.state = to

    def description(self) -> Description:
        """The compared facts as one frozen value. Held-back facts are never among them."""
        phones = dict.fromkeys([self.reporter_phone, *(g.phone for g in self.guardians)])
        return Description(
            name=self.name,
            nickname=self.nickname,
            sex=self.sex,
            age_low=self.age_low,
            age_high=self.age_high,
            height_cm=self.height_cm,
            build=self.build,
            hair=self.hair,
            glasses=self.glasses,
            top=self.top,
            top_colour=self.top_colour,
            bottom=self.bottom,
            bottom_colour=self.bottom_colour,
            shoes_colour=self.shoes_colour,
            worn=self.worn,
            marks=self.marks,
            home=self.home,
            accent=self.accent,
            phones=tuple(phone for phone in phones if phone),
            sighting=Sighting(self.last_seen_at, self.lat, self.lon),
        )


class Guardian(Recorded):
    """Someone allowed to collect the person, as named when the report was made."""

    __tablename__ = "guardian"
    __table_args__ = (UniqueConstraint("report_id", "number", name="uq_guardian_number"),)

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("missing_report.id"), index=True)
    report: Mapped[MissingReport] = relationship(back_populates="guardians")
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    relation: Mapped[Relation]
    phone: Mapped[str] = mapped_column(String(20), default="")
    language: Mapped[str] = mapped_column(String(8), default="zh_Hans")


class HeldBackFact(Recorded):
    """A question and its answer that only the family knows: never on a task, board, print, SMS or export."""

    __tablename__ = "held_back_fact"
    __table_args__ = (UniqueConstraint("report_id", "number", name="uq_held_back_fact_number"),)

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("missing_report.id"), index=True)
    report: Mapped[MissingReport] = relationship(back_populates="held_back")
    number: Mapped[int]
    question: Mapped[str] = mapped_column(String(120))
    answer: Mapped[str] = mapped_column(String(200))
