"""Share the free places of a plan out among the patrols on duty."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.found.models import FoundReport
from app.patrol import queries as patrols
from app.patrol.models import Patrol, StopState, Task
from app.patrol.rules import cell_centre, is_fresh
from app.places.rules import distance_m
from app.search import assignment, pool
from app.search.assignment import Runner, Target
from app.search.models import PlanPlace, SearchPlan
from app.search.settings import SearchSettings, TravelSettings

REACH_M = 10_000.0
"""Patrols that start farther away than this are not asked."""


def point_of(report: FoundReport) -> tuple[float, float]:
    """(lat, lon) where the person was found; the station when that was not noted."""
    if report.lat is None or report.lon is None:
        return report.station.lat, report.station.lon
    return report.lat, report.lon


def start_of(patrol: Patrol, at: datetime) -> tuple[float, float]:
    """Where a patrol starts: a fresh position, else the middle of its cell, else its station."""
    if patrol.lat is not None and patrol.lon is not None and is_fresh(patrol.position_at, at):
        return patrol.lat, patrol.lon
    station = patrol.station
    return cell_centre(station.lat, station.lon, patrol.cell) if patrol.cell else (station.lat, station.lon)


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
    busy = patrols.busy_patrols()
    runners = {}
    for patrol in patrols.on_duty():
        here = start_of(patrol, at)
        tasks = busy.get(patrol.id, [])
        elsewhere = any(task.report_id != plan.report_id for task in tasks)
        if elsewhere or distance_m(lat, lon, *here) > REACH_M:
            continue
        runners[patrol.id] = _after(Runner(str(patrol.id), *here, patrol.mode.value), tasks, travel)
    return runners


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


def _target(place: PlanPlace, at: datetime, settings: SearchSettings) -> Target:
    spot = place.place
    return Target(str(place.place_id), spot.lat, spot.lon, place.chance * _q_now(place, at, settings))


def _clear(plan: SearchPlan) -> None:
    for place in plan.places:
        place.order = None
        place.reasons = [reason for reason in place.reasons if reason["code"] != "from_patrol"]
        if pool.is_free(place):
            place.patrol_id = place.patrol_id if place.pinned and place.chosen else None


def share_out(plan: SearchPlan, at: datetime, settings: SearchSettings) -> None:
    """Give every free chosen place a patrol and a turn, anew; an officer's own choice of patrol is kept."""
    runners = runners_for(plan, at, settings.travel)
    _clear(plan)
    free = {str(place.place_id): place for place in pool.to_give_out(plan)}
    targets = {key: _target(place, at, settings) for key, place in free.items()}
    pinned = {key: str(place.patrol_id) for key, place in free.items() if place.patrol_id}
    rounds = assignment.assign(list(runners.values()), list(targets.values()), settings.travel, pinned=pinned)
    for patrol_id, runner in runners.items():
        visits = [targets[key] for key in rounds[runner.key]]
        minutes = assignment.minutes_of(runner, visits, settings.travel)
        _write(patrol_id, [free[visit.key] for visit in visits], minutes)
    _unpin_lost(free, runners)


def _write(patrol_id: uuid.UUID, places: Sequence[PlanPlace], minutes: Sequence[float]) -> None:
    for turn, (place, after) in enumerate(zip(places, minutes, strict=True), start=1):
        place.pinned = place.pinned and place.patrol_id == patrol_id
        place.patrol_id, place.order = patrol_id, turn
        place.reasons = [*place.reasons, {"code": "from_patrol", "minutes": max(1, round(after))}]


def _unpin_lost(free: Mapping[str, PlanPlace], runners: Mapping[uuid.UUID, Runner]) -> None:
    """Without any patrol on duty nothing is assigned, not even what an officer had chosen."""
    for place in free.values():
        if place.patrol_id not in runners:
            place.patrol_id, place.pinned = None, False
