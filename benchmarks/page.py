"""How long the pages of a search take with 60 places and 20 patrols, the search for a good plan included."""

# ruff: noqa: S311, S106 - dice and a key for measuring

import random
import statistics
import tempfile
import time
from typing import Any

from app import create_app
from app.core.clock import now
from app.core.records import Base
from app.extensions import db
from app.patrol.models import Mode
from app.places.rules import PlaceKind
from app.search import queries
from app.search.in_force import set_weights
from config import Config
from tests.factories import LAT, LON, make_found, make_officer, make_patrol, make_place

PLACES, PATROLS = 60, 20
WANTED_MS = 500


def page_report(quick: bool) -> list[dict[str, Any]]:
    """Milliseconds by the clock and of the processor's own time, for each page; medians of some rounds."""
    with tempfile.TemporaryDirectory(prefix="guitu-bench-") as folder:
        config = Config(
            SECRET_KEY="for measuring only, of enough length..", DATABASE_URL=f"sqlite:///{folder}/page.sqlite"
        )
        app = create_app(config.settings() | {"WTF_CSRF_ENABLED": False, "UPLOAD_DIR": folder})
        with app.app_context():
            Base.metadata.create_all(db.engine)
            took = _rounds(app, 2 if quick else 8)
            db.engine.dispose()
    return [
        {"page": name, "places": PLACES, "patrols": PATROLS, "clock_ms": statistics.median(t[0] for t in ms),
         "cpu_ms": statistics.median(t[1] for t in ms), "wanted_ms": WANTED_MS}
        for name, ms in took.items()
    ]  # fmt: skip


def _district() -> Any:
    """An officer, patrols, and more hotels than the plan takes."""
    dice, officer = random.Random(5), make_officer()
    for _ in range(PATROLS):
        spot = {"lat": LAT + dice.uniform(-0.01, 0.01), "lon": LON + dice.uniform(-0.02, 0.02), "position_at": now()}
        make_patrol(station=officer.station, mode=dice.choice(list(Mode)), **spot)
    for kind in ("hotel", "hostel", "mall", "attraction", "restaurant", "school", "police", "bus_station"):
        for _ in range(16):
            make_place(
                kind=PlaceKind(kind), lat=LAT + dice.uniform(-0.018, 0.018), lon=LON + dice.uniform(-0.036, 0.036)
            )
    settings = {"places": float(PLACES)}
    set_weights(settings, by=officer, at=now())
    return officer


def _rounds(app: Any, rounds: int) -> dict[str, list[tuple[float, float]]]:
    officer = _district()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"], session["language"] = officer.fs_uniquifier, True, "en"
    took: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        report = make_found(filed_by=officer)
        db.session.commit()
        address = f"/found/{report.ref}/search"
        for name, ask in (
            ("make the plan", lambda a=address: client.post(f"{a}/make", data={"clues": ["slept_in_hotel"]})),
            ("show it", lambda a=address: client.get(a)),
            ("change it by hand", lambda a=address: client.post(f"{a}/amend", data={})),
            ("send 20 tasks", lambda a=address: client.post(f"{a}/dispatch", data={})),
        ):
            begun, worked = time.perf_counter(), time.process_time()
            reply = ask()
            ms = ((time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000)
            assert reply.status_code in (200, 303), (name, reply.status_code)
            took.setdefault(name, []).append(ms)
        plan = queries.live_plan(report)
        assert plan is not None
        assert len(plan.places) == PLACES
        client.post(f"{address}/stand-down", data={"sure": "1"})
    return took
