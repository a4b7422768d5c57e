"""What two officers decide."""

from datetime import datetime

import pytest
from sqlalchemy import select

from app.accounts.models import Officer
from app.audit.models import AuditEntry
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.families.models import NoticeKind
from app.found.models import Condition, FoundReport, FoundState
from app.matching import actions, queries
from app.matching.models import Candidate, CandidateState, DismissReason
from app.missing.models import MissingReport, MissingState
from app.patrol.models import TaskState
from app.search import actions as search
from app.search.models import PlanState
from tests.factories import LAT, make_found, make_missing, make_patrol, make_place
from tests.matching.conftest import texts

pytestmark = pytest.mark.usefixtures("app")


# Propose


def test_a_proposal_waits_for_every_other_officer(proposed: Candidate, first: Officer, second: Officer) -> None:
    assert proposed.state is CandidateState.AWAITING_SECOND_OFFICER
    assert queries.waiting_for_second(second) == [proposed]
    assert queries.waiting_for_second(first) == []
    assert proposed.found.state is FoundState.OPEN
    assert texts() == []


def test_a_pair_is_proposed_once(proposed: Candidate, second: Officer, at: datetime) -> None:
    with pytest.raises(WrongState, match="candidate_moved_on"):
        actions.propose(proposed.found, proposed.missing, by=second, at=at)


def test_an_officer_may_take_a_dismissed_pair_up_again(
    found: FoundReport, missing: MissingReport, first: Officer, at: datetime
) -> None:
    actions.dismiss(actions.take_up(found, missing), DismissReason.MISTAKE, by=first, at=at)
    candidate = actions.propose(found, missing, by=first, at=at)
    assert candidate.state is CandidateState.AWAITING_SECOND_OFFICER
    assert candidate.dismiss_reason is None


@pytest.mark.parametrize("state", [MissingState.WITHDRAWN, MissingState.CLOSED])
def test_a_report_that_is_closed_is_not_proposed(
    found: FoundReport, first: Officer, at: datetime, state: MissingState
) -> None:
    with pytest.raises(WrongState, match="missing_report_moved_on"):
        actions.propose(found, make_missing(filed_by=first, state=state), by=first, at=at)


# Confirm


def test_two_officers_must_differ(proposed: Candidate, first: Officer, at: datetime) -> None:
    with pytest.raises(Refusal, match="second_officer_must_differ"):
        actions.confirm_match(proposed, by=first, at=at)
    assert proposed.state is CandidateState.AWAITING_SECOND_OFFICER
    assert texts() == []


def test_the_database_too_refuses_one_officer_twice(proposed: Candidate, first: Officer, at: datetime) -> None:
    proposed.state, proposed.confirmed_by, proposed.confirmed_at = CandidateState.CONFIRMED, first, at
    with pytest.raises(WrongState):
        actions._flush_pair(proposed)
    db.session.rollback()


def test_what_nobody_proposed_cannot_be_confirmed(
    found: FoundReport, missing: MissingReport, second: Officer, at: datetime
) -> None:
    with pytest.raises(WrongState, match="candidate_moved_on"):
        actions.confirm_match(actions.take_up(found, missing), by=second, at=at)


def test_a_confirmed_match_tells_the_family_moves_both_reports_and_stands_everybody_down(
    proposed: Candidate, first: Officer, second: Officer, at: datetime
) -> None:
    make_place(lat=LAT + 0.001)
    make_patrol(station=first.station)
    plan = search.make_plan(proposed.found, by=first, at=at)
    (task,) = search.dispatch(plan, by=first, at=at, page_url=lambda token: f"http://127.0.0.1/t/{token}")

    notices = actions.confirm_match(proposed, by=second, at=at)

    assert proposed.state is CandidateState.CONFIRMED
    assert proposed.found.state is FoundState.FAMILY_LOCATED
    assert proposed.missing.state is MissingState.LOCATED
    assert plan.state is PlanState.STOOD_DOWN
    assert task.state is TaskState.STOOD_DOWN
    assert [notice.kind for notice in notices] == [NoticeKind.FOUND]
    assert [message.recipient for message in texts()] == [proposed.missing.reporter_phone]


def test_confirming_leaves_nothing_behind_when_it_is_not_committed(
    proposed: Candidate, second: Officer, at: datetime
) -> None:
    db.session.commit()
    actions.confirm_match(proposed, by=second, at=at)
    db.session.rollback()
    assert proposed.state is CandidateState.AWAITING_SECOND_OFFICER
    assert proposed.found.state is FoundState.OPEN
    assert proposed.missing.state is MissingState.OPEN
    assert texts() == []


@pytest.mark.parametrize("condition", [Condition.HURT_OR_ILL, Condition.CANNOT_SAY])
def test_a_child_who_is_not_surely_well_is_never_called_safe(
    missing: MissingReport, first: Officer, second: Officer, at: datetime, condition: Condition
) -> None:
    hurt = make_found(filed_by=first, condition=condition)
    notices = actions.confirm_match(actions.propose(hurt, missing, by=first, at=at), by=second, at=at)
    assert [notice.kind for notice in notices] == [NoticeKind.NEWS]
    assert "safe" not in texts()[0].body


@pytest.mark.parametrize(
    "facts", [{"consent_to_texts": False}, {"risk_factors": ["domestic_abuse"]}, {"reporter_phone": ""}]
)
def test_a_family_that_may_not_be_texted_is_left_to_the_telephone(
    found: FoundReport, first: Officer, second: Officer, at: datetime, facts: dict[str, object]
) -> None:
    missing = make_missing(filed_by=second, guardians=[], **facts)
    assert actions.confirm_match(actions.propose(found, missing, by=first, at=at), by=second, at=at) == []
    assert texts() == []


def test_one_person_goes_to_one_family(proposed: Candidate, first: Officer, second: Officer, at: datetime) -> None:
    other = actions.propose(proposed.found, make_missing(filed_by=second), by=first, at=at)
    actions.confirm_match(proposed, by=second, at=at)
    with pytest.raises(WrongState, match="found_already_matched"):
        actions.confirm_match(other, by=second, at=at)


def test_one_missing_report_is_answered_by_one_person(
    proposed: Candidate, first: Officer, second: Officer, at: datetime
) -> None:
    other = actions.propose(make_found(filed_by=first), proposed.missing, by=first, at=at)
    actions.confirm_match(proposed, by=second, at=at)
    with pytest.raises(WrongState, match="missing_already_matched"):
        actions.confirm_match(other, by=second, at=at)


def test_a_confirmed_match_is_not_dismissed(proposed: Candidate, first: Officer, second: Officer, at: datetime) -> None:
    actions.confirm_match(proposed, by=second, at=at)
    with pytest.raises(WrongState):
        actions.dismiss(proposed, DismissReason.MISTAKE, by=first, at=at)


def test_every_decision_is_on_the_trail_without_a_name(
    proposed: Candidate, first: Officer, second: Officer, at: datetime
) -> None:
    actions.confirm_match(proposed, by=second, at=at)
    db.session.flush()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.at)).all()
    deeds = {entry.deed: entry for entry in entries}
    assert deeds["proposed match"].actor_id == first.audit_id
    assert deeds["confirmed match"].actor_id == second.audit_id
    assert "示例乐" not in str([entry.details for entry in entries])
