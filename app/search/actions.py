"""The deeds of a search: plan, amend, send, and call off."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from sqlalchemy.exc import IntegrityError

from app.audit.actions import Actor, record
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.found.models import SEARCHING, FoundReport
from app.patrol import actions as patrol_deeds
from app.patrol import queries as patrols
from app.patrol.models import Patrol, Task
from app.search import pool, widening
from app.search.answers import (
    accept_task,
    not_the_family,
    overdue,
    pass_on_task,
    take_answer,
)
from app.search.cells import left_empty
from app.search.drafting import circumstances, gather, weigh
from app.search.enquiries import take_enquiry
from app.search.in_force import in_force
from app.search.models import PlanPlace, PlanState, SearchPlan
from app.search.plans import held, note, percent, take_stock
from app.search.prior import Clue
from app.search.rounds import Objective
from app.search.settings import SearchSettings

__all__ = [
    "Needs",
    "accept_task",
    "amend",
    "ask_again",
    "dispatch",
    "make_plan",
    "not_the_family",
    "overdue",
    "pass_on_task",
    "stand_down",
    "take_answer",
    "take_enquiry",
    "widen",
]


@dataclass(frozen=True, slots=True)
class Needs:
    """What this search asks of whoever goes, and what a good plan of it is."""

    language: str = ""
    female: bool = False
    objective: Objective = Objective.FAMILY_SOONEST


def _known_clues(clues: Iterable[str | Clue]) -> list[Clue]:
    return sorted({Clue(clue) for clue in clues}, key=lambda clue: clue.value)


def make_plan(
    report: FoundReport,
    *,
    by: Actor,
    at: datetime,
    clues: Iterable[str | Clue] = (),
    zone: tzinfo = UTC,
    needs: Needs = Needs(),
    settings: SearchSettings | None = None,
) -> SearchPlan:
    """A draft: the likeliest places, ranked and shared out. A draft made before is replaced.

    `zone` is the station's clock, for what is open at this hour.
    """
    settings = settings or in_force()
    if report.state not in SEARCHING:
        raise WrongState("found_report_moved_on", ref=report.ref, state=report.state)
    ticked = _known_clues(clues)
    plan = _empty_draft(report, at)
    plan.hour, plan.reach_m = at.astimezone(zone).hour, settings.within_m
    plan.objective, plan.needs_language, plan.needs_female = needs.objective, needs.language, needs.female
    known = circumstances(report, ticked, plan.hour)
    places, plan.rest_mass = weigh(gather(report, settings), known, settings, settings.places)
    if not places:
        raise Refusal("no_places_near")
    plan.clues = [clue.value for clue in ticked]
    plan.places.extend(places)
    db.session.flush()
    take_stock(plan, at, settings)
    note(plan, "planned", at=at, count=len(places), rest=percent(plan.rest_mass))
    record("made search plan", "found_report", report.ref, by=by, at=at, places=len(places))
    return plan


def _empty_draft(report: FoundReport, at: datetime) -> SearchPlan:
    plan = held(report, at)
    if plan is None:
        return _new_draft(report)
    if plan.state is not PlanState.DRAFT:
        raise WrongState("plan_under_way", ref=report.ref)
    for place in list(plan.places):
        db.session.delete(place)
    plan.places.clear()
    db.session.flush()
    return plan


def _new_draft(report: FoundReport) -> SearchPlan:
    try:
        with db.session.begin_nested():
            plan = SearchPlan(report=report, state=PlanState.DRAFT, rest_mass=1.0)
            db.session.add(plan)
            db.session.flush()
    except IntegrityError as clash:
        raise WrongState("plan_under_way", ref=report.ref) from clash
    return plan


def _held_open(plan: SearchPlan, at: datetime) -> SearchPlan:
    """The plan, locked, if it can still be changed and sent."""
    mine = held(plan.report, at)
    if mine is None or mine.id != plan.id or mine.state is PlanState.FOUND:
        db.session.refresh(plan)
        raise WrongState("plan_moved_on", state=plan.state)
    return mine


def amend(
    plan: SearchPlan,
    keep: Mapping[uuid.UUID, bool],
    patrol_for: Mapping[uuid.UUID, uuid.UUID | None],
    *,
    by: Actor,
    at: datetime,
    settings: SearchSettings | None = None,
) -> None:
    """Take places off or put them back, and choose who goes; keys are ids of `PlanPlace`, patrols by id.

    None leaves the choice of patrol to the plan. What is under way or asked already stays as it is.
    """
    plan, settings = _held_open(plan, at), settings or in_force()
    if not set(patrol_for.values()) <= {None, *(patrol.id for patrol in patrols.on_duty())}:
        raise Refusal("patrol_not_on_duty")
    free = [place for place in plan.places if pool.is_free(place)]
    changed = sum(_amended(place, keep, patrol_for) for place in free)
    take_stock(plan, at, settings)
    if changed:
        note(plan, "amended", at=at, count=changed)
        record("amended search plan", "found_report", plan.report.ref, by=by, at=at, places=changed)


def _amended(
    place: PlanPlace, keep: Mapping[uuid.UUID, bool], patrol_for: Mapping[uuid.UUID, uuid.UUID | None]
) -> bool:
    before = (place.chosen, place.patrol_id if place.pinned else None)
    place.chosen = keep.get(place.id, place.chosen)
    if place.id in patrol_for:
        place.patrol_id = patrol_for[place.id]
        place.pinned = place.patrol_id is not None
    return before != (place.chosen, place.patrol_id if place.pinned else None)


def dispatch(
    plan: SearchPlan,
    *,
    by: Actor,
    at: datetime,
    page_url: Callable[[str], str],
    settings: SearchSettings | None = None,
) -> list[Task]:
    """Give every free patrol its next stops, at most three, as one task each; the plan becomes active."""
    plan, settings = _held_open(plan, at), settings or in_force()
    tasks = []
    rounds = _next_rounds(plan, settings.stops_per_task)
    empty = left_empty(plan.report.station, [patrol.id for patrol, _ in rounds], at, settings.travel)
    for patrol, places in rounds:
        spots = [place.place for place in places]
        task = patrol_deeds.create_task(patrol, plan.report, spots, by=by, at=at, page_url=page_url)
        for place, stop in zip(places, task.stops, strict=True):
            place.stop, place.pinned = stop, False
        note(plan, "sent", at=at, task=task.code, patrol=patrol.code, stops=len(places))
        tasks.append(task)
    if not tasks:
        raise Refusal("nothing_to_send" if not pool.to_give_out(plan) else "nobody_free")
    if empty:
        note(plan, "cells_left", at=at, cells=", ".join(str(each.cell.number) for each in empty))
    if plan.state is PlanState.DRAFT:
        plan.move(PlanState.ACTIVE)
    take_stock(plan, at, settings)
    record("sent tasks", "found_report", plan.report.ref, by=by, at=at, tasks=len(tasks))
    return tasks


def _next_rounds(plan: SearchPlan, most: int) -> list[tuple[Patrol, list[PlanPlace]]]:
    """(patrol, its next places) for each patrol that is on duty and has no open task, by patrol code."""
    waiting: dict[uuid.UUID, list[PlanPlace]] = {}
    for place in sorted(pool.to_give_out(plan), key=lambda p: p.order or 0):
        if place.patrol_id is not None:
            waiting.setdefault(place.patrol_id, []).append(place)
    free = patrols.held_and_free(list(waiting))
    return [(patrol, waiting[patrol.id][:most]) for patrol in free]


def widen(plan: SearchPlan, *, by: Actor, at: datetime, settings: SearchSettings | None = None, more: int = 12) -> int:
    """Add the next likeliest places from twice as far; how many. What was asked keeps its answers."""
    plan, settings = _held_open(plan, at), settings or in_force()
    added = widening.look_farther(plan, settings, more)
    if not added:
        raise Refusal("no_more_places")
    note(plan, "widened", at=at, count=added)
    take_stock(plan, at, settings)
    record("widened search plan", "found_report", plan.report.ref, by=by, at=at, places=added)
    return added


def ask_again(plan: SearchPlan, *, by: Actor, at: datetime, settings: SearchSettings | None = None) -> int:
    """Put the asked places that may have missed the family back on the list; how many. Chances stay as learnt."""
    plan, settings = _held_open(plan, at), settings or in_force()
    again = [place for place in plan.places if place.chosen and pool.may_be_asked_again(place)]
    if not again:
        raise Refusal("nothing_to_ask_again")
    for place in again:
        place.stop = None
    note(plan, "asked_again", at=at, count=len(again))
    take_stock(plan, at, settings)
    record("asked places again", "found_report", plan.report.ref, by=by, at=at, places=len(again))
    return len(again)


def stand_down(report: FoundReport, *, by: Actor, at: datetime) -> int:
    """Call everybody off and end the plan; how many tasks were open. Doing it again changes nothing."""
    plan = held(report, at)
    tasks = patrols.open_tasks_for(report)
    for task in tasks:
        patrol_deeds.stand_down_task(task, by=by, at=at)
    if plan is not None:
        plan.move(PlanState.STOOD_DOWN)
        note(plan, "stood_down", at=at, count=len(tasks))
    if plan is not None or tasks:
        record("stood search down", "found_report", report.ref, by=by, at=at, tasks=len(tasks))
    return len(tasks)
