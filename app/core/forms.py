"""The base of every form, and the fields they share."""

import enum
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Choice, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.clock import now
from app.core.words import choices


class StationForm(FlaskForm):  # type: ignore[misc]
    """Keeps what was typed; the server checks, the browser does not."""


def stripped(value: Any) -> Any:
    """Trim what was typed or dictated, and drop NUL, which PostgreSQL cannot hold; other values pass."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


def text(label: Any, longest: int, *, required: Any = None, area: bool = False, **options: Any) -> StringField:
    """A line (or an area) of text. `required` is the sentence to show when it is empty."""
    checks: list[Any] = [DataRequired(required) if required else Optional()]
    checks.append(Length(max=longest, message=_l("Shorten this to %(longest)s characters.", longest=longest)))
    kind = TextAreaField if area else StringField
    return kind(label, validators=checks, filters=[stripped], default="", **options)


def member_of(kind: type[enum.Enum]) -> Callable[[Any], Any]:
    """Coerce a posted value into its member; what is no member stays as it is and is refused."""

    def coerce(value: Any) -> Any:
        if isinstance(value, kind) or value is None:
            return value
        try:
            return kind(value)
        except ValueError:
            return value

    return coerce


class EnumRadio(RadioField):  # type: ignore[misc]
    """One chip of several; data is the enum member."""

    def __init__(self, label: Any, kind: type[enum.Enum], **options: Any) -> None:
        self.kind = kind
        super().__init__(label, choices=[], coerce=member_of(kind), validate_choice=False, **options)

    def iter_choices(self) -> Any:
        for value, label in choices(self.kind):
            yield Choice(value, label, self.data is not None and self.data == self.kind(value), {})

    def pre_validate(self, form: Any) -> None:
        if isinstance(self.data, self.kind):
            return
        if any(member.value == "unknown" for member in self.kind):
            raise ValidationError(_l("Choose one of the answers; “not known” is one of them."))
        raise ValidationError(_l("Choose one of the answers."))


class EnumSelect(SelectField):  # type: ignore[misc]
    """A drop-down for long lists; data is the enum member."""

    def __init__(self, label: Any, kind: type[enum.Enum], **options: Any) -> None:
        self.kind = kind
        super().__init__(label, choices=[], coerce=member_of(kind), validate_choice=False, **options)

    def iter_choices(self) -> Any:
        for value, label in choices(self.kind):
            yield Choice(value, label, self.data is not None and self.data == self.kind(value), {})

    pre_validate = EnumRadio.pre_validate


def choice(label: Any, kind: type[enum.Enum], default: Any = None, *, drop_down: bool = False) -> Any:
    """A choice among the members of an enum, as chips or as a drop-down."""
    return (EnumSelect if drop_down else EnumRadio)(label, kind, default=default)


class Ticks(SelectMultipleField):  # type: ignore[misc]
    """Several chips at once; data is a list of words."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def zone() -> ZoneInfo:
    """The station's time zone."""
    return ZoneInfo(current_app.config["TIME_ZONE"])


def to_local(at: datetime) -> datetime:
    """A stored time as the station's clock shows it."""
    return at.astimezone(zone())


def local_to_utc(typed: datetime) -> datetime:
    """A time typed on the station's clock, as an aware time."""
    return typed.replace(tzinfo=zone()) if typed.tzinfo is None else typed


def local_now() -> datetime:
    """The station's clock."""
    return to_local(now())
