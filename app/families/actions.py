"""Tell the family, by the known numbers only, and note what it answers."""

import hashlib
from datetime import datetime

from app.audit.actions import SYSTEM, Actor, record
from app.extensions import db
from app.families import queries, rules
from app.families.models import FamilyAnswer, Notice, NoticeKind
from app.families.rules import Contact
from app.messaging.actions import enqueue
from app.messaging.models import Purpose
from app.missing.models import MissingReport

LONGEST_ANSWER = 1600


def tell_family(report: MissingReport, kind: NoticeKind, *, by: Actor, at: datetime) -> list[Notice]:
    """Queue one text for each known number; a closed case is told to every listed guardian.

    Nothing is sent, and the list is empty, when the family does not want texts, has no phone, or
    when a text could put somebody in danger: then it has to be telephoned.
    """
    why_not = _why_not(report)
    contacts = _contacts(report, kind) if not why_not else []
    notices = [_tell(report, kind, contact, at=at) for contact in contacts]
    if notices:
        record("told family", "missing_report", report.ref, by=by, at=at, kind=kind.value, texts=len(notices))
    else:
        reason = why_not or "no_phone"
        record("did not text family", "missing_report", report.ref, by=by, at=at, kind=kind.value, reason=reason)
    return notices


def note_answer(report: MissingReport, text: str, *, at: datetime) -> FamilyAnswer:
    """Keep what the family wrote, for the officer to read on the case."""
    answer = FamilyAnswer(report_id=report.id, at=at, text=text[:LONGEST_ANSWER], meaning=rules.meaning_of(text))
    db.session.add(answer)
    db.session.flush()
    record("noted family's answer", "missing_report", report.ref, by=SYSTEM, at=at, meaning=answer.meaning)
    return answer


def _why_not(report: MissingReport) -> str:
    if rules.texts_are_stopped(report.risk_factors):
        return "texts_stopped"
    return "" if report.consent_to_texts else "no_consent"


def _contacts(report: MissingReport, kind: NoticeKind) -> list[Contact]:
    """The reporter; for the last message also everybody who may collect, so that nobody is bypassed."""
    contacts = [Contact(report.reporter_phone, report.reporter_language)]
    if kind is NoticeKind.CLOSED:
        contacts += [Contact(guardian.phone, guardian.language) for guardian in report.guardians]
    return rules.each_phone_once(contacts)


def _tell(report: MissingReport, kind: NoticeKind, contact: Contact, *, at: datetime) -> Notice:
    whom = hashlib.sha256(contact.phone.encode()).hexdigest()[:12]
    message = enqueue(
        kind.value,
        {"ref": report.ref},
        to=contact.phone,
        language=contact.language,
        purpose=Purpose.FAMILY,
        dedupe_key=f"{kind.value}:{report.ref}:{whom}",
        at=at,
        case_ref=report.ref,
    )
    notice = queries.notice_of(message)
    if notice is None:
        notice = Notice(report=report, message=message, kind=kind, at=at)
        db.session.add(notice)
        db.session.flush()
    return notice
