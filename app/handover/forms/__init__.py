"""What may be typed while a claimant is verified; one short form for each gate."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import HiddenInput

from app.core.forms import EnumRadio, StationForm, text
from app.core.phones import readable
from app.core.words import word
from app.handover.decisions import BY_HAND
from app.handover.forms.words import Judgement
from app.handover.identity import tidy_number
from app.handover.queries import Contact
from app.handover.rules import Custody, Document, Gate, HoldReason, Outcome, Reaction, is_reason
from app.missing.models import IdType
from app.people.forms import SomeOf

SHORTEST_NUMBER = 4
_WITH_THE_GATES: set[Enum] = {reason for reason in HoldReason if reason not in BY_HAND}


class One(EnumRadio):
    """One answer of several, none of which is "not known"."""

    def pre_validate(self, form: Any) -> None:
        if not isinstance(self.data, self.kind):
            raise ValidationError(_l("Choose one of the answers."))


class GateForm(StationForm):
    """A form that records one gate."""

    gate: ClassVar[Gate]


class ClaimantForm(GateForm):
    gate = Gate.CLAIMANT
    claimant_name = text(_l("Name as on the ID"), 80, required=_l("Write the name as it stands on the ID."))
    id_type = One(_l("Which ID"), IdType)
    id_number = text(_l("Number of the ID"), 40)

    def validate_id_number(self, field: Any) -> None:
        if self.id_type.data is not IdType.NOT_SHOWN and len(tidy_number(field.data or "")) < SHORTEST_NUMBER:
            raise ValidationError(_l("Write the number of the ID. If none was shown, choose that above."))


class CustodyForm(GateForm):
    gate = Gate.CUSTODY
    custody = One(_l("What you found out"), Custody)


class DocumentForm(GateForm):
    gate = Gate.DOCUMENT
    document = One(_l("What you saw"), Document)


class AnswerForm(GateForm):
    gate = Gate.ANSWERS
    number = IntegerField(widget=HiddenInput())
    said = text(
        _l("What the claimant says"), 200, required=_l("Write what the claimant says; “does not know” is an answer.")
    )


class JudgeForm(GateForm):
    gate = Gate.ANSWERS
    number = IntegerField(widget=HiddenInput())
    judgement = One(_l("Compare"), Judgement)


class CallBackForm(GateForm):
    """`contacts` are the only numbers that can be chosen: none is typed."""

    gate = Gate.CALL_BACK
    contact = RadioField(_l("Which number you rang"), coerce=str, validate_choice=False)
    outcome = One(_l("What came of it"), Outcome)

    def __init__(self, contacts: Sequence[Contact], **options: Any) -> None:
        super().__init__(**options)
        self.known = {
            str(each.number): f"{each.name}, {word(each.relation)} · {readable(each.phone)}" for each in contacts
        }
        self.contact.choices = list(self.known.items())

    def validate_contact(self, field: Any) -> None:
        if field.data not in self.known:
            raise ValidationError(_l("Choose the number that you rang. Only numbers stored with the report count."))


class ReactionForm(GateForm):
    gate = Gate.REACTION
    reaction = One(_l("What you both saw"), Reaction)


class ReleaseForm(StationForm):
    """The second officer's own word."""

    seen_together = BooleanField(
        _l("I have seen the claimant and the person together myself"),
        validators=[DataRequired(_l("See them together first, then tick this."))],
    )


class HoldForm(StationForm):
    hold_reason = SomeOf(_l("What is wrong"), HoldReason, without=_WITH_THE_GATES)
    hold_written = text(_l("In words"), 500, area=True)


class DecideForm(StationForm):
    """A supervisor's written reason, for either decision."""

    written = text(
        _l("Your reason"),
        500,
        required=_l("Write the reason in a sentence, at least ten characters."),
        area=True,
    )

    def validate_written(self, field: Any) -> None:
        if not is_reason(field.data or ""):
            raise ValidationError(_l("Write the reason in a sentence, at least ten characters."))


def typed_texts(form: StationForm) -> list[tuple[str, str]]:
    """Label and text of every line that somebody wrote into this form."""
    return [(str(line.label.text), line.data) for line in form if isinstance(line, StringField) and line.data]


__all__ = [
    "AnswerForm",
    "CallBackForm",
    "ClaimantForm",
    "CustodyForm",
    "DecideForm",
    "DocumentForm",
    "GateForm",
    "HoldForm",
    "JudgeForm",
    "ReactionForm",
    "ReleaseForm",
    "typed_texts",
]
