"""Photos are for those who may see cases, and are left in no cache."""

import uuid
from pathlib import Path

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.access import Role
from app.extensions import db
from app.people import photos
from tests.factories import make_officer
from tests.people import pictures


@pytest.fixture
def photo(app):
    stored = photos.save(pictures.jpeg(), Path(app.config["UPLOAD_DIR"]))
    db.session.commit()
    return stored


@pytest.mark.parametrize("size", ["full", "thumb"])
def test_an_officer_sees_a_photo_and_no_cache_keeps_it(sign_in, photo, size):
    reply = sign_in(make_officer()).get(f"/photos/{photo.id}/{size}")
    assert reply.status_code == 200 and reply.mimetype == "image/jpeg"
    assert reply.data[:3] == b"\xff\xd8\xff"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert photo.file_name[:20] not in str(reply.headers)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_may_not_see_cases_sees_no_photo(sign_in, photo, role):
    assert sign_in(make_officer(role=role)).get(f"/photos/{photo.id}/thumb").status_code == 403


def test_a_stranger_is_asked_to_sign_in(client, photo):
    reply = client.get(f"/photos/{photo.id}/full")
    assert reply.status_code == 302 and "/sign-in" in reply.location


def test_each_look_at_a_full_photo_is_on_the_audit_trail(sign_in, photo):
    officer = make_officer()
    sign_in(officer).get(f"/photos/{photo.id}/full")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "viewed photo")).one()
    assert str(photo.id) in str(vars(entry).values())


@pytest.mark.parametrize("address", ["/photos/{}/full", "/photos/{}/thumb"])
def test_a_photo_that_is_not_there_is_a_page_that_says_so(sign_in, address):
    assert sign_in(make_officer()).get(address.format(uuid.uuid4())).status_code == 404


def test_a_photo_whose_file_is_gone_is_not_a_crash(app, sign_in, photo):
    (Path(app.config["UPLOAD_DIR"]) / photo.file_name).unlink()
    assert sign_in(make_officer()).get(f"/photos/{photo.id}/full").status_code == 404


def test_no_address_leads_out_of_the_photo_folder(sign_in):
    visitor = sign_in(make_officer())
    for address in ("/photos/../config.py/full", "/photos/..%2f..%2fconfig.py/full", "/photos/x/full"):
        assert visitor.get(address).status_code == 404
