"""Share the free places of a plan out among the patrols on duty."""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.found.models import FoundReport
from app.patrol import queries as patrols
from app.patrol.models import Patrol, StopState, Task
from app.patrol.rules import cell_centre, is_fresh
from app.places.models import GridCell
from app.places.rules import distance_m
from app.search import assignment, pool, ranking
from app.search.assignment import Runner, Target
from app.search.models import PlanPlace, SearchPlan
from app.search.roads import legs_for
from app.search.settings import SearchSettings, TravelSettings

REACH_M = 10_000.0
"""Patrols that start farther away than this are not asked."""


def point_of(report: FoundReport) -> tuple[float, float]:
    """(lat, lon) where the person was found; the station when that was not noted."""
    if report.lat is None or report.lon is None:
        return report.station.lat, report.station.lon
    return report.lat, report.lon


Standby = Mapping[tuple[uuid.UUID, int], tuple[float, float]]
"""(station id, cell number) -> where the patrol of that cell waits."""


def standby_points() -> Standby:
    """Of every cell that is drawn."""
    rows = db.session.execute(select(GridCell.station_id, GridCell.number, GridCell.standby_lat, GridCell.standby_lon))
    return {(row.station_id, row.number): (row.standby_lat, row.standby_lon) for row in rows}


def start_of(patrol: Patrol, at: datetime, standby: Standby | None = None) -> tuple[float, float]:
    """Where a patrol starts: a fresh position, else where its cell waits or that cell's middle, else its station."""
    if patrol.lat is not None and patrol.lon is not None and is_fresh(patrol.position_at, at):
        return patrol.lat, patrol.lon
    station = patrol.station
    if patrol.cell is None:
        return station.lat, station.lon
    drawn = (standby or {}).get((station.id, patrol.cell))
    return drawn or cell_centre(station.lat, station.lon, patrol.cell)


def _after(runner: Runner, tasks: Sequence[Task], travel: TravelSettings) -> Runner:
    """The runner as it will be when the stops it still has are done."""
    left = [stop.place for task in tasks for stop in task.stops if stop.state is StopState.UNVISITED]
    if not left:
        return runner
    visits = [Target(str(place.id), place.lat, place.lon, 0.0) for place in left]
    free_in = assignment.minutes_of(runner, visits, travel)[-1] + travel.dwell_min
    return replace(runner, lat=left[-1].lat, lon=left[-1].lon, free_in_min=free_in)


def runners_for(plan: SearchPlan, at: datetime, travel: TravelSettings) -> dict[uuid.UUID, Runner]:
    """Patrols that may be given places: on duty, near, and not busy with another case."""
    lat, lon = point_of(plan.report)
    busy, standby = patrols.busy_patrols(), standby_points()
    runners = {}
    for patrol in patrols.on_duty():
        here = start_of(patrol, at, standby)
        tasks = busy.get(patrol.id, [])
        elsewhere = any(task.report_id != plan.report_id for task in tasks)
        if elsewhere or distance_m(lat, lon, *here) > REACH_M:
            continue
        runner = Runner(str(patrol.id), *here, patrol.mode.value, until_min=_shift_left(patrol, at))
        runners[patrol.id] = _after(runner, tasks, travel)
    return runners


def _shift_left(patrol: Patrol, at: datetime) -> float:
    """Minutes until the patrol goes off duty."""
    return math.inf if patrol.duty_until is None else max(0.0, (patrol.duty_until - at).total_seconds() / 60)


def suits(patrol: Patrol, plan: SearchPlan) -> bool:
    """Whether the patrol can ask in the language, and with the woman officer, that this search needs."""
    speaks = not plan.needs_language or plan.needs_language in {patrol.language, *patrol.speaks}
    return speaks and (patrol.female_officer or not plan.needs_female)


def _may_go(
    plan: SearchPlan, runners: Mapping[uuid.UUID, Runner], targets: Mapping[str, Target], travel: TravelSettings
) -> dict[str, list[str]]:
    """Place -> the patrols that suit the search and for whose way of moving it is not too far.

    Where it is too far for everybody, all that suit may go: a place is not dropped for that.
    """
    able = [runners[patrol.id] for patrol in patrols.on_duty() if patrol.id in runners and suits(patrol, plan)]
    chosen = {}
    for key, target in targets.items():
        near = [r.key for r in able if distance_m(r.lat, r.lon, target.lat, target.lon) <= travel.farthest_m[r.mode]]
        chosen[key] = near or [r.key for r in able]
    return chosen


def _q_now(place: PlanPlace, at: datetime, settings: SearchSettings) -> float:
    """The chance that asking there now would find the family; low while it is likely still closed."""
    q, stop, detection = settings.detection.of(place.place.kind.value), place.stop, settings.detection
    closed_lately = (
        stop is not None
        and stop.state is StopState.CLOSED
        and stop.answered_at is not None
        and at - stop.answered_at < detection.closed_for
    )
    return q * detection.closed_soon if closed_lately else q


def _targets(free: Mapping[str, PlanPlace], at: datetime, settings: SearchSettings) -> dict[str, Target]:
    """The places with what asking there now is worth."""
    chances = ranking.hedged({key: place.chance for key, place in free.items()}, settings.prior.doubt)
    return {
        key: Target(key, place.place.lat, place.place.lon, chances[key] * _q_now(place, at, settings))
        for key, place in free.items()
    }


def _clear(plan: SearchPlan) -> None:
    for place in plan.places:
        place.order = None
        place.reasons = [reason for reason in place.reasons if reason["code"] != "from_patrol"]
        if pool.is_free(place):
            place.patrol_id = place.patrol_id if place.pinned and place.chosen else None


def share_out(plan: SearchPlan, at: datetime, settings: SearchSettings) -> None:
    """Give every free chosen place a patrol and a turn, anew; an officer's own choice of patrol is kept.

    A place that nobody suited can reach before the end of the shift stays without a patrol.
    """
    runners = runners_for(plan, at, settings.travel)
    _clear(plan)
    free = {str(place.place_id): place for place in pool.to_give_out(plan)}
    targets = _targets(free, at, settings)
    legs, plan.travel = legs_for(settings.travel)
    rounds = assignment.assign(
        list(runners.values()),
        list(targets.values()),
        settings.travel,
        pinned={key: str(place.patrol_id) for key, place in free.items() if place.patrol_id},
        may_go=_may_go(plan, runners, targets, settings.travel),
        objective=plan.objective,
        legs=legs,
    )
    for patrol_id, runner in runners.items():
        visits = [targets[key] for key in rounds[runner.key]]
        minutes = assignment.minutes_of(runner, visits, settings.travel, legs)
        _write(patrol_id, [free[visit.key] for visit in visits], minutes)
    if legs is not None:
        plan.travel = legs.outcome
    _unpin_lost(free, runners)


def _write(patrol_id: uuid.UUID, places: Sequence[PlanPlace], minutes: Sequence[float]) -> None:
    for turn, (place, after) in enumerate(zip(places, minutes, strict=True), start=1):
        place.pinned = place.pinned and place.patrol_id == patrol_id
        place.patrol_id, place.order = patrol_id, turn
        place.reasons = [*place.reasons, {"code": "from_patrol", "minutes": max(1, round(after))}]


def _unpin_lost(free: Mapping[str, PlanPlace], runners: Mapping[uuid.UUID, Runner]) -> None:
    """Without any patrol on duty nothing is assigned, not even what an officer had chosen."""
    for place in free.values():
        if place.patrol_id not in runners or place.order is None:
            place.patrol_id, place.pinned = None, False
