"""A request that fails half-way leaves nothing behind, and its page still knows who reads it."""

from app.core.access import Permission, requires
from app.core.errors import Refusal
from app.extensions import db
from app.places.models import Station
from tests.factories import make_officer, make_station


def _breaking_page(app, trouble):
    @requires(Permission.SIGNED_IN)
    def page():
        return trouble()

    app.view_functions["accounts.choose_theme"], kept = page, app.view_functions["accounts.choose_theme"]
    return kept


def _post(app, officer_browser, trouble):
    kept = _breaking_page(app, trouble)
    try:
        return officer_browser.post("/theme")
    finally:
        app.view_functions["accounts.choose_theme"] = kept


def test_a_write_that_the_database_refuses_ends_in_a_page_with_a_reference(app, sign_in):
    make_station(code="TAKEN")

    def trouble():
        make_station(code="TAKEN")

    reply = _post(app, sign_in(make_officer(full_name="示例民警")), trouble)
    assert reply.status_code == 500 and "tell the administrator" in reply.text and "示例民警" in reply.text


def test_a_refused_deed_writes_nothing(app, sign_in):
    def trouble():
        make_station(code="HALF")
        raise Refusal("not_an_area")

    reply = _post(app, sign_in(make_officer()), trouble)
    assert reply.status_code == 409
    assert db.session.query(Station).filter_by(code="HALF").count() == 0
