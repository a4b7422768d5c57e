import re
from datetime import timedelta

import pytest

from app.core.words import sentence
from app.messaging import rules
from app.messaging.models import MessageState, Purpose, may_follow


def test_a_text_that_surely_was_not_sent_is_tried_again_at_growing_waits():
    waits = [rules.backoff(attempt, 0.0).total_seconds() for attempt in range(1, 8)]
    assert waits == [5, 15, 45, 135, 300, 300, 300]


def test_workers_do_not_come_back_all_at_once_but_never_later_than_five_minutes():
    assert rules.backoff(1, 0.99) > rules.backoff(1, 0.0)
    assert rules.backoff(9, 0.99) == timedelta(minutes=5)


def test_tasks_and_their_end_go_before_families_and_those_before_everything_else():
    order = sorted(Purpose, key=lambda purpose: rules.PRIORITY[purpose.value])
    assert {order[0], order[1]} == {Purpose.TASK, Purpose.STAND_DOWN}
    assert order[2] is Purpose.FAMILY


def test_a_lease_outlives_the_longest_call():
    connect_and_read = timedelta(seconds=10 + 10)
    assert connect_and_read < rules.LEASE


@pytest.mark.parametrize(
    "code",
    ["21211", "21610", "21614", "30003", "30007", "401", "99999", "503", "no_answer", "lease_lost", "throttled",
     "not_reached", "out_of_time", "opted_out", "wording"],
)  # fmt: skip
def test_every_code_has_a_plain_sentence(reading, code):
    words = sentence(rules.plain_code(code))
    assert len(words.split()) > 4
    assert code not in words


def test_an_unknown_outcome_is_never_called_a_refusal(reading):
    for code in ("503", "500", "no_answer", "bad_answer", "lease_lost"):
        assert "arrived" in sentence(rules.plain_code(code))


def test_the_providers_words_are_shown_without_the_number():
    told = "The 'To' number +86 138-0013 8000 is not a valid phone number."
    assert not re.search(r"\d{3}", rules.without_numbers(told))
    assert len(rules.without_numbers("x" * 999)) == 300


def test_what_has_arrived_or_was_called_off_never_moves_again():
    for state in (MessageState.DELIVERED, MessageState.CANCELLED):
        assert not any(may_follow(state, to) for to in MessageState)


def test_a_lost_worker_never_leads_back_to_waiting_by_itself():
    told = set(rules.PROVIDER_STATUS.values())
    assert told == {"sent", "delivered", "failed"}
