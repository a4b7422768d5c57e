"""Photos: checked, re-encoded without metadata, and on disk only if their row is.

Whatever is uploaded is decoded and drawn again, so nothing of the original file survives
but its pixels: no EXIF, no position, no payload after the picture.
"""

import io
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pillow_heif
from PIL import Image, ImageCms, ImageOps
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.core.errors import Refusal
from app.extensions import db
from app.people import queries
from app.people.models import Photo

LONGEST_UPLOAD = 12 * 1024 * 1024
"""Bytes."""
LONGER_SIDE = 1600
THUMBNAIL = 160
"""Pixels."""
MOST_PIXELS = 50_000_000
"""A 48-megapixel phone camera passes; a bomb of 30000 x 30000 does not."""
DRAFT_LIFE = timedelta(days=1)
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_WRITTEN = "photo files of this transaction"

pillow_heif.register_heif_opener()


def kind_by_magic(data: bytes) -> str | None:
    """JPEG, PNG, WEBP or HEIF by the first bytes, or None for everything else (SVG, GIF, a program)."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return None


def save(upload: bytes, upload_dir: Path) -> Photo:
    """Check, re-encode and store one picture with its thumbnail; the row is flushed, not committed.

    Raises `Refusal`: "photo_too_large" (bytes or pixels), "photo_unreadable", "photo_not_stored" (disk).
    If the transaction is rolled back, the files go with it.
    """
    full = _redraw(upload)
    thumbnail = full.copy()
    thumbnail.thumbnail((THUMBNAIL, THUMBNAIL))
    photo = Photo(file_name=f"{secrets.token_hex(20)}.jpg", width=full.width, height=full.height)
    try:
        upload_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        for picture, name in ((thumbnail, photo.thumbnail_name), (full, photo.file_name)):
            _write(picture, upload_dir / name)
    except OSError as broken:
        _unlink_written(db.session())
        raise Refusal("photo_not_stored") from broken
    db.session.add(photo)
    db.session.flush()
    return photo


def attach(photo: Photo | None, at: datetime) -> None:
    """A report takes the photo: from now on it is kept as long as the report."""
    if photo is not None:
        photo.attached_at = at


def detach(photo: Photo | None) -> None:
    """The report has a better one: this one is swept with the drafts."""
    if photo is not None:
        photo.attached_at = None


def sweep(upload_dir: Path, at: datetime) -> int:
    """Delete day-old photos that no report took and files that no row names; return how many."""
    swept = 0
    for photo in queries.loose_photos(at - DRAFT_LIFE):
        db.session.delete(photo)
        swept += 1
    db.session.flush()
    known = queries.known_file_names()
    oldest = (at - DRAFT_LIFE).timestamp()
    for path in sorted(upload_dir.glob("*")):
        owner = path.name.replace("-160.jpg", ".jpg")
        if owner not in known and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
            swept += 1
    return swept


def _redraw(upload: bytes) -> Image.Image:
    if len(upload) > LONGEST_UPLOAD:
        raise Refusal("photo_too_large")
    kind = kind_by_magic(upload)
    if kind is None:
        raise Refusal("photo_unreadable")
    with _decoder_faults_refused(), Image.open(io.BytesIO(upload), formats=[kind]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Refusal("photo_too_large")
        return _drawn(picture)


@contextmanager
def _decoder_faults_refused() -> Iterator[None]:
    try:
        yield
    except Refusal:
        raise
    except Image.DecompressionBombError as bomb:
        raise Refusal("photo_too_large") from bomb
    except Exception as broken:  # a decoder fed with hostile bytes may raise anything
        raise Refusal("photo_unreadable") from broken


def _drawn(picture: Image.Image) -> Image.Image:
    """Upright, at most 1600 px, in plain sRGB on white, with no metadata."""
    picture.draft("RGB", (LONGER_SIDE, LONGER_SIDE))
    profile = picture.info.get("icc_profile")
    if picture.mode not in {"RGB", "RGBA", "L"}:
        picture = picture.convert("RGBA")
    picture.thumbnail((LONGER_SIDE, LONGER_SIDE))
    upright = ImageOps.exif_transpose(picture)
    drawn = Image.new("RGB", upright.size, "white")
    drawn.paste(upright, mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    return _in_srgb(drawn, profile)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones store wide colours; a red jacket must look red on every screen."""
    if not profile:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture
    return changed or picture


def _write(picture: Image.Image, path: Path) -> None:
    """Never a half-written picture under its final name, whatever stops us."""
    written: list[Path] = db.session().info.setdefault(_WRITTEN, [])
    part = path.with_suffix(".part")
    written += [part, path]
    with part.open("wb") as file:
        picture.save(file, "JPEG", quality=85, optimize=True)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _keep_files(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_WRITTEN, None)


def _drop_files(session: Session, transaction: SessionTransaction) -> None:
    """The transaction ended and `_keep_files` did not run: its pictures have no row."""
    if transaction.parent is None:
        _unlink_written(session)


def _unlink_written(session: Session) -> None:
    for path in session.info.pop(_WRITTEN, []):
        path.unlink(missing_ok=True)


event.listen(db.session, "after_commit", _keep_files)
event.listen(db.session, "after_transaction_end", _drop_files)
