"""Chinese datums: known pairs, and a round trip that loses less than half a metre."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.places.datum import Datum, from_wgs84, in_china, to_wgs84
from app.places.rules import distance_m

in_the_box = st.tuples(st.floats(3.0, 53.5), st.floats(73.5, 135.0))


@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ],
    ids=["Shanghai", "Shenzhen", "Beijing"],
)
def test_known_points_of_the_published_formula(wgs, gcj):
    assert from_wgs84(*wgs, Datum.GCJ_02) == pytest.approx(gcj, abs=1e-6)
    assert distance_m(*to_wgs84(*gcj, Datum.GCJ_02), *wgs) < 0.1


@pytest.mark.parametrize("datum", [Datum.GCJ_02, Datum.BD_09])
@given(point=in_the_box)
def test_there_and_back_is_the_same_place_within_half_a_metre(datum, point):
    assert distance_m(*point, *to_wgs84(*from_wgs84(*point, datum), datum)) < 0.5


@given(point=in_the_box)
def test_the_shift_is_that_of_the_datums_and_no_other(point):
    assert 10 < distance_m(*point, *from_wgs84(*point, Datum.GCJ_02)) < 1500
    gcj = from_wgs84(*point, Datum.GCJ_02)
    assert 500 < distance_m(*gcj, *from_wgs84(*point, Datum.BD_09)) < 1200


@pytest.mark.parametrize("datum", list(Datum))
def test_outside_china_every_datum_is_the_same_point(datum):
    assert not in_china(60.17, 24.94)
    assert to_wgs84(60.17, 24.94, datum) == (60.17, 24.94) == from_wgs84(60.17, 24.94, datum)
