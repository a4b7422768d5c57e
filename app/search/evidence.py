"""Chances after every answer so far: the prior, replayed through the answers in their order.

Replaying (rather than changing the last figures) lets an answer be corrected and stay right.
"""

from app.patrol.models import Stop, StopState
from app.places.rules import distance_m
from app.search import queries, ranking
from app.search.models import PlanPlace, SearchPlan
from app.search.settings import DetectionSettings


def _metres_from(stop: Stop, places: dict[str, PlanPlace]) -> dict[str, float]:
    here = stop.place
    return {k: distance_m(here.lat, here.lon, p.place.lat, p.place.lon) for k, p in places.items()}


def posterior(plan: SearchPlan, settings: DetectionSettings) -> tuple[ranking.Chances, float]:
    """(chance by place id, chance of none of them) after the answers of the plan's report."""
    places = {str(place.place_id): place for place in plan.places}
    chances = {key: place.prior for key, place in places.items()}
    rest = max(0.0, 1 - sum(chances.values()))
    for stop in queries.answered_stops(plan.report):
        key = str(stop.place_id)
        if key not in chances:
            continue
        if stop.state is StopState.FAMILY_HERE:
            return ranking.after_yes(chances, key)
        if stop.state is StopState.TRACE:
            chances, rest = ranking.after_trace(
                chances, rest, _metres_from(stop, places), settings.trace_factor, settings.trace_reach_m
            )
        elif stop.state in (StopState.NOT_HERE, StopState.UNSURE):
            sure = stop.state is StopState.NOT_HERE
            q = settings.of(stop.place.kind.value) if sure else settings.unsure
            chances, rest = ranking.after_no(chances, rest, key, q)
    return chances, rest


def rerank(plan: SearchPlan, settings: DetectionSettings) -> None:
    """Write the chances as they are now, and the rank that follows from them."""
    chances, rest = posterior(plan, settings)
    places = {str(place.place_id): place for place in plan.places}
    in_order = ranking.order(chances, {key: place.distance_m for key, place in places.items()})
    for rank, key in enumerate(in_order, start=1):
        places[key].chance, places[key].rank = chances[key], rank
    plan.rest_mass = rest
    plan.places.sort(key=lambda place: place.rank)
