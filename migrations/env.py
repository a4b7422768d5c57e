"""Alembic's environment: migrations run on the database of the application, in one transaction each."""

from alembic import context
from flask import current_app

from app.core.records import Base, UtcDateTime

db = current_app.extensions["migrate"].db


def render_item(kind, item, autogen_context):
    """Migrations name plain SQL types, so that they stand on their own when the code has moved on."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
