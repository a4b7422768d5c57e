"""Where patrols start from and what a task says."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.patrol.rules import ADDRESS_LENGTH, NAME_LENGTH, cell_centre, is_fresh, shortened, stops_text
from app.places.rules import grid_cell


def test_a_position_older_than_half_an_hour_is_never_used_as_fresh(at: datetime) -> None:
    assert is_fresh(at - timedelta(minutes=29), at)
    assert not is_fresh(at - timedelta(minutes=31), at)
    assert not is_fresh(None, at)


@given(st.integers(1, 9), st.floats(-60, 65), st.floats(-170, 170))
def test_the_middle_of_a_cell_lies_in_that_cell(cell: int, lat: float, lon: float) -> None:
    assert grid_cell(lat, lon, *cell_centre(lat, lon, cell)) == cell


def test_stops_are_numbered_lines_with_name_and_address() -> None:
    assert stops_text([("Hotel X", "Street 5"), ("Hotel Y", "")]) == "1 Hotel X, Street 5\n2 Hotel Y"


@given(st.text(min_size=1, max_size=200))
def test_a_long_name_is_shortened_not_dropped(name: str) -> None:
    kept = shortened(name, NAME_LENGTH)
    assert len(kept) <= NAME_LENGTH
    assert name.startswith(kept)


def test_three_long_stops_stay_short() -> None:
    text = stops_text([("A very long hotel name " * 5, "A very long street name " * 5)] * 3)
    assert len(text) <= 3 * (NAME_LENGTH + ADDRESS_LENGTH + 5)
