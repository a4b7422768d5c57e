"""Reads of missing reports."""

import uuid

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.missing.models import MissingReport, MissingState
from app.missing.rules import SAME_LOSS, may_be_same

LOOKED_FOR = (MissingState.OPEN, MissingState.LOCATED)


def by_ref(ref: str) -> MissingReport | None:
    """The report with this case code, in capitals or not."""
    return db.session.scalar(select(MissingReport).where(MissingReport.ref == ref.upper()))


def by_form_key(form_key: str) -> MissingReport | None:
    """The report that this very form has already made."""
    return db.session.scalar(select(MissingReport).where(MissingReport.form_key == form_key))


def by_stop(stop_id: uuid.UUID) -> MissingReport | None:
    """The report filed for the family that a patrol found at this stop."""
    return db.session.scalar(select(MissingReport).where(MissingReport.from_stop_id == stop_id))


def open_reports() -> list[MissingReport]:
    """Everybody who is still looked for, longest missing first; an unknown time counts from the report."""
    query = select(MissingReport).where(MissingReport.state == MissingState.OPEN)
    reports = db.session.scalars(query.options(selectinload(MissingReport.guardians)))
    return sorted(reports, key=lambda report: (report.last_seen_at or report.created_at, report.ref))


def similar(report: MissingReport, *, but_not: uuid.UUID | None = None) -> list[MissingReport]:
    """Reports that may be about the same person, newest first. `report` need not be stored.

    What the same form has made a moment ago is this very report, not another one like it.
    """
    said = report.description()
    query = select(MissingReport).where(MissingReport.state.in_(LOOKED_FOR))
    if report.last_seen_at is not None:
        first, last = report.last_seen_at - SAME_LOSS, report.last_seen_at + SAME_LOSS
        query = query.where(or_(MissingReport.last_seen_at.is_(None), MissingReport.last_seen_at.between(first, last)))
    query = query.order_by(MissingReport.created_at.desc(), MissingReport.ref)
    others = db.session.scalars(query.options(selectinload(MissingReport.guardians)))
    strangers = (other for other in others if other.id != but_not and other.form_key != report.form_key)
    return [other for other in strangers if may_be_same(said, other.description())]
