"""The index of a process, kept fresh from the database: asked before every query with one cheap question.

Every change of a report counts its version up and dates it, so whatever was written since the last look is
read again, a little before it too: a transaction dates its rows when it writes them and shows them when it
commits. Counting what is open notices rows that were deleted.
"""

import threading
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import selectinload

from app.core.clock import now
from app.extensions import db
from app.found.models import SEARCHING, FoundReport
from app.matching.index import Index
from app.missing.models import MissingReport, MissingState

Report = TypeVar("Report", MissingReport, FoundReport)
OVERLAP = timedelta(seconds=20)
"""Longer than a transaction takes and the clocks of two hosts differ."""
BATCH = 1000
COUNTED_ALWAYS = 50_000
COUNT_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Told:
    """What a process says of its index."""

    rows: int
    bytes: int
    age_s: float
    """Seconds since it was last made fresh."""
    rebuild_s: float
    """Seconds the last building from nothing took."""


class Live(Generic[Report]):
    """The open reports of one kind."""

    def __init__(self, kind: type[Report], states: Sequence[MissingState] | Sequence[object]) -> None:
        self._kind: type[Report] = kind
        self._states = states
        self._index = Index()
        self._since: datetime | None = None
        self._counted_at = self._fresh_at = self._rebuild_s = 0.0

    def fresh(self) -> Index:
        """The index with everything that is committed, and what this transaction has written."""
        started, look = time.monotonic(), now()
        since = self._since
        if since is None:
            self._index = Index()
            self._read_all()
            self._rebuild_s = time.monotonic() - started
        else:
            self._read(self._changed(since - OVERLAP))
            self._notice_deleted(started)
        self._since, self._fresh_at = look, time.monotonic()
        return self._index

    def forget(self, keys: Iterable[uuid.UUID]) -> None:
        """These are not there any more, whatever was read: a transaction was rolled back."""
        for key in keys:
            self._index.remove(key.bytes)

    def told(self) -> Told:
        """Rows, bytes, age and the time to rebuild."""
        age = time.monotonic() - self._fresh_at if self._since else 0.0
        return Told(self._index.open, self._index.nbytes, age, self._rebuild_s)

    def _open(self) -> Select[Report]:
        kind = self._kind
        query = select(kind).where(kind.state.in_(self._states))
        return query.options(selectinload(MissingReport.guardians)) if kind is MissingReport else query

    def _read_all(self) -> None:
        self._put(db.session.scalars(self._open().execution_options(yield_per=BATCH)))

    def _put(self, reports: Iterable[Report]) -> None:
        for report in reports:
            self._index.put(report.id.bytes, report.description(), report.version)

    def _changed(self, since: datetime) -> list[tuple[uuid.UUID, bool]]:
        """What was written since and is not yet read in that version, and whether it is open."""
        kind = self._kind
        query = select(kind.id, kind.version, kind.state).where(kind.updated_at >= since)
        found = []
        for key, version, state in db.session.execute(query):
            is_open, known = state in self._states, self._index.version(key.bytes)
            if known != (version if is_open else None):
                found.append((key, is_open))
        return found

    def _read(self, changed: list[tuple[uuid.UUID, bool]]) -> None:
        for key, is_open in changed:
            if not is_open:
                self._index.remove(key.bytes)
        new = [key for key, is_open in changed if is_open]
        for start in range(0, len(new), BATCH):
            query = self._open().where(self._kind.id.in_(new[start : start + BATCH]))
            self._put(db.session.scalars(query).all())

    def _notice_deleted(self, at: float) -> None:
        if self._index.open > COUNTED_ALWAYS and at - self._counted_at < COUNT_EVERY_S:
            return
        self._counted_at, kind = at, self._kind
        is_open = kind.state.in_(self._states)
        if db.session.scalar(select(func.count()).select_from(kind).where(is_open)) == self._index.open:
            return
        there = {
            key.bytes: version for key, version in db.session.execute(select(kind.id, kind.version).where(is_open))
        }
        for report in self._index.reports():
            if report not in there:
                self._index.remove(report)
        self._read([(uuid.UUID(bytes=r), True) for r, v in there.items() if self._index.version(r) != v])


class _OfDatabase:
    """Both indexes of one database."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.missing = Live(MissingReport, (MissingState.OPEN,))
        self.found = Live(FoundReport, SEARCHING)


_databases: WeakKeyDictionary[Engine, _OfDatabase] = WeakKeyDictionary()
_guard = threading.Lock()


def of_database() -> _OfDatabase:
    """The indexes of this process for the database in use. Hold the lock while reading them."""
    with _guard:
        return _databases.setdefault(db.engine, _OfDatabase())


def told() -> dict[str, Told]:
    """What this process holds in memory, for whoever watches it."""
    ours = of_database()
    return {"missing": ours.missing.told(), "found": ours.found.told()}
