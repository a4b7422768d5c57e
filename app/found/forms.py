"""The found-person form: seven questions first, the rest when there is time."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import Length, Optional

from app.core.forms import StationForm, choice, text, to_local
from app.core.words import register_sentences, register_words, word
from app.found.actions import CLOCK_DRIFT
from app.found.facts import FoundFacts
from app.found.models import BroughtBy, Condition, FoundReport, FoundState
from app.people.facts import new_form_key
from app.people.forms import (
    Clock,
    Day,
    MaybeOne,
    PersonForm,
    on_station_clock,
    phone,
    photo_file,
    whole_number,
)
from app.people.rules import OLDEST, AgeBand, NoPhotoReason, Where, YesNo, age_range, band_with
from app.places.models import Station


class When(Enum):
    """The buttons for the time; minutes before now."""

    NOW = "0"
    FIVE = "5"
    FIFTEEN = "15"
    THIRTY = "30"
    OTHER = "other"


class Care(Enum):
    """The care log's buttons."""

    WATER = "water"
    TOILET = "toilet"
    DOCTOR = "doctor"
    SLEEP = "sleep"
    CALM = "calm"


register_words(
    {
        When.NOW: _l("now"),
        When.FIVE: _l("5 min ago"),
        When.FIFTEEN: _l("15 min ago"),
        When.THIRTY: _l("30 min ago"),
        When.OTHER: _l("another time"),
        Care.WATER: _l("Given water"),
        Care.TOILET: _l("Taken to the toilet"),
        Care.DOCTOR: _l("Seen by a doctor"),
        Care.SLEEP: _l("Asleep"),
        Care.CALM: _l("Calm"),
        FoundState.OPEN: _l("looking for the family"),
        FoundState.FAMILY_LOCATED: _l("family located"),
        FoundState.HANDED_OVER: _l("handed over"),
        FoundState.CLOSED: _l("closed"),
        FoundState.ON_HOLD: _l("on hold"),
        FoundState.IN_CARE: _l("in care"),
        FoundState.REFERRED: _l("with criminal police"),
        Condition.WELL: _l("well"),
        Condition.HURT_OR_ILL: _l("hurt or ill"),
        Condition.CANNOT_SAY: _l("cannot say"),
        BroughtBy.PASSER_BY: _l("passer-by"),
        BroughtBy.SHOP_OR_STAFF: _l("shop or staff"),
        BroughtBy.PATROL: _l("patrol"),
        BroughtBy.CAME_ALONE: _l("came alone"),
        BroughtBy.UNKNOWN: _l("not known"),
    }
)
register_sentences(
    {
        "found_in_the_future": _l("This time has not come yet. Check the day and the time."),
        "found_report_moved_on": _l("Case %(ref)s has moved on: it is now “%(state)s”. Reload the page."),
        "found_report_changed": _l("Somebody changed case %(ref)s while you were writing."),
    }
)
A_YEAR = timedelta(days=366)
_OWN = tuple(
    """
    condition name_said name_as_heard family_said phone_said marks_held_back items wristband_code
    finder_name finder_phone brought_by companion_claim companion_notes words_verbatim
    """.split()
)


