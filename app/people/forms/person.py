"""The questions about a person that both kinds of report ask."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadData, URLSafeTimedSerializer
from wtforms.validators import ValidationError

from app.core.errors import Refusal
from app.core.forms import StationForm, choice, text
from app.core.words import sentence
from app.people import photos, queries
from app.people.facts import new_form_key
from app.people.forms.fields import EnumTicks, degrees, hidden, whole_number
from app.people.models import Described, Photo
from app.people.rules import (
    Bottom,
    Build,
    Colour,
    Communication,
    Hair,
    MedicalFlag,
    NoPhotoReason,
    Sex,
    Top,
    YesNo,
)

_PLAIN = tuple(
    """
    sex height_cm build hair glasses communication top top_colour bottom bottom_colour shoes_colour worn
    marks home accent medical medical_notes lat lon place_text
    """.split()
)
_SHOWN_ALIKE = 25
_DRAFT_LIFE_S = int(timedelta(hours=12).total_seconds())


class PersonForm(StationForm):
    """Base of both report forms: who the person is, what they wear, a photo, and what the page carries along."""

    form_key = hidden(64)
    version = hidden(12)
    seen_alike = hidden(200)
    photo_draft = hidden(400)
    lat = degrees(_l("Place on the map"), 90)
    lon = degrees(_l("Place on the map"), 180)
    place_text = text(_l("Landmark or address"), 60)
    sex = choice(_l("Sex"), Sex)
    top = choice(_l("Top"), Top)
    top_colour = choice(_l("Colour of the top"), Colour)
    bottom = choice(_l("Trousers or skirt"), Bottom)
    bottom_colour = choice(_l("Colour of trousers or skirt"), Colour)
    shoes_colour = choice(_l("Colour of the shoes"), Colour)
    worn = text(_l("More about the clothes"), 60)
    height_cm = whole_number(_l("Height in cm"), 40, 220)
    build = choice(_l("Build"), Build, Build.UNKNOWN)
    hair = choice(_l("Hair"), Hair, Hair.UNKNOWN)
    glasses = choice(_l("Glasses"), YesNo, YesNo.UNKNOWN)
    communication = choice(_l("Can they speak?"), Communication, Communication.UNKNOWN)
    marks = text(_l("Birthmarks, scars"), 200, area=True)
    home = text(_l("Where is home?"), 60)
    accent = text(_l("Accent or dialect"), 30)
    medical = EnumTicks(_l("Health"), MedicalFlag)
    medical_notes = text(_l("More about health"), 500, area=True)

    may_wait: ClassVar[tuple[str, ...]] = ()
    """Chips that "save now, add later" may leave without an answer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kept: dict[str, Any] = {}
        self.photo_trouble = ""
        if not self.form_key.data:
            self.form_key.data = new_form_key()

    def seen_version(self) -> int:
        """The version this page was made from; 0, which fits no report, when it cannot be read."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() else 0

    def not_seen_yet(self, alike: Sequence[Any]) -> bool:
        """Whether one of these reports has not been shown above this form; from now on they have."""
        shown = sorted(report.ref for report in alike[:_SHOWN_ALIKE])
        new = set(shown) - set((self.seen_alike.data or "").split(","))
        if new:
            self.seen_alike.data = ",".join(shown)
        return bool(new)

    def keep_back(self, report: Described, *names: str) -> None:
        """Do not ask or show these: this officer may not see them, and they stay as stored."""
        for name in names:
            del self[name]
            self.kept[name] = None
        self.keep_as_stored(report)

    def keep_as_stored(self, report: Described) -> None:
        """Read again what this officer may not see: somebody may have changed it meanwhile."""
        for name in self.kept:
            self.kept[name] = getattr(report, name)

    def has_point(self) -> bool:
        """Whether the map or a name gave a place."""
        return self.lat.data is not None and self.lon.data is not None

    def draft(self) -> Photo | None:
        """The photo this form already carries, if its signature is right."""
        typed = self.photo_draft.data
        if not typed:
            return None
        try:
            photo_id = uuid.UUID(_signer().loads(typed, max_age=_DRAFT_LIFE_S))
        except (BadData, ValueError, TypeError):
            return None
        return queries.photo_by_id(photo_id)

    def take_photo(self) -> None:
        """Store what was uploaded, so that a form sent back for another reason does not lose it.

        Reads the upload again when called again after a rollback. Problems become sentences at the field.
        """
        upload = getattr(self.photo.data, "stream", None)
        if upload is None or not self.photo.data.filename:
            return
        upload.seek(0)
        try:
            photo = photos.save(upload.read(photos.LONGEST_UPLOAD + 1), Path(current_app.config["UPLOAD_DIR"]))
        except Refusal as refusal:
            self.photo_trouble = sentence(refusal.code, refusal.facts)
            return
        self.carry(photo)

    def carry(self, photo: Photo | None) -> None:
        """Let the page carry this photo along, signed."""
        self.photo_draft.data = _signer().dumps(str(photo.id)) if photo else ""

    def validate_photo(self, field: Any) -> None:
        if self.photo_trouble:
            raise ValidationError(self.photo_trouble)

    def validate_no_photo_reason(self, field: Any) -> None:
        if field.data is None and not self.photo_trouble and self.draft() is None:
            raise ValidationError(_l("Take a photo, or say why there is none."))

    def let_wait(self) -> None:
        """For "save now, add later": what was not answered is not known."""
        for name in self.may_wait:
            field = self[name]
            if field.data is None:
                field.data = NoPhotoReason.LATER if field.kind is NoPhotoReason else field.kind("unknown")

    def show(self, report: Described) -> None:
        """Fill the form with a stored report, for changing it."""
        for name in _PLAIN:
            if name in self:
                self[name].data = getattr(report, name)
        self.carry(report.photo)  # type: ignore[attr-defined]
        reason = report.no_photo_reason
        self.no_photo_reason.data = NoPhotoReason(reason) if reason else None

    def person(self) -> dict[str, Any]:
        """The shared columns of `PersonFacts`, by name. Age and place are the subclass's to add."""
        facts = {name: self[name].data for name in _PLAIN if name in self}
        photo = self.draft()
        reason = self.no_photo_reason.data
        return (
            facts
            | self.kept
            | {
                "form_key": self.form_key.data or uuid.uuid4().hex,
                "photo_id": photo.id if photo else None,
                "no_photo_reason": reason.value if reason and not photo else "",
            }
        )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="photo kept for a form")
