"""The found-person form: seven questions first, the rest when there is time."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional, ValidationError

from app.core.forms import choice, text, to_local
from app.found.actions import CLOCK_DRIFT
from app.found.facts import FoundFacts
from app.found.forms.words import When
from app.found.models import BroughtBy, Condition, FoundReport
from app.people.forms import (
    Clock,
    Day,
    MaybeOne,
    PersonForm,
    on_station_clock,
    phone,
    photo_file,
    point_of,
    refuse_half_a_place,
    where_shown,
    whole_number,
)
from app.people.rules import OLDEST, AgeBand, NoPhotoReason, Where, YesNo, age_range, ages_overlap, band_with
from app.places.models import Station

A_YEAR = timedelta(days=366)
_OWN = tuple(
    """
    condition name_said name_as_heard family_said phone_said marks_held_back items wristband_code
    finder_name finder_phone brought_by companion_claim companion_notes words_verbatim
    """.split()
)


class FoundReportForm(PersonForm):
    """Seven musts; everything else may be added later."""

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
                raise ValidationError(_l("Write the day and the time, or choose one of the buttons."))
        elif found_at > self.at + CLOCK_DRIFT:
            raise ValidationError(_l("This time has not come yet. Check the day and the time."))
        elif found_at < self.at - A_YEAR:
            raise ValidationError(_l("This is more than a year ago. Check the year."))

    def validate_where(self, field: Any) -> None:
        refuse_half_a_place(self, field)

    def validate_age_years(self, field: Any) -> None:
        band = self.age_band.data.years() if isinstance(self.age_band.data, AgeBand) else None
        if field.data is None or band is None:
            return
        if not ages_overlap(age_range(field.data, about=True), band):
            raise ValidationError(
                _l("The group and the years do not fit. Empty the years, or choose another group above.")
            )

    def validate_age_band(self, field: Any) -> None:
        if field.data is None and self.age_years.data is None and not self.age_years.process_errors:
            raise ValidationError(_l("Choose an age, or write it in years; “not known” is one of the answers."))

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
        place = point_of(self, self.where.data, self.station)
        return FoundFacts(**self.person() | place | self.age() | own | {"found_at": found_at} | self.kept)

    def show(self, report: FoundReport) -> None:  # type: ignore[override]
        """Fill the form with a stored report, for changing it."""
        super().show(report)
        for name in _OWN:
            if name in self:
                self[name].data = getattr(report, name)
        here = to_local(report.found_at)
        self.when.data, self.found_day.data, self.found_clock.data = When.OTHER, here.date(), here.time()
        self.where.data = where_shown(report, report.station)
        self.age_band.data, self.age_years.data = _age_shown(report)


def _age_shown(report: FoundReport) -> tuple[AgeBand | None, int | None]:
    band = band_with(report.age_low, report.age_high)
    if band is not None or report.age_low is None or report.age_high is None:
        return band, None
    return None, (report.age_low + report.age_high) // 2
