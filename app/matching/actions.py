"""Match reports, and let two officers decide: propose, confirm, dismiss."""

import uuid
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.models import Officer
from app.audit.actions import SYSTEM, record
from app.core.errors import Refusal, WrongState
from app.extensions import changed, db
from app.families.actions import tell_family
from app.families.models import Notice, NoticeKind
from app.found.models import SEARCHING, Condition, FoundReport, FoundState
from app.matching import queries
from app.matching.models import Candidate, CandidateState, DismissReason
from app.matching.ranking import LEAST_SHOWN, MOST_SHOWN, Ranked, rank_for_found, rank_for_missing, rank_pair
from app.matching.rules import MODEL_VERSION
from app.missing.models import MissingReport, MissingState
from app.search.actions import stand_down

R = TypeVar("R", FoundReport, MissingReport)


def rematch(report: FoundReport | MissingReport, *, at: datetime) -> int:
    """Store the best candidates of a report and refresh those still undecided; how many were written."""
    if isinstance(report, FoundReport):
        return _rematch_found(report, at=at)
    if report.state is not MissingState.OPEN:
        return 0
    founds = {pair.found.id: pair.found for pair in rank_for_missing(report) if _matters(pair)}
    return sum(_rematch_found(found, at=at) for found in founds.values())


def rematch_due(at: datetime, limit: int) -> int:
    """Take up to `limit` reports of each kind that are new or were changed, and match them; how many."""
    founds = _claim(FoundReport, at, limit)
    missings = _claim(MissingReport, at, limit)
    for found in founds:
        rematch(found, at=at)
    for missing in missings:
        rematch(missing, at=at)
    return len(founds) + len(missings)


def propose(found: FoundReport, missing: MissingReport, *, by: Officer, at: datetime) -> Candidate:
    """The first officer believes that both reports are about one person; a second one has to agree.

    Raises `WrongState` when either report is not open any more or the pair is already taken further.
    """
    _check_open(found, missing)
    candidate = take_up(found, missing)
    if candidate.state is CandidateState.DISMISSED:
        candidate.move(CandidateState.PROPOSED)
        candidate.dismissed_by_id = candidate.dismissed_at = candidate.dismiss_reason = None
    candidate.move(CandidateState.AWAITING_SECOND_OFFICER)
    candidate.proposed_by, candidate.proposed_at = by, at
    _flush_pair(candidate)
    record("proposed match", "found_report", found.ref, by=by, at=at, missing=missing.ref)
    return candidate


def take_up(found: FoundReport, missing: MissingReport) -> Candidate:
    """The candidate of this pair, stored if it was not yet, with the weights of now."""
    pair = rank_pair(found, missing)
    if pair.candidate is None:
        return _store(pair)
    if pair.state is CandidateState.PROPOSED:
        _weigh(pair.candidate, pair)
    return pair.candidate


def confirm_match(candidate: Candidate, *, by: Officer, at: datetime) -> list[Notice]:
    """The second officer agrees: both reports move on, everybody is stood down, the family is told.

    Answers with what the family was told; an empty list means that it must be telephoned. Raises
    `Refusal` when the same officer proposed it, `WrongState` when something has moved on.
    """
    found, missing = candidate.found, candidate.missing
    if candidate.state is CandidateState.AWAITING_SECOND_OFFICER and candidate.proposed_by_id == by.id:
        raise Refusal("second_officer_must_differ")
    _check_open(found, missing)
    candidate.move(CandidateState.CONFIRMED)
    candidate.confirmed_by, candidate.confirmed_at = by, at
    found.move(FoundState.FAMILY_LOCATED)
    missing.move(MissingState.LOCATED)
    _flush_pair(candidate)
    record("confirmed match", "found_report", found.ref, by=by, at=at, missing=missing.ref)
    stand_down(found, by=by, at=at)
    # The text for FOUND says "safe": it may only go out when that is true.
    kind = NoticeKind.FOUND if found.condition is Condition.WELL else NoticeKind.NEWS
    return tell_family(missing, kind, by=by, at=at)


