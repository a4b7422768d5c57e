"""Reads of photos."""

import uuid
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.people.models import Photo


def photo_by_id(photo_id: uuid.UUID) -> Photo | None:
    return db.session.get(Photo, photo_id)


def loose_photos(before: datetime) -> list[Photo]:
    """Photos taken for a form that never became a report, oldest first."""
    loose = select(Photo).where(Photo.attached_at.is_(None), Photo.created_at < before)
    return list(db.session.scalars(loose.order_by(Photo.created_at)))


def known_file_names() -> set[str]:
    """Every stored full picture by file name."""
    return set(db.session.scalars(select(Photo.file_name).order_by(Photo.file_name)))
