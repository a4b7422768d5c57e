"""Photos: what is accepted, what is refused, and what is left of the file."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import Refusal
from app.extensions import db
from app.people import photos
from app.people.models import Photo
from app.people.queries import photo_by_id
from tests.people import pictures


@pytest.fixture
def folder(app, tmp_path) -> Path:
    return tmp_path / "photos"


def _stored(folder: Path, photo: Photo) -> Image.Image:
    return Image.open(folder / photo.file_name)


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*"))


@pytest.mark.parametrize(
    "upload",
    [
        pytest.param(pictures.jpeg(), id="jpeg"),
        pytest.param(pictures.heic(), id="heic"),
        pytest.param(pictures.encoded(pictures.drawing(), "PNG"), id="png"),
        pytest.param(pictures.encoded(pictures.drawing(), "WEBP", lossless=True), id="webp"),
        pytest.param(pictures.encoded(pictures.drawing().convert("CMYK")), id="cmyk"),
        pytest.param(pictures.encoded(pictures.drawing().convert("P"), "PNG"), id="palette"),
    ],
)
def test_a_phone_or_screen_picture_becomes_a_jpeg_with_a_thumbnail(folder, upload):
    photo = photos.save(upload, folder)
    picture, thumbnail = _stored(folder, photo), Image.open(folder / photo.thumbnail_name)
    assert (picture.format, picture.size) == ("JPEG", (640, 480)) == ("JPEG", (photo.width, photo.height))
    assert thumbnail.format == "JPEG" and thumbnail.size == (160, 120)
    left, right = picture.getpixel((100, 200)), picture.getpixel((500, 200))
    assert left[0] > 200 > 60 > left[2] and right[2] > 200 > 60 > right[0]


def test_a_large_photo_is_kept_at_1600_pixels(folder):
    photo = photos.save(pictures.jpeg(4000, 3000), folder)
    assert (photo.width, photo.height) == (1600, 1200)


def test_nothing_of_the_original_file_survives_but_its_pixels(folder):
    upload = pictures.jpeg_with_position() + b"<?php system($_GET['c']); ?>"
    assert b"Sample Camera" in upload
    photo = photos.save(upload, folder)
    for name in (photo.file_name, photo.thumbnail_name):
        stored = (folder / name).read_bytes()
        picture = Image.open(io.BytesIO(stored))
        assert not picture.getexif() and "exif" not in picture.info
        assert b"Sample Camera" not in stored and b"php" not in stored and b"Exif" not in stored


def test_a_photo_taken_sideways_stands_upright(folder):
    picture = _stored(folder, photos.save(pictures.jpeg_with_position(turned=6), folder))
    assert picture.size == (480, 640)
    top, bottom = picture.getpixel((240, 100)), picture.getpixel((240, 540))
    assert top[0] > 200 and bottom[2] > 200


def test_a_transparent_picture_lies_on_white(folder):
    upload = pictures.encoded(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG")
    picture = _stored(folder, photos.save(upload, folder))
    assert min(picture.getpixel((25, 25))) > 250


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        pytest.param(pictures.SVG, "photo_unreadable", id="svg"),
        pytest.param(b"", "photo_unreadable", id="empty"),
        pytest.param(b"GIF89a" + b"\0" * 100, "photo_unreadable", id="gif"),
        pytest.param(pictures.jpeg()[:200], "photo_unreadable", id="cut off"),
        pytest.param(b"\xff\xd8\xff" + os.urandom(5000), "photo_unreadable", id="noise"),
        pytest.param(pictures.heic()[:300], "photo_unreadable", id="heic cut off"),
        pytest.param(b"MZ" + b"\0" * 100, "photo_unreadable", id="program"),
        pytest.param(pictures.png_header(30_000, 30_000), "photo_too_large", id="bomb"),
        pytest.param(pictures.png_header(8_000, 8_000), "photo_too_large", id="64 megapixels"),
        pytest.param(pictures.jpeg() + b"\0" * photos.LONGEST_UPLOAD, "photo_too_large", id="over 12 MB"),
    ],
)
def test_what_is_not_a_photo_of_sane_size_is_refused_and_leaves_no_file(folder, upload, code):
    with pytest.raises(Refusal) as refusal:
        photos.save(upload, folder)
    assert refusal.value.code == code
    assert _files(folder) == []


def test_a_full_or_broken_disk_is_said_and_leaves_no_file(app, tmp_path):
    in_the_way = tmp_path / "photos"
    in_the_way.write_text("a file where the folder should be")
    with pytest.raises(Refusal) as refusal:
        photos.save(pictures.jpeg(), in_the_way)
    assert refusal.value.code == "photo_not_stored"


def test_a_disk_that_fails_halfway_leaves_no_file(folder, monkeypatch):
    monkeypatch.setattr(photos.secrets, "token_hex", lambda _: "known")
    folder.mkdir()
    (folder / "known.part").symlink_to("/nowhere/at/all")  # the thumbnail can be written, the picture cannot
    with pytest.raises(Refusal) as refusal:
        photos.save(pictures.jpeg(), folder)
    assert refusal.value.code == "photo_not_stored"
    assert _files(folder) == []


def test_the_files_go_with_a_transaction_that_is_rolled_back(folder):
    photos.save(pictures.jpeg(), folder)
    assert len(_files(folder)) == 2
    db.session.rollback()
    assert _files(folder) == []


def test_the_files_go_when_the_request_ends_without_a_commit(folder):
    photos.save(pictures.jpeg(), folder)
    db.session.remove()
    assert _files(folder) == []


def test_the_files_stay_when_the_row_is_committed(folder):
    photo = photos.save(pictures.jpeg(), folder)
    db.session.commit()
    db.session.rollback()
    assert _files(folder) == sorted([photo.file_name, photo.thumbnail_name])


def test_a_later_rollback_takes_only_the_later_files(folder):
    kept = photos.save(pictures.jpeg(), folder)
    db.session.commit()
    photos.save(pictures.jpeg(), folder)
    db.session.rollback()
    assert _files(folder) == sorted([kept.file_name, kept.thumbnail_name])


def test_a_photo_that_no_report_took_is_deleted_after_a_day(folder, at):
    loose, taken, young = (photos.save(pictures.jpeg(), folder) for _ in range(3))
    photos.attach(taken, at)
    loose.created_at = taken.created_at = at - timedelta(hours=25)
    young.created_at = at - timedelta(hours=1)
    db.session.commit()
    for path in folder.glob("*"):
        old = (at - timedelta(hours=1 if path.name.startswith(young.file_name[:40]) else 25)).timestamp()
        os.utime(path, (old, old))
    gone = loose.id
    photos.sweep(folder, at)
    db.session.commit()
    assert photo_by_id(gone) is None
    assert _files(folder) == sorted(n for p in (taken, young) for n in (p.file_name, p.thumbnail_name))


def test_a_half_written_file_of_a_crash_is_swept_after_a_day(folder, at):
    folder.mkdir()
    old, fresh = folder / "a.part", folder / "b.part"
    for path, hours in ((old, 25), (fresh, 1)):
        path.write_bytes(b"half")
        when = (at - timedelta(hours=hours)).timestamp()
        os.utime(path, (when, when))
    photos.sweep(folder, at)
    assert _files(folder) == ["b.part"]


def test_a_replaced_photo_is_no_longer_kept(folder, at):
    photo = photos.save(pictures.jpeg(), folder)
    photos.attach(photo, at)
    photos.detach(photo)
    assert photo.attached_at is None
