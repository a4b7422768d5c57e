"""The one clock. Actions take the time as an argument; only the edges ask here."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present as an aware UTC time."""
    return datetime.now(UTC)
