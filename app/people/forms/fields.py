"""Fields that bear with what a tired thumb or a dictating voice puts in."""

import enum
import math
import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import Choice, DateField, FileField, FloatField, HiddenField, IntegerField, StringField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import HiddenInput, TelInput

from app.core.forms import EnumRadio, Ticks, local_to_utc, stripped
from app.core.phones import to_e164
from app.core.words import choices

_NUMBER = re.compile(r"(\d{1,9})\s*(?:岁|cm|厘米|公分|years?|y|[.。,,])*", re.IGNORECASE)
EARLIEST = date(1900, 1, 1)


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A number with or without its unit: "5", "5岁", "112 cm"."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        typed = _NUMBER.fullmatch(unicodedata.normalize("NFKC", valuelist[0]).strip())
        if typed is None:
            self.data = None
            raise ValueError(_l("Write this as a whole number, or leave it empty."))
        self.data = int(typed[1])

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation()  # one sentence is enough


def whole_number(label: Any, low: int, high: int, **options: Any) -> WholeNumber:
    """An optional whole number from `low` to `high`, both included."""
    sentence = _l("This must be from %(low)s to %(high)s. Leave it empty if you do not know.", low=low, high=high)
    keys = {"inputmode": "numeric", "autocomplete": "off"}
    return WholeNumber(label, validators=[Optional(), NumberRange(low, high, sentence)], render_kw=keys, **options)


class Degrees(FloatField):  # type: ignore[misc]
    """A coordinate filled by the map or by a place's name; what is no number is no place."""

    data: float | None
    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = float(valuelist[0])
            except ValueError:
                self.data = math.nan


def degrees(label: Any, limit: float) -> Degrees:
    """WGS-84 degrees from -limit to limit."""
    sentence = _l("This place is not on the map. Choose it again, or describe it in words.")
    return Degrees(label, validators=[Optional(), NumberRange(-limit, limit, sentence)])


def _written(valuelist: list[str]) -> list[str]:
    """What was typed; an empty field is no answer, not a wrong one."""
    return [typed.strip() for typed in valuelist if typed.strip()]


class Day(DateField):  # type: ignore[misc]
    """A calendar day on the station's clock."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        try:
            super().process_formdata(_written(valuelist))
        except ValueError:
            raise ValueError(_l("Write the day as year-month-day, such as 2026-03-01.")) from None
        if self.data is not None and self.data < EARLIEST:
            self.data = None
            raise ValueError(_l("This day is too long ago. Check the year."))


class Clock(TimeField):  # type: ignore[misc]
    """Hours and minutes on the station's clock."""

    data: time | None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        try:
            super().process_formdata([typed.replace("\uff1a", ":") for typed in _written(valuelist)])
        except ValueError:
            raise ValueError(_l("Write the time as hours:minutes, such as 23:40.")) from None


def on_station_clock(day: date, clock: time) -> datetime:
    """What was typed, as an aware time."""
    return local_to_utc(datetime.combine(day, clock))


class Phone(StringField):  # type: ignore[misc]
    """A number typed in any form. `data` stays as typed; `e164()` is what is stored."""

    data: str | None
    widget = TelInput()

    def e164(self) -> str:
        """The number in E.164, or empty when none was typed or it cannot be one."""
        typed = unicodedata.normalize("NFKC", self.data or "").strip(" .。")
        return to_e164(typed, current_app.config["PHONE_REGION"]) or "" if typed else ""

    def pre_validate(self, form: Any) -> None:
        if (self.data or "").strip() and not self.e164():
            raise StopValidation(
                _l("This cannot be a phone number. Check the digits, or add the country code, such as +86.")
            )


def phone(label: Any, *, required: Any = None) -> Phone:
    """`required` is the sentence to show when it is empty."""
    checks = [InputRequired(required)] if required else [Optional()]
    checks.append(Length(max=40, message=_l("Shorten this to %(longest)s characters.", longest=40)))
    return Phone(label, validators=checks, default="", render_kw={"autocomplete": "off"})


class EnumTicks(Ticks):
    """Several members of an enum as chips; data is a list of their values, in the enum's order."""

    data: list[str] | None

    def __init__(self, label: Any, kind: type[enum.Enum], **options: Any) -> None:
        self.kind = kind
        super().__init__(label, choices=[], validate_choice=False, **options)

    def iter_choices(self) -> Any:
        for value, label in choices(self.kind):
            yield Choice(value, label, value in (self.data or ()), {})

    def pre_validate(self, form: Any) -> None:
        known = [str(member.value) for member in self.kind]
        if not set(self.data or ()) <= set(known):
            raise StopValidation(_l("Choose from the answers shown."))
        self.data = [value for value in known if value in (self.data or ())]


class MaybeOne(EnumRadio):
    """A choice that may be left open, where another field can answer instead."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        if self.data in {None, ""}:
            self.data = None
            return
        super().pre_validate(form)


class SomeOf(EnumRadio):
    """A choice among members of an enum without those that make no sense here."""

    def __init__(self, label: Any, kind: type[enum.Enum], without: set[enum.Enum], **options: Any) -> None:
        self.without = {member.value for member in without}
        super().__init__(label, kind, **options)

    def iter_choices(self) -> Any:
        return (offered for offered in super().iter_choices() if offered.value not in self.without)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data.value in self.without:
            raise StopValidation(_l("Choose from the answers shown."))


def hidden(longest: int) -> HiddenField:
    """What the page carries along; cut, never trusted."""
    return HiddenField(filters=[stripped, lambda carried: (carried or "")[:longest]], default="")


def photo_file(label: Any, *, camera: bool) -> FileField:
    """A picture; `camera` opens the phone's camera at once instead of asking for a file."""
    keys = {"accept": "image/*"} | ({"capture": "environment"} if camera else {})
    return FileField(label, render_kw=keys)
