"""Why a report is withdrawn."""

from flask_babel import lazy_gettext as _l

from app.core.forms import StationForm, choice, text
from app.missing.models import WithdrawnWhy


class WithdrawForm(StationForm):
    """The reason, and who has seen the person."""

    why = choice(_l("Why is nobody looked for any more?"), WithdrawnWhy)
    notes = text(
        _l("Who has seen the person, when and where?"),
        200,
        required=_l("Write who has seen the person; withdrawing ends the search."),
        area=True,
    )
