"""The layers of the map: what is drawn where, within a budget."""

import gzip
import json

import pytest

from app.places.layers import Layers, merged, packed
from app.places.rules import PlaceKind
from app.places.tags import area_layer, kind_of, road_class

LINE = [(24.94, 60.17), (24.95, 60.18)]
SQUARE = [(24.94, 60.17), (24.95, 60.17), (24.95, 60.18), (24.94, 60.18)]


def _features(layers: Layers, name: str):
    return json.loads(layers.by_name[name].geojson())["features"]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"tourism": "hotel", "shop": "gift"}, PlaceKind.HOTEL),
        ({"shop": "mall"}, PlaceKind.MALL),
        ({"shop": "vacant"}, None),
        ({"railway": "station", "station": "subway"}, PlaceKind.UNDERGROUND),
        ({"railway": "station", "subway": "yes", "train": "yes"}, PlaceKind.RAILWAY_STATION),
        ({"railway": "subway_entrance"}, PlaceKind.UNDERGROUND),
        ({"man_made": "surveillance", "surveillance:type": "ALPR"}, None),
        ({"highway": "primary"}, None),
    ],
)
def test_tags_say_what_kind_of_place_it_is(tags, kind):
    assert kind_of(tags) is kind


def test_what_cannot_be_seen_is_not_drawn():
    assert road_class({"railway": "rail", "tunnel": "yes"}) is None
    assert road_class({"highway": "footway", "indoor": "yes"}) is None
    assert area_layer({"building": "yes", "location": "underground"}) is None


def test_a_street_keeps_its_name_and_class_and_a_path_only_its_class():
    layers = Layers()
    layers.add_line({"highway": "residential", "name": "Sample Street"}, LINE)
    layers.add_line({"highway": "footway", "name": "Sample Path"}, LINE)
    assert [f["properties"] for f in _features(layers, "roads")] == [{"c": 3, "n": "Sample Street"}, {"c": 5}]


def test_an_area_is_closed_and_a_hole_stays_a_hole():
    layers = Layers()
    hole = [(24.944, 60.174), (24.946, 60.174), (24.946, 60.176)]
    layers.add_area("parks", [SQUARE, hole])
    (shape,) = (feature["geometry"] for feature in _features(layers, "parks"))
    assert shape["type"] == "Polygon" and len(shape["coordinates"]) == 2
    assert all(ring[0] == ring[-1] for ring in shape["coordinates"])


def test_over_its_budget_a_layer_sheds_its_least_important_rank_whole():
    layers = Layers(budget=900)
    layers.add_line({"highway": "primary", "name": "Main"}, LINE)
    for _ in range(10):
        layers.add_line({"highway": "footway"}, LINE)
    assert [feature["properties"]["c"] for feature in _features(layers, "roads")] == [1]
    assert layers.by_name["roads"].left_out == 10


def test_the_same_layer_gives_the_same_bytes_and_two_files_join_into_one():
    layers = Layers()
    layers.add_line({"highway": "primary"}, LINE)
    text = layers.by_name["roads"].geojson()
    assert packed(text) == packed(text)
    packs = [packed(each)[0] for each in (text, Layers().by_name["roads"].geojson(), text)]
    both = json.loads(gzip.decompress(merged(packs)))
    assert len(both["features"]) == 2
