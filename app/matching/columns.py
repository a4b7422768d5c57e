"""Columns of small numbers that grow: the form in which every open report lies in memory."""

from collections.abc import Hashable, Iterable
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Key = TypeVar("Key", bound=Hashable)
FIRST_ROOM = 1024


class Column:
    """One fact of every row (or `width` of them), in a numpy array with room to grow."""

    __slots__ = ("_array", "length")

    def __init__(self, dtype: npt.DTypeLike, width: int = 1, first: int = FIRST_ROOM) -> None:
        shape = (first,) if width == 1 else (first, width)
        self._array: Array = np.zeros(shape, dtype=dtype)
        self.length = 0

    @property
    def values(self) -> Array:
        """The rows in use, without a copy."""
        return self._array[: self.length]

    @property
    def nbytes(self) -> int:
        return int(self._array.nbytes)

    def append(self, value: Any) -> int:
        """Add one row; answers with its number."""
        self.extend_to(self.length + 1)
        self._array[self.length - 1] = value
        return self.length - 1

    def extend_to(self, length: int) -> None:
        """Make it this long; new rows are zero."""
        if length > len(self._array):
            # A quarter more than needed: few copies, little waste.
            grown = np.zeros((length + length // 4, *self._array.shape[1:]), dtype=self._array.dtype)
            grown[: self.length] = self._array[: self.length]
            self._array = grown
        self.length = max(self.length, length)

    def keep(self, rows: Array) -> None:
        """Only these rows stay, in this order."""
        self._array = np.ascontiguousarray(self._array[rows])
        self.length = len(rows)


class Distinct(Generic[Key]):
    """Numbers the distinct values of a fact, so that a query looks at each value once and not at each row.

    `counts` says how many rows hold a value. Values are never forgotten: a vocabulary is small.
    """

    __slots__ = ("_numbers", "counts", "keys", "parts")

    def __init__(self, width: int = 0, dtype: npt.DTypeLike = np.int16) -> None:
        self._numbers: dict[Key, int] = {}
        self.keys: list[Key] = []
        self.counts = Column(np.int32)
        self.parts = Column(dtype, width) if width else None
        """The value itself as `width` numbers, for comparing all values at once."""

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def nbytes(self) -> int:
        """About: an entry of a dictionary and of a list, a small key, its count and parts."""
        return 200 * len(self.keys) + self.counts.nbytes + (self.parts.nbytes if self.parts else 0)

    def number(self, key: Key, parts: Iterable[int] | None = None) -> int:
        """The number of this value, a new one for a new value."""
        known = self._numbers.get(key)
        if known is not None:
            return known
        self._numbers[key] = number = len(self.keys)
        self.keys.append(key)
        self.counts.append(0)
        if self.parts is not None:
            self.parts.append(tuple(key if parts is None else parts))  # type: ignore[arg-type]
        return number

    def known(self, key: Key) -> int | None:
        """The number of this value if it is on file."""
        return self._numbers.get(key)

    def columns(self) -> list[Array]:
        """The parts of all values, one array for each part."""
        assert self.parts is not None
        values = self.parts.values
        return [values[:, place] for place in range(values.shape[1])]
