"""Read candidates and what was decided about them."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Officer
from app.extensions import db
from app.found.models import SEARCHING, FoundReport
from app.matching.models import Candidate, CandidateState
from app.missing.models import MissingReport

UNDECIDED = (CandidateState.PROPOSED, CandidateState.AWAITING_SECOND_OFFICER)


def pair(found: FoundReport, missing: MissingReport) -> Candidate | None:
    """The candidate of these two reports, if one is stored."""
    return db.session.scalar(
        select(Candidate).where(Candidate.found_id == found.id, Candidate.missing_id == missing.id)
    )


def of_found(found: FoundReport) -> Sequence[Candidate]:
    """Every stored candidate of a found person, best first."""
    query = select(Candidate).where(Candidate.found_id == found.id).options(joinedload(Candidate.missing))
    return db.session.scalars(query.order_by(Candidate.weight_bits.desc(), Candidate.id)).all()


def of_missing(missing: MissingReport) -> Sequence[Candidate]:
    """Every stored candidate of a missing person, best first."""
    query = select(Candidate).where(Candidate.missing_id == missing.id).options(joinedload(Candidate.found))
    return db.session.scalars(query.order_by(Candidate.weight_bits.desc(), Candidate.id)).all()


def confirmed_for(found: FoundReport) -> Candidate | None:
    """The match two officers confirmed for this person; at most one."""
    query = select(Candidate).where(Candidate.found_id == found.id, Candidate.state == CandidateState.CONFIRMED)
    return db.session.scalar(query.options(joinedload(Candidate.missing)))


def confirmed_for_missing(missing: MissingReport) -> Candidate | None:
    """The match two officers confirmed for this missing person; at most one."""
    query = select(Candidate).where(Candidate.missing_id == missing.id, Candidate.state == CandidateState.CONFIRMED)
    return db.session.scalar(query.options(joinedload(Candidate.found)))


def waiting_for_second(officer: Officer) -> list[Candidate]:
    """Proposed matches that this officer may confirm because somebody else proposed them; oldest first."""
    query = (
        select(Candidate)
        .where(Candidate.state == CandidateState.AWAITING_SECOND_OFFICER)
        .where(or_(Candidate.proposed_by_id.is_(None), Candidate.proposed_by_id != officer.id))
        .options(joinedload(Candidate.found), joinedload(Candidate.missing), joinedload(Candidate.proposed_by))
        .order_by(Candidate.proposed_at, Candidate.id)
    )
    return list(db.session.scalars(query))


def missing_by_ids(keys: Collection[uuid.UUID]) -> Sequence[MissingReport]:
    """These missing reports, oldest first."""
    query = select(MissingReport).where(MissingReport.id.in_(keys))
    query = query.options(selectinload(MissingReport.guardians))  # their phones are compared
    return db.session.scalars(query.order_by(MissingReport.created_at, MissingReport.id)).all()


def said_by_searching() -> dict[uuid.UUID, tuple[str, str]]:
    """The name and the telephone number that every found person said whose family is still looked for."""
    said = (FoundReport.name_said != "") | (FoundReport.phone_said != "")
    query = select(FoundReport.id, FoundReport.name_said, FoundReport.phone_said)
    rows = db.session.execute(query.where(FoundReport.state.in_(SEARCHING), said).order_by(FoundReport.id))
    return {key: (name, phone) for key, name, phone in rows}


def found_by_ref(ref: str) -> FoundReport | None:
    """The found report with this code."""
    return db.session.scalar(select(FoundReport).where(FoundReport.ref == ref.upper()))


def missing_by_ref(ref: str) -> MissingReport | None:
    """The missing report with this code."""
    return db.session.scalar(select(MissingReport).where(MissingReport.ref == ref.upper()))


def candidate_by_id(candidate_id: uuid.UUID) -> Candidate | None:
    """One candidate."""
    return db.session.get(Candidate, candidate_id)
