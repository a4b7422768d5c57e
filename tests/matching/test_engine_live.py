"""The index in memory follows the database, whoever writes to it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.extensions import db
from app.found.models import FoundReport
from app.matching.live import Live, of_database, told
from app.matching.ranking import rank_for_found
from app.missing.models import Guardian, HeldBackFact, MissingReport, MissingState
from tests.factories import make_found, make_missing

pytestmark = pytest.mark.usefixtures("app")


def best_of(found: FoundReport) -> MissingReport | None:
    ranked = rank_for_found(found)
    return ranked[0].missing if ranked else None


def test_a_report_filed_by_another_process_is_a_candidate_at_once() -> None:
    found, missing = make_found(), make_missing(state=MissingState.WITHDRAWN)
    db.session.commit()
    assert best_of(found) is None
    with Session(db.engine) as elsewhere:
        elsewhere.get_one(MissingReport, missing.id).state = MissingState.OPEN
        elsewhere.commit()
    db.session.rollback()
    assert best_of(found) == missing


def test_a_report_that_another_process_closed_is_no_candidate_any_more() -> None:
    found, missing = make_found(), make_missing()
    db.session.commit()
    assert best_of(found) == missing
    with Session(db.engine) as elsewhere:
        elsewhere.get_one(MissingReport, missing.id).state = MissingState.LOCATED
        elsewhere.commit()
    db.session.rollback()
    assert best_of(found) is None


def test_a_report_that_was_deleted_is_noticed() -> None:
    found, missing, other = make_found(), make_missing(), make_missing(lat=10.0)
    db.session.commit()
    assert best_of(found) == missing
    with db.engine.begin() as connection:
        for kind in (Guardian, HeldBackFact):
            connection.execute(delete(kind).where(kind.report_id == missing.id))
        connection.execute(delete(MissingReport).where(MissingReport.id == missing.id))
    other_id = other.id
    db.session.rollback()
    db.session.expunge(missing)
    assert [pair.missing.id for pair in rank_for_found(found)] == [other_id]


def test_a_report_whose_filing_was_rolled_back_is_forgotten() -> None:
    found = make_found()
    db.session.commit()
    missing = make_missing()
    assert best_of(found) == missing
    db.session.rollback()
    assert best_of(found) is None


def test_an_edit_dated_a_little_late_is_not_missed() -> None:
    """A transaction dates its rows when it writes them, and shows them later, when it commits."""
    found, missing = make_found(name_said="示例丁"), make_missing(name="示例乐")
    db.session.commit()
    before = rank_for_found(found)[0].comparison.weight_bits
    with db.engine.begin() as connection:
        late = missing.updated_at - timedelta(seconds=5)
        connection.execute(update(MissingReport).values(name="示例丁", updated_at=late, version=2))
    db.session.rollback()
    assert rank_for_found(found)[0].comparison.weight_bits > before + 2


def test_it_tells_what_it_holds() -> None:
    make_missing(), make_missing()
    rank_for_found(make_found())
    said = told()["missing"]
    assert said.rows == 2
    assert said.bytes > 0
    assert 0 <= said.age_s < 60
    assert said.rebuild_s >= 0


def test_each_database_has_its_own_index() -> None:
    make_missing()
    ours, fresh = of_database().missing, Live(MissingReport, (MissingState.OPEN,))
    assert ours is of_database().missing
    assert fresh.fresh().open == ours.fresh().open == 1
