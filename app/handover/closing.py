"""The second officer lets the person go; then the case is closed and everybody is told."""

from datetime import datetime

from app.accounts.models import Officer
from app.audit.actions import record
from app.core.errors import Refusal, WrongState
from app.families.actions import tell_family
from app.families.models import Notice, NoticeKind
from app.found.models import FoundReport, FoundState
from app.handover import guards, queries
from app.handover.decisions import wipe_answers
from app.handover.models import Handover, HandoverState
from app.handover.rules import first_open
from app.messaging.actions import enqueue
from app.messaging.models import Purpose
from app.missing.models import MissingState


def check_release(handover: Handover, by: Officer) -> None:
    """Whether this officer may let the person go now.

    Raises `WrongState` while a gate is open, `Refusal` when this officer has verified the claimant: two pairs of eyes.
    """
    guards.must_belong(by, handover.found, handover.missing)
    guards.must_verify(handover)
    gate = first_open(queries.checks_of(handover))
    if gate is not None:
        raise WrongState("gate_open", gate=gate)
    if queries.has_verified(by, handover):
        raise Refusal("release_needs_another_officer")


def release(handover: Handover, *, by: Officer, at: datetime) -> None:
    """The person leaves with the claimant. Raises as `check_release` does, or when somebody else was faster."""
    check_release(handover, by)
    handover.move(HandoverState.RELEASED)
    handover.second_officer, handover.released_at = by, at
    handover.found.move(FoundState.HANDED_OVER)
    wipe_answers(handover)
    guards.save(handover)
    waived = sorted(handover.waived)
    guards.note(handover, "handed over", by, at, missing=handover.missing.ref, waived=waived)


def close_case(handover: Handover, *, by: Officer, at: datetime, language: str) -> list[Notice]:
    """Both reports are closed, every listed guardian is told, the finder is thanked in `language`.

    Answers with the texts to the guardians; an empty list means that they must be telephoned.
    """
    found, missing = handover.found, handover.missing
    guards.must_belong(by, found, missing)
    found.move(FoundState.CLOSED)
    missing.move(MissingState.CLOSED)
    found.closed_at = missing.closed_at = at
    guards.save(handover)
    record("closed case", "found_report", found.ref, by=by, at=at, missing=missing.ref)
    record("closed case", "missing_report", missing.ref, by=by, at=at, found=found.ref)
    _thank_finder(found, language, at)
    return tell_family(missing, NoticeKind.CLOSED, by=by, at=at)


def note_refused(found: FoundReport, attempt: str, code: str, *, by: Officer, at: datetime) -> None:
    """Somebody tried what the gates do not allow: this stays on the trail."""
    record("refused handover step", "found_report", found.ref, by=by, at=at, attempt=attempt, code=code)


def _thank_finder(found: FoundReport, language: str, at: datetime) -> None:
    if not found.finder_phone:
        return
    enqueue(
        "finder_thanks",
        {"ref": found.ref},
        to=found.finder_phone,
        language=language,
        purpose=Purpose.FINDER,
        dedupe_key=f"finder_thanks:{found.ref}",
        at=at,
        case_ref=found.ref,
    )
