"""What an officer sends with a decision: which versions they had before their eyes, and why not."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length, StopValidation

from app.core.errors import WrongState
from app.core.forms import EnumRadio, StationForm
from app.found.models import FoundReport
from app.matching.models import DismissReason
from app.missing.models import MissingReport


def versions_of(found: FoundReport, missing: MissingReport) -> str:
    """What the page carries along, to notice that a report was changed under the officer's eyes."""
    return f"{found.version}.{missing.version}"


class DecideForm(StationForm):
    """Propose or confirm."""

    seen = HiddenField(validators=[Length(max=40)], default="")

    def check_seen(self, found: FoundReport, missing: MissingReport) -> None:
        """Raise `WrongState` when the officer looked at other versions than those that stand now."""
        if self.seen.data != versions_of(found, missing):
            raise WrongState("pair_changed_meanwhile")

    def carry(self, found: FoundReport, missing: MissingReport) -> "DecideForm":
        """Let the page carry the versions of now, whatever was posted."""
        self.seen.data = versions_of(found, missing)
        return self


class Reason(EnumRadio):
    """Has no "not known": whoever dismisses knows why."""

    def pre_validate(self, form: Any) -> None:
        if not isinstance(self.data, DismissReason):
            raise StopValidation(_l("Say why it is not this person, so that nobody compares them again for nothing."))


class DismissForm(StationForm):
    """Not this person, and why."""

    reason = Reason(_l("Why not?"), DismissReason)
