"""Matching as reports come in and change."""

from datetime import datetime, timedelta

import pytest

from app.accounts.models import Officer
from app.extensions import db
from app.found.models import FoundReport, FoundState
from app.matching import actions, queries
from app.matching.models import CandidateState, DismissReason
from app.missing.models import MissingReport
from app.people.rules import Colour
from app.worker import match_some
from tests.factories import LAT, make_found, make_missing

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("newer", ["found", "missing"])
def test_whichever_report_comes_second_makes_the_candidate(
    found: FoundReport, missing: MissingReport, at: datetime, newer: str
) -> None:
    {"found": found, "missing": missing}[newer].match_due_at = at
    db.session.flush()
    assert actions.rematch_due(at, 10) == 1
    (candidate,) = queries.of_found(found)
    assert candidate.missing == missing
    assert candidate.state is CandidateState.PROPOSED
    assert candidate.probability > 0.9
    assert sum(part["bits"] for part in candidate.parts) == pytest.approx(candidate.weight_bits, abs=1e-4)


def test_the_worker_matches_what_is_due_once(found: FoundReport, missing: MissingReport, at: datetime) -> None:
    found.match_due_at = at
    db.session.commit()
    assert match_some() == 1
    assert found.match_due_at is None
    assert queries.pair(found, missing) is not None
    assert match_some() == 0


def test_a_report_is_not_matched_before_it_is_due(found: FoundReport, missing: MissingReport, at: datetime) -> None:
    found.match_due_at = at + timedelta(seconds=1)
    db.session.flush()
    assert actions.rematch_due(at, 10) == 0


def test_an_edit_is_matched_again(found: FoundReport, missing: MissingReport, at: datetime) -> None:
    actions.rematch(found, at=at)
    candidate = queries.of_found(found)[0]
    before = candidate.probability
    found.top_colour, found.name_said, found.marks = Colour.GREEN, "李建国", "scar on the chin"
    found.lat, found.match_due_at = LAT + 3, at
    db.session.flush()
    actions.rematch_due(at, 10)
    assert candidate.probability < before / 2


def test_matching_again_without_a_change_writes_nothing(
    found: FoundReport, missing: MissingReport, at: datetime
) -> None:
    assert actions.rematch(found, at=at) == 1
    assert actions.rematch(found, at=at) == 0


def test_a_stranger_is_not_stored(found: FoundReport, second: Officer, at: datetime) -> None:
    make_missing(filed_by=second, lat=LAT + 5, age_low=70, age_high=70, name="李建国", top_colour=Colour.GREEN)
    assert actions.rematch(found, at=at) == 0


def test_a_dismissed_pair_is_never_proposed_again_by_itself(
    found: FoundReport, missing: MissingReport, first: Officer, at: datetime
) -> None:
    actions.dismiss(actions.take_up(found, missing), DismissReason.FAMILY_SAYS_NO, by=first, at=at)
    found.match_due_at = missing.match_due_at = at
    found.name_said = "示例"
    db.session.flush()
    actions.rematch_due(at, 10)
    (candidate,) = queries.of_found(found)
    assert candidate.state is CandidateState.DISMISSED
    assert candidate.dismiss_reason is DismissReason.FAMILY_SAYS_NO


def test_many_dismissed_pairs_do_not_crowd_out_a_new_one(found: FoundReport, first: Officer, at: datetime) -> None:
    for _ in range(actions.MOST_SHOWN):
        pair = actions.take_up(found, make_missing(filed_by=first))
        actions.dismiss(pair, DismissReason.DIFFERENT_PERSON, by=first, at=at)
    new = make_missing(filed_by=first, home="Turku", name="示例丁")
    assert actions.rematch(found, at=at) == 1
    assert queries.pair(found, new) is not None


def test_a_child_who_went_home_is_not_matched(first: Officer, missing: MissingReport, at: datetime) -> None:
    gone = make_found(filed_by=first, state=FoundState.CLOSED)
    assert actions.rematch(gone, at=at) == 0
