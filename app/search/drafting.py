"""Gather the places of a new plan and weigh them."""

import math
from collections.abc import Collection, Iterable
from typing import Any

from app.found.models import FoundReport
from app.places import queries as places
from app.places.models import Place
from app.places.rules import PlaceKind
from app.search.models import PlanPlace
from app.search.prior import Circumstances, Clue, Spot, category_of, prior
from app.search.settings import SearchSettings
from app.search.sharing import point_of

_K = PlaceKind
# So many of each for a plan of thirty, the nearest first; the prior then decides which of them make the list.
_GROUPS: tuple[tuple[tuple[PlaceKind, ...], int], ...] = (
    ((_K.HOTEL, _K.HOSTEL, _K.GUEST_HOUSE), 16),
    ((_K.BUS_STATION, _K.RAILWAY_STATION), 3),
    ((_K.UNDERGROUND,), 3),
    ((_K.MALL,), 4),
    ((_K.SHOP, _K.RESTAURANT), 6),
    ((_K.ATTRACTION, _K.PARK, _K.PLAYGROUND), 8),
    ((_K.SCHOOL, _K.KINDERGARTEN), 4),
    ((_K.POLICE, _K.HOSPITAL), 3),
)


def gather(report: FoundReport, settings: SearchSettings, but: Collection[Any] = ()) -> dict[str, tuple[Place, float]]:
    """Place id -> (place, metres) around the found point, leaving out some place ids."""
    lat, lon = point_of(report)
    found: dict[str, tuple[Place, float]] = {}
    for kinds, share in _GROUPS:
        limit = math.ceil(share * max(1.0, settings.places / 30))
        near = places.nearest(lat, lon, kinds, limit + len(but), settings.within_m)
        fresh = [(place, metres) for place, metres in near if place.id not in but][:limit]
        found.update({str(place.id): (place, metres) for place, metres in fresh})
    return found


def circumstances(report: FoundReport, clues: Iterable[Clue], hour: int | None) -> Circumstances:
    """Who was lost, at what hour on the station's clock, with which clues."""
    category = category_of(report.age_low, report.age_high, report.medical)
    return Circumstances(category, hour, frozenset(clues))


def _reasons(place: Place, known: Circumstances, settings: SearchSettings) -> list[dict[str, Any]]:
    kind = place.kind.value
    reasons: list[dict[str, Any]] = [{"code": f"category_{known.category.value}"}]
    for clue in sorted(known.clues, key=lambda c: c.value):
        if settings.prior.clues.get(clue.value, {}).get(kind, 1.0) > 1:
            reasons.append({"code": f"clue_{clue.value}"})
    factor = settings.prior.hour_factor(kind, known.hour)
    if factor != 1.0:
        reasons.append({"code": "likely_at_this_hour" if factor > 1 else "unlikely_at_this_hour"})
    return reasons


def weigh(
    found: dict[str, tuple[Place, float]], known: Circumstances, settings: SearchSettings, most: int
) -> tuple[list[PlanPlace], float]:
    """The best `most` of the gathered places as rows of a plan, and the chance that it is none of them."""
    spots = [Spot(key, place.kind, metres) for key, (place, metres) in found.items()]
    chances, _ = prior(spots, known, settings.prior)
    best = sorted((key for key in found if chances[key] > 0), key=lambda k: (-chances[k], found[k][1], k))[:most]
    rows = []
    for rank, key in enumerate(best, start=1):
        place, metres = found[key]
        rows.append(
            PlanPlace(
                place=place,
                rank=rank,
                prior=chances[key],
                chance=chances[key],
                distance_m=metres,
                reasons=_reasons(place, known, settings),
            )
        )
    return rows, max(0.0, 1 - sum(chances[key] for key in best))
