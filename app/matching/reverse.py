"""From a missing report to the found persons who may be it: the best are then compared as on their own pages."""

import uuid
from collections.abc import Mapping

import numpy as np

from app.matching import phones
from app.matching.index import Index
from app.matching.model import START
from app.matching.name_index import NameColumns
from app.matching.scan import Scan
from app.people.rules import Description


def shortlist(
    found: Index, missing: Description, said: Mapping[uuid.UUID, tuple[str, str]], most: int
) -> list[uuid.UUID]:
    """The found persons for whom the evidence is strongest, with the static u; `said` is their name and phone."""
    if not found.open:
        return []
    weights = Scan(found, missing, START, sign=-1, query_u=False).weights.copy()
    sought = _Sought(missing)
    for key, (name, phone) in said.items():
        row = found.row(key.bytes)
        if row is not None:
            weights[row] += sought.name_bits(name) + sought.phone_bits(phone)
    order = np.argsort(-weights, kind="stable")[: min(most, found.open)]
    return [uuid.UUID(bytes=found.ids.report(int(row))) for row in order]


class _Sought:
    """The names and numbers of one missing report, to be compared with what each found person said."""

    def __init__(self, missing: Description) -> None:
        self._names, self._phones = NameColumns(), phones.PhoneColumn()
        encoded = self._names.encode(missing.name, missing.nickname)
        for column, value in zip(self._names.columns, encoded, strict=True):
            column.append(value)
        self._phones.add(0, missing.phones)

    def name_bits(self, said: str) -> float:
        heard = self._names.hear(said)
        if heard is None:
            return 0.0
        table = START.name_table(heard.kind, written=bool(heard.name.han))
        return float(table.bits()[int(self._names.levels(heard, slice(0, 1))[0])])

    def phone_bits(self, said: str) -> float:
        pattern = phones.pattern_of(said)
        table = phones.table_of(pattern, START.tables["phone"].m)
        return 0.0 if table is None else float(table.bits()[int(self._phones.levels(pattern, 1)[0])])
