"""Every open report in memory: a row of small numbers each, about 80 bytes, that a query scans as a whole."""

from dataclasses import dataclass

import numpy as np

from app.matching import clothes, groups
from app.matching.columns import Column, Distinct
from app.matching.groups import HomeWords, Key, MarkWords, Pieces
from app.matching.name_index import NameColumns
from app.matching.phones import PhoneColumn
from app.matching.place_time import minute, point
from app.matching.row_ids import RowIds
from app.matching.words import WordColumn, words_of
from app.people.rules import Description

DEAD_SHARE = 0.25
"""When more rows than this are gone, the others close up."""
FEWEST_DEAD = 1000


@dataclass(frozen=True, slots=True)
class Group:
    """A column of numbers of distinct keys, and how a query compares with the keys."""

    distinct: Distinct[Key]
    column: Column
    pieces: Pieces
    variant: str = ""
    """By what the rows of one key differ: "near" (lost within 30 km), "late" (found long after), "years"."""


class Index:
    """The compared facts of every open report."""

    def __init__(self) -> None:
        self.ids = RowIds()
        self.alive = Column(np.bool_)
        self.minutes = Column(np.int32)
        self.points = Column(np.float32, 3)
        self.names = NameColumns()
        self.phones = PhoneColumn()
        self.words = WordColumn()
        self.homes = HomeWords()
        self.marks = MarkWords()
        self.versions = Column(np.int32)
        """Of the report when it was read."""
        self.open = 0
        self.groups = {
            "body": _group(4, groups.body_pieces, "years"),
            "top": _group(2, groups.top_pieces, "late"),
            "bottom": _group(3, groups.bottom_pieces, "late"),
            "looks": _group(3, groups.looks_pieces, "late"),
            "home": _group(2, self.homes.pieces, "near"),
            "marks": _group(groups.MOST_MARKS, self.marks.pieces),
        }

    def __len__(self) -> int:
        """Rows, those that are gone included."""
        return self.alive.length

    @property
    def nbytes(self) -> int:
        """What it holds in memory, about."""
        columns = sum(column.nbytes for column in self._columns)
        words = sum(group.distinct.nbytes for group in self.groups.values())
        return columns + words + self.names.nbytes + self.phones.nbytes + self.words.nbytes + self.ids.nbytes

    @property
    def _columns(self) -> list[Column]:
        own = [self.alive, self.versions, self.minutes, self.points, *self.names.columns]
        return own + [group.column for group in self.groups.values()]

    def keys(self, person: Description) -> dict[str, Key]:
        """The key of each group."""
        return {
            "body": groups.body_key(person),
            "top": groups.top_key(person),
            "bottom": groups.bottom_key(person),
            "looks": groups.looks_key(person),
            "home": self.homes.key(person),
            "marks": self.marks.key(person),
        }

    def put(self, report: bytes, described: Description, version: int = 0) -> int:
        """Add a report, or replace what is known of it; answers with its row."""
        self.remove(report)
        person = clothes.filled(described)
        row = self.alive.append(True)
        self.ids.add(report, row)
        self.versions.append(version)
        self.minutes.append(minute(person.sighting.at))
        self.points.append(point(person.sighting))
        for column, value in zip(self.names.columns, self.names.encode(person.name, person.nickname), strict=True):
            column.append(value)
        for name, key in self.keys(person).items():
            group = self.groups[name]
            number = group.distinct.number(key)
            group.column.append(number)
            group.distinct.counts.values[number] += 1
        self.phones.add(row, person.phones)
        self.words.add(row, words_of(person.worn, person.marks))
        self.open += 1
        return row

    def remove(self, report: bytes) -> bool:
        """The report is not open any more; False when it was not here."""
        row = self.row(report)
        if row is None:
            return False
        self.alive.values[row] = False
        self.ids.forget(report)
        for group in self.groups.values():
            group.distinct.counts.values[group.column.values[row]] -= 1
        self.open -= 1
        self._close_up()
        return True

    def row(self, report: bytes) -> int | None:
        """The row of an open report."""
        row = self.ids.row(report)
        return row if row is not None and self.alive.values[row] else None

    def version(self, report: bytes) -> int | None:
        """The version in which an open report was read; None when it is not here."""
        row = self.row(report)
        return None if row is None else int(self.versions.values[row])

    def reports(self) -> list[bytes]:
        """Every open report."""
        return [self.ids.report(int(row)) for row in np.flatnonzero(self.alive.values)]

    def _close_up(self) -> None:
        dead = len(self) - self.open
        if dead < FEWEST_DEAD or dead < DEAD_SHARE * len(self):
            return
        stay = np.flatnonzero(self.alive.values)
        new = np.full(len(self), -1, dtype=np.int32)
        new[stay] = np.arange(len(stay), dtype=np.int32)
        for column in self._columns:
            column.keep(stay)
        self.phones.renumber(new)
        self.words.renumber(new)
        self.ids.renumber(stay)


def _group(width: int, pieces: Pieces, variant: str = "") -> Group:
    return Group(Distinct(width, np.int32), Column(np.uint32), pieces, variant)
