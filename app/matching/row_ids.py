"""Which row holds which report: sixteen bytes a report in columns, and a short list of the newest."""

import numpy as np

from app.matching.columns import Array, Column

NEWEST = 20_000
"""So many ids are kept in a dictionary before they are sorted in with the others."""


class RowIds:
    """From a report's id to its row and back."""

    def __init__(self) -> None:
        self._ids = Column("V16")
        self._newest: dict[bytes, int] = {}
        self._sorted: Array = np.zeros(0, dtype=np.uint64)
        self._rows: Array = np.zeros(0, dtype=np.int32)

    @property
    def nbytes(self) -> int:
        return self._ids.nbytes + self._sorted.nbytes + self._rows.nbytes + 150 * len(self._newest)

    def add(self, report: bytes, row: int) -> None:
        """A new row holds this report."""
        self._ids.append(np.void(report))
        self._newest[report] = row
        if len(self._newest) > NEWEST:
            self._sort()

    def forget(self, report: bytes) -> None:
        """The report's row is gone."""
        self._newest.pop(report, None)

    def row(self, report: bytes) -> int | None:
        """The row of a report, the latest if it had several."""
        if report in self._newest:
            return self._newest[report]
        place = int(np.searchsorted(self._sorted, _short(report)))
        while place < len(self._sorted) and self._sorted[place] == _short(report):
            row = int(self._rows[place])
            if self.report(row) == report:
                return row
            place += 1
        return None

    def report(self, row: int) -> bytes:
        """The report in a row."""
        return bytes(self._ids.values[row])

    def renumber(self, stay: Array) -> None:
        """Only these rows stay, in this order."""
        self._ids.keep(stay)
        self._sort()

    def _sort(self) -> None:
        shorts = np.frombuffer(self._ids.values.tobytes(), dtype=np.uint64)[::2]
        # The latest row of a report comes first.
        order = np.lexsort((-np.arange(len(shorts)), shorts))
        self._sorted, self._rows = shorts[order], order.astype(np.int32)
        self._newest = {}


def _short(report: bytes) -> np.uint64:
    short: np.uint64 = np.frombuffer(report[:8], dtype=np.uint64)[0]
    return short
