"""Words for kinds of places, and what may be asked for in an address line."""

import math
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.core.errors import Refusal
from app.core.words import register_sentences, register_words
from app.places.rules import Box, PlaceKind

register_words(
    {
        PlaceKind.HOTEL: _l("hotel"),
        PlaceKind.HOSTEL: _l("hostel"),
        PlaceKind.GUEST_HOUSE: _l("guest house"),
        PlaceKind.SHOP: _l("shop"),
        PlaceKind.MALL: _l("shopping mall"),
        PlaceKind.RESTAURANT: _l("restaurant"),
        PlaceKind.SCHOOL: _l("school"),
        PlaceKind.KINDERGARTEN: _l("kindergarten"),
        PlaceKind.HOSPITAL: _l("hospital"),
        PlaceKind.POLICE: _l("police"),
        PlaceKind.BUS_STATION: _l("bus station"),
        PlaceKind.RAILWAY_STATION: _l("railway station"),
        PlaceKind.UNDERGROUND: _l("underground station"),
        PlaceKind.PLAYGROUND: _l("playground"),
        PlaceKind.PARK: _l("park"),
        PlaceKind.ATTRACTION: _l("sight"),
        PlaceKind.CAMERA: _l("camera"),
    }
)
register_sentences(
    {
        "not_an_area": _l("Give the area as south, west, north and east in degrees."),
        "not_a_kind": _l("There is no kind of place of this name."),
        "rings_in_order": _l("The outer ring has to lie outside the inner one, at most 50 km away."),
        "not_a_grid": _l(
            "These are no usable cells: a GeoJSON FeatureCollection of polygons near the station is needed, "
            "each with a number of its own."
        ),
    }
)


def area_asked(args: MultiDict[str, str]) -> Box:
    """The box of an address line; raises `Refusal("not_an_area")`."""
    sides = [args.get(side, type=float) for side in ("south", "west", "north", "east")]
    south, west, north, east = (math.nan if side is None else side for side in sides)
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise Refusal("not_an_area")
    return Box(south, west, north, east)


def kinds_asked(args: MultiDict[str, Any]) -> tuple[PlaceKind, ...]:
    """The kinds named by `kind`, all if none is; raises `Refusal("not_a_kind")`."""
    try:
        return tuple(PlaceKind(name) for name in args.getlist("kind")) or tuple(PlaceKind)
    except ValueError:
        raise Refusal("not_a_kind") from None


def words_of_the_map() -> dict[str, str]:
    """What static/map.js says, in the reader's language; %minutes% is filled there."""
    return {
        "zoom_in": _("Closer"),
        "zoom_out": _("Farther"),
        "open": _("Open"),
        "ago": _("%(minutes)s min ago", minutes="%minutes%"),
        "no_time": _("last position not known"),
        "found": _("found person"),
        "missing": _("missing person, last seen"),
        "found_point": _("where the person was found"),
        "patrol": _("patrol"),
        "station": _("station"),
        "pick": _("Map: touch the place, or move it with the arrow keys and press Enter"),
        "no_streets": _("The streets cannot be shown now. Everything on the map also stands on this page."),
        "no_points": _("The map cannot be shown now. Everything on it also stands on this page."),
    }
