"""The care log's form."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.core.forms import StationForm, text
from app.core.words import word
from app.found.forms.words import Care
from app.people.forms import MaybeOne


class CareForm(StationForm):
    """One line of the care log: a button or a few words."""

    button = MaybeOne(_l("Care"), Care)
    care_text = text(_l("In words"), 200)

    def validate_button(self, field: Any) -> None:
        if field.data is None and not self.care_text.data:
            raise ValidationError(_l("Write what was done, or use one of the buttons."))

    def line(self) -> str:
        """The line for the log, in the officer's language."""
        return word(self.button.data) if self.button.data else str(self.care_text.data)
