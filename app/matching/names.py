"""Two names: what kind of thing was said, and how far it agrees with what is on file."""

from app.matching.name_grid import take_apart
from app.matching.name_index import LEVEL_OF, NameColumns
from app.matching.name_weights import NameLevel, SaidKind


def compare(said: str, name: str, nickname: str = "") -> tuple[SaidKind, NameLevel] | None:
    """The kind of what was said and the level at which it agrees; None when a side is blank."""
    columns = NameColumns()
    if not take_apart(said).text:
        return None
    for column, value in zip(columns.columns, columns.encode(name, nickname), strict=True):
        column.append(value)
    heard = columns.hear(said)
    assert heard is not None
    code = int(columns.levels(heard, slice(0, 1))[0])
    return (heard.kind, LEVEL_OF[code]) if code else None
