"""What the map asks for: Leaflet's files, layers, places of a name and places in view."""

import gzip
import json

import pytest

from app.audit.actions import SYSTEM
from app.demo.actions import STREETS
from app.places.actions import save_layers
from app.places.imports import import_places
from app.places.layers import LAYERS, Layers
from app.places.rules import PlaceKind, search_key
from app.places.views import IN_VIEW_AT_MOST
from tests.factories import LAT, LON, make_officer, make_place

BOX = f"south={LAT - 0.01}&west={LON - 0.01}&north={LAT + 0.01}&east={LON + 0.01}"


def _road(lon: float) -> Layers:
    layers = Layers()
    layers.add_line({"highway": "primary"}, [(lon, 60.17), (lon, 60.18)])
    return layers


def test_leaflet_comes_from_its_wheel_and_keeps_for_a_year(client):
    reply = client.get("/map/leaflet/leaflet.js?v=1")
    assert reply.status_code == 200 and b"Leaflet" in reply.data
    assert "max-age=31536000" in reply.headers["Cache-Control"] and "immutable" in reply.headers["Cache-Control"]
    assert client.get("/map/leaflet/../views.py").status_code == 404


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_nobody_imported_is_empty_and_one_of_the_sample_is_not(client, at, name):
    assert client.get(f"/map/layers/{name}.geojson").json["features"] == []
    import_places(STREETS, by=SYSTEM, at=at, kinds=())
    assert len(client.get(f"/map/layers/{name}.geojson").json["features"]) > 10


def test_a_layer_is_sent_packed_to_browsers_and_once_only(client):
    save_layers(_road(24.94), "one.osm")
    packed = client.get("/map/layers/roads.geojson", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data))["features"]
    again = client.get("/map/layers/roads.geojson", headers={"If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""


def test_a_second_file_joins_the_layer_and_the_browser_notices(client):
    for number in range(10):
        save_layers(_road(24.94 + number / 100), f"{number}.osm")
    before = client.get("/map/layers/roads.geojson")
    assert len(before.json["features"]) == 10
    save_layers(_road(25.5), "9.osm")
    after = client.get("/map/layers/roads.geojson", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200


def test_there_is_no_layer_of_another_name(client):
    assert client.get("/map/layers/secrets.geojson").status_code == 404


def test_a_place_is_found_by_name_in_the_language_of_the_reader(sign_in):
    names = {"name": "Hotelli Esimerkki", "name_zh": "示例酒店", "name_en": "Sample Hotel"}
    make_place(**names, search_text=search_key(*names.values()))
    (found,) = sign_in(make_officer()).get("/places/find?q=示例").json["places"]
    assert (found["name"], found["kind_word"], found["kind"]) == ("Sample Hotel", "hotel", "hotel")
    assert (found["lat"], found["lon"]) == (LAT + 0.001, LON)


def test_places_in_view_are_of_the_kinds_asked_for(sign_in):
    hotel, shop = make_place(), make_place(kind=PlaceKind.SHOP)
    make_place(lat=LAT + 1)
    officer = sign_in(make_officer())
    ids = {place["id"] for place in officer.get(f"/places/within?{BOX}").json["places"]}
    assert ids == {str(hotel.id), str(shop.id)}
    ids = {place["id"] for place in officer.get(f"/places/within?{BOX}&kind=shop").json["places"]}
    assert ids == {str(shop.id)}


def test_a_crowded_view_says_that_it_does_not_show_all(sign_in):
    officer = sign_in(make_officer())
    for _ in range(IN_VIEW_AT_MOST):
        make_place()
    assert officer.get(f"/places/within?{BOX}").json["truncated"] is False
    make_place()
    reply = officer.get(f"/places/within?{BOX}").json
    assert reply["truncated"] is True and len(reply["places"]) == IN_VIEW_AT_MOST


def test_without_scripts_the_page_says_that_the_list_holds_everything(sign_in):
    page = sign_in(make_officer()).get("/").text
    assert "The map needs JavaScript. Everything on it also stands on this page." in page


@pytest.mark.parametrize(
    "asked", ["", "south=x&west=1&north=2&east=3", "south=9&west=1&north=2&east=3", f"{BOX}&kind=castle"]
)
def test_a_view_that_is_none_gets_a_sentence(sign_in, asked):
    reply = sign_in(make_officer()).get(f"/places/within?{asked}")
    assert reply.status_code == 400 and reply.json["error"].endswith(".")


def test_a_name_that_no_database_can_be_asked_for_finds_nothing(sign_in):
    reply = sign_in(make_officer()).get("/places/find?q=no%00such")
    assert reply.status_code == 200 and reply.json == {"places": []}
