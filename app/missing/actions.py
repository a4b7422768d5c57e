"""File, amend, confirm the phone, withdraw: what officers do with a missing report."""

import uuid
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.accounts.models import Officer
from app.audit.actions import record
from app.core.errors import Refusal, WrongState
from app.core.refs import new_ref
from app.extensions import db
from app.messaging.actions import call_off_family_texts
from app.missing import lists, queries
from app.missing.facts import MissingFacts
from app.missing.models import MissingReport, MissingState, Source, WithdrawnWhy
from app.missing.rules import MOST_GUARDIANS, STOPS_TEXTS, is_in_the_future, risk_of
from app.people import facts as people_facts
from app.people import photos
from app.people.queries import photo_by_id
from app.places.models import Station


def file_missing_report(
    facts: MissingFacts,
    station: Station,
    *,
    by: Officer,
    at: datetime,
    source: Source = Source.DESK,
    from_stop_id: uuid.UUID | None = None,
    phone_confirmed: bool = False,
) -> MissingReport:
    """A family is looking for somebody. The same form filed twice is the same report.

    `from_stop_id` is the patrol's stop where the family was found. `phone_confirmed`: the officer rang
    the reporter's phone and it rang. Raises `Refusal`: "seen_in_the_future", "guardian_missing",
    "too_many_guardians".
    """
    known = queries.by_form_key(facts.form_key)
    if known is not None:
        return known
    _check(facts, at)
    report = draft_of(facts, station)
    report.ref = _free_ref()
    report.filed_by = by
    report.source = source
    report.from_stop_id = from_stop_id
    report.match_due_at = at
    report.reporter_phone_confirmed_at = at if phone_confirmed else None
    db.session.add(report)
    db.session.flush()
    photos.attach(photo_by_id(facts.photo_id) if facts.photo_id else None, at)
    _record("filed missing report", report, by=by, at=at, source=source.value, risk=report.risk.value)
    return report


def draft_of(facts: MissingFacts, station: Station) -> MissingReport:
    """A report that is not stored yet, for looking at what is like it."""
    report = MissingReport(
        **people_facts.columns_of(facts),
        form_key=facts.form_key,
        station_id=station.id,
        risk=risk_of(facts.age_low, facts.risk_factors, facts.medical),
    )
    lists.write(report, facts)
    return report


def amend_missing_report(
    report: MissingReport, facts: MissingFacts, *, version: int, by: Officer, at: datetime
) -> list[str]:
    """Change what is known; the matcher looks again. Returns the names of what changed.

    `version` is the one the officer saw. A new phone of the reporter has to be confirmed again. Texts that
    still wait are called off when the family no longer wants any or they became dangerous. Raises
    `WrongState`: "missing_report_changed" (by somebody else), "missing_report_moved_on" (ended),
    "lists_are_fixed" (a confirmed match rests on the guardians and held-back facts); `Refusal` as at filing.
    """
    _check_looked_for(report)
    if report.version != version:
        raise WrongState("missing_report_changed", ref=report.ref)
    _check(facts, at)
    before = report.photo
    changed = [*lists.differences(report, facts), *people_facts.write(report, facts)]
    if not changed:
        return []
    lists.check_change(report, facts)
    lists.write(report, facts)
    if "photo_id" in changed:
        photos.detach(before)
        photos.attach(photo_by_id(facts.photo_id) if facts.photo_id else None, at)
    if "reporter_phone" in changed:
        report.reporter_phone_confirmed_at = None
    report.risk = risk_of(facts.age_low, facts.risk_factors, facts.medical)
    report.match_due_at = at
    _flush(report)
    if not report.consent_to_texts or STOPS_TEXTS & set(report.risk_factors):
        call_off_family_texts(report.ref, at=at)
    _record("amended missing report", report, by=by, at=at, changed=changed, risk=report.risk.value)
    return changed


def confirm_phone(report: MissingReport, *, by: Officer, at: datetime) -> None:
    """The officer rang the reporter's number and the reporter answered: it is the known number from now on."""
    _check_looked_for(report)
    report.reporter_phone_confirmed_at = at
    _record("confirmed reporter's phone", report, by=by, at=at)


def withdraw(report: MissingReport, why: WithdrawnWhy, notes: str, *, by: Officer, at: datetime) -> None:
    """Nobody is looked for any more, without a confirmed match: the reason is kept, waiting texts are called off.

    Raises `WrongState("missing_report_moved_on")` when a match is confirmed or the report has ended.
    """
    report.move(MissingState.WITHDRAWN)
    report.withdrawn_why, report.withdrawn_notes = why, notes
    report.closed_at = at
    report.match_due_at = None
    call_off_family_texts(report.ref, at=at)
    _record("withdrew missing report", report, by=by, at=at, why=why.value)


def reopen(report: MissingReport, *, by: Officer, at: datetime) -> None:
    """Withdrawn too early: the person is looked for again, and matched again."""
    if report.state is not MissingState.WITHDRAWN:
        raise WrongState("missing_report_moved_on", ref=report.ref, state=report.state)
    report.move(MissingState.OPEN)
    report.withdrawn_why, report.withdrawn_notes, report.closed_at = None, "", None
    report.match_due_at = at
    _record("reopened missing report", report, by=by, at=at)


def _check(facts: MissingFacts, at: datetime) -> None:
    if is_in_the_future(facts.last_seen_at, at):
        raise Refusal("seen_in_the_future")
    if not facts.guardians:
        raise Refusal("guardian_missing")
    if len(facts.guardians) > MOST_GUARDIANS:
        raise Refusal("too_many_guardians", most=MOST_GUARDIANS)


def _check_looked_for(report: MissingReport) -> None:
    if report.state not in queries.LOOKED_FOR:
        raise WrongState("missing_report_moved_on", ref=report.ref, state=report.state)


def _flush(report: MissingReport) -> None:
    """A guardian or question that a handover already used cannot be taken off the list."""
    ref = report.ref
    try:
        db.session.flush()
    except IntegrityError as used:
        raise WrongState("lists_are_fixed", ref=ref) from used


def _record(deed: str, report: MissingReport, *, by: Officer, at: datetime, **details: object) -> None:
    record(deed, "missing_report", report.ref, by=by, at=at, **details)


def _free_ref() -> str:
    ref = new_ref()
    while queries.by_ref(ref) is not None:
        ref = new_ref()
    return ref
