"""One report against every open one: levels, weights, and the parts of any pair's weight.

First the levels of each row, then from their counts the u of this query, then the weights. A pair's
parts are read from the same tables, so they sum to its weight to the last digit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.matching import phones, place_time, words
from app.matching.clothes import filled
from app.matching.columns import Array
from app.matching.groups import Piece
from app.matching.index import Index
from app.matching.levels import Field
from app.matching.name_index import CODES as NAME_CODES
from app.matching.name_index import Heard
from app.matching.name_weights import NameLevel
from app.matching.place_time import CODES, HOUR_LEVELS, KM_LEVELS, NEAR_KM, WIDTH, Seen
from app.matching.sounds import CHARACTER, DIALECT, SOUND
from app.matching.tables import Table, grained, shares, weigh
from app.matching.model import Model
from app.people.rules import Description

CHUNK = 1 << 16
"""Rows worked on at a time: what is computed for them stays in the processor's cache."""
SEASON_HOURS = (0, 720)
SAME_CLOTHES = 0.1
"""How many of those found after a month still wear what they were lost in: an assumption."""
import os
HALF = float(os.environ.get('HALF','1.0'))
FULL = {
    NAME_CODES[NameLevel.FULL_EXACT]: CHARACTER,
    NAME_CODES[NameLevel.FULL_PINYIN]: SOUND,
    NAME_CODES[NameLevel.FULL_FOLDED]: DIALECT,
}
_NEAR = np.array([code // WIDTH <= place_time.KM_EDGES.index(NEAR_KM) or code // WIDTH == KM_LEVELS for code in range(CODES)])
_IN_SEASON = np.array([code % WIDTH in range(2, 10) for code in range(CODES)])
_LATE_FROM = place_time.HOUR_EDGES.index(place_time.LATE_HOURS) + 1


@dataclass(frozen=True, slots=True)
class Level:
    """One field of one pair: the table, the level's number in it, and its bits."""

    field: Field
    table: str
    number: int
    bits: float


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A piece with the bits of its levels: a row for each variant."""

    piece: Piece
    bits: Array

    def of(self, variants: int) -> Array:
        """Bits for each distinct key, for each variant of a row."""
        levels = np.broadcast_to(self.piece.levels, (variants, self.piece.levels.shape[1]))
        bits = np.broadcast_to(self.bits, (variants, self.bits.shape[1]))
        return np.take_along_axis(bits, levels.astype(np.intp), axis=1)


class Scan:
    """The comparison of one query with every row of an index. `sign` is -1 when the query is the missing report."""

    def __init__(self, index: Index, described: Description, model: Model, sign: int = 1, *, query_u: bool = True) -> None:
        self.index, self.model, self.sign, self.query_u = index, model, sign, query_u
        self.query = filled(described)
        self.seen: Seen = place_time.seen(self.query.sighting, sign)
        self.length = len(index)
        self.alive = index.alive.values
        self.codes = np.empty(self.length, dtype=np.uint8)
        self.years = np.empty(self.length, dtype=np.uint8)
        self.heard: Heard | None = index.names.hear(self.query.name) if sign > 0 else None
        self.name_levels = np.zeros(self.length, dtype=np.uint8)
        for rows in self._chunks():
            self._levels_of(rows)
        self._weigh()

    def _chunks(self) -> Iterator[slice]:
        return (slice(start, min(start + CHUNK, self.length)) for start in range(0, self.length, CHUNK))

    def _levels_of(self, rows: slice) -> None:
        minutes = self.index.minutes.values[rows]
        km = place_time.km_levels(self.seen, self.index.points.values[rows])
        self.codes[rows] = km * np.uint8(WIDTH) + place_time.hour_levels(self.seen, minutes)
        self.years[rows] = place_time.years_late(self.seen, minutes)
        if self.heard is not None:
            self.name_levels[rows] = self.index.names.levels(self.heard, rows)

    def _weigh(self) -> None:
        self.place_time_bits = self._place_time_bits()
        self.groups = [_GroupScan(self, name) for name in self.index.groups]
        self.row_fields = list(self._row_fields())

    def counted(self, table: Table, counts: Array | None) -> Array:
        """The bits of a table; u from these counts, or the static one."""
        return table.bits(counts if self.query_u else None)

    @cached_property
    def code_counts(self) -> Array:
        return np.bincount(self.codes[self.alive], minlength=CODES).astype(float)

    @cached_property
    def season(self) -> Array:
        """The rows last seen in the month before the find: what is worn now."""
        return np.flatnonzero(_IN_SEASON[self.codes] & self.alive)

    @cached_property
    def near(self) -> Array:
        return _NEAR[self.codes]

    def _place_time_bits(self) -> Array:
        counts = self.code_counts.reshape(KM_LEVELS + 1, WIDTH)
        bits = np.zeros_like(counts)
        bits[:KM_LEVELS, :HOUR_LEVELS] = self._joint_bits(counts)
        bits[:KM_LEVELS, HOUR_LEVELS] = self.counted(self.model.tables["place"], _from_one(counts[:KM_LEVELS, HOUR_LEVELS]))[1:]
        bits[KM_LEVELS, :HOUR_LEVELS] = self.counted(self.model.tables["time"], _from_one(counts[KM_LEVELS, :HOUR_LEVELS]))[1:]
        return bits.ravel().astype(np.float32)

    def _joint_bits(self, counts: Array) -> Array:
        """Place with time. How many are lost near here times how many are lost just now, and besides the crowd of
        one event: those who are in fact lost here and now."""
        table, others = self.model.tables["place_time"], counts[:KM_LEVELS, :HOUR_LEVELS]
        if not self.query_u:
            return table.bits()[1:].reshape(KM_LEVELS, HOUR_LEVELS)
        place = _local_shares(others.sum(axis=1), self.model.tables["place"])
        time = shares(others.sum(axis=0), self.model.tables["time"])
        crowd = np.maximum(others - 1, 0) / max(1.0, others.sum())
        u = np.maximum(np.outer(place, time), crowd)
        return weigh(np.asarray(table.m).reshape(u.shape), u)

    def _row_fields(self) -> Iterator[tuple[Field, str, Array, Array]]:
        """Fields whose level is computed row by row: field, table, levels, bits of the levels."""
        if self.heard is not None:
            table = self.model.name_table(self.heard.kind, written=bool(self.heard.name.han))
            yield Field.NAME, table.name, self.name_levels, self._name_bits(table)
        yield from self._phones()
        said = words.words_of(self.query.worn, self.query.marks)
        if said:
            levels = self.index.words.levels(said, self.length)
            table = self.model.tables["words"]
            yield Field.WORDS, table.name, levels, self._counted_rows(table, levels)

    def _name_bits(self, table: Table) -> Array:
        """Few share a full name. How many there are to expect follows from how common its two halves are."""
        counts = np.bincount(self.name_levels[self.alive], minlength=len(table.levels) + 1)[1:].astype(float)
        if not self.query_u or self.heard is None:
            return table.bits().astype(np.float32)
        u = shares(counts, table)
        return np.concatenate(([0.0], weigh(np.asarray(table.m), u))).astype(np.float32)

    def _counted_rows(self, table: Table, levels: Array) -> Array:
        counts = np.bincount(levels[self.alive], minlength=len(table.levels) + 1)
        return self.counted(table, counts).astype(np.float32)

    def _phones(self) -> Iterator[tuple[Field, str, Array, Array]]:
        if self.sign < 0:
            return
        m = self.model.tables["phone"].m
        for fragment in self.query.phones[:1]:
            pattern = phones.pattern_of(fragment)
            table = phones.table_of(pattern, m)
            if table is not None:
                levels = self.index.phones.levels(pattern, self.length)
                yield Field.PHONE, "phone", levels, table.bits().astype(np.float32)

    @cached_property
    def weights(self) -> Array:
        """The evidence for each row in bits; minus infinity for rows that are gone."""
        total = np.empty(self.length, dtype=np.float32)
        for rows in self._chunks():
            part = np.take(self.place_time_bits, self.codes[rows])
            for group in self.groups:
                part += group.bits_of(rows)
            for _, _, levels, bits in self.row_fields:
                part += np.take(bits, levels[rows])
            part[~self.alive[rows]] = -np.inf
            total[rows] = part
        return total

    def levels(self, row: int) -> list[Level]:
        """What each field says of one row; the bits sum to its weight."""
        code = int(self.codes[row])
        said = [Level(Field.PLACE_TIME, *_place_time_level(code), float(self.place_time_bits[code]))]
        for group in self.groups:
            said += group.levels(row)
        for field, table, levels, bits in self.row_fields:
            number = int(levels[row])
            said.append(Level(field, table, number, float(bits[number])))
        return said


class _GroupScan:
    """One group of fields in a scan: bits for each distinct key, looked up by the rows."""

    def __init__(self, scan: Scan, name: str) -> None:
        self._scan, self._group = scan, scan.index.groups[name]
        distinct = self._group.distinct
        query = scan.index.keys(scan.query)[name]
        self._keys = len(distinct)
        self._variants = {"": 1, "near": 2, "late": 2, "years": int(scan.years.max(initial=0)) + 1}[self._group.variant]
        pieces = self._group.pieces(query, distinct.columns(), scan.sign, self._variants)
        self._weighed = [_Weighed(piece, self._bits(piece)) for piece in pieces]
        self._lookup = sum((one.of(self._variants) for one in self._weighed), np.zeros((self._variants, self._keys)))
        self._flat = self._lookup.astype(np.float32).ravel()
        self._says_nothing = not self._lookup.any()

    def _bits(self, piece: Piece) -> Array:
        scan, table = self._scan, self._scan.model.tables.get(piece.table)
        if self._group.variant == "near":
            tables = [scan.model.tables[f"{piece.table}_{where}"] for where in ("far", "near")] if table is None else [table] * 2
            near = self._counts(scan.near & scan.alive)
            counts = [self._group.distinct.counts.values - near, near] if table is None else [self._group.distinct.counts.values] * 2
            return np.stack([scan.counted(t, _by_level(piece, c)) for t, c in zip(tables, counts, strict=True)])
        assert table is not None
        if self._group.variant == "late":
            bits = scan.counted(table, _by_level(piece, self._counts(scan.season)))
            late = grained(np.log2(SAME_CLOTHES * 2.0**bits + 1 - SAME_CLOTHES))
            return np.stack([bits, late])
        return scan.counted(table, _by_level(piece, self._group.distinct.counts.values))[None, :]

    def _counts(self, rows: Array) -> Array:
        return np.bincount(self._group.column.values[rows], minlength=self._keys)

    def _variant(self, rows: slice | int) -> Array:
        scan = self._scan
        if self._group.variant == "near":
            return scan.near[rows]
        years = scan.years[rows]
        return years > 0 if self._group.variant == "late" else years

    def bits_of(self, rows: slice) -> Array:
        """The bits of this group for some rows."""
        if self._says_nothing:
            return np.zeros(rows.stop - rows.start, dtype=np.float32)
        keys = self._group.column.values[rows]
        if self._variants > 1:
            keys = keys + self._variant(rows) * np.uint32(self._keys)
        return np.take(self._flat, keys)

    def levels(self, row: int) -> list[Level]:
        """What each field of this group says of one row."""
        key = int(self._group.column.values[row])
        variant = int(self._variant(row)) if self._variants > 1 else 0
        said = []
        for one in self._weighed:
            number = int(one.piece.levels[variant if len(one.piece.levels) > 1 else 0, key])
            bits = float(one.bits[variant if len(one.bits) > 1 else 0, number])
            said.append(Level(one.piece.field, one.piece.table, number, bits))
        return said


def _local_shares(seen: Array, table: Table) -> Array:
    """The share of others at each distance. Close by few rows tell little: there the static u gives the shape and
    what is open now the density."""
    close = place_time.KM_EDGES.index(place_time.ON_FOOT_KM) + 1
    static = np.asarray(table.u)
    whole = Table("place", ("close", *table.levels[close:]), (1.0,) * 2, (static[:close].sum(), *static[close:]))
    outer = shares(np.concatenate(([seen[:close].sum()], seen[close:])), whole)
    inner = (seen[:close] + table.pseudo * static[:close] / static[:close].sum()) / (seen[:close].sum() + table.pseudo)
    return np.concatenate((outer[0] * inner, outer[1:]))


def _place_time_level(code: int) -> tuple[str, int]:
    """The table and the level number behind a code."""
    km, hours = divmod(code, WIDTH)
    if km == KM_LEVELS:
        return "time", 0 if hours == HOUR_LEVELS else hours + 1
    return ("place", km + 1) if hours == HOUR_LEVELS else ("place_time", km * HOUR_LEVELS + hours + 1)


def _from_one(counts: Array) -> Array:
    return np.concatenate(([0.0], counts.ravel()))


def _by_level(piece: Piece, counts: Array) -> Array:
    """How many rows fall in each level, given how many hold each key."""
    return np.bincount(piece.levels[0].ravel().astype(np.intp), weights=counts)
