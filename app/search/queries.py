"""Plans as they stand: who is where, what is left, why it changed."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.found.models import FoundReport
from app.missing.models import MissingReport
from app.patrol.models import Stop, StopState, Task
from app.search.models import PlanEvent, PlanPlace, PlanState, SearchPlan


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
