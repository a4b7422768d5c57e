"""The nearest places are exactly the nearest; names are found in any language; a box may cross 180°."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.extensions import db
from app.places.models import Place
from app.places.queries import named, nearest, within
from app.places.rules import Box, PlaceKind, distance_m, search_key
from tests.factories import LAT, LON, make_place

KINDS = (PlaceKind.HOTEL, PlaceKind.SHOP, PlaceKind.CAMERA)
near = st.tuples(st.sampled_from(KINDS), st.floats(60.0, 60.3), st.floats(24.7, 25.2))
anywhere = st.tuples(st.sampled_from(KINDS), st.floats(-90, 90), st.floats(-180, 180))


def _by_hand(points, lat, lon, kinds, limit, within_m):
    found = [(distance_m(lat, lon, p[1], p[2]), f"test:{n:03}") for n, p in enumerate(points) if p[0] in kinds]
    return sorted((metres, source) for metres, source in found if within_m is None or metres <= within_m)[:limit]


@pytest.mark.parametrize("spread", [near, anywhere], ids=["one town", "the whole earth"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_nearest_places_are_exactly_the_nearest(app, spread, data):
    points = data.draw(st.lists(spread, max_size=30))
    kinds = data.draw(st.sets(st.sampled_from(KINDS), min_size=1))
    limit = data.draw(st.integers(1, 12))
    within_m = data.draw(st.sampled_from([None, 500.0, 5_000.0]))
    lat, lon = data.draw(spread)[1:]
    db.session.rollback()
    db.session.add_all(
        Place(source=f"test:{n:03}", kind=kind, lat=at, lon=on) for n, (kind, at, on) in enumerate(points)
    )
    found = nearest(lat, lon, kinds, limit, within_m)
    assert [(metres, place.source) for place, metres in found] == _by_hand(points, lat, lon, kinds, limit, within_m)
    db.session.rollback()


def test_across_the_180th_meridian_neighbours_stay_neighbours(app):
    place = make_place(lat=0.0, lon=-179.999)
    far = make_place(lat=0.0, lon=179.9)
    assert [p for p, _ in nearest(0.0, 179.999, [PlaceKind.HOTEL], 2)] == [place, far]
    assert within(Box(-1, 179.95, 1, -179.95), [PlaceKind.HOTEL], 10) == [place]


def test_without_a_kind_or_a_number_nothing_is_near(app):
    make_place()
    assert nearest(LAT, LON, [], 5) == [] == nearest(LAT, LON, [PlaceKind.HOTEL], 0)


def test_a_place_is_found_by_any_of_its_names_or_its_address(app):
    names = {"name": "Hotelli Töölö", "name_zh": "特勒酒店", "name_en": "Toolo Inn", "address": "Sample Street 7"}
    place = make_place(**names, search_text=search_key(*names.values()))
    make_place(name="Elsewhere", search_text=search_key("Elsewhere"))
    for typed in ("töölö", "TOOLO inn", "特勒", "street 7 hotelli"):
        assert named(typed, 10) == [place], typed
    assert named("  ", 10) == [] == named("%", 10)


def test_names_that_begin_with_what_was_typed_come_first(app):
    inside = make_place(name="Grand Park", search_text="grand park")
    first = make_place(name="Park Hotel Sample", search_text="park hotel sample")
    assert named("park", 10) == [first, inside]


def test_a_place_is_called_as_its_reader_can_read_it():
    place = Place(name="Hotelli Esimerkki", name_zh="示例酒店", name_en="")
    assert place.name_in("zh_Hans") == "示例酒店"
    assert place.name_in("en") == "Hotelli Esimerkki"
