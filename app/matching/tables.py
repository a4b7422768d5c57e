"""A table of levels with m and u, and the weights that follow from it at the moment of a query.

m is a level's share among true pairs; u its share among others, taken from this query against the
reports open now and shrunk towards a static u, so that common names, mass events and the season
weigh as they should with no tables of frequencies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.matching.columns import Array

FLOOR = 0.003
"""m' = 0.997 m + 0.003 u: no single field can weigh less than log2(0.003), about -8.4 bits."""
GRAIN = 1024
"""Weights are whole multiples of 1/1024 bit, so that sums are exact in any order."""


@dataclass(frozen=True)
class Table:
    """The levels of one comparison. Level number 0 is "not known" and weighs nothing."""

    name: str
    levels: tuple[str, ...]
    m: tuple[float, ...]
    u: tuple[float, ...]
    pseudo: float = 30.0
    """How many rows the static u counts for against what is open now."""
    least: float = 2.0
    """A level that no other row reaches still counts as so many (Laplace's rule of succession)."""

    def number(self, level: str) -> int:
        """The number of a level, from 1."""
        return self.levels.index(level) + 1

    def word(self, number: int) -> str:
        """The word of a level; "unknown" for 0."""
        return "unknown" if number == 0 else self.levels[number - 1]

    def bits(self, counts: Array | Sequence[float] | None = None) -> Array:
        """The weight of each level in bits, 0 first; `counts` of rows by level number, 0 included."""
        if counts is None:
            return self._static_bits
        seen = np.zeros(len(self.levels))
        given = np.asarray(counts, dtype=float)[1:]
        seen[: len(given)] = given
        return np.concatenate(([0.0], weigh(np.asarray(self.m), shares(seen, self))))

    @cached_property
    def _static_bits(self) -> Array:
        return np.concatenate(([0.0], weigh(np.asarray(self.m), np.asarray(self.u))))


def grained(bits: Array) -> Array:
    """Rounded to the grain of weights."""
    return np.round(bits * GRAIN) / GRAIN


def weigh(m: Array, u: Array) -> Array:
    """log2(m/u) after the floor."""
    return grained(np.log2((1 - FLOOR) * m / u + FLOOR))


def shares(seen: Array, table: Table) -> Array:
    """The share of others in each level: what is open now, shrunk towards the static u.

    A row is compared with the others, so it does not count for itself.
    """
    pseudo = np.maximum(table.pseudo * np.asarray(table.u), table.least)
    open_now: Array = (np.maximum(seen - 1, 0) + pseudo) / (seen.sum() + table.pseudo)
    return open_now
