from datetime import timedelta

import pytest

from app.extensions import db
from app.messaging import queries
from app.messaging.models import LocalText, MessageState


def test_families_come_first_in_what_needs_a_person(queue, at):
    thanks, family = queue("finder_thanks"), queue()
    answer = queue("answer_noted")
    for message in (thanks, family, answer):
        message.state = MessageState.FAILED
    db.session.flush()
    assert queries.needs_attention() == [family, thanks]  # our answers to texts are nobody's work


@pytest.mark.parametrize("state", [MessageState.WAITING, MessageState.SENT, MessageState.DELIVERED])
def test_what_goes_its_way_needs_nobody(queue, state):
    queue().state = state
    db.session.flush()
    assert queries.needs_attention() == []


def test_the_list_is_newest_first_and_turns_over_pages(queue):
    rows = [queue() for _ in range(queries.PAGE + 3)]
    first, more = queries.listed()
    second, no_more = queries.listed(page=2)
    assert more and not no_more
    assert [*first, *second] == rows[::-1]


def test_the_list_holds_one_case_or_one_state(queue):
    mine, other = queue(case_ref="XYZ789"), queue()
    other.state = MessageState.FAILED
    db.session.flush()
    assert queries.listed(case_ref="XYZ789")[0] == [mine]
    assert queries.listed(states=[MessageState.FAILED])[0] == [other]


def test_a_text_that_rests_after_a_failure_is_not_counted_as_stuck(queue, at):
    message = queue()
    soon = message.created_at + timedelta(minutes=2)
    message.not_before = soon + timedelta(seconds=30)
    db.session.flush()
    assert queries.oldest_waiting(soon) is None
    assert queries.oldest_waiting(soon + timedelta(seconds=31)) > timedelta(minutes=2)


def test_a_virtual_phone_shows_its_newest_texts_oldest_first(app):
    for number in range(queries.THREAD + 2):
        db.session.add(LocalText(phone="+358505550901", from_phone=False, body=str(number)))
        db.session.flush()
    bodies = [text.body for text in queries.thread("+358505550901")]
    assert bodies == [str(number) for number in range(2, queries.THREAD + 2)]
    assert queries.virtual_phones() == ["+358505550901"]
