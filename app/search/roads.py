"""Travel times of a plan: by road where a server is set, by straight line where there is none or it fails."""

from collections.abc import Sequence

from app.places.travel import NoRoads, Point, road_minutes
from app.search.assignment import straight_legs
from app.search.settings import TravelSettings

STRAIGHT, ROADS, FALLBACK = "", "roads", "fallback"
_server = {"url": ""}


def use_server(url: str) -> None:
    """Set the road server of this process (ROUTING_URL); empty: straight lines."""
    _server["url"] = url


class RoadLegs:
    """Asks the server once for each set of points; after the first failure straight lines do for the rest."""

    def __init__(self, url: str, travel: TravelSettings) -> None:
        self._url, self._straight = url, straight_legs(travel)
        self._known: dict[tuple[str, Point, Point], float] = {}
        self.outcome = ROADS

    def __call__(self, mode: str, points: Sequence[Point]) -> Sequence[Sequence[float]]:
        pairs = [[(mode, a, b) for b in points] for a in points]
        if self.outcome == ROADS and not all(pair in self._known for row in pairs for pair in row):
            self._ask(mode, points)
        if self.outcome == FALLBACK:
            return self._straight(mode, points)
        return [[self._known[pair] for pair in row] for row in pairs]

    def _ask(self, mode: str, points: Sequence[Point]) -> None:
        try:
            table = road_minutes(self._url, mode, points)
        except NoRoads:
            self.outcome = FALLBACK
            return
        for a, row in zip(points, table, strict=True):
            self._known.update({(mode, a, b): minutes for b, minutes in zip(points, row, strict=True)})


def legs_for(travel: TravelSettings) -> tuple[RoadLegs | None, str]:
    """(legs by road, "roads"), or (None, "") where no server is set."""
    url = _server["url"]
    return (RoadLegs(url, travel), ROADS) if url else (None, STRAIGHT)
