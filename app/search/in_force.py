"""The weights as they stand now: the defaults, and what an administrator has changed."""

from datetime import datetime
from itertools import pairwise

from sqlalchemy import select

from app.audit.actions import Actor, record
from app.core.errors import Refusal
from app.extensions import db
from app.search.models import SearchWeight
from app.search.settings import DEFAULTS, SearchSettings
from app.search.weights import CATALOGUE, changed


def own_weights() -> dict[str, float]:
    """Name -> value of what was changed."""
    rows = db.session.execute(select(SearchWeight.name, SearchWeight.value))
    return {row.name: row.value for row in rows if row.name in CATALOGUE}


def in_force() -> SearchSettings:
    return changed(DEFAULTS, own_weights())


def set_weights(values: dict[str, float], *, by: Actor, at: datetime) -> int:
    """Change some weights by name; one set to its default is forgotten. Returns how many changed.

    Raises `Refusal("weight_out_of_bounds")`, and `Refusal("quartiles_fall")` where a farther share lies nearer.
    """
    stored = {row.name: row for row in db.session.scalars(select(SearchWeight))}
    before = {name: weight.default for name, weight in CATALOGUE.items()} | {n: r.value for n, r in stored.items()}
    wanted = {name: value for name, value in values.items() if name in CATALOGUE and before[name] != value}
    for name, value in wanted.items():
        weight = CATALOGUE[name]
        if not weight.low <= value <= weight.high:
            raise Refusal("weight_out_of_bounds", low=f"{weight.low:g}", high=f"{weight.high:g}", value=f"{value:g}")
    _check_quartiles(before | wanted)
    for name, value in wanted.items():
        _store(stored.get(name), name, value)
        record("changed search weight", "search_weight", name[:40], by=by, at=at, was=before[name], now=value)
    db.session.flush()
    return len(wanted)


def _store(row: SearchWeight | None, name: str, value: float) -> None:
    if value == CATALOGUE[name].default and row is not None:
        db.session.delete(row)
    elif row is not None:
        row.value = value
    else:
        db.session.add(SearchWeight(name=name, value=value))


def _check_quartiles(values: dict[str, float]) -> None:
    for quartiles in changed(DEFAULTS, values).prior.quartiles_km.values():
        if not all(near < far for near, far in pairwise(quartiles)):
            raise Refusal("quartiles_fall")
