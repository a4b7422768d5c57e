"""Reads of found reports."""

import uuid

from sqlalchemy import select

from app.extensions import db
from app.found.models import SEARCHING, CareNote, FoundReport
from app.found.rules import ABOUT_THE_SAME_TIME, may_be_same


def by_ref(ref: str) -> FoundReport | None:
    """The report with this case code, in capitals or not."""
    return db.session.scalar(select(FoundReport).where(FoundReport.ref == ref.upper()))


def by_form_key(form_key: str) -> FoundReport | None:
    """The report that this very form has already made."""
    return db.session.scalar(select(FoundReport).where(FoundReport.form_key == form_key))


def open_reports() -> list[FoundReport]:
    """Every report whose family is still looked for, longest with us first."""
    searching = select(FoundReport).where(FoundReport.state.in_(SEARCHING))
    return list(db.session.scalars(searching.order_by(FoundReport.found_at, FoundReport.ref)))


def similar(report: FoundReport, *, but_not: uuid.UUID | None = None) -> list[FoundReport]:
    """Reports that may be about the same person, nearest in time first. `report` need not be stored.

    What the same form has made a moment ago is this very report, not another one like it.
    """
    said = report.description()
    then = report.found_at
    window = select(FoundReport).where(
        FoundReport.found_at.between(then - ABOUT_THE_SAME_TIME, then + ABOUT_THE_SAME_TIME)
    )
    near_in_time = db.session.scalars(window.order_by(FoundReport.ref))
    others = [o for o in near_in_time if o.id != but_not and o.form_key != report.form_key]
    alike = [o for o in others if may_be_same(said, o.description(), same_cell=_same_cell(report, o))]
    return sorted(alike, key=lambda other: (abs(other.found_at - then), other.ref))


def _same_cell(a: FoundReport, b: FoundReport) -> bool:
    """Cells are counted from their own station."""
    return a.cell is not None and (a.station_id, a.cell) == (b.station_id, b.cell)


def care_notes(report: FoundReport) -> list[CareNote]:
    """The care log, oldest first."""
    notes = select(CareNote).where(CareNote.report_id == report.id)
    return list(db.session.scalars(notes.order_by(CareNote.at, CareNote.created_at)))
