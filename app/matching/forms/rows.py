"""The comparison as a person reads it: a row for each field, in words, with bits that add up."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext

from app.core.clock import now
from app.core.pages import distance, local_datetime, local_time
from app.core.phones import masked
from app.core.words import word
from app.found.models import FoundReport
from app.matching.forms.words import level_in_words
from app.matching.levels import Agreement, Field, Part
from app.matching.ranking import Ranked
from app.matching.rules import Comparison
from app.missing.models import MissingReport
from app.people.forms import age_in_words
from app.people.rules import Description
from app.places.rules import distance_m

Report = FoundReport | MissingReport
MOST_REASONS = 3
LEAST_REASON_BITS = 0.5
BAR_BITS = 14
"""Bits that fill the bar; more does not fit and need not."""
SAME_YEAR = timedelta(days=300)


def _(words: str, **facts: object) -> str:
    return str(gettext(words, **facts))


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both reports; an empty value is not known. `tenths` of a bit, rounded so that all rows add up."""

    field: Field
    found: str
    missing: str
    agreement: Agreement
    level: str
    tenths: int

    @property
    def is_known(self) -> bool:
        return self.agreement is not Agreement.UNKNOWN

    @property
    def bar(self) -> int:
        """Length of the bar, 0 to 50, to either side of the middle."""
        return min(50, round(abs(self.tenths) / 10 / BAR_BITS * 50))


def rows_of(pair: Ranked) -> list[Row]:
    """Every field, those that are known on both sides first, in the order of the form."""
    comparison = pair.comparison
    seen, sought = pair.found.description(), pair.missing.description()
    rows = [
        Row(
            field=part.field,
            found=_value(pair.found, seen, part),
            missing=_value(pair.missing, sought, part),
            agreement=part.agreement,
            level=_level(pair, part),
            tenths=tenths,
        )
        for part, tenths in zip(comparison.parts, _tenths(comparison), strict=True)
    ]
    return sorted(rows, key=lambda row: not row.is_known)


def total_of(rows: Sequence[Row]) -> int:
    """The evidence in tenths of a bit: the sum of what the page shows."""
    return sum(row.tenths for row in rows)


def _tenths(comparison: Comparison) -> list[int]:
    """Each weight in tenths of a bit, up or down by less than one, so that the sum is the rounded sum."""
    exact = [part.bits * 10 for part in comparison.parts]
    down = [math.floor(bits) for bits in exact]
    to_raise = round(comparison.weight_bits * 10) - sum(down)
    by_remainder = sorted(range(len(exact)), key=lambda i: down[i] - exact[i])
    raised = set(by_remainder[:to_raise])
    return [tenths + (index in raised) for index, tenths in enumerate(down)]


def in_bits(tenths: int) -> str:
    """+12.3, −5.0, 0"""
    return f"{tenths / 10:+.1f}".replace("-", "−") if tenths else "0"


def in_percent(probability: float) -> str:
    """Whole percent; never 0 or 100, which nobody can know."""
    if probability < 0.01:
        return _("under 1%")
    return _("over 99%") if probability > 0.99 else f"{math.floor(probability * 100 + 0.5)}%"


def reasons(pair: Ranked) -> tuple[list[Part], list[Part]]:
    """The three strongest parts for and the three strongest against."""
    parts = sorted(pair.comparison.parts, key=lambda part: -abs(part.bits))
    speaking = [part for part in parts if abs(part.bits) >= LEAST_REASON_BITS]
    return (
        [part for part in speaking if part.bits > 0][:MOST_REASONS],
        [part for part in speaking if part.bits < 0][:MOST_REASONS],
    )


def _level(pair: Ranked, part: Part) -> str:
    known = part.agreement is not Agreement.UNKNOWN
    return (apart(pair.found, pair.missing) if known and part.field is Field.PLACE_TIME else "") or level_in_words(part)


