"""The words of a search, and what may be changed on its plan."""

import uuid

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.core.forms import StationForm, choice, text
from app.core.words import register_sentences, register_words
from app.patrol.models import Channel, StopState
from app.people.forms import EnumTicks, SomeOf, phone
from app.search.models import PlanState
from app.search.prior import Category, Clue

register_words(
    {
        PlanState.DRAFT: _l("draft"),
        PlanState.ACTIVE: _l("under way"),
        PlanState.FOUND: _l("family may be found"),
        PlanState.EXHAUSTED: _l("every place asked"),
        PlanState.STOOD_DOWN: _l("called off"),
        Clue.SLEPT_IN_HOTEL: _l("slept in a hotel"),
        Clue.CAME_BY_BUS_OR_TRAIN: _l("came by bus or train"),
        Clue.FAMILY_SHOPPING: _l("family was shopping"),
        Clue.WAS_PLAYING: _l("was at a playground or park"),
        Clue.SCHOOL_BADGE: _l("school uniform or badge"),
    }
)
CATEGORY_WORDS = {
    Category.CHILD_1_3: _l("child 1–3"),
    Category.CHILD_4_6: _l("child 4–6"),
    Category.CHILD_7_9: _l("child 7–9"),
    Category.CHILD_10_12: _l("child 10–12"),
    Category.CHILD_13_15: _l("teenager"),
    Category.ADULT: _l("adult"),
    Category.DEMENTIA: _l("older person, perhaps confused"),
    Category.AUTISM: _l("person with autism"),
    Category.INTELLECTUAL: _l("person with a learning disability"),
}
register_words(CATEGORY_WORDS)
# Why a place stands where it stands: parts of one line.
register_sentences({f"category_{category.value}": words for category, words in CATEGORY_WORDS.items()})
register_sentences(
    {
        "clue_slept_in_hotel": _l("slept in a hotel"),
        "clue_came_by_bus_or_train": _l("came by bus or train"),
        "clue_family_shopping": _l("family was shopping"),
        "clue_was_playing": _l("was playing"),
        "clue_school_badge": _l("school uniform or badge"),
        "likely_at_this_hour": _l("likely at this hour"),
        "unlikely_at_this_hour": _l("unlikely at this hour"),
        "from_patrol": _l("%(minutes)s min from %(patrol)s"),
    }
)
register_sentences(
    {
        "no_places_near": _l(
            "No hotel, shop or station is known within 5 km. Ask the administrator to import the district’s places."
        ),
        "plan_under_way": _l("This search is under way. Call it off before you make a new plan."),
        "plan_moved_on": _l("The plan has moved on: %(state)s. This is how it stands now."),
        "nothing_to_send": _l("No place is left to send. Put places back on the plan, or look farther away."),
        "nobody_free": _l(
            "No patrol is free. Put one on duty under “Patrols”, or wait until a task ends and send then."
        ),
        "patrol_not_on_duty": _l("One of the patrols chosen is not on duty any more. Choose another."),
        "no_more_places": _l("No further place is known within 10 km. Ask again where doors were closed."),
        "answer_moved_on": _l("This answer has been changed meanwhile. This is how the search stands now."),
    }
)
# Lines of the timeline; the codes are those of `PlanEvent`, with "event_" before them.
register_sentences(
    {
        "event_planned": _l("Plan made: %(count)s places. Chance that the family is somewhere else: %(rest)s."),
        "event_amended": _l("Plan changed by hand: %(count)s places."),
        "event_sent": _l("%(patrol)s was sent task %(task)s: %(stops)s places."),
        "event_accepted": _l("%(patrol)s took task %(task)s."),
        "event_not_here": _l("%(patrol)s, %(task)s: not here, %(place)s. Chance %(before)s, now %(after)s."),
        "event_family_here": _l("%(patrol)s, %(task)s: family is here, %(place)s. Everybody else is called off."),
        "event_trace": _l("%(patrol)s, %(task)s: were seen at %(place)s. Places around it rise."),
        "event_closed": _l("%(patrol)s, %(task)s: closed, %(place)s. It is asked again later."),
        "event_unsure": _l("%(patrol)s, %(task)s: not sure, %(place)s. Chance %(before)s, now %(after)s."),
        "event_not_the_family": _l("Not this family: %(place)s. The search goes on."),
        "event_passed_on": _l("%(patrol)s cannot do task %(task)s. Its open places go to others."),
        "event_unanswered": _l("%(patrol)s did not take task %(task)s in time. Its places go to others."),
        "event_not_reached": _l("The text of task %(task)s did not reach %(patrol)s. Its places go to others."),
        "event_sent_again": _l("Task %(task)s was sent to %(patrol)s a second time."),
        "event_exhausted": _l("Every place has been asked. Chance that the family is somewhere else: %(rest)s."),
        "event_widened": _l("%(count)s places from farther away were added."),
        "event_stood_down": _l("Search called off. Tasks ended: %(count)s."),
    }
)


class ClueForm(StationForm):
    """What points to a kind of place."""

    clues = EnumTicks(_l("What the child said or carried"), Clue)


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
