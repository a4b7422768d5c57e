"""One report against every open one: levels, weights, and the parts of any pair's weight.

First the levels of each row, then from their counts the u of this query, then the weights. A pair's
parts are read from the same tables, so they sum to its weight to the last digit.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from app.matching import phones, place_time, words
from app.matching.clothes import filled
from app.matching.columns import Array
from app.matching.group_scan import GroupScan, Level, Where
from app.matching.index import Index
from app.matching.levels import Field
from app.matching.model import Model
from app.matching.place_bits import IN_SEASON, NEAR, level_of_code, place_time_bits
from app.matching.place_time import CODES, WIDTH
from app.matching.tables import Table
from app.people.rules import Description

CHUNK = 1 << 16
"""Rows worked on at a time: what is computed for them stays in the processor's cache."""
RowField = tuple[Field, str, Array, Array]
"""A field whose level is computed for each row: field, table, levels, bits of the levels."""


class Scan:
    """The comparison of one query with every row of an index.

    `sign` is -1 when the query is a missing report and the rows are found persons; then what the rows say
    of names and telephones is left to the exact comparison of the best. With `query_u` off the static u counts.
    """

    def __init__(
        self, index: Index, described: Description, model: Model, *, sign: int = 1, query_u: bool = True
    ) -> None:
        self.index, self.model, self.sign, self.query_u = index, model, sign, query_u
        self.query = filled(described)
        self.length = len(index)
        self.alive = index.alive.values
        self._seen = place_time.seen(self.query.sighting, sign)
        self._codes = np.empty(self.length, dtype=np.uint8)
        self._years = np.empty(self.length, dtype=np.uint8)
        self._heard = index.names.hear(self.query.name) if sign > 0 else None
        self._name_levels = np.zeros(self.length, dtype=np.uint8)
        for rows in self._chunks():
            self._levels_of(rows)
        counts = np.bincount(self._codes[self.alive], minlength=CODES).astype(float)
        self._place_time_bits = place_time_bits(counts, model, query_u=query_u)
        self._groups = list(self._compared_groups())
        self._row_fields = list(self._compared_rows())

    def _chunks(self) -> Iterator[slice]:
        return (slice(start, min(start + CHUNK, self.length)) for start in range(0, self.length, CHUNK))

    def _levels_of(self, rows: slice) -> None:
        minutes = self.index.minutes.values[rows]
        km = place_time.km_levels(self._seen, self.index.points.values[rows])
        self._codes[rows] = km * np.uint8(WIDTH) + place_time.hour_levels(self._seen, minutes)
        self._years[rows] = place_time.years_late(self._seen, minutes)
        if self._heard is not None:
            self._name_levels[rows] = self.index.names.levels(self._heard, rows)

    def _compared_groups(self) -> Iterator[GroupScan]:
        in_season = np.flatnonzero(IN_SEASON[self._codes] & self.alive)
        where = Where(NEAR[self._codes], self._years, self.alive, in_season)
        for name, key in self.index.keys(self.query).items():
            yield GroupScan(self.index.groups[name], key, where, self.model, self.sign, query_u=self.query_u)

    def _compared_rows(self) -> Iterator[RowField]:
        if self._heard is not None:
            table = self.model.name_table(self._heard.kind, written=bool(self._heard.name.han))
            yield self._row_field(Field.NAME, table, self._name_levels)
        yield from self._compared_phones()
        said = words.words_of(self.query.worn, self.query.marks)
        if said:
            yield self._row_field(Field.WORDS, self.model.tables["words"], self.index.words.levels(said, self.length))

    def _row_field(self, field: Field, table: Table, levels: Array) -> RowField:
        counts = np.bincount(levels[self.alive], minlength=len(table.levels) + 1)
        return field, table.name, levels, table.bits(counts if self.query_u else None).astype(np.float32)

    def _compared_phones(self) -> Iterator[RowField]:
        for fragment in self.query.phones[:1] if self.sign > 0 else ():
            pattern = phones.pattern_of(fragment)
            table = phones.table_of(pattern, self.model.tables["phone"].m)
            if table is not None:
                levels = self.index.phones.levels(pattern, self.length)
                yield Field.PHONE, table.name, levels, table.bits().astype(np.float32)

    @cached_property
    def weights(self) -> Array:
        """The evidence for each row in bits; minus infinity for rows that are gone."""
        total = np.empty(self.length, dtype=np.float32)
        speaking = [group for group in self._groups if not group.says_nothing]
        for rows in self._chunks():
            part = np.take(self._place_time_bits, self._codes[rows])
            for group in speaking:
                group.add_to(part, rows)
            for _, _, levels, bits in self._row_fields:
                part += np.take(bits, levels[rows])
            total[rows] = part
        total[~self.alive] = -np.inf
        return total

    def levels(self, row: int) -> list[Level]:
        """What each field says of one row; the bits sum to its weight."""
        code = int(self._codes[row])
        table, number = level_of_code(code)
        said = [Level(Field.PLACE_TIME, table, number, float(self._place_time_bits[code]))]
        for group in self._groups:
            said += group.levels(row)
        for field, name, levels, bits in self._row_fields:
            number = int(levels[row])
            said.append(Level(field, name, number, float(bits[number])))
        return said
