"""The buttons of the comparison, and what the family was told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from app.accounts.models import Officer
from app.core.access import Role
from app.extensions import db
from app.families.actions import tell_family
from app.families.models import NoticeKind
from app.found.models import Condition, FoundReport, FoundState
from app.matching import actions, queries
from app.matching.models import Candidate, DismissReason
from app.messaging.models import Message, MessageState
from app.missing.models import MissingReport, MissingState
from tests.factories import NIGHT, make_found, make_missing, make_officer
from tests.matching.conftest import SignIn, pair_page, press, seen_on

pytestmark = pytest.mark.usefixtures("app")


# Decide


def test_two_officers_bring_the_family_in(
    sign_in: SignIn, first: Officer, second: Officer, found: FoundReport, missing: MissingReport
) -> None:
    one, other = sign_in(first), sign_in(second)
    proposed = press(one, found, missing, "propose").text
    assert "Another officer must now confirm it" in proposed
    assert "You proposed this match" in proposed
    assert "Confirm: same person" not in proposed

    page = other.get(pair_page(found, missing)).text
    assert "Sample First proposed this match" in page
    confirmed = press(other, found, missing, "confirm").text
    assert "says: found and safe, come with ID" in confirmed
    assert missing.reporter_phone not in confirmed
    assert f'href="/found/{found.ref}/handover"' in confirmed
    assert found.state is FoundState.FAMILY_LOCATED
    assert missing.state is MissingState.LOCATED


def test_the_proposer_cannot_confirm_in_their_own_session(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    visitor = sign_in(first)
    seen = seen_on(visitor.get(pair_page(found, missing)).text)
    visitor.post(pair_page(found, missing, "propose"), data=seen)
    reply = visitor.post(pair_page(found, missing, "confirm"), data=seen)
    assert reply.status_code == 409
    assert "You proposed this match. Another officer must confirm it" in reply.text
    assert found.state is FoundState.OPEN


def test_nothing_is_confirmed_that_nobody_proposed(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    reply = press(sign_in(first), found, missing, "confirm")
    assert reply.status_code == 409
    assert "Nobody has proposed this match yet" in reply.text


def test_proposing_twice_is_one_proposal_and_a_sentence(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    visitor = sign_in(first)
    seen = seen_on(visitor.get(pair_page(found, missing)).text)
    assert visitor.post(pair_page(found, missing, "propose"), data=seen).status_code == 302
    again = visitor.post(pair_page(found, missing, "propose"), data=seen)
    assert again.status_code == 409
    assert "waits for a second officer" in again.text
    assert len(queries.of_found(found)) == 1


def test_a_decision_on_facts_that_changed_meanwhile_is_refused(
    sign_in: SignIn, first: Officer, second: Officer, found: FoundReport, missing: MissingReport, at: datetime
) -> None:
    actions.propose(found, missing, by=first, at=at)
    visitor = sign_in(second)
    seen = seen_on(visitor.get(pair_page(found, missing)).text)
    missing.name = "示例李"
    db.session.commit()
    reply = visitor.post(pair_page(found, missing, "confirm"), data=seen)
    assert reply.status_code == 409
    assert "A report was changed while you were looking" in reply.text
    assert found.state is FoundState.OPEN


def test_a_decision_of_another_process_a_moment_before_is_a_sentence_and_not_an_error(
    sign_in: SignIn, first: Officer, second: Officer, found: FoundReport, missing: MissingReport, at: datetime
) -> None:
    actions.propose(found, missing, by=first, at=at)
    visitor = sign_in(second)
    seen = seen_on(visitor.get(pair_page(found, missing)).text)
    table = Candidate.__table__

    def elsewhere(*_: object) -> None:
        with db.engine.begin() as connection:
            connection.execute(table.update().values(state="dismissed", dismissed_at=at, dismiss_reason="mistake",
                                                     version=table.c.version + 1))  # fmt: skip

    address = pair_page(found, missing, "confirm")
    db.session.commit()
    event.listen(db.session, "before_flush", elsewhere, once=True)
    reply = visitor.post(address, data=seen)
    assert reply.status_code == 409
    assert "This pair has moved on" in reply.text
    assert "Put aside on" in reply.text


def test_a_pair_whose_case_has_moved_on_is_refused_and_says_where_it_went(
    sign_in: SignIn, first: Officer, second: Officer, found: FoundReport, missing: MissingReport, at: datetime
) -> None:
    late = make_missing(filed_by=second)
    seen = seen_on(sign_in(first).get(pair_page(found, late)).text)
    actions.confirm_match(actions.propose(found, missing, by=first, at=at), by=second, at=at)
    visitor = sign_in(first)
    page = visitor.get(pair_page(found, late)).text
    assert "Propose this match" not in page
    assert pair_page(found, missing) in page
    seen = {"seen": f"{found.version}.{late.version}"}
    reply = visitor.post(pair_page(found, late, "propose"), data=seen)
    assert reply.status_code == 409
    assert f"Case {found.ref} is already matched with {missing.ref}" in reply.text


def test_a_dismissal_needs_its_reason_and_is_remembered(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    visitor = sign_in(first)
    empty = visitor.post(pair_page(found, missing, "dismiss"))
    assert empty.status_code == 422
    assert "Say why it is not this person" in empty.text
    odd = visitor.post(pair_page(found, missing, "dismiss"), data={"reason": "x" * 10_000})
    assert odd.status_code == 422
    done = visitor.post(pair_page(found, missing, "dismiss"), data={"reason": "contradiction"})
    assert done.location.endswith(f"/found/{found.ref}/matches")
    (candidate,) = queries.of_found(found)
    assert candidate.dismiss_reason is DismissReason.CONTRADICTION
    page = visitor.get(pair_page(found, missing)).text
    assert "A fact rules it out" in page
    assert "Propose after all" in page


def test_a_confirmed_pair_cannot_be_dismissed(
    sign_in: SignIn, first: Officer, second: Officer, found: FoundReport, missing: MissingReport, at: datetime
) -> None:
    actions.confirm_match(actions.propose(found, missing, by=first, at=at), by=second, at=at)
    reply = sign_in(first).post(pair_page(found, missing, "dismiss"), data={"reason": "mistake"})
    assert reply.status_code == 409
    assert queries.confirmed_for(found) is not None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
@pytest.mark.parametrize("deed", ["propose", "confirm", "dismiss"])
def test_only_officers_decide(
    sign_in: SignIn, found: FoundReport, missing: MissingReport, role: Role, deed: str
) -> None:
    reply = sign_in(make_officer(role=role)).post(pair_page(found, missing, deed), data={"reason": "mistake"})
    assert reply.status_code == 403
    assert queries.pair(found, missing) is None


def test_every_form_carries_its_token(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    page = sign_in(first).get(pair_page(found, missing)).text
    main = page[page.index("<main") :]
    assert main.count("<form") == main.count('name="csrf_token"') == 2


# What the family was told


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"consent_to_texts": False}, "the family does not want texts. Phone them now"),
        ({"risk_factors": ["custody_dispute"]}, "A supervisor phones the family"),
        ({"reporter_phone": "", "guardians": []}, "there is no phone that takes texts"),
    ],
)
def test_a_family_that_was_not_texted_must_be_phoned_and_the_page_says_why(
    sign_in: SignIn, first: Officer, second: Officer, found: FoundReport, at: datetime, facts: dict[str, Any],
    sentence: str,
) -> None:  # fmt: skip
    missing = make_missing(filed_by=second, **facts)
    actions.confirm_match(actions.propose(found, missing, by=first, at=at), by=second, at=at)
    assert sentence in sign_in(first).get(pair_page(found, missing)).text


def test_of_a_hurt_child_the_family_reads_only_that_there_is_news(
    sign_in: SignIn, first: Officer, second: Officer, missing: MissingReport, at: datetime
) -> None:
    found = make_found(filed_by=first, condition=Condition.HURT_OR_ILL)
    actions.confirm_match(actions.propose(found, missing, by=first, at=at), by=second, at=at)
    page = sign_in(first).get(pair_page(found, missing)).text
    assert "says only that there is news" in page
    assert "found and safe" not in page


def test_a_text_that_did_not_arrive_asks_for_a_call(
    sign_in: SignIn, first: Officer, second: Officer, found: FoundReport, missing: MissingReport, at: datetime
) -> None:
    (notice,) = actions.confirm_match(actions.propose(found, missing, by=first, at=at), by=second, at=at)
    message = db.session.get_one(Message, notice.message_id)
    message.move(MessageState.SENDING)
    message.move(MessageState.FAILED)
    assert "The text did not reach the family" in sign_in(first).get(pair_page(found, missing)).text


def test_news_from_before_the_match_does_not_count_as_told(
    sign_in: SignIn, first: Officer, second: Officer, missing: MissingReport, at: datetime
) -> None:
    found = make_found(filed_by=first, condition=Condition.HURT_OR_ILL)
    tell_family(missing, NoticeKind.NEWS, by=first, at=NIGHT - timedelta(minutes=10))
    actions.confirm_match(actions.propose(found, missing, by=first, at=at), by=second, at=at)
    assert "only been told before this match" in sign_in(first).get(pair_page(found, missing)).text
