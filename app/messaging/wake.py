"""Wake the workers when a text is queued: LISTEN/NOTIFY on PostgreSQL. On SQLite they look often instead."""

import threading

import psycopg
from sqlalchemy import URL, text
from structlog import get_logger

from app.extensions import db

CHANNEL = "guitu_outbox"
PATIENCE_S = 5.0
log = get_logger()


def announce() -> None:
    """Tell every worker, once this transaction is committed."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text(f"NOTIFY {CHANNEL}"))


def listen(url: URL, wake: threading.Event, stop: threading.Event) -> None:
    """Set `wake` whenever a text is queued, until `stop`; a lost connection is made again."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    while not stop.is_set():
        try:
            with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                wake.set()  # what was queued while nobody listened
                _hear(connection, wake, stop)
        except psycopg.Error as error:
            log.warning("not listening", kind=type(error).__name__)
            stop.wait(PATIENCE_S)


def _hear(connection: "psycopg.Connection[tuple[object, ...]]", wake: threading.Event, stop: threading.Event) -> None:
    while not stop.is_set():
        for _ in connection.notifies(timeout=1.0, stop_after=1):
            wake.set()
