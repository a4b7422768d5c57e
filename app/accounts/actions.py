"""Accounts: add, disable, give a new password."""

import secrets
from datetime import datetime

from flask_security.utils import hash_password

from app.accounts.models import Officer
from app.accounts.queries import by_username
from app.audit.actions import Actor, record
from app.core.access import Role
from app.core.errors import Refusal
from app.extensions import db
from app.places.models import Station


def add_officer(
    *,
    username: str,
    full_name: str,
    password: str,
    role: Role,
    station: Station | None,
    by: Actor,
    at: datetime,
    badge: str = "",
    language: str = "",
) -> Officer:
    """A new account; refuses a user name that is taken ("username_taken")."""
    if by_username(username) is not None:
        raise Refusal("username_taken", username=username)
    officer = Officer(
        username=username.lower(),
        full_name=full_name,
        badge=badge,
        password=hash_password(password),
        role=role,
        station=station,
        language=language,
    )
    db.session.add(officer)
    db.session.flush()
    record("added officer", "officer", officer.username, by=by, at=at, role=role.value)
    return officer


def disable(officer: Officer, *, by: Actor, at: datetime) -> None:
    """The account may not sign in any more, and its open sessions end."""
    officer.active = False
    _end_sessions(officer)
    record("disabled officer", "officer", officer.username, by=by, at=at)


def reset_password(officer: Officer, password: str, *, by: Actor, at: datetime) -> None:
    """A new password; open sessions end."""
    officer.password = hash_password(password)
    officer.active = True
    _end_sessions(officer)
    record("reset password", "officer", officer.username, by=by, at=at)


def choose_language(officer: Officer, language: str) -> None:
    """The language this officer reads."""
    officer.language = language


def _end_sessions(officer: Officer) -> None:
    officer.fs_uniquifier = secrets.token_hex(32)
