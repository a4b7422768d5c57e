"""The weight of place with time: how many are lost here, how many are lost now, and the crowd of one event."""

import numpy as np

from app.matching.columns import Array
from app.matching.model import Model
from app.matching.place_time import (
    CODES,
    HOUR_EDGES,
    HOUR_LEVELS,
    KM_EDGES,
    KM_LEVELS,
    LATE_HOURS,
    NEAR_KM,
    ON_FOOT_KM,
    WIDTH,
)
from app.matching.tables import Table, shares, weigh

_NEAR_LEVELS = (*range(KM_EDGES.index(NEAR_KM) + 1), KM_LEVELS)
_SEASON_LEVELS = range(HOUR_EDGES.index(0) + 1, HOUR_EDGES.index(LATE_HOURS) + 1)
NEAR = np.array([code // WIDTH in _NEAR_LEVELS for code in range(CODES)])
"""For each code whether it is within 30 km, or nobody knows."""
IN_SEASON = np.array([code % WIDTH in _SEASON_LEVELS for code in range(CODES)])
"""For each code whether it lies in the month before."""


def place_time_bits(counts: Array, model: Model, *, query_u: bool) -> Array:
    """The bits of each code, given how many rows have it."""
    rows = counts.reshape(KM_LEVELS + 1, WIDTH)
    bits = np.zeros(rows.shape, dtype=np.float32)
    both, place, time = (model.tables[name] for name in ("place_time", "place", "time"))
    if not query_u:
        bits[:KM_LEVELS, :HOUR_LEVELS] = both.bits()[1:].reshape(KM_LEVELS, HOUR_LEVELS)
        bits[:KM_LEVELS, HOUR_LEVELS], bits[KM_LEVELS, :HOUR_LEVELS] = place.bits()[1:], time.bits()[1:]
        return bits.ravel()
    bits[:KM_LEVELS, :HOUR_LEVELS] = _joint(rows[:KM_LEVELS, :HOUR_LEVELS], both, place, time)
    bits[:KM_LEVELS, HOUR_LEVELS] = weigh(np.asarray(place.m), _near_and_far(rows[:KM_LEVELS, HOUR_LEVELS], place))
    bits[KM_LEVELS, :HOUR_LEVELS] = weigh(np.asarray(time.m), shares(rows[KM_LEVELS, :HOUR_LEVELS], time))
    return bits.ravel()


def _joint(rows: Array, both: Table, place: Table, time: Table) -> Array:
    """Strangers are lost here and now as often as here times now; in an event more are, and that is counted."""
    expected = np.outer(_near_and_far(rows.sum(axis=1), place), shares(rows.sum(axis=0), time))
    crowd = np.maximum(rows - 1, 0) / max(1.0, rows.sum())
    return weigh(np.asarray(both.m).reshape(rows.shape), np.maximum(expected, crowd))


def _near_and_far(rows: Array, table: Table) -> Array:
    """The share of others at each distance. Close by few rows tell little: there the static u gives the shape,
    and what is open now the density."""
    close = KM_EDGES.index(ON_FOOT_KM) + 1
    static = np.asarray(table.u)
    whole = Table(
        "place", ("close", *table.levels[close:]), table.m[close - 1 :], (static[:close].sum(), *static[close:])
    )
    outer = shares(np.concatenate(([rows[:close].sum()], rows[close:])), whole)
    inner = rows[:close] + table.pseudo * static[:close] / static[:close].sum()
    return np.concatenate((outer[0] * inner / inner.sum(), outer[1:]))


def level_of_code(code: int) -> tuple[str, int]:
    """The table and the level's number behind a code."""
    km, hours = divmod(code, WIDTH)
    if km == KM_LEVELS:
        return "time", 0 if hours == HOUR_LEVELS else hours + 1
    return ("place", km + 1) if hours == HOUR_LEVELS else ("place_time", km * HOUR_LEVELS + hours + 1)
