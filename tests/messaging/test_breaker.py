"""The queue rests while the provider does not work, one probe at a time tries, and officers are told."""

from datetime import timedelta

import pytest

from app.core.clock import now
from app.extensions import db
from app.messaging import breaker, outbox, rules
from app.messaging.gateway import NotSent, Receipt, Refused, Unknown
from app.messaging.models import MessageState
from app.messaging.queries import pause_of, trouble
from app.messaging.twilio_gateway import TwilioGateway
from tests.factories import make_officer
from tests.messaging.conftest import TIMEOUT_S

S = MessageState
FIRST_REST = breaker.REST * rules.CALL


@pytest.fixture
def unreachable(app, twin, address):
    return TwilioGateway(app.config | twin.settings() | {"TWILIO_API_URL": "http://127.0.0.1:9"}, timeout_s=TIMEOUT_S)


@pytest.fixture
def broken(queue, send, unreachable, at):
    """A provider that has failed as often as it takes."""
    for _ in range(breaker.FAILURES):
        queue(at=at)
        assert send(unreachable, at) is S.WAITING


def claim(gateway, most, at):
    letters = outbox.claim_some(most, owner="tests", gateway=gateway, unit="示例公安", at=at)
    db.session.commit()
    return letters


def test_a_few_failures_do_not_stop_the_queue(queue, send, unreachable, at):
    for _ in range(breaker.FAILURES - 1):
        queue(at=at)
        send(unreachable, at)
    assert trouble(at) is None
    queue(at=at)
    assert send(unreachable, at) is S.WAITING


def test_after_several_failures_nothing_is_claimed_until_the_rest_is_over(broken, queue, unreachable, at):
    queue(at=at)
    assert trouble(at).since == at
    assert claim(unreachable, 9, at + FIRST_REST - timedelta(seconds=1)) == []


def test_one_probe_goes_and_the_others_wait_for_its_outcome(broken, queue, unreachable, at):
    for _ in range(3):
        queue(at=at)
    later = at + FIRST_REST
    assert len(claim(unreachable, 9, later)) == 1
    assert claim(unreachable, 9, later) == []
    assert claim(unreachable, 9, later + timedelta(seconds=30)) == []


def test_a_probe_that_goes_closes_it_and_everything_follows(broken, queue, send, gateway, at):
    for _ in range(3):
        queue(at=at)
    later = at + FIRST_REST
    assert send(gateway, later) is S.SENT
    assert trouble(later) is None
    assert len(claim(gateway, 20, later)) == 2 + breaker.FAILURES


def test_a_probe_that_fails_rests_longer_but_never_more_than_a_minute(broken, queue, send, unreachable, at):
    moment, rests = at, []
    for _ in range(8):
        queue(at=moment)
        moment = pause_of("twilio").until
        assert send(unreachable, moment) is S.WAITING
        rests.append((pause_of("twilio").until - moment).total_seconds())
        db.session.rollback()
    assert rests == sorted(rests) and rests[0] >= 15 and rests[-1] == 60


def test_without_a_text_to_probe_with_the_next_one_may_go_at_once(broken, queue, send, gateway, at):
    later = at + FIRST_REST - timedelta(seconds=14)  # before the tries of the failed ones are due
    pause_of("twilio").until = later
    db.session.commit()
    assert claim(gateway, 9, later) == []
    queue(at=later)
    assert send(gateway, later) is S.SENT


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        (Unknown("500"), True),
        (NotSent("not_reached"), True),
        (NotSent("throttled", busy=True), False),
        (NotSent("stalled"), False),
        (Refused("21211"), False),
        (Receipt("SM1"), False),
    ],
)
def test_a_provider_that_answers_is_no_failure(outcome, counts):
    assert breaker.counts_as_failure(outcome) is counts


def test_officers_see_on_the_board_and_on_the_messages_that_no_texts_go_out(broken, at, sign_in):
    visitor = sign_in(make_officer())
    for page in ("/", "/messages"):
        assert "No texts go out: the provider has not worked since" in visitor.get(page).text


def test_a_queue_that_nobody_works_on_is_said_on_the_board_within_a_minute(queue, sign_in):
    message = queue(at=now())
    message.created_at = now() - timedelta(seconds=61)
    assert "Is the worker running?" in sign_in(make_officer()).get("/").text
