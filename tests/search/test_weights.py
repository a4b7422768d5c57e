"""Every weight stands with its default and source; an administrator changes it, and the next plan follows."""

import pytest

from app.audit.queries import about
from app.core.access import Role
from app.places.rules import PlaceKind
from app.search import actions
from app.search.forms.weights import label_of, title_of
from app.search.in_force import in_force, own_weights
from app.search.settings import DEFAULTS
from app.search.weights import CATALOGUE, changed, flat
from tests.factories import LAT, LON, make_officer, make_place


@pytest.fixture
def chief(sign_in):
    return sign_in(make_officer(role=Role.ADMINISTRATOR))


def test_every_weight_has_a_default_a_label_a_heading_and_a_source(app):
    assert flat(DEFAULTS).keys() == CATALOGUE.keys()
    assert changed(DEFAULTS, flat(DEFAULTS)) == DEFAULTS
    with app.test_request_context():
        assert all(label_of(weight) and title_of(weight.group) and weight.source for weight in CATALOGUE.values())


def test_a_changed_weight_counts_from_the_next_plan_on(chief, report, officer, at):
    make_place(lat=LAT + 0.002, lon=LON)
    make_place(kind=PlaceKind.MALL, lat=LAT + 0.002, lon=LON)
    assert actions.make_plan(report, by=officer, at=at).places[0].place.kind is PlaceKind.HOTEL
    assert chief.post("/search-weights", data={"prior.kinds.mall": "9"}).status_code == 303
    assert actions.make_plan(report, by=officer, at=at).places[0].place.kind is PlaceKind.MALL
    assert "changed search weight" in [entry.deed for entry in about("search_weight", "prior.kinds.mall")]


def test_the_page_shows_default_and_source_and_an_empty_field_goes_back_to_it(chief):
    chief.post("/search-weights", data={"clocks.alarm_after": "12"})
    assert in_force().clocks.alarm_after.total_seconds() == 720
    page = chief.get("/search-weights").text
    assert "default 10" in page and "ISRID, Koester 2008" in page
    assert chief.post("/search-weights", data={"clocks.alarm_after": ""}).status_code == 303
    assert own_weights() == {}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("prior.rest_mass", "1.5"),
        ("prior.kinds.hotel", "many"),
        ("stops_per_task", "4"),
        ("travel.dwell_min", "nan"),
        ("prior.quartiles_km.child_4_6.25", "2"),
    ],
)
def test_a_weight_that_cannot_be_is_refused_and_kept_as_typed(chief, name, typed):
    reply = chief.post("/search-weights", data={name: typed})
    assert reply.status_code == 422 and f'value="{typed}"' in reply.text
    assert own_weights() == {}


def test_only_an_administrator_changes_weights(sign_in, officer):
    assert sign_in(officer).get("/search-weights").status_code == 403
