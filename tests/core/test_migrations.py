"""The migrations make the very tables that the models describe, and run downwards too."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from app import create_app
from app.core.records import Base
from app.extensions import db
from tests.conftest import settings_for


@pytest.fixture
def empty_app(engine, new_database, tmp_path):
    app = create_app(settings_for(new_database(engine, "migrations"), tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def test_an_upgrade_makes_the_tables_of_the_models(empty_app):
    upgrade()
    assert _differences() == []


def test_every_migration_runs_downwards_and_up_again(empty_app):
    upgrade()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert _differences() == []
