"""One group of fields in a scan: bits for each distinct key of the group, which the rows look up."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.matching.columns import Array
from app.matching.groups import Key, Piece
from app.matching.index import Group
from app.matching.levels import Field
from app.matching.model import Model
from app.matching.tables import Table, grained

SAME_CLOTHES = 0.1
"""How many of those found after a month still wear what they were lost in: an assumption."""


@dataclass(frozen=True, slots=True)
class Level:
    """One field of one pair: its table, the level's number there (0: not known), and its bits."""

    field: Field
    table: str
    number: int
    bits: float


@dataclass(frozen=True)
class Where:
    """What a scan knows of its rows before any group is compared."""

    near: Array
    """Lost within 30 km of the find, or nobody knows where."""
    years: Array
    """0 in time, 1 within the first year, and so on."""
    alive: Array
    season: Array
    """The numbers of the rows last seen in the month before the find: what is worn now."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A piece with the bits of its levels; both have one row for all variants, or one for each."""

    piece: Piece
    bits: Array

    def lookup(self, variants: int) -> Array:
        """Bits for each distinct key, for each variant of a row."""
        levels, bits = self.piece.levels, self.bits
        if len(levels) == len(bits) == 1:
            return np.broadcast_to(np.take(bits[0], levels[0]), (variants, levels.shape[1]))
        rows = range(variants)
        return np.stack([np.take(bits[row % len(bits)], levels[row % len(levels)]) for row in rows])


class GroupScan:
    """One query against every distinct key of one group."""

    def __init__(self, group: Group, query: Key, where: Where, model: Model, sign: int, *, query_u: bool) -> None:
        self._group, self._where, self._model, self._query_u = group, where, model, query_u
        self._keys = len(group.distinct)
        self._variants = {"": 1, "near": 2, "late": 2}.get(group.variant, int(where.years.max(initial=0)) + 1)
        pieces = group.pieces(query, group.distinct.columns(), sign, self._variants)
        self._weighed = [_Weighed(piece, self._bits(piece)) for piece in pieces]
        lookup = np.zeros((self._variants, self._keys), dtype=np.float32)
        for one in self._weighed:
            lookup += one.lookup(self._variants)
        self._lookup = lookup.ravel()
        self.says_nothing = not lookup.any()

    def _bits(self, piece: Piece) -> Array:
        if not piece.levels.any():
            return np.zeros((1, 1))
        return _BITS[self._group.variant](self, piece)

    def _plain(self, piece: Piece) -> Array:
        return self._counted(self._model.tables[piece.table], piece, self._all)[None, :]

    def _near_and_far(self, piece: Piece) -> Array:
        """Who was lost nearby often lives nearby: home has tables of its own for near and far."""
        if piece.table in self._model.tables:
            return self._plain(piece)
        near = self._count(np.flatnonzero(self._where.near & self._where.alive)) if self._query_u else self._all
        far, close = (self._model.tables[f"{piece.table}_{where}"] for where in ("far", "near"))
        return np.stack([self._counted(far, piece, self._all - near), self._counted(close, piece, near)])

    def _in_season(self, piece: Piece) -> Array:
        """Clothes are compared with what is worn now; after a month they hardly count."""
        worn = self._count(self._where.season) if self._query_u else self._all
        bits = self._counted(self._model.tables[piece.table], piece, worn)
        return np.stack([bits, grained(np.log2(SAME_CLOTHES * 2.0**bits + 1 - SAME_CLOTHES))])

    @property
    def _all(self) -> Array:
        return self._group.distinct.counts.values

    def _count(self, rows: Array) -> Array:
        return np.bincount(self._group.column.values[rows], minlength=self._keys)

    def _counted(self, table: Table, piece: Piece, counts: Array) -> Array:
        """The bits of a table; u from how many rows hold each key, or the static one."""
        if not self._query_u:
            return table.bits()
        return table.bits(np.bincount(piece.levels[0], weights=counts))

    def _variant(self, rows: slice | int) -> Array:
        if self._group.variant == "near":
            return self._where.near[rows]
        years = self._where.years[rows]
        return years > 0 if self._group.variant == "late" else years

    def add_to(self, weights: Array, rows: slice) -> None:
        """Add the bits of this group to the weights of some rows."""
        keys = self._group.column.values[rows]
        if self._variants > 1:
            variant = self._variant(rows)
            if variant.any():
                keys = keys + variant * np.uint32(self._keys)
        weights += np.take(self._lookup, keys)

    def levels(self, row: int) -> list[Level]:
        """What each field of this group says of one row."""
        key = int(self._group.column.values[row])
        variant = int(self._variant(row)) if self._variants > 1 else 0
        said = []
        for one in self._weighed:
            number = int(one.piece.levels[variant % len(one.piece.levels), key])
            bits = float(one.bits[variant % len(one.bits), number])
            said.append(Level(one.piece.field, one.piece.table, number, bits))
        return said


_BITS: dict[str, Callable[[GroupScan, Piece], Array]] = {
    "": GroupScan._plain,
    "years": GroupScan._plain,
    "near": GroupScan._near_and_far,
    "late": GroupScan._in_season,
}
