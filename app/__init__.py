"""The application: extensions, rooms, and the rules that hold for every page."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_bootstrap import Bootstrap5
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli
from app.accounts import sign_in
from app.accounts.views import bp as accounts
from app.audit.views import bp as audit
from app.board.views import bp as board
from app.core.access import guard
from app.core.logs import set_up_logs
from app.core.pages import choose_language, dress
from app.extensions import babel, compress, csrf, db, migrate
from app.families.views import bp as families
from app.found.views import bp as found
from app.handover.views import bp as handover
from app.inbox.views import bp as inbox
from app.matching.views import bp as matching
from app.messaging.views import bp as messaging
from app.missing.views import bp as missing
from app.patrol.views import bp as patrol
from app.people.views import bp as people
from app.places.views import bp as places
from app.search.views import bp as search

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    accounts,
    audit,
    board,
    families,
    found,
    handover,
    inbox,
    matching,
    messaging,
    missing,
    patrol,
    people,
    places,
    search,
)
# Text assets only: compressing pages that hold form tokens invites BREACH.
COMPRESSED = ["text/css", "text/javascript", "application/javascript", "image/svg+xml"]


def create_app(settings: Mapping[str, Any]) -> Flask:
    """The application for these settings (see config.py)."""
    app = Flask("app", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.from_mapping(_defaults())
    app.config.from_mapping(settings)
    set_up_logs(app.config["LOG_FORMAT"])
    if app.config["PROXY_HOPS"]:
        hops = app.config["PROXY_HOPS"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _bind_extensions(app)
    for room in ROOMS:
        app.register_blueprint(room)
    dress(app, undo=db.session.rollback)
    guard(app)
    cli.register(app)
    return app


def _defaults() -> dict[str, Any]:
    return {
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "BOOTSTRAP_SERVE_LOCAL": True,
        "COMPRESS_MIMETYPES": COMPRESSED,
        "COMPRESS_ALGORITHM_STREAMING": ["zstd", "br", "gzip"],
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "hide_parameters": True},
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
    }


def _bind_extensions(app: Flask) -> None:
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite:///"):
        Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"), compare_type=True, render_as_batch=True)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=choose_language)
    compress.init_app(app)
    Bootstrap5(app)
    sign_in.init_app(app)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _: Any) -> None:
    """WAL for many processes, FULL so that an acknowledged save survives a power loss."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA busy_timeout=5000")


@event.listens_for(Engine, "savepoint")
def _begin_before_savepoint(connection: Connection, _: str) -> None:
    """Python's sqlite3 opens no transaction for SAVEPOINT, whose release would then commit half of a deed."""
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection) and not raw.in_transaction:
        raw.execute("BEGIN IMMEDIATE")
