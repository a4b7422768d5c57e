"""Words for the weights of the search, and how a typed one is read."""

import math
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.words import register_sentences, word
from app.patrol.models import Mode
from app.places.rules import PlaceKind
from app.search.prior import Category, Clue
from app.search.weights import CATALOGUE, Weight

register_sentences(
    {
        "source_isrid": _l("ISRID, Koester 2008, rounded"),
        "source_half_elsewhere": _l("rule of thumb: 30–50 % are elsewhere"),
        "source_street_factor": _l("usual detour and pace in towns"),
        "source_dispatch_practice": _l("usual in dispatching"),
        "source_judgement": _l("our judgement; re-fit it from your closed cases"),
    }
)
_TITLES: Mapping[str, Any] = {
    "prior": _l("Chances before anybody was asked"),
    "prior.kinds": _l("How likely a family is at a kind of place"),
    "prior.clues": _l("Times likelier, by clue"),
    "prior.quartiles_km": _l("Kilometres within which a share was found"),
    "detection": _l("Chance that asking finds the family"),
    "travel": _l("Time at a door or on the phone, in minutes"),
    "travel.detour": _l("Streets against the straight line"),
    "travel.speed_kmh": _l("Speed in km/h"),
    "travel.farthest_m": _l("Farthest a patrol is sent, in metres"),
    "clocks": _l("Clocks of an untaken task, in minutes"),
    "": _l("Size of a plan"),
}
_LABELS: Mapping[str, Any] = {
    "rest_mass": _l("somewhere else, at the start"),
    "cap": _l("no place starts above"),
    "floor_m": _l("nearer than so many metres counts the same"),
    "doubt": _l("share of evenness in the order of asking"),
    "desk_and_register": _l("desk asked and register read"),
    "desk": _l("desk asked"),
    "unsure": _l("not sure"),
    "closed_soon": _l("closed a while ago"),
    "closed_for": _l("closed counts for so many minutes"),
    "trace_factor": _l("times likelier near a sighting"),
    "trace_reach_m": _l("reach of a sighting in metres"),
    "heading_factor": _l("times likelier in the direction seen"),
    "heading_half_life_min": _l("a direction fades by half in so many minutes"),
    "heading_width_deg": _l("degrees to either side of a direction"),
    "phone": _l("desk asked by phone"),
    "camera": _l("camera that did not see them"),
    "dwell_min": _l("at a door"),
    "phone_min": _l("a call"),
    "camera_min": _l("one camera"),
    "send_again_after": _l("sent again"),
    "pass_on_after": _l("passed on"),
    "alarm_after": _l("supervisor called"),
    "places": _l("places on a plan"),
    "within_m": _l("metres around, at first"),
    "stops_per_task": _l("places in one task"),
    "widen_below": _l("look farther below this chance"),
    "widest_m": _l("metres around, at most"),
    "camera_within_m": _l("cameras within so many metres"),
    "camera_keeps": _l("minutes that footage is kept"),
}


def title_of(group: str) -> str:
    """The heading of a group of weights."""
    if group.startswith(("prior.clues.", "prior.quartiles_km.")):
        head, _dot, key = group.rpartition(".")
        member = Clue(key) if head == "prior.clues" else Category(key)
        return f"{_TITLES[head]}: {word(member)}"
    return str(_TITLES[group])


def label_of(weight: Weight) -> str:
    """What one weight is called in its group."""
    if weight.group == "prior.kinds" or weight.group.startswith("prior.clues."):
        return word(PlaceKind(weight.key))
    if weight.group.startswith("prior.quartiles_km."):
        return str(_("%(share)s %% within", share=weight.key))
    if weight.group in ("travel.detour", "travel.speed_kmh", "travel.farthest_m"):
        return word(Mode(weight.key))
    return str(_LABELS[weight.key])


def readable(typed: Mapping[str, str]) -> tuple[dict[str, float], list[str]]:
    """(values, names that are no number); an empty one means its default."""
    values, wrong = {}, []
    for name, said in typed.items():
        try:
            value = float(said.replace(",", ".")) if said else CATALOGUE[name].default
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            values[name] = value
        else:
            wrong.append(name)
    return values, wrong
