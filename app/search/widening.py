"""When the list runs dry: the next likeliest places from farther away."""

from dataclasses import replace
from datetime import datetime

from app.extensions import db
from app.search.drafting import circumstances, gather, weigh
from app.search.models import PlanState, SearchPlan
from app.search.overview import standing_of
from app.search.plans import note, percent, take_stock
from app.search.prior import Clue
from app.search.settings import SearchSettings

MORE = 12
"""Places that a plan takes in when it looks farther by itself."""


def look_farther(plan: SearchPlan, settings: SearchSettings, more: int) -> int:
    """Add the next likeliest places from twice as far as before; how many."""
    reach_m = min(plan.reach_m * 2, settings.widest_m)
    wider = replace(settings, within_m=reach_m)
    known = circumstances(plan.report, [Clue(clue) for clue in plan.clues], plan.hour)
    have = [place.place_id for place in plan.places]
    new, _ = weigh(gather(plan.report, wider, have), known, wider, more)
    # The new places are a part of the rest of the world: they may hold no more than it held before.
    rest = max(0.0, 1 - sum(place.prior for place in plan.places))
    for place in new:
        place.prior *= rest
        place.chance = place.prior
    plan.places.extend(new)
    plan.reach_m = reach_m
    db.session.flush()
    return len(new)


def widen_if_needed(plan: SearchPlan, at: datetime, settings: SearchSettings) -> int:
    """Look farther by itself once little chance lies ahead; how many places came. At most once at each distance."""
    if plan.state is not PlanState.ACTIVE and plan.state is not PlanState.EXHAUSTED:
        return 0
    ahead = standing_of(plan).ahead
    if ahead >= settings.widen_below or plan.reach_m >= settings.widest_m:
        return 0
    added = look_farther(plan, settings, MORE)
    if added:
        note(plan, "widened_itself", at=at, count=added, ahead=percent(ahead), km=f"{plan.reach_m / 1000:.0f}")
        take_stock(plan, at, settings)
    return added
