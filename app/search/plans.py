"""What every deed on a plan does first and last: hold it, write its timeline, take stock."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from app.extensions import db
from app.found.models import FoundReport
from app.search import pool, queries
from app.search.evidence import rerank
from app.search.models import PlanEvent, PlanState, SearchPlan
from app.search.settings import SearchSettings
from app.search.sharing import share_out


def held(report: FoundReport, at: datetime) -> SearchPlan | None:
    """The live plan, locked until the transaction ends and read afresh.

    Two answers at the same moment would otherwise both re-rank what neither has seen of the other.
    """
    db.session.flush()
    found = db.session.execute(
        update(SearchPlan)
        .where(SearchPlan.report_id == report.id, SearchPlan.state != PlanState.STOOD_DOWN)
        .values(version=SearchPlan.version + 1, updated_at=at)
        .returning(SearchPlan.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if found is None:
        return None
    db.session.expire_all()
    return queries.live_plan(report)


def note(plan: SearchPlan | None, code: str, *, at: datetime, **facts: Any) -> None:
    """One line of the timeline; without a plan there is none to write to."""
    if plan is not None:
        db.session.add(PlanEvent(plan_id=plan.id, at=at, code=code, facts=facts))
        db.session.flush()


def take_stock(plan: SearchPlan, at: datetime, settings: SearchSettings) -> None:
    """Re-rank after what is now known, share the rest out again, and see whether anything is left."""
    rerank(plan, settings.detection, at)
    share_out(plan, at, settings)
    if plan.state is PlanState.ACTIVE and pool.is_exhausted(plan):
        plan.move(PlanState.EXHAUSTED)
        note(plan, "exhausted", at=at, rest=percent(plan.rest_mass))
    elif plan.state is PlanState.EXHAUSTED and not pool.is_exhausted(plan):
        plan.move(PlanState.ACTIVE)
    db.session.flush()


def percent(chance: float) -> str:
    """A chance for a reader: whole percents, "<1%" below one."""
    return "<1%" if 0 < chance < 0.005 else f"{chance * 100:.0f}%"
