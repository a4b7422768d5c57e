"""Kinds of places, distances on the earth, grid cells: pure."""

import enum
import math
import unicodedata
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8


class PlaceKind(enum.Enum):
    HOTEL = "hotel"
    HOSTEL = "hostel"
    GUEST_HOUSE = "guest_house"
    SHOP = "shop"
    MALL = "mall"
    RESTAURANT = "restaurant"
    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    HOSPITAL = "hospital"
    POLICE = "police"
    BUS_STATION = "bus_station"
    RAILWAY_STATION = "railway_station"
    UNDERGROUND = "underground"
    PLAYGROUND = "playground"
    PARK = "park"
    ATTRACTION = "attraction"
    CAMERA = "camera"


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres between two WGS-84 points (haversine)."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((p2 - p1) / 2) ** 2
    half += math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def bearing_deg(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Direction from the first point to the second, clockwise from north, 0 to 360; for distances within a town."""
    east = (lon2 - lon1) * math.cos(math.radians((lat1 + lat2) / 2))
    return math.degrees(math.atan2(east, lat2 - lat1)) % 360


INNER_RING_M = 800.0


def grid_cell(station_lat: float, station_lon: float, lat: float, lon: float) -> int:
    """The cell 1-9 of a point: four quarters of an inner ring (800 m), five sectors of the outer one.

    Two rings and nine cells are the grid of the source story; sectors count clockwise from north.
    """
    east = (lon - station_lon) * math.cos(math.radians(station_lat))
    bearing = math.degrees(math.atan2(east, lat - station_lat)) % 360
    if distance_m(station_lat, station_lon, lat, lon) <= INNER_RING_M:
        return 1 + int(bearing // 90) % 4
    return 5 + int(bearing // 72) % 5


def search_key(*texts: str) -> str:
    """The texts folded for searching: no case, no accents ("Töölö" is found as "toolo")."""
    parts = unicodedata.normalize("NFKD", " ".join(filter(None, texts)))
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()[:700]


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees; west may be greater than east: then the box crosses the 180° meridian."""

    south: float
    west: float
    north: float
    east: float

    def spans(self) -> list[tuple[float, float]]:
        """The box as ranges of longitude that do not cross 180°."""
        if self.west <= self.east:
            return [(self.west, self.east)]
        return [(self.west, 180.0), (-180.0, self.east)]


_SLACK = 1e-9


def box_around(lat: float, lon: float, radius_m: float) -> Box:
    """The smallest box that holds the circle of `radius_m` metres; the whole turn near a pole."""
    angle = radius_m / EARTH_RADIUS_M
    north = min(90.0, lat + math.degrees(angle) + _SLACK)
    south = max(-90.0, lat - math.degrees(angle) - _SLACK)
    reach = math.sin(min(angle, math.pi / 2))
    if north >= 90 or south <= -90 or reach >= math.cos(math.radians(lat)):
        return Box(south, -180.0, north, 180.0)
    width = math.degrees(math.asin(reach / math.cos(math.radians(lat)))) + _SLACK
    if width >= 180:
        return Box(south, -180.0, north, 180.0)
    return Box(south, _wrapped(lon - width), north, _wrapped(lon + width))


def _wrapped(lon: float) -> float:
    return (lon + 180) % 360 - 180
