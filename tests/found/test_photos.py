"""Photos of a found report, sent through the form."""

import re
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from app.extensions import db
from app.found.models import FoundReport
from app.people import photos
from app.people.models import Photo
from tests.factories import make_officer
from tests.found.answers import answers, upload
from tests.people import pictures

THIRTY_MB = pictures.jpeg() + b"\0" * (30 * 1024 * 1024)


@pytest.fixture
def visitor(sign_in):
    return sign_in(make_officer())


def _all(kind: type) -> list:
    return list(db.session.scalars(select(kind)))


def _draft(page: str) -> str:
    found = re.search(r'name="photo_draft" type="hidden" value="([^"]*)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("data", "name"), [(pictures.jpeg(), "IMG_1.jpg"), (pictures.heic(), "IMG_2.HEIC"), (pictures.jpeg(), "x.svg")]
)
def test_a_photo_from_a_phone_is_stored_with_the_case(app, visitor, data, name):
    reply = visitor.post("/found/new", data=answers("no_photo_reason", photo=upload(data, name)))
    assert reply.status_code == 302
    (report,), (photo,) = _all(FoundReport), _all(Photo)
    assert report.photo is photo and photo.attached_at is not None and report.no_photo_reason == ""
    assert (Path(app.config["UPLOAD_DIR"]) / photo.file_name).read_bytes()[:3] == b"\xff\xd8\xff"


def test_where_and_with_what_a_photo_was_taken_is_not_stored(app, visitor):
    visitor.post("/found/new", data=answers(photo=upload(pictures.jpeg_with_position())))
    (photo,) = _all(Photo)
    assert not Image.open(Path(app.config["UPLOAD_DIR"]) / photo.file_name).getexif()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(THIRTY_MB, "at most 12 MB", id="30 MB"),
        pytest.param(pictures.png_header(30_000, 30_000), "50 megapixels", id="bomb"),
        pytest.param(pictures.jpeg()[:300], "not a photo we can read", id="corrupt"),
        pytest.param(pictures.SVG, "not a photo we can read", id="svg"),
    ],
)
def test_a_photo_that_cannot_be_taken_is_explained_and_nothing_typed_is_lost(visitor, data, sentence):
    reply = visitor.post("/found/new", data=answers(photo=upload(data)))
    assert reply.status_code == 422 and sentence in reply.text
    assert 'value="cap with a whale"' in reply.text
    assert _all(FoundReport) == [] and _all(Photo) == []


def test_a_report_without_a_photo_says_why(visitor):
    reply = visitor.post("/found/new", data=answers("no_photo_reason"))
    assert reply.status_code == 422 and "say why there is none" in reply.text


def test_the_photo_of_a_form_that_is_refused_is_kept_for_the_next_press(visitor):
    refused = visitor.post("/found/new", data=answers("sex", "no_photo_reason", photo=upload(pictures.jpeg())))
    assert refused.status_code == 422
    (photo,) = _all(Photo)
    assert f"/photos/{photo.id}/thumb" in refused.text and photo.attached_at is None
    sent = answers("no_photo_reason", photo_draft=_draft(refused.text))
    assert visitor.post("/found/new", data=sent).status_code == 302
    (report,) = _all(FoundReport)
    assert report.photo is photo and photo.attached_at is not None


def test_a_better_photo_replaces_the_kept_one(visitor):
    refused = visitor.post("/found/new", data=answers("sex", photo=upload(pictures.jpeg())))
    better = upload(pictures.jpeg(800, 600))
    visitor.post("/found/new", data=answers(photo_draft=_draft(refused.text), photo=better))
    (report,) = _all(FoundReport)
    assert (report.photo.width, report.photo.height) == (800, 600)


@pytest.mark.parametrize("forged", ["", "x", "IjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMCI.aaaaaa.bbbbbb"])
def test_a_forged_draft_is_no_photo(visitor, forged):
    reply = visitor.post("/found/new", data=answers("no_photo_reason", photo_draft=forged))
    assert reply.status_code == 422 and "say why there is none" in reply.text


def test_a_form_of_more_than_40_mb_is_refused_with_a_sentence(visitor):
    reply = visitor.post("/found/new", data=answers(photo=upload(b"\0" * (41 * 1024 * 1024))))
    assert reply.status_code == 413 and "under 12 MB" in reply.text


def test_a_stranger_may_not_send_large_forms_at_all(client):
    reply = client.post("/found/new", data=answers(photo=upload(b"\0" * (13 * 1024 * 1024))))
    assert reply.status_code in {302, 413}
    assert _all(Photo) == []


def test_the_sweep_leaves_the_photos_of_cases(app, visitor, at):
    visitor.post("/found/new", data=answers(photo=upload(pictures.jpeg())))
    (photo,) = _all(Photo)
    photos.sweep(Path(app.config["UPLOAD_DIR"]), at)
    assert _all(Photo) == [photo]