class FoundReportForm(PersonForm):
    """Seven musts; everything else may be added later."""

    seen_alike = HiddenField(validators=[Length(max=200)], default="")
    when = choice(_l("When found"), When, When.NOW)
    found_day = Day(_l("Day"), validators=[Optional()])
    found_clock = Clock(_l("Time"), validators=[Optional()])
    where = choice(_l("Where found"), Where)
    age_band = MaybeOne(_l("About how old"), AgeBand)
    age_years = whole_number(_l("or in years"), 0, OLDEST)
    condition = choice(_l("Hurt or ill"), Condition)
    photo = photo_file(_l("Photo"), camera=True)
    no_photo_reason = MaybeOne(_l("Why no photo"), NoPhotoReason)
    name_said = text(_l("Name they give"), 40)
    name_as_heard = BooleanField(_l("written as heard"))
    family_said = text(_l("Family they speak of"), 200)
    phone_said = text(_l("Phone number they know"), 40)
    marks_held_back = BooleanField(_l("Keep the marks back: they prove who is family"), default=True)
    items = text(_l("What they carry"), 200)
    wristband_code = text(_l("Wristband code"), 60)
    finder_name = text(_l("Name of who brought them"), 80)
    finder_phone = phone(_l("Their phone"))
    brought_by = choice(_l("Brought by"), BroughtBy, BroughtBy.UNKNOWN)
    companion_claim = choice(_l("Does somebody here say they are family?"), YesNo, YesNo.UNKNOWN)
    companion_notes = text(_l("Who, and what do they say?"), 200)
    words_verbatim = text(_l("Their own words, exactly"), 500, area=True)

    may_wait = ("top", "top_colour", "bottom", "bottom_colour", "shoes_colour", "no_photo_reason")

    def __init__(self, *, station: Station, at: datetime, report: FoundReport | None = None) -> None:
        super().__init__()
        self.station = station
        self.at = at
        self.report = report
        if not self.form_key.data:
            self.form_key.data = new_form_key()

    def let_wait(self) -> None:
        super().let_wait()
        if self.condition.data is None:
            self.condition.data = Condition.CANNOT_SAY

    def found_at(self) -> datetime | None:
        """What was chosen or typed; None when it cannot be read."""
        if self.when.data is When.OTHER:
            if self.found_day.data is None or self.found_clock.data is None:
                return None
            typed = on_station_clock(self.found_day.data, self.found_clock.data)
            stored = self.report.found_at if self.report else typed
            return stored if stored.replace(second=0, microsecond=0) == typed else typed
        if not isinstance(self.when.data, When):
            return None
        return self.at - timedelta(minutes=int(self.when.data.value))

    def validate_when(self, field: Any) -> None:
        found_at = self.found_at()
        if found_at is None:
            if not (self.found_day.process_errors or self.found_clock.process_errors):
                raise ValueError(_l("Write the day and the time, or choose one of the buttons."))
        elif found_at > self.at + CLOCK_DRIFT:
            raise ValueError(_l("This time has not come yet. Check the day and the time."))
        elif found_at < self.at - A_YEAR:
            raise ValueError(_l("This is more than a year ago. Check the year."))

    def validate_where(self, field: Any) -> None:
        if field.data is Where.PICKED and not self.has_point():
            raise ValueError(_l("Touch the map, or choose a place by its name."))
        if field.data is Where.IN_WORDS and not self.place_text.data:
            raise ValueError(_l("Write the landmark or the address."))

    def validate_age_band(self, field: Any) -> None:
        if field.data is None and self.age_years.data is None and not self.age_years.process_errors:
            raise ValueError(_l("Choose an age, or write it in years; “not known” is one of the answers."))

    def place(self) -> dict[str, float | None]:
        """The point behind the chosen answer."""
        if self.where.data is Where.STATION:
            return {"lat": self.station.lat, "lon": self.station.lon}
        if self.where.data is Where.PICKED:
            return {"lat": self.lat.data, "lon": self.lon.data}
        return {"lat": None, "lon": None}

    def age(self) -> dict[str, int | None]:
        """The range behind the chosen band or the estimated number."""
        band, years = self.age_band.data, self.age_years.data
        if self.report and (band, years) == _age_shown(self.report):
            return {"age_low": self.report.age_low, "age_high": self.report.age_high}
        ends = age_range(years, about=True) if years is not None else (band.years() or (None, None))
        return {"age_low": ends[0], "age_high": ends[1]}

    def facts(self) -> FoundFacts:
        """What a valid form says."""
        found_at = self.found_at()
        assert found_at is not None  # validate_when refuses a form without a time
        own = {name: self[name].data for name in _OWN if name in self}
        if "finder_phone" in own:
            own["finder_phone"] = self.finder_phone.e164()
        return FoundFacts(**self.person() | self.place() | self.age() | own | {"found_at": found_at} | self.kept)

    def show(self, report: FoundReport) -> None:  # type: ignore[override]
        """Fill the form with a stored report, for changing it."""
        super().show(report)
        for name in _OWN:
            if name in self:
                self[name].data = getattr(report, name)
        here = to_local(report.found_at)
        self.when.data, self.found_day.data, self.found_clock.data = When.OTHER, here.date(), here.time()
        self.where.data = _where_shown(report)
        self.age_band.data, self.age_years.data = _age_shown(report)


def _age_shown(report: FoundReport) -> tuple[AgeBand | None, int | None]:
    band = band_with(report.age_low, report.age_high)
    if band is not None or report.age_low is None or report.age_high is None:
        return band, None
    return None, (report.age_low + report.age_high) // 2


def _where_shown(report: FoundReport) -> Where:
    if report.lat is None:
        return Where.IN_WORDS if report.place_text else Where.UNKNOWN
    at_station = (report.lat, report.lon) == (report.station.lat, report.station.lon)
    return Where.STATION if at_station else Where.PICKED


class CareForm(StationForm):
    """One line of the care log: a button or a few words."""

    button = MaybeOne(_l("Care"), Care)
    care_text = text(_l("In words"), 200)

    def validate_care_text(self, field: Any) -> None:
        if not field.data and self.button.data is None:
            raise ValueError(_l("Write what was done, or use one of the buttons."))

    def line(self) -> str:
        """The line for the log, in the officer's language."""
        return word(self.button.data) if self.button.data else str(self.care_text.data)
