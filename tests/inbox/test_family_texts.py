"""What a family writes, and who writes STOP."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.families.queries import answers_for
from app.inbox.models import InboundState
from app.messaging.models import Message, MessageState
from app.messaging.queries import has_opted_out
from tests.factories import make_missing
from tests.inbox.looks import FAMILY, STRANGER, untouched

I = InboundState  # noqa: E741


@pytest.mark.parametrize("word", ["STOP", "stop.", "退订", "UNSUBSCRIBE"])
def test_a_patrol_that_writes_stop_gets_no_more_texts_and_somebody_is_told(task, write, word, at):
    text = write(task.patrol, word)
    assert task.patrol.opted_out and has_opted_out(task.patrol.phone)
    assert (text.state, text.outcome) == (I.FOR_A_PERSON, "patrol_opted_out")
    db.session.expire_all()
    waiting = db.session.scalars(select(Message).where(Message.recipient == task.patrol.phone)).all()
    assert {m.state for m in waiting} == {MessageState.FAILED}


def test_start_brings_the_texts_back(task, write):
    write(task.patrol, "STOP")
    text = write(task.patrol, "START")
    assert not task.patrol.opted_out and not has_opted_out(task.patrol.phone)
    assert text.outcome == "patrol_opted_in"


def test_a_family_that_writes_stop_is_respected_and_shown(family, write):
    text = write(FAMILY, "STOP")
    assert has_opted_out(FAMILY)
    assert (text.state, text.outcome) == (I.FOR_A_PERSON, "family_opted_out")
    assert write(FAMILY, "yes").outcome == "family_opted_in"
    assert not has_opted_out(FAMILY)


def test_a_stranger_that_writes_stop_is_respected_too(app, write):
    write(STRANGER, "STOP")
    assert has_opted_out(STRANGER)


def test_on_my_way_is_noted_on_the_case_and_needs_nobody(family, write, replies):
    text = write(FAMILY, "１。")
    assert (text.state, text.outcome, text.case_ref) == (I.PROCESSED, "family_on_the_way", family.ref)
    assert [answer.meaning for answer in answers_for(family)] == ["on_my_way"]
    assert replies() == []


def test_call_me_is_shown_to_a_person(family, write):
    text = write(FAMILY, "2")
    assert (text.state, text.outcome) == (I.FOR_A_PERSON, "family_asks_for_a_call")
    assert [answer.meaning for answer in answers_for(family)] == ["call_me"]


def test_help_from_a_family_may_be_distress(family, write, replies):
    text = write(FAMILY, "HELP")
    assert (text.state, text.outcome) == (I.FOR_A_PERSON, "family_help")
    assert "110" in replies()[0].body


def test_any_other_words_of_a_family_are_shown_and_answered_once(family, write, replies):
    for words in ("孩子穿红色外套", "Is he well? K7 1 N"):
        text = write(FAMILY, words)
        assert (text.state, text.outcome) == (I.FOR_A_PERSON, "family_wrote")
    assert {answer.text for answer in answers_for(family)} == {"孩子穿红色外套", "Is he well? K7 1 N"}
    assert len(replies()) == 1
    assert FAMILY not in replies()[0].dedupe_key


def test_a_family_is_answered_in_its_own_language(app, write, replies):
    make_missing(reporter_phone=FAMILY, reporter_language="en",
                 guardians=[{"phone": "+358505550233", "language": "zh_Hans"}])  # fmt: skip
    write("+358505550233", "HELP")
    assert "已转给民警" in replies()[0].body


def test_a_familys_words_never_move_a_task(task, family, write):
    write(FAMILY, f"{task.code} 1 N")
    assert untouched(task)
