"""How a family stands: when it last heard from us, and why it has to be telephoned."""

from dataclasses import dataclass
from datetime import datetime

from app.families import queries
from app.families.actions import why_no_text
from app.families.models import FamilyAnswer, FamilyCall, Notice
from app.families.rules import waits_too_long
from app.missing.models import MissingReport


@dataclass(frozen=True, slots=True)
class Standing:
    """`heard_at` counts from the report where nothing was said yet; `phone_because` is a code or empty."""

    heard_at: datetime
    told_before: bool
    phone_because: str
    is_late: bool
    last_notice: Notice | None
    last_answer: FamilyAnswer | None


def standing_of(report: MissingReport, at: datetime) -> Standing:
    """Of a case that is still open; an ended one needs no call."""
    notices, calls = queries.notices_for(report), queries.calls_to(report)
    answers = queries.answers_for(report)
    heard = [n.at for n in notices if queries.is_on_its_way([n])] + [c.at for c in calls if c.reached]
    heard_at = max(heard, default=report.created_at)
    is_open = report.state in queries.WAITING_FOR_NEWS
    return Standing(
        heard_at=heard_at,
        told_before=bool(heard),
        phone_because=_why_phone(report, list(notices), list(calls), list(answers)) if is_open else "",
        is_late=is_open and waits_too_long(heard_at, at),
        last_notice=notices[-1] if notices else None,
        last_answer=answers[-1] if answers else None,
    )


def _why_phone(
    report: MissingReport, notices: list[Notice], calls: list[FamilyCall], answers: list[FamilyAnswer]
) -> str:
    """Texts that may not be sent come first; what an answered call has settled is no reason any more."""
    why_not = why_no_text(report)
    if why_not:
        return f"family_{why_not}"
    reached = max((call.at for call in calls if call.reached), default=None)
    last_round = [notice for notice in notices if notice.at == notices[-1].at]
    if last_round and not queries.is_on_its_way(last_round) and (reached is None or reached < last_round[0].at):
        return "family_text_failed"
    asked = [answer.at for answer in answers if answer.meaning == "call_me"]
    if asked and (reached is None or reached < asked[-1]):
        return "family_asked_for_call"
    return ""
