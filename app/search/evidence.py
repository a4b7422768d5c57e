"""Chances after everything learnt so far: the prior, replayed through answers and enquiries in their order.

Replaying (rather than changing the last figures) lets an answer be corrected and stay right.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from app.patrol.models import Stop, StopState
from app.places.models import Place
from app.places.rules import bearing_deg, distance_m
from app.search import queries, ranking
from app.search.models import Enquiry, EnquiryKind, Finding, PlanPlace, SearchPlan
from app.search.settings import DetectionSettings

Places = Mapping[str, PlanPlace]
Known = tuple[ranking.Chances, float]


def posterior(plan: SearchPlan, settings: DetectionSettings, at: datetime) -> Known:
    """(chance by place id, chance of none of them) after the answers and enquiries of the plan."""
    places = {str(place.place_id): place for place in plan.places}
    known: Known = {key: place.prior for key, place in places.items()}, 0.0
    known = known[0], max(0.0, 1 - sum(known[0].values()))
    for learnt in _in_order(plan):
        if isinstance(learnt, Stop):
            known, certain = _after_stop(known, learnt, places, settings)
        else:
            known, certain = _after_enquiry(known, learnt, places, settings, at)
        if certain:
            break
    return known


def _in_order(plan: SearchPlan) -> Iterator[Stop | Enquiry]:
    learnt: list[tuple[datetime, int, Stop | Enquiry]] = [
        (stop.answered_at, 0, stop) for stop in queries.answered_stops(plan.report) if stop.answered_at
    ]
    learnt += [(enquiry.at, 1, enquiry) for enquiry in queries.enquiries_of(plan)]
    yield from (each[2] for each in sorted(learnt, key=lambda each: each[:2]))


def _after_stop(known: Known, stop: Stop, places: Places, settings: DetectionSettings) -> tuple[Known, bool]:
    key = str(stop.place_id)
    if stop.state is StopState.FAMILY_HERE and key in places:
        return ranking.after_yes(known[0], key), True
    if stop.state is StopState.TRACE:
        return _after_trace(known, stop.place, places, settings), False
    if stop.state in (StopState.NOT_HERE, StopState.UNSURE) and key in places:
        sure = stop.state is StopState.NOT_HERE
        q = settings.of(stop.place.kind.value) if sure else settings.unsure
        return ranking.after_no(*known, key, q), False
    return known, False


def _after_trace(known: Known, here: Place, places: Places, settings: DetectionSettings) -> Known:
    metres = {k: distance_m(here.lat, here.lon, p.place.lat, p.place.lon) for k, p in places.items()}
    return ranking.after_trace(*known, metres, settings.trace_factor, settings.trace_reach_m)


def _after_enquiry(
    known: Known, enquiry: Enquiry, places: Places, settings: DetectionSettings, at: datetime
) -> tuple[Known, bool]:
    key = str(enquiry.place_id)
    if enquiry.finding is Finding.FAMILY_HERE and key in places:
        return ranking.after_yes(known[0], key), True
    if enquiry.finding is Finding.NOT_HERE and key in places:
        q = settings.phone if enquiry.kind is EnquiryKind.PHONE_DESK else settings.camera
        return ranking.after_no(*known, key, q), False
    if enquiry.finding is Finding.SEEN and enquiry.place is not None:
        return _after_sighting(known, enquiry, enquiry.place, places, settings=settings, at=at), False
    return known, False


def _after_sighting(
    known: Known, enquiry: Enquiry, here: Place, places: Places, *, settings: DetectionSettings, at: datetime
) -> Known:
    """With a direction its sector rises, ever less as the sighting grows old; without one what lies around."""
    if enquiry.heading_deg is None:
        return _after_trace(known, here, places, settings)
    age_min = (at - (enquiry.seen_at or enquiry.at)).total_seconds() / 60
    factor = ranking.faded(settings.heading_factor, age_min, settings.heading_half_life_min)
    off = {k: _off(enquiry.heading_deg, here, p.place) for k, p in places.items()}
    return ranking.after_sighting(*known, off, factor, settings.heading_width_deg)


def _off(heading_deg: float, here: Place, there: Place) -> float:
    """Degrees from 0 to 180 between the direction walked and the way to a place."""
    turn = abs(bearing_deg(here.lat, here.lon, there.lat, there.lon) - heading_deg) % 360
    return min(turn, 360 - turn)


def rerank(plan: SearchPlan, settings: DetectionSettings, at: datetime) -> None:
    """Write the chances as they are now, and the rank that follows from them."""
    chances, rest = posterior(plan, settings, at)
    places = {str(place.place_id): place for place in plan.places}
    in_order = ranking.order(chances, {key: place.distance_m for key, place in places.items()})
    for rank, key in enumerate(in_order, start=1):
        places[key].chance, places[key].rank = chances[key], rank
    plan.rest_mass = rest
    plan.places.sort(key=lambda place: place.rank)
