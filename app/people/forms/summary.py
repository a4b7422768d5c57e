"""A person in five words, in the reader's language."""

from datetime import datetime
from enum import Enum
from typing import Any

from flask_babel import gettext

from app.core.pages import local_datetime
from app.core.words import word
from app.people.models import Described
from app.people.rules import (
    CHILD_BELOW,
    AgeBand,
    Bottom,
    Colour,
    Sex,
    Top,
    band_with,
    is_estimate,
)


def _(words: str, **facts: Any) -> str:
    return str(gettext(words, **facts))


def in_five_words(report: Described) -> str:
    """boy, about 5, red T-shirt"""
    parts = [who(report), age_in_words(report.age_low, report.age_high), clothes_in_words(report)]
    return _(", ").join(part for part in parts if part)


def who(report: Described) -> str:
    """boy, woman, child, person: by sex and age; a person where the age is not known."""
    if report.age_low is None or report.age_high is None:
        return {Sex.MALE: _("male person"), Sex.FEMALE: _("female person")}.get(report.sex, _("person"))
    if (report.age_low + report.age_high) // 2 < CHILD_BELOW:
        return {Sex.MALE: _("boy"), Sex.FEMALE: _("girl")}.get(report.sex, _("child"))
    return {Sex.MALE: _("man"), Sex.FEMALE: _("woman")}.get(report.sex, _("adult"))


def age_in_words(low: int | None, high: int | None) -> str:
    """5, about 5, 3 to 5, 60 or over; empty when not known."""
    if low is None or high is None:
        return ""
    if low == high:
        return _("aged %(age)s", age=low)
    if band_with(low, high) is AgeBand.SENIOR:
        return _("60 or over")
    if is_estimate(low, high):
        return _("about %(age)s", age=(low + high) // 2)
    return _("aged %(low)s to %(high)s", low=low, high=high)


def garment_in_words(colour: Colour, garment: Top | Bottom) -> str:
    """red T-shirt; red top; T-shirt; empty when neither is known."""
    piece = garment_name(garment, colour is not Colour.UNKNOWN)
    if colour is Colour.UNKNOWN or not piece:
        return piece
    return _("%(colour)s %(garment)s", colour=word(colour), garment=piece)


def garment_name(garment: Top | Bottom, has_colour: bool) -> str:
    """The word for it; a coloured garment of no known kind is a top or a bottom."""
    if garment not in {Top.UNKNOWN, Bottom.UNKNOWN}:
        return word(garment)
    if not has_colour:
        return ""
    return _("top") if isinstance(garment, Top) else _("trousers or skirt")


def clothes_in_words(report: Described) -> str:
    """The most telling garment: the top, else the bottom."""
    return garment_in_words(report.top_colour, report.top) or garment_in_words(report.bottom_colour, report.bottom)


def told(value: Any) -> str:
    """A stored value as a person reads it, for showing two versions side by side."""
    if isinstance(value, Enum):
        return word(value)
    if isinstance(value, datetime):
        return local_datetime(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _(", ").join(told(item) for item in value)
    return "" if value is None else str(value)