def apart(found: FoundReport, missing: MissingReport) -> str:
    """How far and how long apart, exactly: 340 m apart, 1:20 h later."""
    said = []
    if None not in (found.lat, found.lon, missing.lat, missing.lon):
        metres = distance_m(found.lat, found.lon, missing.lat, missing.lon)  # type: ignore[arg-type]
        said.append(_("%(distance)s apart", distance=distance(metres)))
    if missing.last_seen_at is not None:
        said.append(_later(found.found_at, missing.last_seen_at))
    return _(", ").join(said)


def _later(found_at: datetime, last_seen_at: datetime) -> str:
    minutes = round((found_at - last_seen_at).total_seconds() / 60)
    days, time = abs(minutes) // (24 * 60), f"{abs(minutes) // 60}:{abs(minutes) % 60:02}"
    if minutes < 0:
        return (
            _("found %(days)s days before last seen", days=days)
            if days > 1
            else _("found %(time)s h before last seen", time=time)
        )
    return _("found %(days)s days later", days=days) if days > 1 else _("found %(time)s h later", time=time)


def _value(report: Report, person: Description, part: Part) -> str:
    """What this side says of the field; words of the clothes where nothing was chosen but they were understood."""
    said = _SAYS[part.field](report, person)
    by_words = part.field in _WORN and part.agreement is not Agreement.UNKNOWN and not said
    return _("“%(worn)s”", worn=person.worn) if by_words else said


def _when_and_where(report: Report, person: Description) -> str:
    at = _on_clock(person.sighting.at)
    if at and isinstance(report, MissingReport) and report.last_seen_about:
        at = _("about %(time)s", time=at)
    on_map = _("marked on the map") if person.sighting.lat is not None else ""
    return _(", ").join(filter(None, (at, report.place_text or on_map)))


def _on_clock(at: datetime | None) -> str:
    """With its year when it is not of these months."""
    return local_time(at) if at is None or now() - at < SAME_YEAR else local_datetime(at)


def _name(report: Report, person: Description) -> str:
    if person.name and person.nickname:
        return _("%(name)s, called %(nickname)s", name=person.name, nickname=person.nickname)
    as_heard = isinstance(report, FoundReport) and report.name_as_heard and person.name
    return _("%(name)s (as heard)", name=person.name) if as_heard else person.name or person.nickname


def _age_and_height(report: Report, person: Description) -> str:
    height = f"{person.height_cm} cm" if person.height_cm is not None else ""
    return _(", ").join(filter(None, (age_in_words(person.age_low, person.age_high), height)))


def _marks(report: Report, person: Description) -> str:
    """Held-back marks prove at the handover who is family: compared, but never spelled out here."""
    held_back = isinstance(report, FoundReport) and report.marks_held_back
    return _("kept back, compared all the same") if person.marks and held_back else person.marks


def _phone(report: Report, person: Description) -> str:
    shown = person.phones if isinstance(report, FoundReport) else map(masked, person.phones)
    return _(", ").join(shown)


def _chosen(name: str) -> Callable[[Report, Description], str]:
    def say(report: Report, person: Description) -> str:
        member = getattr(person, name)
        return "" if member.value == "unknown" else word(member)

    return say


_WORN = frozenset({Field.TOP, Field.TOP_COLOUR, Field.BOTTOM, Field.BOTTOM_COLOUR, Field.SHOES_COLOUR})
_SAYS: dict[Field, Callable[[Report, Description], str]] = {
    Field.PLACE_TIME: _when_and_where,
    Field.NAME: _name,
    Field.AGE_HEIGHT: _age_and_height,
    Field.MARKS: _marks,
    Field.HOME: lambda report, person: person.home,
    Field.WORDS: lambda report, person: person.worn,
    Field.ACCENT: lambda report, person: person.accent,
    Field.PHONE: _phone,
} | {
    field: _chosen(field.value)
    for field in (*sorted(_WORN, key=lambda f: f.value), Field.SEX, Field.HAIR, Field.GLASSES, Field.BUILD)
}
