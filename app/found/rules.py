"""When two found reports may be one person: pure."""

from datetime import timedelta

from app.people.rules import Description, Sighting, ages_overlap, sexes_agree
from app.places.rules import distance_m

NEAR_M = 500.0
"""Metres between two found points."""
ABOUT_THE_SAME_TIME = timedelta(minutes=60)


def may_be_same(a: Description, b: Description, *, same_cell: bool) -> bool:
    """Whether both reports may be about one person, so that the officer looks before saving.

    Same grid cell or within 500 m, within an hour, sexes and ages that do not exclude each other.
    What is not known excludes nothing.
    """
    return (
        _about_then(a.sighting, b.sighting)
        and (same_cell or near(a.sighting, b.sighting))
        and sexes_agree(a.sex, b.sex)
        and ages_overlap((a.age_low, a.age_high), (b.age_low, b.age_high))
    )


def near(a: Sighting, b: Sighting) -> bool:
    """Within 500 m of each other; a place that is not known is near every other."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return True
    return distance_m(a.lat, a.lon, b.lat, b.lon) <= NEAR_M


def _about_then(a: Sighting, b: Sighting) -> bool:
    return a.at is None or b.at is None or abs(a.at - b.at) <= ABOUT_THE_SAME_TIME
