"""Photos, and the columns that describe a person in both kinds of report."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.core.records import Recorded
from app.people.rules import Bottom, Build, Colour, Communication, Hair, Sex, Top, YesNo


class Photo(Recorded):
    """A re-encoded JPEG without metadata, at most 1600 px on its longer side, and a 160 px thumbnail.

    The files lie in UPLOAD_DIR under a generated name, outside the web root.
    """

    __tablename__ = "photo"

    file_name: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the full picture; the thumbnail has the same name with "-160" before the ending."""
    width: Mapped[int]
    height: Mapped[int]
    attached_at: Mapped[datetime | None]
    """When a report took it; a photo that no report took within a day is deleted."""

    @property
    def thumbnail_name(self) -> str:
        return self.file_name.replace(".jpg", "-160.jpg")


class Described:
    """Mixin: the columns behind `Description` that both kinds of report have."""

    sex: Mapped[Sex] = mapped_column(default=Sex.UNKNOWN)
    age_low: Mapped[int | None]
    age_high: Mapped[int | None]
    height_cm: Mapped[int | None]
    build: Mapped[Build] = mapped_column(default=Build.UNKNOWN)
    hair: Mapped[Hair] = mapped_column(default=Hair.UNKNOWN)
    glasses: Mapped[YesNo] = mapped_column(default=YesNo.UNKNOWN)
    communication: Mapped[Communication] = mapped_column(default=Communication.UNKNOWN)
    top: Mapped[Top] = mapped_column(default=Top.UNKNOWN)
    top_colour: Mapped[Colour] = mapped_column(default=Colour.UNKNOWN)
    bottom: Mapped[Bottom] = mapped_column(default=Bottom.UNKNOWN)
    bottom_colour: Mapped[Colour] = mapped_column(default=Colour.UNKNOWN)
    shoes_colour: Mapped[Colour] = mapped_column(default=Colour.UNKNOWN)
    worn: Mapped[str] = mapped_column(String(60), default="")
    marks: Mapped[str] = mapped_column(String(200), default="")
    home: Mapped[str] = mapped_column(String(60), default="")
    accent: Mapped[str] = mapped_column(String(30), default="")
    medical: Mapped[list[str]] = mapped_column(default=list)
    medical_notes: Mapped[str] = mapped_column(String(500), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    datum: Mapped[str] = mapped_column(String(8), default="WGS-84")
    place_text: Mapped[str] = mapped_column(String(60), default="")
    no_photo_reason: Mapped[str] = mapped_column(String(60), default="")

    @declared_attr
    def photo_id(cls) -> Mapped[uuid.UUID | None]:  # noqa: N805 - SQLAlchemy's convention
        return mapped_column(ForeignKey("photo.id"))


def age_check() -> CheckConstraint:
    """Ages are whole years from 0 to 120, the low end first."""
    return CheckConstraint("age_low >= 0 AND age_high <= 120 AND age_low <= age_high", name="ages_in_order")
