"""Tell the family, by the known numbers only, and note what it answers."""

import hashlib
from datetime import datetime

from app.accounts.models import Officer
from app.audit.actions import SYSTEM, Actor, record
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.families import queries, rules
from app.families.models import FamilyAnswer, FamilyCall, Notice, NoticeKind
from app.families.rules import Contact
from app.messaging.actions import enqueue
from app.messaging.models import MessageState, Purpose
from app.missing.models import MissingReport

LONGEST_ANSWER = 1600
BY_HAND = (NoticeKind.NEWS, NoticeKind.ASK)
"""What an officer may text at will. "Found" comes only from a confirmed match, "closed" only from closing."""


def tell_family(report: MissingReport, kind: NoticeKind, *, by: Actor, at: datetime) -> list[Notice]:
    """Queue one text for each known number; a closed case is told to every listed guardian.

    The same thing told again within half an hour is the same text, and closing is told once. Nothing is
    sent, and the list is empty, when the family does not want texts, has no phone, or when a text could
    put somebody in danger: then it has to be telephoned.
    """
    why_not = why_no_text(report)
    contacts = _contacts(report, kind) if not why_not else []
    said = len(queries.rounds_of(report, kind))
    live = _live_round(report, kind, at)
    number, since = (said, live[0].at) if live else (said + 1, at)
    notices = [_tell(report, kind, contact, number, since, at=at) for contact in contacts]
    if notices:
        record("told family", "missing_report", report.ref, by=by, at=at, kind=kind.value, texts=len(notices))
    else:
        reason = why_not or "no_phone"
        record("did not text family", "missing_report", report.ref, by=by, at=at, kind=kind.value, reason=reason)
    return notices


def tell_by_hand(report: MissingReport, kind: NoticeKind, *, by: Officer, at: datetime) -> list[Notice]:
    """An officer gives news or asks the family to call.

    Raises `Refusal`: "not_told_by_hand", "told_moments_ago", or the code of the reason to telephone
    instead; `WrongState("missing_report_moved_on")` when the case has ended.
    """
    if kind not in BY_HAND:
        raise Refusal("not_told_by_hand")
    if report.state not in queries.WAITING_FOR_NEWS:
        raise WrongState("missing_report_moved_on", ref=report.ref, state=report.state)
    why_not = why_no_text(report)
    if why_not:
        raise Refusal(f"family_{why_not}")
    told = _live_round(report, kind, at)
    if report.reporter_phone in {notice.message.recipient for notice in told}:
        raise Refusal("told_moments_ago", minutes=int(rules.AGAIN_AFTER.total_seconds() // 60))
    return tell_family(report, kind, by=by, at=at)


def note_call(report: MissingReport, *, reached: bool, by: Officer, at: datetime) -> FamilyCall:
    """The family was telephoned on the known number, and answered or did not."""
    call = FamilyCall(report_id=report.id, at=at, by_id=by.id, reached=reached)
    db.session.add(call)
    db.session.flush()
    record("telephoned family", "missing_report", report.ref, by=by, at=at, reached=reached)
    return call


def note_answer(report: MissingReport, text: str, *, at: datetime) -> FamilyAnswer:
    """Keep what the family wrote, for the officer to read on the case."""
    answer = FamilyAnswer(report_id=report.id, at=at, text=text[:LONGEST_ANSWER], meaning=rules.meaning_of(text))
    db.session.add(answer)
    db.session.flush()
    record("noted family's answer", "missing_report", report.ref, by=SYSTEM, at=at, meaning=answer.meaning)
    return answer


def why_no_text(report: MissingReport) -> str:
    """Why this family is telephoned instead: "texts_stopped", "no_consent", or empty."""
    if rules.texts_are_stopped(report.risk_factors):
        return "texts_stopped"
    return "" if report.consent_to_texts else "no_consent"


def _contacts(report: MissingReport, kind: NoticeKind) -> list[Contact]:
    """The reporter; for the last message also everybody who may collect, so that nobody is bypassed."""
    contacts = [Contact(report.reporter_phone, report.reporter_language)]
    if kind is NoticeKind.CLOSED:
        contacts += [Contact(guardian.phone, guardian.language) for guardian in report.guardians]
    return rules.each_phone_once(contacts)


def _live_round(report: MissingReport, kind: NoticeKind, at: datetime) -> list[Notice]:
    """What was said last, if saying it now would only repeat it; a text that was called off said nothing."""
    rounds = queries.rounds_of(report, kind)
    if not rounds or all(notice.message.state is MessageState.CANCELLED for notice in rounds[-1]):
        return []
    fresh = kind is NoticeKind.CLOSED or not rules.may_be_told_again(rounds[-1][0].at, at)
    return rounds[-1] if fresh else []


def _tell(
    report: MissingReport, kind: NoticeKind, contact: Contact, number: int, since: datetime, *, at: datetime
) -> Notice:
    """One text of the round with this number, which began at `since`; the same text is queued once."""
    whom = hashlib.sha256(contact.phone.encode()).hexdigest()[:12]
    again = f":{number}" if number > 1 else ""
    message = enqueue(
        kind.value,
        {"ref": report.ref},
        to=contact.phone,
        language=contact.language,
        purpose=Purpose.FAMILY,
        dedupe_key=f"{kind.value}:{report.ref}:{whom}{again}",
        at=at,
        case_ref=report.ref,
    )
    notice = queries.notice_of(message)
    if notice is None:
        notice = Notice(report=report, message=message, kind=kind, at=since)
        db.session.add(notice)
        db.session.flush()
    return notice
