"""The words of a search, and what may be changed on its plan."""

import uuid
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField

from app.core.forms import StationForm, choice, text
from app.patrol.models import Channel, StopState
from app.people.forms import EnumTicks, SomeOf, phone, whole_number
from app.search.actions import Needs
from app.search.forms import words  # noqa: F401 - registers the words of a search
from app.search.models import Finding
from app.search.prior import Clue
from app.search.rounds import Objective


class ClueForm(StationForm):
    """What points to a kind of place."""

    clues = EnumTicks(_l("What the child said or carried"), Clue)
    objective = choice(_l("What matters most"), Objective, default=Objective.FAMILY_SOONEST)
    needs_language = RadioField(
        _l("Whoever asks has to speak"),
        choices=[("", _l("any language")), ("zh_Hans", "中文"), ("en", "English")],
        default="",
    )
    needs_female = BooleanField(_l("A woman officer has to be there"))

    def needs(self) -> Needs:
        return Needs(self.needs_language.data or "", bool(self.needs_female.data), self.objective.data)


class PlanForm(StationForm):
    """Ticks and patrols on the rows of a plan. Only what was touched counts: meanwhile answers may have changed
    the rest."""

    seen = HiddenField()
    """The rows as they were shown: `line_of` each, with blanks between."""

    @staticmethod
    def line_of(place_id: uuid.UUID, chosen: bool, patrol_id: uuid.UUID | None) -> str:
        """One row as shown; `patrol_id` is the officer's own choice, None where the plan chose."""
        return f"{place_id}:{int(chosen)}:{patrol_id or ''}"

    def edits(self) -> tuple[dict[uuid.UUID, bool], dict[uuid.UUID, uuid.UUID | None]]:
        """(keep or take off, patrol or None for the plan's choice) of the rows that were changed, by row id."""
        keep: dict[uuid.UUID, bool] = {}
        patrol_for: dict[uuid.UUID, uuid.UUID | None] = {}
        ticked = set(request.form.getlist("keep"))
        for line in (self.seen.data or "").split():
            name, _, shown = line.partition(":")
            was_ticked, _, was_patrol = shown.partition(":")
            place = _id_in(name)
            if place is None:
                continue
            if (name in ticked) != (was_ticked == "1"):
                keep[place] = name in ticked
            patrol = request.form.get(f"patrol-{name}", was_patrol)
            if patrol != was_patrol:
                patrol_for[place] = _id_in(patrol)
        return keep, patrol_for


def _id_in(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None


class AnswerForm(StationForm):
    """An answer heard by radio or phone, written down by the dispatcher."""

    state = SomeOf(_l("What did they find?"), StopState, without={StopState.UNVISITED})
    phone = phone(_l("Phone of the family"))
    note = text(_l("Words heard"), 500, area=True)
    channel = choice(_l("How did you hear it?"), Channel, default=Channel.RADIO)


class NotFamilyForm(StationForm):
    """Why the people met there are not the family."""

    note = text(_l("Why not"), 500)


class StopForm(StationForm):
    """One place on a patrol's page."""

    state = SomeOf(_l("What did you find?"), StopState, without={StopState.UNVISITED, StopState.TRACE})
    phone = phone(_l("Their phone"))
    note = text(_l("Note"), 500)


HEADINGS = [
    ("", _l("not known")), ("0", _l("north")), ("45", _l("north-east")), ("90", _l("east")), ("135", _l("south-east")),
    ("180", _l("south")), ("225", _l("south-west")), ("270", _l("west")), ("315", _l("north-west")),
]  # fmt: skip


class EnquiryForm(StationForm):
    """What a call or a camera brought."""

    finding = choice(_l("What did you learn?"), Finding)
    heading = SelectField(_l("Which way did they go?"), choices=HEADINGS, default="")
    minutes_ago = whole_number(_l("How many minutes ago were they seen?"), 0, 2_880)
    spoke_to = text(_l("Whom did you speak to?"), 80)
    note = text(_l("Words heard"), 500, area=True)


class GridForm(StationForm):
    """A grid: two rings in metres, or polygons as GeoJSON, drawn or from a file."""

    inner_m = whole_number(_l("Inner ring, metres"), 50, 50_000, default=800)
    outer_m = whole_number(_l("Outer ring, metres"), 100, 50_000, default=2_000)
    drawn = HiddenField()
    file = FileField(_l("Cells from a GeoJSON file"))

    def said(self) -> str:
        """The polygons as text; empty: generate rings."""
        uploaded: Any = self.file.data
        if getattr(uploaded, "filename", ""):
            return str(uploaded.read(2_000_000).decode("utf-8", errors="replace"))
        return (self.drawn.data or "").strip()

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(super().validate(extra_validators)) and (bool(self.drawn.data) or self._ringed())

    def rings(self) -> tuple[float, float]:
        return float(self.inner_m.data or 0), float(self.outer_m.data or 0)

    def _ringed(self) -> bool:
        uploaded: Any = self.file.data
        has_file = bool(getattr(uploaded, "filename", ""))
        if has_file or (self.inner_m.data and self.outer_m.data):
            return True
        self.inner_m.errors = [_("Give both rings in metres.")]
        return False
