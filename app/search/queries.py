"""Plans as they stand: who is where, what is left, why it changed."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.found.models import FoundReport
from app.missing.models import MissingReport
from app.patrol.models import Stop, StopState, Task, TaskState
from app.search.models import Enquiry, PlanEvent, PlanPlace, PlanState, SearchPlan


def live_plan(report: FoundReport) -> SearchPlan | None:
    """The report's plan that has not been stood down, with its places, patrols and stops."""
    wanted = (
        select(SearchPlan)
        .where(SearchPlan.report_id == report.id, SearchPlan.state != PlanState.STOOD_DOWN)
        .options(
            selectinload(SearchPlan.places).options(
                selectinload(PlanPlace.place),
                selectinload(PlanPlace.patrol),
                selectinload(PlanPlace.stop).selectinload(Stop.task),
            )
        )
    )
    return db.session.scalar(wanted)


def last_plan(report: FoundReport) -> SearchPlan | None:
    """The report's newest plan, stood down or not."""
    wanted = select(SearchPlan).where(SearchPlan.report_id == report.id)
    return db.session.scalar(wanted.order_by(SearchPlan.created_at.desc()).limit(1))


def events_of(plan: SearchPlan) -> Sequence[PlanEvent]:
    """The timeline, the newest first."""
    wanted = select(PlanEvent).where(PlanEvent.plan_id == plan.id)
    newest = wanted.order_by(PlanEvent.at.desc(), PlanEvent.created_at.desc(), PlanEvent.id)
    return db.session.scalars(newest).all()


def answered_stops(report: FoundReport) -> Sequence[Stop]:
    """Every answered stop of every task of the report, in the order of the answers."""
    wanted = (
        select(Stop)
        .join(Stop.task)
        .where(Task.report_id == report.id, Stop.state != StopState.UNVISITED)
        .options(selectinload(Stop.place))
        .order_by(Stop.answered_at, Stop.number, Stop.id)
    )
    return db.session.scalars(wanted).all()


def enquiries_of(plan: SearchPlan) -> Sequence[Enquiry]:
    """Every enquiry of the plan, in its order."""
    wanted = select(Enquiry).where(Enquiry.plan_id == plan.id).options(selectinload(Enquiry.place))
    return db.session.scalars(wanted.order_by(Enquiry.at, Enquiry.created_at, Enquiry.id)).all()


def left_lying(before: datetime) -> Sequence[Task]:
    """Tasks given out before a time, passed on untaken, for which no supervisor has been called; the oldest first.

    Only of searches that are still under way: what is called off or found needs nobody.
    """
    wanted = (
        select(Task)
        .join(SearchPlan, SearchPlan.report_id == Task.report_id)
        .where(
            Task.state == TaskState.EXPIRED,
            Task.accepted_at.is_(None),
            Task.alarmed_at.is_(None),
            Task.sent_at <= before,
            SearchPlan.state == PlanState.ACTIVE,
        )
        .order_by(Task.sent_at, Task.code)
    )
    return db.session.scalars(wanted).all()


def alarms() -> dict[uuid.UUID, int]:
    """Found report id -> places of untaken tasks that lie free past the last clock: red on the board."""
    wanted = (
        select(SearchPlan.report_id, func.count(PlanPlace.id))
        .join(PlanPlace, PlanPlace.plan_id == SearchPlan.id)
        .join(Stop, Stop.id == PlanPlace.stop_id)
        .join(Task, Task.id == Stop.task_id)
        .where(
            SearchPlan.state == PlanState.ACTIVE,
            PlanPlace.chosen,
            Stop.state == StopState.UNVISITED,
            Task.state == TaskState.EXPIRED,
            Task.alarmed_at.is_not(None),
        )
        .group_by(SearchPlan.report_id)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def stop_with_family(report: FoundReport) -> Stop | None:
    """The latest stop where a patrol says the family is."""
    wanted = (
        select(Stop)
        .join(Stop.task)
        .where(Task.report_id == report.id, Stop.state == StopState.FAMILY_HERE)
        .order_by(Stop.answered_at.desc(), Stop.id)
        .limit(1)
    )
    return db.session.scalar(wanted)


def stop_by_id(stop_id: uuid.UUID) -> Stop | None:
    return db.session.get(Stop, stop_id)


def family_report_from(stop: Stop) -> MissingReport | None:
    """The missing report that was already filed for the family found at this stop."""
    wanted = select(MissingReport).where(MissingReport.from_stop_id == stop.id)
    return db.session.scalar(wanted.order_by(MissingReport.created_at).limit(1))
