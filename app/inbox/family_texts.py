"""What a family's text does: it is kept on the case, and a person sees it. It changes nothing by itself."""

import hashlib
from datetime import datetime

from app.families import actions as families
from app.inbox.grammar import Reading, Word, bare
from app.inbox.models import InboundState, InboundText
from app.inbox.replies import reply
from app.missing.models import MissingReport

ON_MY_WAY = "1"


def act(text: InboundText, report: MissingReport, reading: Reading, *, at: datetime) -> None:
    """Keep it on the case. HELP may be distress: it is answered, and shown all the same."""
    text.case_ref = report.ref
    families.note_answer(report, text.body, at=at)
    said = bare(text.body)
    if said == ON_MY_WAY:
        text.outcome = "family_on_the_way"
        return
    text.state, text.outcome = InboundState.FOR_A_PERSON, _outcome(said, reading)
    language = _language(report, text.sender)
    if text.outcome == "family_help":
        reply(text, "help_family", {}, language=language, at=at)
    if text.outcome == "family_wrote":
        reply(text, "help_family", {}, language=language, at=at, once_for=f"{report.ref}:{_whom(text.sender)}")


def _outcome(said: str, reading: Reading) -> str:
    if said == "2":
        return "family_asks_for_a_call"
    if reading.only(Word.HELP):
        return "family_help"
    if reading.only(Word.OPT_OUT):
        return "family_opted_out"
    if reading.only(Word.OPT_IN):
        return "family_opted_in"
    return "family_wrote"


def _whom(phone: str) -> str:
    """A name for a phone that is not its number."""
    return hashlib.sha256(phone.encode()).hexdigest()[:12]


def _language(report: MissingReport, phone: str) -> str:
    """The language of whoever owns this phone."""
    spoken = (guardian.language for guardian in report.guardians if guardian.phone == phone)
    return next(spoken, report.reporter_language)
