"""An officer proposes a pair at the very moment at which the worker matches it: the officer is never turned away."""

import re
import threading
from datetime import datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.models import Officer
from app.core.clock import now
from app.extensions import db
from app.found.models import FoundReport
from app.matching import actions, queries
from app.matching.models import CandidateState
from app.missing.models import MissingReport
from tests.factories import make_found, make_missing, make_officer

ROUNDS = 8


def _browser_of(app: Flask, officer: Officer) -> Any:
    visitor = FlaskClient(app, app.response_class)
    with visitor.session_transaction() as session:
        session.update({"_user_id": officer.fs_uniquifier, "_fresh": True, "language": "en"})
    return visitor


def _due_pair(officer: Officer, at: datetime) -> tuple[FoundReport, MissingReport]:
    found = make_found(filed_by=officer, found_at=at, match_due_at=at)
    missing = make_missing(filed_by=officer, last_seen_at=at, match_due_at=at)
    db.session.commit()
    return found, missing


def _match(app: Flask, start: threading.Barrier) -> None:
    with app.app_context():
        start.wait()
        try:
            actions.rematch_due(now(), 20)
            db.session.commit()
        except (IntegrityError, StaleDataError):
            db.session.rollback()  # the officer was faster: the duty comes again
        db.session.remove()


def test_the_worker_never_turns_an_officer_away(app: Flask) -> None:
    officer = make_officer()
    statuses = []
    for _ in range(ROUNDS):
        found, missing = _due_pair(officer, now())
        address = f"/matches/{found.ref}/{missing.ref}"
        visitor, start = _browser_of(app, officer), threading.Barrier(2)
        seen = re.search(r'name="seen" value="([^"]*)"', visitor.get(address).text)
        assert seen is not None
        worker = threading.Thread(target=_match, args=(app, start), daemon=True)
        worker.start()
        start.wait()
        statuses.append(visitor.post(f"{address}/propose", data={"seen": seen[1]}).status_code)
        worker.join()
        db.session.expire_all()
        pair = queries.pair(found, missing)
        assert pair is not None and pair.state is CandidateState.AWAITING_SECOND_OFFICER
    assert statuses == [302] * ROUNDS
