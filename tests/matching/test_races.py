"""Two officers at one moment, each in a session of their own."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Officer
from app.core.errors import WrongState
from app.extensions import db
from app.found.models import FoundReport
from app.matching import actions, queries
from app.matching.models import Candidate, CandidateState
from app.missing.models import MissingReport
from tests.factories import make_missing
from tests.matching.conftest import texts

pytestmark = pytest.mark.usefixtures("app")


def at_one_moment(app: Flask, deeds: list[Callable[[], object]]) -> list[str]:
    """Run each deed in a session of its own, all past their reading before any writes; how each ended."""
    db.session.commit()
    ready, ends = threading.Barrier(len(deeds)), []

    def work(deed: Callable[[], object]) -> None:
        with app.app_context():
            try:
                deed()
                db.session.commit()
                ends.append("done")
            except WrongState as refusal:
                db.session.rollback()
                ends.append(refusal.code)

    def held(deed: Callable[[], Callable[[], object]]) -> Callable[[], object]:
        def run() -> object:
            write = deed()
            ready.wait(timeout=10)
            return write()

        return run

    threads = [threading.Thread(target=work, args=(held(deed),)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    db.session.expire_all()
    return sorted(ends)


def test_of_two_confirmations_at_one_moment_one_wins(
    app: Flask, proposed: Candidate, first: Officer, second: Officer, at: datetime
) -> None:
    other = actions.propose(proposed.found, make_missing(filed_by=second), by=first, at=at)
    found_id, pair_ids, officer_id = proposed.found_id, (proposed.id, other.id), second.id

    def confirm(pair_id: object) -> Callable[[], Callable[[], object]]:
        def read() -> Callable[[], object]:
            candidate, officer = db.session.get(Candidate, pair_id), db.session.get(Officer, officer_id)
            assert candidate and officer and candidate.found.version and candidate.missing.version
            return lambda: actions.confirm_match(candidate, by=officer, at=at)

        return read

    ends = at_one_moment(app, [confirm(pair_id) for pair_id in pair_ids])
    assert ends == ["done", "pair_decided_meanwhile"]
    confirmed = select(Candidate).where(Candidate.found_id == found_id, Candidate.state == CandidateState.CONFIRMED)
    assert len(db.session.scalars(confirmed).all()) == 1
    assert len(texts()) == 1


def test_of_two_proposals_of_one_pair_at_one_moment_one_is_kept(
    app: Flask, found: FoundReport, missing: MissingReport, first: Officer, second: Officer, at: datetime
) -> None:
    ids = found.id, missing.id

    def propose(officer_id: object) -> Callable[[], Callable[[], object]]:
        def read() -> Callable[[], object]:
            report, sought = db.session.get(FoundReport, ids[0]), db.session.get(MissingReport, ids[1])
            officer = db.session.get(Officer, officer_id)
            assert report and sought and officer
            assert queries.pair(report, sought) is None
            return lambda: actions.propose(report, sought, by=officer, at=at)

        return read

    ends = at_one_moment(app, [propose(first.id), propose(second.id)])
    assert ends.count("done") == 1
    assert len(queries.of_found(db.session.get_one(FoundReport, ids[0]))) == 1
