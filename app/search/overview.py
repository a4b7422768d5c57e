"""A plan as a dispatcher reads it: who goes next, what is left, how sure we are, how each patrol is drawn."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.patrol import queries as patrols
from app.patrol.models import OPEN_TASK, Patrol, Task
from app.search import pool
from app.search.models import PlanPlace, SearchPlan

COLOURS = ("#1a56b0", "#a61b1b", "#17653a", "#7a4a00", "#6b2fa0", "#0b6470", "#9c2667", "#4c555e")
"""White figures on each of these have a contrast above 5:1; static/search.css holds the same ones."""
SHAPES = ("circle", "square", "diamond", "hexagon", "pentagon")


@dataclass(frozen=True, slots=True)
class Mark:
    """How one patrol is drawn, in the list and on the map alike; `hue` counts `COLOURS` from 0."""

    code: str
    hue: int
    shape: str

    @property
    def colour(self) -> str:
        return COLOURS[self.hue]


def marks() -> dict[uuid.UUID, Mark]:
    """Patrol id -> its mark; by code, so that a patrol looks the same all night."""
    return {
        patrol_id: Mark(code, number % len(COLOURS), SHAPES[number % len(SHAPES)])
        for number, (patrol_id, code) in enumerate(patrols.codes())
    }


@dataclass(frozen=True, slots=True)
class Round:
    """What one free patrol is sent next, in its order."""

    patrol: Patrol
    rows: Sequence[PlanPlace]


@dataclass(frozen=True, slots=True)
class Left:
    """The places nobody has been asked at: those of the next tasks, those after them, those taken off."""

    rounds: Sequence[Round]
    later: Sequence[PlanPlace]
    off: Sequence[PlanPlace]
    idle: Sequence[Patrol]
    """On duty with no open task: when no round is theirs, the places have to be shared out anew."""

    @property
    def rows(self) -> list[PlanPlace]:
        return [*(row for each in self.rounds for row in each.rows), *self.later, *self.off]


def left_of(plan: SearchPlan, most: int) -> Left:
    """`most` places go with one task. The round with the likeliest place comes first."""
    free = pool.to_give_out(plan)
    busy = patrols.busy_patrols()
    idle = [patrol for patrol in patrols.on_duty() if patrol.id not in busy]
    waiting: dict[uuid.UUID | None, list[PlanPlace]] = {}
    for row in sorted(free, key=lambda r: r.order or 0):
        waiting.setdefault(row.patrol_id, []).append(row)
    rounds = [Round(patrol, waiting[patrol.id][:most]) for patrol in idle if patrol.id in waiting]
    rounds.sort(key=lambda each: min(row.rank for row in each.rows))
    going = {row.id for each in rounds for row in each.rows}
    later = [row for row in free if row.id not in going]
    off = [row for row in plan.places if not row.chosen and pool.is_free(row)]
    return Left(rounds, later, off, idle)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the search is. Chances sum to 1: still to be asked, asked but perhaps missed, somewhere else."""

    asked: int
    under_way: int
    to_ask: int
    ahead: float
    behind: float
    elsewhere: float


def standing_of(plan: SearchPlan) -> Standing:
    """Places taken off are not asked: they count as somewhere else."""
    asked = [row for row in plan.places if pool.is_asked(row)]
    under_way = [row for row in plan.places if pool.is_under_way(row)]
    to_ask = pool.to_give_out(plan)
    ahead = sum(row.chance for row in [*under_way, *to_ask])
    behind = sum(row.chance for row in asked)
    return Standing(len(asked), len(under_way), len(to_ask), ahead, behind, max(0.0, 1 - ahead - behind))


def split_tasks(tasks: Sequence[Task]) -> tuple[list[Task], list[Task]]:
    """(open, ended)"""
    return [t for t in tasks if t.state in OPEN_TASK], [t for t in tasks if t.state not in OPEN_TASK]
