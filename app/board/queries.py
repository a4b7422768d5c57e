"""The open cases of every station, and what waits for the reader."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.board.rules import Waiting, urgency
from app.extensions import db
from app.found.models import FoundReport, FoundState
from app.inbox.models import InboundState, InboundText
from app.matching.models import Candidate, CandidateState
from app.missing.models import MissingReport, MissingState
from app.patrol.models import Patrol, Stop, StopState, Task
from app.search.models import PlanPlace, PlanState, SearchPlan

LIKELY = 0.5
LONGEST_LIST = 200
FOUND_ENDED = (FoundState.CLOSED,)
MISSING_ENDED = (MissingState.CLOSED, MissingState.WITHDRAWN)
BY_STATE = {
    FoundState.FAMILY_LOCATED: Waiting.HANDOVER,
    FoundState.HANDED_OVER: Waiting.CLOSE,
    FoundState.ON_HOLD: Waiting.HOLD,
    FoundState.IN_CARE: Waiting.CARE,
    FoundState.REFERRED: Waiting.CARE,
}
BY_PLAN = {
    PlanState.DRAFT: Waiting.DISPATCH,
    PlanState.ACTIVE: Waiting.SEARCH,
    PlanState.FOUND: Waiting.FAMILY_REPORTED,
    PlanState.EXHAUSTED: Waiting.EXHAUSTED,
}


@dataclass(frozen=True)
class CaseRow:
    """One line of the board."""

    report: FoundReport | MissingReport
    since: datetime
    waiting: Waiting
    asked: int = 0
    places: int = 0

    @property
    def is_found(self) -> bool:
        return isinstance(self.report, FoundReport)


def open_cases() -> list[CaseRow]:
    """Every open case, most urgent first, the longest waiting first among equals."""
    rows = _found_rows() + _missing_rows()
    return sorted(rows, key=lambda row: (urgency(row.waiting), row.since, row.report.ref))


def _found_rows() -> list[CaseRow]:
    query = select(FoundReport).where(FoundReport.state.not_in(FOUND_ENDED))
    reports = db.session.scalars(query.order_by(FoundReport.found_at).limit(LONGEST_LIST)).all()
    ids = [report.id for report in reports]
    pairs = _pairs(Candidate.found_id, ids)
    plans = _plans(ids)
    settled = _families_registered(ids)
    return [_found_row(report, pairs.get(report.id), plans.get(report.id), settled) for report in reports]


def _found_row(
    report: FoundReport,
    pair: CandidateState | None,
    plan: tuple[PlanState, int, int] | None,
    settled: set[uuid.UUID],
) -> CaseRow:
    asked, places = plan[1:] if plan else (0, 0)
    waiting = BY_STATE.get(report.state)
    if waiting is None:
        family_waits = plan is not None and plan[0] is PlanState.FOUND and report.id not in settled
        waiting = _open_found_waits(pair, plan, family_waits)
    return CaseRow(report, report.found_at, waiting, asked, places)


def _open_found_waits(
    pair: CandidateState | None, plan: tuple[PlanState, int, int] | None, family_waits: bool
) -> Waiting:
    if family_waits:
        return Waiting.FAMILY_REPORTED
    if pair is not None:
        return Waiting.SECOND_OFFICER if pair is CandidateState.AWAITING_SECOND_OFFICER else Waiting.REVIEW
    if plan is None:
        return Waiting.PLAN
    return Waiting.REVIEW if plan[0] is PlanState.FOUND else BY_PLAN[plan[0]]


def _missing_rows() -> list[CaseRow]:
    query = select(MissingReport).where(MissingReport.state.not_in(MISSING_ENDED))
    reports = db.session.scalars(query.order_by(MissingReport.created_at).limit(LONGEST_LIST)).all()
    pairs = _pairs(Candidate.missing_id, [report.id for report in reports])
    return [
        CaseRow(report, report.last_seen_at or report.created_at, _missing_waits(report, pairs.get(report.id)))
        for report in reports
    ]


def _missing_waits(report: MissingReport, pair: CandidateState | None) -> Waiting:
    if report.state is MissingState.LOCATED:
        return Waiting.GUARDIAN
    if pair is CandidateState.AWAITING_SECOND_OFFICER:
        return Waiting.SECOND_OFFICER
    return Waiting.NO_MATCH if pair is None else Waiting.REVIEW


def _pairs(column: object, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, CandidateState]:
    """The furthest undecided pair worth a look, of each report."""
    query = (
        select(column, Candidate.state)  # type: ignore[call-overload]
        .where(column.in_(ids))  # type: ignore[attr-defined]
        .where(
            (Candidate.state == CandidateState.AWAITING_SECOND_OFFICER)
            | ((Candidate.state == CandidateState.PROPOSED) & (Candidate.probability >= LIKELY))
        )
        .order_by(Candidate.state.desc())  # "proposed" before "awaiting…": the last one written stays
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _plans(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[PlanState, int, int]]:
    """State, places asked and places chosen of each report's plan."""
    asked = func.count(Stop.id).filter(Stop.state != StopState.UNVISITED)
    query = (
        select(SearchPlan.report_id, SearchPlan.state, asked, func.count(PlanPlace.id))
        .join(PlanPlace, (PlanPlace.plan_id == SearchPlan.id) & PlanPlace.chosen, isouter=True)
        .join(Stop, Stop.id == PlanPlace.stop_id, isouter=True)
        .where(SearchPlan.report_id.in_(ids), SearchPlan.state != PlanState.STOOD_DOWN)
        .group_by(SearchPlan.report_id, SearchPlan.state)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(query)}


def _families_registered(ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Found reports whose located family has been registered as a missing report."""
    query = (
        select(Task.report_id)
        .join(Stop, Stop.task_id == Task.id)
        .join(MissingReport, MissingReport.from_stop_id == Stop.id)
        .where(Task.report_id.in_(ids), Stop.state == StopState.FAMILY_HERE)
    )
    return set(db.session.scalars(query))


def strangers_texts() -> Sequence[InboundText]:
    """Texts that only a person can understand, oldest first."""
    query = select(InboundText).where(InboundText.state == InboundState.FOR_A_PERSON)
    return db.session.scalars(query.order_by(InboundText.created_at).limit(LONGEST_LIST)).all()


def patrols_with_position() -> Sequence[Patrol]:
    """Patrols on duty that have said where they are."""
    query = select(Patrol).where(Patrol.on_duty, Patrol.lat.is_not(None))
    return db.session.scalars(query.order_by(Patrol.code)).all()
