"""Distances, boxes around a point, grid cells, folded names: pure."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.places.rules import Box, box_around, distance_m, grid_cell, search_key

lats, lons = st.floats(-90, 90), st.floats(-180, 180)
STATION = (60.1709, 24.9437)


def test_one_degree_of_a_meridian_is_111_km():
    assert distance_m(60, 25, 61, 25) == pytest.approx(111_195, abs=1)
    assert distance_m(0, 179.5, 0, -179.5) == pytest.approx(111_195, abs=1)


def _holds(box: Box, lat: float, lon: float) -> bool:
    return box.south <= lat <= box.north and any(west <= lon <= east for west, east in box.spans())


@given(lat=lats, lon=lons, other_lat=lats, other_lon=lons, radius=st.floats(1, 20_100_000))
def test_the_box_holds_every_point_of_its_circle(lat, lon, other_lat, other_lon, radius):
    assume(distance_m(lat, lon, other_lat, other_lon) <= radius * 0.999999)
    assert _holds(box_around(lat, lon, radius), other_lat, other_lon)


def test_the_box_around_a_point_is_no_larger_than_it_has_to_be():
    box = box_around(60.17, 24.94, 1000)
    assert distance_m(60.17, 24.94, box.north, 24.94) == pytest.approx(1000, abs=1)
    assert distance_m(60.17, 24.94, 60.17, box.east) == pytest.approx(1000, abs=5)


@pytest.mark.parametrize(
    ("north_m", "east_m", "cell"),
    [(300, 10, 1), (-300, 10, 2), (-300, -10, 3), (300, -10, 4),
     (2000, 10, 5), (10, 2000, 6), (-2000, 10, 7), (-1500, -1500, 8), (1000, -2000, 9)],
)  # fmt: skip
def test_nine_cells_four_quarters_inside_and_five_sectors_outside(north_m, east_m, cell):
    lat = STATION[0] + north_m / 111_195
    lon = STATION[1] + east_m / (111_195 * 0.4975)
    assert grid_cell(*STATION, lat, lon) == cell


def test_a_name_is_found_without_its_accents_and_in_any_case():
    assert "toolo" in search_key("TÖÖLÖ", "Hotelli")
    assert search_key("中心酒店", "") == "中心酒店"
