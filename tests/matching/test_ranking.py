"""Who is shown first, among all that are open now."""

from datetime import datetime

import pytest
from sqlalchemy import event

from app.accounts.models import Officer
from app.extensions import db
from app.matching import actions
from app.matching.forms import reasons
from app.matching.models import CandidateState, DismissReason
from app.matching.ranking import rank_for_found, rank_for_missing, rank_pair
from app.matching.rules import Field, Likelihood
from app.missing.models import MissingState
from app.people.rules import Colour, Sex, Top
from tests.factories import LAT, make_found, make_missing, make_officer

pytestmark = pytest.mark.usefixtures("app")
OTHER = {"sex": Sex.FEMALE, "age_low": 60, "age_high": 60, "top": Top.COAT, "top_colour": Colour.GREEN, "lat": LAT + 4}


@pytest.fixture
def officer() -> Officer:
    return make_officer()


def test_a_found_child_is_compared_at_once_before_any_worker_has_run(officer: Officer) -> None:
    missing, stranger = make_missing(filed_by=officer), make_missing(filed_by=officer, **OTHER)
    ranked = rank_for_found(make_found(filed_by=officer, name_said="示例乐"))
    assert [pair.missing for pair in ranked] == [missing, stranger]
    assert ranked[0].likelihood is Likelihood.VERY_LIKELY
    assert ranked[0].candidate is None
    assert not ranked[1].is_worth_showing


def test_a_missing_child_is_compared_at_once_too_with_the_same_probability(officer: Officer) -> None:
    found = make_found(filed_by=officer)
    make_found(filed_by=officer, **OTHER)
    missing = make_missing(filed_by=officer)
    best = rank_for_missing(missing)[0]
    assert best.found == found
    assert best.probability == pytest.approx(rank_for_found(found)[0].probability)


def test_twins_share_the_probability(officer: Officer) -> None:
    make_missing(filed_by=officer, name="示例甲"), make_missing(filed_by=officer, name="示例乙")
    one, other = rank_for_found(make_found(filed_by=officer))
    assert one.probability == pytest.approx(other.probability)
    assert one.probability + other.probability < 1


@pytest.mark.parametrize("state", [MissingState.LOCATED, MissingState.CLOSED, MissingState.WITHDRAWN])
def test_a_report_that_is_not_open_is_not_compared(officer: Officer, state: MissingState) -> None:
    make_missing(filed_by=officer, state=state)
    assert rank_for_found(make_found(filed_by=officer)) == []


def test_a_dismissed_pair_takes_no_share(officer: Officer, at: datetime) -> None:
    found = make_found(filed_by=officer)
    one, other = make_missing(filed_by=officer), make_missing(filed_by=officer)
    before = rank_pair(found, other).probability
    actions.dismiss(actions.take_up(found, one), DismissReason.DIFFERENT_PERSON, by=officer, at=at)
    assert rank_pair(found, other).probability > 1.5 * before
    assert rank_pair(found, one).state is CandidateState.DISMISSED


def test_a_pair_is_compared_even_when_one_report_is_closed(officer: Officer) -> None:
    missing = make_missing(filed_by=officer, state=MissingState.CLOSED)
    pair = rank_pair(make_found(filed_by=officer), missing)
    assert pair.probability == 0
    assert pair.comparison.weight_bits > 0


def test_without_any_missing_report_nobody_is_shown(officer: Officer) -> None:
    assert rank_for_found(make_found(filed_by=officer)) == []


def test_ten_times_as_many_reports_take_no_more_questions_to_the_database(officer: Officer) -> None:
    found, asked = make_found(filed_by=officer), []

    def note(*call: object) -> None:
        asked.append(call[2])

    def questions() -> int:
        db.session.commit()
        asked.clear()
        event.listen(db.engine, "before_cursor_execute", note)
        assert rank_for_found(found)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    make_missing(filed_by=officer)
    few = questions()
    for _ in range(10):
        make_missing(filed_by=officer)
    assert questions() <= few


def test_a_trifle_is_no_reason(officer: Officer) -> None:
    make_missing(filed_by=officer, top_colour=Colour.ORANGE)
    (pair,) = rank_for_found(make_found(filed_by=officer))
    assert 0 > pair.comparison.part(Field.TOP_COLOUR).bits > -0.5
    assert reasons(pair)[1] == []
