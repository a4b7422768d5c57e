"""Where: the question both reports ask about a place."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.people.forms.person import PersonForm
from app.people.models import Described
from app.people.rules import Where
from app.places.models import Station


def refuse_half_a_place(form: PersonForm, where: Any) -> None:
    """Raise `ValidationError` with a sentence when the answer to `where` needs a point or words that are not there."""
    if where.data is Where.PICKED and not form.has_point():
        raise ValidationError(_l("Touch the map, or choose a place by its name."))
    if where.data is Where.IN_WORDS and not form.place_text.data:
        raise ValidationError(_l("Write the landmark or the address."))


def point_of(form: PersonForm, where: Where | None, station: Station) -> dict[str, float | None]:
    """The point behind the chosen answer."""
    if where is Where.STATION:
        return {"lat": station.lat, "lon": station.lon}
    if where is Where.PICKED:
        return {"lat": form.lat.data, "lon": form.lon.data}
    return {"lat": None, "lon": None}


def where_shown(report: Described, station: Station) -> Where:
    """The answer that a stored place stands for."""
    if report.lat is None:
        return Where.IN_WORDS if report.place_text else Where.UNKNOWN
    return Where.STATION if (report.lat, report.lon) == (station.lat, station.lon) else Where.PICKED
