"""What an officer put down about a found person."""

from dataclasses import dataclass
from datetime import datetime

from app.found.models import BroughtBy, Condition
from app.people.facts import PersonFacts
from app.people.rules import YesNo


@dataclass(frozen=True, kw_only=True)
class FoundFacts(PersonFacts):
    """Named as the columns of `FoundReport` are."""

    found_at: datetime
    condition: Condition = Condition.CANNOT_SAY
    name_said: str = ""
    name_as_heard: bool = False
    family_said: str = ""
    phone_said: str = ""
    marks_held_back: bool = True
    items: str = ""
    wristband_code: str = ""
    finder_name: str = ""
    finder_phone: str = ""
    brought_by: BroughtBy = BroughtBy.UNKNOWN
    companion_claim: YesNo = YesNo.UNKNOWN
    companion_notes: str = ""
    words_verbatim: str = ""
