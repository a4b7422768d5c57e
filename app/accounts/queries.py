"""Find accounts."""

from sqlalchemy import func, select

from app.accounts.models import Officer
from app.extensions import db


def by_username(username: str) -> Officer | None:
    """The account with this user name, whatever its case."""
    return db.session.scalar(select(Officer).where(func.lower(Officer.username) == username.strip().lower()))
