"""What OpenStreetMap tags mean to us: kinds of places, their names, and what the map draws. Pure."""

from collections.abc import Mapping

from app.places.rows import LENGTHS, clean
from app.places.rules import PlaceKind

Tags = Mapping[str, str]

_K = PlaceKind
# First match wins: a mall is also a shop, a police post in a station is police.
_KINDS: tuple[tuple[str, Mapping[str, PlaceKind]], ...] = (
    (
        "tourism",
        {
            "hotel": _K.HOTEL,
            "motel": _K.HOTEL,
            "hostel": _K.HOSTEL,
            "guest_house": _K.GUEST_HOUSE,
            "apartment": _K.GUEST_HOUSE,
        },
    ),
    (
        "amenity",
        {
            "police": _K.POLICE,
            "hospital": _K.HOSPITAL,
            "clinic": _K.HOSPITAL,
            "kindergarten": _K.KINDERGARTEN,
            "school": _K.SCHOOL,
            "bus_station": _K.BUS_STATION,
            "restaurant": _K.RESTAURANT,
            "fast_food": _K.RESTAURANT,
            "food_court": _K.RESTAURANT,
            "cafe": _K.RESTAURANT,
        },
    ),
    ("railway", {"subway_entrance": _K.UNDERGROUND}),
    ("leisure", {"playground": _K.PLAYGROUND, "park": _K.PARK}),
    (
        "tourism",
        {
            "attraction": _K.ATTRACTION,
            "museum": _K.ATTRACTION,
            "zoo": _K.ATTRACTION,
            "aquarium": _K.ATTRACTION,
            "theme_park": _K.ATTRACTION,
            "viewpoint": _K.ATTRACTION,
        },
    ),
    ("man_made", {"surveillance": _K.CAMERA}),
)
_NO_SHOP = frozenset({"no", "vacant", "disused"})
# Sound sensors and guards are tagged as surveillance too; they have no picture to ask for.
_NO_CAMERA = frozenset({"guard", "ALPR", "gunshot_detector"})
_STATIONS = frozenset({"station", "halt"})


def kind_of(tags: Tags) -> PlaceKind | None:
    """The kind of place these tags describe, or None if it is none of ours."""
    if tags.get("railway") in _STATIONS:
        return _station(tags)
    for key, kinds in _KINDS:
        if (kind := kinds.get(tags.get(key, ""))) is not None:
            return None if kind is _K.CAMERA and tags.get("surveillance:type") in _NO_CAMERA else kind
    return _shop(tags)


def _station(tags: Tags) -> PlaceKind:
    underground = tags.get("station") == "subway" or tags.get("subway") == "yes"
    return _K.UNDERGROUND if underground and tags.get("train") != "yes" else _K.RAILWAY_STATION


def _shop(tags: Tags) -> PlaceKind | None:
    shop = tags.get("shop", "")
    if shop == "mall":
        return _K.MALL
    return _K.SHOP if shop and shop not in _NO_SHOP else None


def texts_of(tags: Tags) -> dict[str, str]:
    """The columns name, name_zh, name_en, address and phone, cut to their lengths."""
    found = {
        "name": tags.get("name") or tags.get("brand") or tags.get("operator") or tags.get("ref"),
        "name_zh": tags.get("name:zh-Hans") or tags.get("name:zh") or tags.get("name:zh-Hant"),
        "name_en": tags.get("name:en") or tags.get("int_name"),
        "address": _address(tags),
        "phone": _phone(tags),
    }
    return {column: clean(text)[: LENGTHS[column]] for column, text in found.items()}


def _address(tags: Tags) -> str:
    if full := tags.get("addr:full"):
        return full
    street = " ".join(filter(None, (tags.get("addr:street"), tags.get("addr:housenumber"))))
    return ", ".join(filter(None, (street, tags.get("addr:city"))))


def _phone(tags: Tags) -> str:
    """The first number, where several stand in one tag."""
    for key in ("phone", "contact:phone", "contact:mobile"):
        if first := tags.get(key, "").split(";")[0].strip():
            return first
    return ""


ROAD_CLASSES: Mapping[str, int] = {
    **dict.fromkeys(("motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link"), 1),
    **dict.fromkeys(("secondary", "tertiary", "secondary_link", "tertiary_link"), 2),
    **dict.fromkeys(("residential", "unclassified", "living_street", "pedestrian", "road"), 3),
    **dict.fromkeys(("service", "track"), 4),
    **dict.fromkeys(("footway", "path", "cycleway", "steps", "bridleway", "corridor"), 5),
}
RAIL_CLASS = 6
_RAILS = frozenset({"rail", "light_rail"})
_WATERS = {
    "natural": frozenset({"water", "bay"}),
    "waterway": frozenset({"riverbank", "dock"}),
    "landuse": frozenset({"basin", "reservoir"}),
}
_PARKS = {
    "leisure": frozenset({"park", "garden", "playground", "pitch", "golf_course", "nature_reserve"}),
    "landuse": frozenset({"grass", "forest", "meadow", "recreation_ground", "village_green", "cemetery"}),
    "natural": frozenset({"wood", "scrub", "grassland", "heath"}),
}
_WATERWAYS = frozenset({"river", "canal", "stream"})


def road_class(tags: Tags) -> int | None:
    """1 (main road) to 5 (path), 6 for a railway in the open, None for what is not drawn."""
    if tags.get("railway") in _RAILS:
        return None if tags.get("tunnel") in ("yes", "building_passage") else RAIL_CLASS
    if tags.get("area") == "yes" or tags.get("indoor") == "yes" or tags.get("footway") == "crossing":
        return None
    return ROAD_CLASSES.get(tags.get("highway", ""))


def is_water_line(tags: Tags) -> bool:
    """A river's or canal's line, or the coast."""
    return tags.get("waterway") in _WATERWAYS or tags.get("natural") == "coastline"


def area_layer(tags: Tags) -> str | None:
    """The layer that draws an area of these tags: "water", "parks", "buildings" or None."""
    if any(tags.get(key) in values for key, values in _WATERS.items()):
        return "water"
    if tags.get("building", "no") not in ("no", "roof") and tags.get("location") != "underground":
        return "buildings"
    return "parks" if any(tags.get(key) in values for key, values in _PARKS.items()) else None
