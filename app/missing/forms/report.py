"""The missing-person form: twelve musts, asked of an upset family; the rest when there is time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from app.core.forms import choice, local_now, text, to_local
from app.missing.facts import GuardianFacts, MissingFacts, guardian_facts, held_back_facts
from app.missing.forms.rows import FamilyForm, refuse
from app.missing.forms.words import TextLanguage
from app.missing.models import IdType, MissingReport, Relation
from app.missing.rules import LEAST_HELD_BACK, MOST_GUARDIANS, RiskFactor, is_in_the_future
from app.people.forms import (
    Clock,
    Day,
    EnumTicks,
    SomeOf,
    on_station_clock,
    phone,
    photo_file,
    point_of,
    refuse_half_a_place,
    where_shown,
    whole_number,
)
from app.people.rules import (
    OLDEST,
    NoPhotoReason,
    Where,
    YesNo,
    age_from_birth,
    age_range,
    ages_overlap,
    is_estimate,
)
from app.places.models import Station

_OWN = tuple(
    """
    reporter_name reporter_relation reporter_id_type name nickname last_seen_about with_whom photo_taken_on
    risk_factors custody_order must_not_collect staying_at haunts calming consent_to_publicity consent_to_texts
    """.split()
)
EARLIEST_BIRTH = 1900


class MaybeSome(SomeOf):
    """Some members of an enum, or none where another field can answer instead."""

    def pre_validate(self, form: Any) -> None:
        if self.data is not None:
            super().pre_validate(form)


class MissingReportForm(FamilyForm):
    """What a family is asked. "Save now, add later" needs the reporter, a phone, sex and age."""

    reporter_name = text(_l("Name of the reporter"), 80, required=_l("Write the name of the person who reports."))
    reporter_relation = choice(_l("The reporter is the missing person's"), Relation)
    reporter_phone = phone(
        _l("Phone of the reporter"), required=_l("Write a phone number: the family is called only there.")
    )
    phone_confirmed = BooleanField(_l("I rang this number and it rang here"))
    reporter_language = choice(_l("Texts to the family in"), TextLanguage, TextLanguage.CHINESE)
    reporter_id_type = choice(_l("ID shown"), IdType)
    reporter_id_number = text(_l("ID number"), 40, render_kw={"autocomplete": "off"})
    name = text(_l("Full name of the missing person"), 80)
    nickname = text(_l("What they are called at home"), 40)
    age_years = whole_number(_l("Age in years"), 0, OLDEST)
    age_about = BooleanField(_l("about"))
    birth_year = whole_number(_l("or year of birth"), EARLIEST_BIRTH, 2200)
    age_unknown = BooleanField(_l("not known"))
    last_seen_day = Day(_l("Day last seen"), validators=[Optional()])
    last_seen_clock = Clock(_l("Time last seen"), validators=[Optional()])
    last_seen_about = BooleanField(_l("about"))
    last_seen_unknown = BooleanField(_l("not known"))
    where = SomeOf(_l("Where last seen"), Where, {Where.STATION})
    with_whom = text(_l("With whom?"), 80)
    photo = photo_file(_l("Photo"), camera=False)
    photo_taken_on = text(_l("When was it taken?"), 20)
    no_photo_reason = MaybeSome(_l("Why no photo"), NoPhotoReason, {NoPhotoReason.UPSET, NoPhotoReason.NO_CAMERA})
    risk_factors = EnumTicks(_l("Why are you worried?"), RiskFactor)
    custody_order = choice(_l("Is there a court order about custody?"), YesNo)
    must_not_collect = text(_l("Who must not collect the person?"), 200)
    staying_at = text(_l("Where is the family staying now?"), 120)
    haunts = text(_l("Places they like, friends, phone, transport card"), 300, area=True)
    calming = text(_l("What calms or frightens them?"), 200, area=True)
    consent_to_publicity = choice(_l("May the case be made public?"), YesNo, YesNo.UNKNOWN)
    consent_to_texts = BooleanField(_l("The family wants text messages about this case"), default=True)

    may_wait = (
        "top", "top_colour", "bottom", "bottom_colour", "shoes_colour", "no_photo_reason", "where", "custody_order",
    )  # fmt: skip

    def __init__(self, *, station: Station, at: datetime, report: MissingReport | None = None) -> None:
        super().__init__()
        self.station = station
        self.at = at
        self.report = report
        self.waits = False
        if not self.is_submitted():
            self.last_seen_day.data = local_now().date()
        if report is not None:
            del self["phone_confirmed"]

    def let_wait(self) -> None:
        super().let_wait()
        self.waits = True
        if self.reporter_id_type_asked() and self.reporter_id_type.data is None:
            self.reporter_id_type.data = IdType.NOT_SHOWN

    def reporter_id_type_asked(self) -> bool:
        """Whether this officer may see and change the reporter's ID."""
        return "reporter_id_type" in self

    def keep_secrets(self, report: MissingReport) -> None:
        """Another station's officer neither sees nor changes the ID and the held-back facts."""
        self.keep_back(report, "reporter_id_type", "reporter_id_number")
        self.kept["held_back"] = held_back_facts(report.held_back)
        for name in [name for name in self._fields if name.startswith("held_")]:
            del self[name]

    def last_seen_at(self) -> datetime | None:
        """What was typed, if both day and time can be read."""
        if self.last_seen_unknown.data or self.last_seen_day.data is None or self.last_seen_clock.data is None:
            return None
        typed = on_station_clock(self.last_seen_day.data, self.last_seen_clock.data)
        stored = self.report.last_seen_at if self.report else None
        return stored if stored and stored.replace(second=0, microsecond=0) == typed else typed

    def validate_where(self, field: Any) -> None:
        refuse_half_a_place(self, field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Field by field, then what belongs together."""
        super().validate(extra_validators)
        self._check_age()
        self._check_last_seen()
        self.check_guardian_rows()
        self.check_held_back_rows([str(self[name].data or "") for name in _PUBLISHED])
        self._check_guardians()
        if not self.waits:
            self._check_musts()
        return not self.errors

    def _check_age(self) -> None:
        years, born = self.age_years.data, self.birth_year.data
        if self.age_years.errors or self.birth_year.errors:
            return
        if years is None and born is None and not self.age_unknown.data:
            refuse(self.age_years, _l("Write the age or the year of birth, or tick “not known”."))
        if born is not None and born > local_now().year:
            refuse(self.birth_year, _l("This year has not come yet. Check the year of birth."))
        elif years is not None and born is not None:
            given = age_range(years, about=bool(self.age_about.data))
            if not ages_overlap(given, age_from_birth(born, local_now().year)):
                refuse(self.birth_year, _l("The age and the year of birth do not fit. Leave the one you doubt empty."))

    def _check_last_seen(self) -> None:
        if self.last_seen_day.errors or self.last_seen_clock.errors:
            return
        if is_in_the_future(self.last_seen_at(), self.at):
            refuse(self.last_seen_clock, _l("This time has not come yet. Check the day and the time."))
        elif self.last_seen_at() is None and not self.last_seen_unknown.data and not self.waits:
            refuse(self.last_seen_clock, _l("Write the day and the time as well as you can, or tick “not known”."))

    def _check_guardians(self) -> None:
        named = len(self.guardians())
        if named == 0:
            refuse(self.reporter_collects, _l("Say who may collect the person: the reporter, or somebody below."))
        if named > MOST_GUARDIANS:
            refuse(self.reporter_collects, _l("At most five people, the reporter included. Empty a row."))

    def _check_musts(self) -> None:
        if not (self.name.data or self.nickname.data):
            refuse(self.name, _l("Write the name, or what they are called at home."))
        if not self.risk_factors.data:
            refuse(self.risk_factors, _l("Choose what fits; “nothing of this, or not known” is an answer."))
        if self.reporter_id_type_asked() and self._id_number_lacks():
            refuse(self.reporter_id_number, _l("Write the number of the ID, or choose “none shown”."))
        if self.rows("held") and len(self.answered()) < LEAST_HELD_BACK:
            refuse(
                self.rows("held")[0]["question"],
                _l("Write at least two questions that only the family can answer, with their answers."),
            )

    def _id_number_lacks(self) -> bool:
        kind = self.reporter_id_type.data
        return isinstance(kind, IdType) and kind is not IdType.NOT_SHOWN and not self.id_number()

    def id_number(self) -> str:
        """The number as typed; an empty field on a stored report keeps what is stored."""
        if self.reporter_id_type.data is IdType.NOT_SHOWN:
            return ""
        return self.reporter_id_number.data or (self.report.reporter_id_number if self.report else "")

    def age(self) -> dict[str, int | None]:
        """The range behind the age or the year of birth."""
        if self.report and self._age_typed() == _age_shown(self.report.age_low, self.report.age_high):
            return {"age_low": self.report.age_low, "age_high": self.report.age_high}
        years, born = self.age_years.data, self.birth_year.data
        ends: tuple[int | None, int | None] = (None, None)
        if years is not None:
            ends = age_range(years, about=bool(self.age_about.data))
        elif born is not None:
            ends = age_from_birth(born, local_now().year)
        return {"age_low": ends[0], "age_high": ends[1]}

    def _age_typed(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("age_years", "age_about", "birth_year", "age_unknown")}

    def guardians(self) -> tuple[GuardianFacts, ...]:
        """The reporter, unless they may not collect, and everybody named on the rows."""
        language = self._language()
        reporter = GuardianFacts(
            self.reporter_name.data or "", self.reporter_relation.data, self.reporter_phone.e164(), language
        )
        return (*([reporter] if self.reporter_collects.data else []), *self.named_guardians(language))

    def _language(self) -> str:
        chosen = self.reporter_language.data
        return str(chosen.value) if isinstance(chosen, TextLanguage) else TextLanguage.CHINESE.value

    def facts(self) -> MissingFacts:
        """What a valid form says."""
        own = {name: self[name].data for name in _OWN if name in self}
        place = point_of(self, self.where.data, self.station)
        if self.reporter_id_type_asked():
            own["reporter_id_number"] = self.id_number()
        own |= {
            "reporter_phone": self.reporter_phone.e164(),
            "reporter_language": self._language(),
            "last_seen_at": self.last_seen_at(),
            "guardians": self.guardians(),
            "held_back": self.answered(),
        }
        return MissingFacts(**self.person() | place | self.age() | own | self.kept)

    def show(self, report: MissingReport) -> None:  # type: ignore[override]
        """Fill the form with a stored report, for changing it. The ID number is not shown again."""
        super().show(report)
        for name in _OWN:
            if name in self:
                self[name].data = getattr(report, name)
        self.reporter_phone.data = report.reporter_phone
        self.reporter_language.data = TextLanguage(report.reporter_language)
        where = where_shown(report, self.station)
        self.where.data = Where.PICKED if where is Where.STATION else where
        self.fill({"last_seen_at": report.last_seen_at, "age_low": report.age_low, "age_high": report.age_high})
        guardians = guardian_facts(report.guardians)
        own = [g for g in guardians if (g.name, g.phone) == (report.reporter_name, report.reporter_phone)]
        self.reporter_collects.data = bool(own)
        self.show_guardians([g for g in guardians if g not in own[:1]])
        self.show_held_back(held_back_facts(report.held_back))

    def fill(self, known: Mapping[str, Any]) -> None:
        """Put in what is known beforehand, by field name; also `last_seen_at`, and `age_low` with `age_high`."""
        plain = dict(known)
        if "last_seen_at" in plain:
            here = to_local(seen) if (seen := plain.pop("last_seen_at")) else None
            plain["last_seen_unknown"] = here is None
            plain["last_seen_day"] = here.date() if here else None
            plain["last_seen_clock"] = here.time() if here else None
        if "age_low" in plain:
            plain |= _age_shown(plain.pop("age_low"), plain.pop("age_high"))
        for name, value in plain.items():
            self[name].data = value


_PUBLISHED = ("name", "nickname", "reporter_name", "home", "worn", "place_text")


def _age_shown(low: int | None, high: int | None) -> dict[str, Any]:
    """How a stored range stands in the form."""
    shown: dict[str, Any] = {"age_years": None, "age_about": False, "birth_year": None, "age_unknown": False}
    if low is None or high is None:
        return shown | {"age_unknown": True}
    if low + 1 == high and not is_estimate(low, high):
        return shown | {"birth_year": local_now().year - high}
    return shown | {"age_years": (low + high) // 2, "age_about": low != high}
