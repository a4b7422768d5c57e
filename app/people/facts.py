"""What an officer put down about a person, before it becomes a report."""

import secrets
import uuid
from dataclasses import dataclass, field, fields
from typing import Any

from app.people.models import Described
from app.people.rules import Bottom, Build, Colour, Communication, Hair, Sex, Top, YesNo


def new_form_key() -> str:
    """Made when a form is shown: the same form posted twice is one report."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """The facts both kinds of report hold, named as their columns are."""

    form_key: str = field(default_factory=new_form_key)
    sex: Sex = Sex.UNKNOWN
    age_low: int | None = None
    age_high: int | None = None
    height_cm: int | None = None
    build: Build = Build.UNKNOWN
    hair: Hair = Hair.UNKNOWN
    glasses: YesNo = YesNo.UNKNOWN
    communication: Communication = Communication.UNKNOWN
    top: Top = Top.UNKNOWN
    top_colour: Colour = Colour.UNKNOWN
    bottom: Bottom = Bottom.UNKNOWN
    bottom_colour: Colour = Colour.UNKNOWN
    shoes_colour: Colour = Colour.UNKNOWN
    worn: str = ""
    marks: str = ""
    home: str = ""
    accent: str = ""
    medical: list[str] = field(default_factory=list)
    medical_notes: str = ""
    lat: float | None = None
    lon: float | None = None
    place_text: str = ""
    photo_id: uuid.UUID | None = None
    no_photo_reason: str = ""


# Not columns of the report's own row, or never changed by an edit.
_APART = frozenset({"form_key", "guardians", "held_back"})


def columns_of(facts: PersonFacts) -> dict[str, Any]:
    """Column name -> value, for a new row."""
    return {f.name: getattr(facts, f.name) for f in fields(facts) if f.name not in _APART}


def differences(report: Described, facts: PersonFacts) -> list[str]:
    """Names of the columns in which the facts differ from what is stored, in form order."""
    return [name for name, value in columns_of(facts).items() if getattr(report, name) != value]


def write(report: Described, facts: PersonFacts) -> list[str]:
    """Put the facts on the row and return the names of the columns that changed."""
    changed = differences(report, facts)
    for name in changed:
        setattr(report, name, getattr(facts, name))
    return changed
