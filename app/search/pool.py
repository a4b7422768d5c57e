"""Which places of a plan are free to be given out, under way, or asked: derived, never stored."""

from collections.abc import Sequence

from app.patrol.models import OPEN_TASK, StopState
from app.search.models import PlanPlace, SearchPlan


def is_under_way(place: PlanPlace) -> bool:
    """A patrol holds it in an open task and has not answered yet."""
    stop = place.stop
    return stop is not None and stop.state is StopState.UNVISITED and stop.task.state in OPEN_TASK


def is_free(place: PlanPlace) -> bool:
    """Never given out, found closed, or its task ended before anybody went."""
    stop = place.stop
    if stop is None or stop.state is StopState.CLOSED:
        return True
    return stop.state is StopState.UNVISITED and stop.task.state not in OPEN_TASK


def is_asked(place: PlanPlace) -> bool:
    """Somebody went there and got an answer."""
    return not is_free(place) and not is_under_way(place)


def may_be_asked_again(place: PlanPlace) -> bool:
    """It said no or was not sure, and may have missed them."""
    return is_asked(place) and place.stop is not None and place.stop.state in (StopState.NOT_HERE, StopState.UNSURE)


def to_give_out(plan: SearchPlan) -> Sequence[PlanPlace]:
    """The chosen places that are free, by rank."""
    return [place for place in plan.places if place.chosen and is_free(place)]


def is_exhausted(plan: SearchPlan) -> bool:
    """Every chosen place has been asked and nobody is under way."""
    return not to_give_out(plan) and not any(is_under_way(place) for place in plan.places)
