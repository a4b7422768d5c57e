"""What the family of a confirmed match was told, or why it has to be telephoned."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.families import queries
from app.families.actions import why_no_text
from app.families.models import Notice, NoticeKind
from app.matching.models import Candidate

_OF_A_MATCH = (NoticeKind.NEWS, NoticeKind.FOUND)


@dataclass(frozen=True, slots=True)
class Told:
    """The texts that tell of the match, and the code of the reason to telephone, empty when a text is under way."""

    notices: Sequence[Notice]
    phone_because: str


def told_of(candidate: Candidate) -> Told:
    """For a confirmed match."""
    notices = [n for n in queries.notices_for(candidate.missing) if n.kind in _OF_A_MATCH]
    new = [n for n in notices if candidate.confirmed_at is not None and n.at >= candidate.confirmed_at]
    if not notices:
        return Told([], "phone_" + (why_no_text(candidate.missing) or "no_phone"))
    if not new:
        return Told(notices, "phone_told_before")
    return Told(new, "" if queries.is_on_its_way(new) else "phone_text_failed")