def dismiss(candidate: Candidate, reason: DismissReason, *, by: Officer, at: datetime) -> None:
    """Not this person: remembered, so that the pair is not proposed again by itself."""
    candidate.move(CandidateState.DISMISSED)
    candidate.dismissed_by_id, candidate.dismissed_at, candidate.dismiss_reason = by.id, at, reason
    _flush_pair(candidate)
    refs = {"missing": candidate.missing.ref, "reason": reason.value}
    record("dismissed match", "found_report", candidate.found.ref, by=by, at=at, **refs)


def _check_open(found: FoundReport, missing: MissingReport) -> None:
    if found.state not in SEARCHING:
        other = queries.confirmed_for(found)
        if other is not None:
            raise WrongState("found_already_matched", ref=found.ref, other=other.missing.ref)
        raise WrongState("found_report_moved_on", ref=found.ref, state=found.state)
    if missing.state is not MissingState.OPEN:
        other = queries.confirmed_for_missing(missing)
        if other is not None:
            raise WrongState("missing_already_matched", ref=missing.ref, other=other.found.ref)
        raise WrongState("missing_report_moved_on", ref=missing.ref, state=missing.state)


def _flush_pair(candidate: Candidate) -> None:
    """Write now: the unique indexes decide between two officers at one moment."""
    ref = candidate.found.ref
    try:
        db.session.flush()
    except (IntegrityError, StaleDataError) as error:
        raise WrongState("pair_decided_meanwhile", ref=ref) from error


def _matters(pair: Ranked) -> bool:
    return pair.probability >= LEAST_SHOWN or pair.candidate is not None


def _rematch_found(found: FoundReport, *, at: datetime) -> int:
    if found.state not in SEARCHING:
        return 0
    ranked = [pair for pair in rank_for_found(found) if pair.missing.state is MissingState.OPEN]
    best = [pair for pair in ranked if not pair.is_dismissed][:MOST_SHOWN]
    new = [_store(pair) for pair in best if pair.candidate is None and pair.probability >= LEAST_SHOWN]
    changed = sum(_refresh(pair.candidate, pair) for pair in ranked if pair.candidate is not None)
    db.session.flush()
    if new or changed:
        record("matched report", "found_report", found.ref, by=SYSTEM, at=at, new=len(new), changed=changed)
    return len(new) + changed


def _store(pair: Ranked) -> Candidate:
    candidate = Candidate(found=pair.found, missing=pair.missing, state=CandidateState.PROPOSED)
    _weigh(candidate, pair)
    db.session.add(candidate)
    return candidate


def _refresh(candidate: Candidate, pair: Ranked) -> bool:
    """Write the weights of now into an undecided candidate; False when nothing changed."""
    same = (candidate.parts, candidate.probability) == (_parts(pair), pair.probability)
    if same or candidate.state not in queries.UNDECIDED:
        return False
    _weigh(candidate, pair)
    return True


def _weigh(candidate: Candidate, pair: Ranked) -> None:
    candidate.weight_bits = pair.comparison.weight_bits
    candidate.probability = pair.probability
    candidate.parts = _parts(pair)
    candidate.model_version = MODEL_VERSION


def _parts(pair: Ranked) -> list[dict[str, str | float]]:
    parts = pair.comparison.parts
    return [{"field": part.field.value, "level": part.level, "bits": round(part.bits, 6)} for part in parts]


def _claim(kind: type[R], at: datetime, limit: int) -> list[R]:
    """Reports whose matching is due, each taken by one worker only; the mark is cleared.

    The lock leaves foreign keys alone: an officer may propose a pair of these reports at the same moment.
    """
    due = select(kind.id).where(kind.match_due_at <= at).order_by(kind.match_due_at, kind.id).limit(limit)
    ids = db.session.scalars(due.with_for_update(skip_locked=True, key_share=True)).all()
    return [report for key in ids if (report := _take(kind, key, at)) is not None]


def _take(kind: type[R], key: uuid.UUID, at: datetime) -> R | None:
    claim = (
        update(kind)
        .where(kind.id == key, kind.match_due_at <= at)
        .values(match_due_at=None, updated_at=kind.updated_at)
    )
    if changed(claim) != 1:
        return None
    return db.session.get(kind, key, populate_existing=True)
