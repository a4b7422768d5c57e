"""Patrols, tasks and stops."""

import enum
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.errors import WrongState
from app.core.records import Recorded, Versioned
from app.found.models import FoundReport
from app.places.models import Place, Station


class Mode(enum.Enum):
    FOOT = "foot"
    BIKE = "bike"
    CAR = "car"


class TaskState(enum.Enum):
    QUEUED = "queued"
    SENT = "sent"
    ACCEPTED = "accepted"
    DONE = "done"
    EXPIRED = "expired"
    STOOD_DOWN = "stood_down"


class StopState(enum.Enum):
    UNVISITED = "unvisited"
    NOT_HERE = "not_here"
    FAMILY_HERE = "family_here"
    TRACE = "trace"
    CLOSED = "closed"
    UNSURE = "unsure"


class AnsweredBy(enum.Enum):
    SMS = "sms"
    PAGE = "page"
    DISPATCHER = "dispatcher"


class Channel(enum.Enum):
    """How a dispatcher heard an answer that no text or page brought."""

    RADIO = "radio"
    PHONE = "phone"
    IN_PERSON = "in_person"


OPEN_TASK = (TaskState.QUEUED, TaskState.SENT, TaskState.ACCEPTED)
_OPEN_WORDS = "state IN ('queued', 'sent', 'accepted')"

_NEXT: dict[TaskState, frozenset[TaskState]] = {
    TaskState.QUEUED: frozenset(
        {TaskState.SENT, TaskState.ACCEPTED, TaskState.DONE, TaskState.EXPIRED, TaskState.STOOD_DOWN}
    ),
    TaskState.SENT: frozenset({TaskState.ACCEPTED, TaskState.DONE, TaskState.EXPIRED, TaskState.STOOD_DOWN}),
    TaskState.ACCEPTED: frozenset({TaskState.DONE, TaskState.EXPIRED, TaskState.STOOD_DOWN}),
    TaskState.DONE: frozenset(),
    TaskState.EXPIRED: frozenset(),
    TaskState.STOOD_DOWN: frozenset(),
}


class Patrol(Recorded):
    """A patrol that can be sent: reached on one phone."""

    __tablename__ = "patrol"

    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(20), unique=True)
    mode: Mapped[Mode] = mapped_column(default=Mode.FOOT)
    language: Mapped[str] = mapped_column(String(8), default="zh_Hans")
    station_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("station.id"))
    station: Mapped[Station] = relationship()
    cell: Mapped[int | None]
    on_duty: Mapped[bool] = mapped_column(default=True)
    opted_out: Mapped[bool] = mapped_column(default=False)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    position_at: Mapped[datetime | None]
    speaks: Mapped[list[str]] = mapped_column(default=list)
    """Languages its members can ask in, beside the one it is texted in."""
    female_officer: Mapped[bool] = mapped_column(default=False)
    duty_until: Mapped[datetime | None]
    """End of the shift; None: until taken off duty."""

    @property
    def audit_id(self) -> str:
        return str(self.id)

    @property
    def audit_name(self) -> str:
        return self.code


class Task(Versioned, Recorded):
    """One to three stops that one patrol is asked to check for one found person."""

    __tablename__ = "task"
    __table_args__ = (
        Index(
            "uq_task_open_code", "code", unique=True, sqlite_where=text(_OPEN_WORDS), postgresql_where=text(_OPEN_WORDS)
        ),
        Index("ix_task_state", "state", "created_at"),
    )

    code: Mapped[str] = mapped_column(String(8))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    """The secret in the address of the patrol's page; dies when the task ends."""
    state: Mapped[TaskState] = mapped_column(default=TaskState.QUEUED)
    patrol_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("patrol.id"), index=True)
    patrol: Mapped[Patrol] = relationship()
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("found_report.id"), index=True)
    report: Mapped[FoundReport] = relationship()
    sent_at: Mapped[datetime]
    """When it was given out; the clocks of an unaccepted task run from here."""
    sent_again_at: Mapped[datetime | None]
    alarmed_at: Mapped[datetime | None]
    """When a supervisor was told that nobody took it or its places."""
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    stops: Mapped[list["Stop"]] = relationship(order_by="Stop.number", back_populates="task")

    def move(self, to: TaskState) -> None:
        """Go to a state that may follow the present one; raise `WrongState` otherwise."""
        if to not in _NEXT[self.state]:
            raise WrongState("task_moved_on", task=self.code, state=self.state)
        self.state = to


class Stop(Recorded):
    """One place of a task, and what the patrol said of it."""

    __tablename__ = "stop"
    __table_args__ = (UniqueConstraint("task_id", "number", name="uq_stop_number"),)

    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), index=True)
    task: Mapped[Task] = relationship(back_populates="stops")
    number: Mapped[int]
    place_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("place.id"))
    place: Mapped[Place] = relationship()
    state: Mapped[StopState] = mapped_column(default=StopState.UNVISITED)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[AnsweredBy | None]
    channel: Mapped[Channel | None]
    """Only where a dispatcher answered for the patrol."""
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(String(500), default="")


class TaskNote(Recorded):
    """Words a patrol wrote that are no answer: kept, never lost."""

    __tablename__ = "task_note"

    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), index=True)
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(String(1600))
