"""Found-person reports and the care given."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Officer
from app.core.errors import WrongState
from app.core.records import Recorded, Versioned
from app.people.models import Described, Photo, age_check
from app.people.rules import Description, Sighting, YesNo
from app.places.models import Station


class FoundState(enum.Enum):
    OPEN = "open"
    FAMILY_LOCATED = "family_located"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    IN_CARE = "in_care"
    REFERRED = "referred"


class Condition(enum.Enum):
    WELL = "well"
    HURT_OR_ILL = "hurt_or_ill"
    CANNOT_SAY = "cannot_say"


class BroughtBy(enum.Enum):
    PASSER_BY = "passer_by"
    SHOP_OR_STAFF = "shop_or_staff"
    PATROL = "patrol"
    CAME_ALONE = "came_alone"
    UNKNOWN = "unknown"


_S = FoundState
_NEXT: dict[FoundState, frozenset[FoundState]] = {
    _S.OPEN: frozenset({_S.FAMILY_LOCATED, _S.ON_HOLD, _S.IN_CARE, _S.REFERRED}),
    _S.FAMILY_LOCATED: frozenset({_S.HANDED_OVER, _S.OPEN, _S.ON_HOLD, _S.IN_CARE, _S.REFERRED}),
    _S.HANDED_OVER: frozenset({_S.CLOSED}),
    _S.CLOSED: frozenset(),
    _S.ON_HOLD: frozenset({_S.OPEN, _S.FAMILY_LOCATED, _S.IN_CARE, _S.REFERRED}),
    _S.IN_CARE: frozenset({_S.OPEN, _S.FAMILY_LOCATED, _S.ON_HOLD, _S.REFERRED}),
    _S.REFERRED: frozenset({_S.ON_HOLD, _S.IN_CARE}),
}
# Still looking for the family: matched against every open missing report.
SEARCHING = (FoundState.OPEN, FoundState.ON_HOLD, FoundState.IN_CARE)


class FoundReport(Described, Versioned, Recorded):
    """A person who is with us and whose family is looked for."""

    __tablename__ = "found_report"
    __table_args__ = (
        age_check(),
        Index("ix_found_report_state", "state", "found_at"),
        Index("ix_found_report_match_due", "match_due_at"),
    )

    ref: Mapped[str] = mapped_column(String(12), unique=True)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    """Made by the form: the same form posted twice is one report."""
    state: Mapped[FoundState] = mapped_column(default=FoundState.OPEN)
    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("station.id"))
    station: Mapped[Station] = relationship()
    filed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"))
    filed_by: Mapped[Officer] = relationship()
    photo: Mapped[Photo | None] = relationship()
    found_at: Mapped[datetime]
    cell: Mapped[int | None]
    condition: Mapped[Condition]
    name_said: Mapped[str] = mapped_column(String(40), default="")
    name_as_heard: Mapped[bool] = mapped_column(default=False)
    family_said: Mapped[str] = mapped_column(String(200), default="")
    phone_said: Mapped[str] = mapped_column(String(40), default="")
    """As said, digits that are not known as x: "13x...88"."""
    marks_held_back: Mapped[bool] = mapped_column(default=True)
    items: Mapped[str] = mapped_column(String(200), default="")
    wristband_code: Mapped[str] = mapped_column(String(60), default="")
    finder_name: Mapped[str] = mapped_column(String(80), default="")
    finder_phone: Mapped[str] = mapped_column(String(20), default="")
    brought_by: Mapped[BroughtBy] = mapped_column(default=BroughtBy.UNKNOWN)
    companion_claim: Mapped[YesNo] = mapped_column(default=YesNo.UNKNOWN)
    companion_notes: Mapped[str] = mapped_column(String(200), default="")
    words_verbatim: Mapped[str] = mapped_column(String(500), default="")
    match_due_at: Mapped[datetime | None]
    """Set at filing and at every edit: the matcher has yet to look at this report."""
    closed_at: Mapped[datetime | None]

    def move(self, to: FoundState) -> None:
        """Go to a state that may follow the present one; raise `WrongState` otherwise."""
        if to not in _NEXT[self.state]:
            raise WrongState("found_report_moved_on", ref=self.ref, state=self.state)
        self.state = to

    def description(self) -> Description:
        """The compared facts as one frozen value."""
        return Description(
            name=self.name_said,
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
            phones=(self.phone_said,) if self.phone_said else (),
            sighting=Sighting(self.found_at, self.lat, self.lon),
        )


class CareNote(Recorded):
    """One line of the care log: water, toilet, doctor."""

    __tablename__ = "care_note"

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("found_report.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"))
    by: Mapped[Officer] = relationship()
    text: Mapped[str] = mapped_column(String(200))
