"""The map's parts, and places by name or in view, as JSON."""

import gzip
import hashlib
from pathlib import Path
from typing import Any

import xstatic.pkg.leaflet
from flask import Blueprint, Response, abort, jsonify, request, send_from_directory, url_for
from flask_babel import get_locale
from flask_login import current_user

from app.core.access import Permission, may, requires
from app.core.errors import Refusal
from app.core.forms import stripped
from app.core.words import sentence, word
from app.places import queries
from app.places.forms import area_asked, kinds_asked, words_of_the_map
from app.places.layers import LAYERS, Layer, merged, packed
from app.places.models import MapLayer, Place

bp = Blueprint("places", __name__)

LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
LEAFLET_VERSION = xstatic.pkg.leaflet.VERSION
A_YEAR_S = 365 * 24 * 3600
FOUND_AT_MOST = 20
IN_VIEW_AT_MOST = 500


@bp.app_template_global()
def map_parts() -> dict[str, Any]:
    """Addresses and words that a map needs. Places in view only for those who may see cases."""
    station = getattr(current_user, "station", None)
    return {
        "leaflet_js": url_for("places.leaflet", name="leaflet.js", v=LEAFLET_VERSION),
        "leaflet_css": url_for("places.leaflet", name="leaflet.css", v=LEAFLET_VERSION),
        "layers": [url_for("places.map_layer", name=name) for name in LAYERS],
        "places": url_for("places.within") if may(current_user, Permission.SEE_CASES) else "",
        "centre": f"{station.lat} {station.lon}" if station else "",
        "words": words_of_the_map(),
    }


@bp.route("/map/leaflet/<path:name>")
@requires(Permission.PUBLIC)
def leaflet(name: str) -> Response:
    """Leaflet's own files, from its wheel. Their address carries their version."""
    response = send_from_directory(LEAFLET, name, max_age=A_YEAR_S)
    response.cache_control.immutable = True
    return response


@bp.route("/map/layers/<name>.geojson")
@requires(Permission.PUBLIC)
def map_layer(name: str) -> Response:
    """One layer of the map, of every imported file together; empty where none is imported.

    Public: these are open data, and a patrol sees its task's map without an account.
    """
    if name not in LAYERS:
        abort(404)
    stored = queries.layers_named(name)
    response = Response(mimetype="application/geo+json")
    response.set_etag(hashlib.sha256("-".join(layer.etag for layer in stored).encode()).hexdigest()[:32])
    response.cache_control.private = True
    response.cache_control.max_age = 3600
    response.vary.add("Accept-Encoding")
    if request.if_none_match.contains(response.get_etag()[0] or ""):
        response.make_conditional(request)
        return response
    return _filled(response, _one(stored))


def _one(stored: list[MapLayer]) -> bytes:
    if not stored:
        return packed(Layer().geojson())[0]
    return stored[0].geojson_gz if len(stored) == 1 else merged(layer.geojson_gz for layer in stored)


def _filled(response: Response, data: bytes) -> Response:
    if request.accept_encodings["gzip"] > 0:
        response.content_encoding = "gzip"
        response.set_data(data)
    else:
        response.set_data(gzip.decompress(data))
    return response


@bp.route("/places/find")
@requires(Permission.SEE_CASES)
def find() -> Response:
    """Places of a name, in any language and case: ?q=."""
    found = queries.named(stripped(request.args.get("q", ""))[:80], FOUND_AT_MOST)
    return jsonify(places=[_json(place) for place in found])


@bp.route("/places/within")
@requires(Permission.SEE_CASES)
def within() -> Response | tuple[Response, int]:
    """Places inside a box: ?south&west&north&east, and any number of ?kind."""
    try:
        box, kinds = area_asked(request.args), kinds_asked(request.args)
    except Refusal as refusal:
        return jsonify(error=sentence(refusal.code, refusal.facts)), 400
    found = queries.within(box, kinds, IN_VIEW_AT_MOST + 1)
    shown = found[:IN_VIEW_AT_MOST]
    return jsonify(places=[_json(place) for place in shown], truncated=len(found) > len(shown))


def _json(place: Place) -> dict[str, Any]:
    return {
        "id": str(place.id),
        "kind": place.kind.value,
        "kind_word": word(place.kind),
        "name": place.name_in(str(get_locale())) or word(place.kind),
        "address": place.address,
        "lat": place.lat,
        "lon": place.lon,
    }
