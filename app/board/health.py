"""Whether this process can serve: for load balancers and the operator."""

from datetime import datetime
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.extensions import db
from app.messaging.queries import oldest_waiting


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
