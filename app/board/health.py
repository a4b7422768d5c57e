"""Whether this process can serve: for load balancers and the operator."""

from datetime import datetime
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.extensions import db
from app.messaging.queries import counts, oldest_waiting, trouble


def readiness(migrations: str, at: datetime) -> tuple[bool, dict[str, Any]]:
    """(ready, facts): the database answers, its schema is the one this code was written for."""
    with db.engine.connect() as connection:
        schema = MigrationContext.configure(connection).get_current_revision()
    wanted = ScriptDirectory(migrations).get_current_head()
    waiting = oldest_waiting(at)
    facts = {
        "database": "ok",
        "schema": "current" if schema == wanted else "not current",
        "oldest_waiting_message_seconds": round(waiting.total_seconds()) if waiting else 0,
    }
    return schema == wanted, facts


def metrics(at: datetime) -> str:
    """What an operator's monitor reads, in the text format of Prometheus. Counts and ages only."""
    waiting, stopped = oldest_waiting(at), trouble(at)
    lines = [
        "# HELP guitu_oldest_waiting_message_seconds Age of the oldest message that could have gone by now.",
        "# TYPE guitu_oldest_waiting_message_seconds gauge",
        f"guitu_oldest_waiting_message_seconds {waiting.total_seconds() if waiting else 0:.1f}",
        "# HELP guitu_provider_down Whether the queue rests because the SMS provider does not work.",
        "# TYPE guitu_provider_down gauge",
        f"guitu_provider_down {int(stopped is not None and stopped.since is not None)}",
        "# HELP guitu_messages Messages that a worker or a person must still act on, by state.",
        "# TYPE guitu_messages gauge",
        *(f'guitu_messages{{state="{state.value}"}} {count}' for state, count in counts().items()),
    ]
    return "\n".join(lines) + "\n"
