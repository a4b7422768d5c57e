"""Officers, supervisors, administrators and auditors."""

import uuid
from typing import Any

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access import Role
from app.core.records import Recorded
from app.places.models import Station


class Officer(Recorded, UserMixin):  # type: ignore[misc]
    """An account. Signs in with a user name; may only do what its role is granted."""

    __tablename__ = "officer"

    username: Mapped[str] = mapped_column(String(40), unique=True)
    full_name: Mapped[str] = mapped_column(String(80))
    badge: Mapped[str] = mapped_column(String(20), default="")
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    role: Mapped[Role]
    language: Mapped[str] = mapped_column(String(8), default="")
    """Interface language chosen by the officer ("zh_Hans", "en"); empty: as the browser asks."""
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid.uuid4().hex)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    station_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("station.id"))
    station: Mapped[Station | None] = relationship()

    @property
    def roles(self) -> list[RoleMixin]:
        """Flask-Security's own roles are not used: `app.core.access` decides."""
        return []

    @roles.setter
    def roles(self, value: Any) -> None:
        return None

    @property
    def audit_id(self) -> str:
        return str(self.id)

    @property
    def audit_name(self) -> str:
        return self.username
