"""What a patrol's text does to its task."""

import pytest
from sqlalchemy import select

from app.extensions import db
from app.found.models import FoundReport
from app.inbox.models import InboundState
from app.matching.models import Candidate
from app.messaging.models import Message, Purpose
from app.missing.models import MissingState
from app.patrol.models import AnsweredBy, StopState, TaskState
from app.search.models import PlanPlace, PlanState, SearchPlan
from tests.inbox.looks import FAMILY, count_of, notes, stop_of, untouched

I = InboundState  # noqa: E741


@pytest.mark.parametrize("words", ["{code} OK", "{code} 收到", "OK", "收到", "0k"])
def test_a_patrol_takes_its_task(task, write, words):
    text = write(task.patrol, words.format(code=task.code))
    db.session.refresh(task)
    assert task.state is TaskState.ACCEPTED
    assert (text.state, text.outcome, text.case_ref) == (I.PROCESSED, "answered", task.report.ref)


@pytest.mark.parametrize("words", ["{code} 1 N", "{code} 1 没有", "1 N", "1 没有", "Ｉ　ｎ"])
def test_not_here_is_written_down_noted_and_ranks_the_rest_anew(task, write, replies, words):
    plan = db.session.scalars(select(SearchPlan)).one()
    here = stop_of(task, 1)
    rest = [row for row in plan.places if row.place_id != here.place_id]
    before = {row.id: row.chance for row in plan.places}
    write(task.patrol, words.format(code=task.code))
    db.session.expire_all()
    assert (here.state, here.answered_by) == (StopState.NOT_HERE, AnsweredBy.SMS)
    mine = db.session.scalars(select(PlanPlace).where(PlanPlace.place_id == here.place_id)).one()
    assert mine.chance < before[mine.id] / 2
    assert all(row.chance > before[row.id] for row in rest)
    assert [reply.body for reply in replies()] == [f"Task {task.code}: noted."]


@pytest.mark.parametrize("words", ["{code} 2 Y 13812345678", "2 找到 13812345678", "2 有 13812345678", "2Y13812345678"])
def test_the_family_is_found_with_its_phone_and_everybody_else_stands_down(tasks, task, write, words, at):
    for other in tasks[1:]:
        write(other.patrol, f"{other.code} OK")
    write(task.patrol, words.format(code=task.code))
    stop = stop_of(task, 2)
    assert (stop.state, stop.contact_phone) == (StopState.FAMILY_HERE, "+8613812345678")
    assert task.state is TaskState.DONE
    for other in tasks[1:]:
        db.session.refresh(other)
        assert other.state is TaskState.STOOD_DOWN
    told = db.session.scalars(select(Message.recipient).where(Message.purpose == Purpose.STAND_DOWN)).all()
    assert sorted(told) == sorted(other.patrol.phone for other in tasks[1:])
    assert db.session.scalars(select(SearchPlan)).one().state is PlanState.FOUND


def test_a_reply_never_confirms_a_match_closes_a_case_or_texts_a_family(task, family, write):
    write(task.patrol, f"{task.code} 1 Y {FAMILY}")
    assert count_of(Candidate) == 0
    assert {r.state.value for r in db.session.scalars(select(FoundReport))} == {"open"}
    assert family.state is MissingState.OPEN
    assert not db.session.scalars(select(Message).where(Message.purpose == Purpose.FAMILY)).all()


def test_a_number_that_cannot_be_dialled_is_kept_in_the_note(task, write):
    write(task.patrol, f"{task.code} 1 Y 123456789012345678 room 3")
    stop = stop_of(task, 1)
    assert stop.state is StopState.FAMILY_HERE
    assert (stop.contact_phone, stop.note) == ("", "123456789012345678 room 3")


@pytest.mark.parametrize(
    ("words", "state"),
    [("1 C", StopState.CLOSED), ("1 关门了", StopState.CLOSED), ("1 ? boy seen at noon", StopState.UNSURE)],
)
def test_closed_and_unsure_are_answers_too(task, write, words, state):
    write(task.patrol, f"{task.code} {words}")
    assert stop_of(task, 1).state is state


def test_the_words_of_an_unsure_answer_are_kept(task, write):
    write(task.patrol, f"{task.code} 1 ? 像是孩子, red jacket")
    assert stop_of(task, 1).note == "像是孩子, red jacket"


@pytest.mark.parametrize("words", ["{code} NO", "{code} 不能", "N0"])
def test_a_patrol_that_cannot_go_passes_its_task_on(task, write, words):
    write(task.patrol, words.format(code=task.code))
    db.session.refresh(task)
    assert task.state is TaskState.EXPIRED


def test_several_answers_in_one_text_end_the_task(task, write):
    write(task.patrol, " ".join(f"{stop.number} N" for stop in task.stops))
    db.session.refresh(task)
    assert task.state is TaskState.DONE


@pytest.mark.parametrize("words", ["1 N", "OK", "2 Y 13812345678", "没有", "1 关门"])
def test_with_two_open_tasks_nothing_is_guessed_and_the_codes_are_asked_for(task, second_task, write, replies, words):
    text = write(task.patrol, words)
    assert untouched(task, second_task)
    assert (text.state, text.outcome) == (I.FOR_A_PERSON, "which_task")
    (reply,) = replies()
    assert task.code in reply.body and second_task.code in reply.body


def test_with_two_open_tasks_a_named_one_is_acted_on(task, second_task, write):
    write(task.patrol, f"{second_task.code} 1 N")
    assert stop_of(second_task, 1).state is StopState.NOT_HERE
    assert untouched(task)


def test_one_text_may_name_both_tasks(task, second_task, write):
    write(task.patrol, f"{task.code} 1 N {second_task.code} 2 C")
    assert stop_of(task, 1).state is StopState.NOT_HERE
    assert stop_of(second_task, 2).state is StopState.CLOSED


def test_a_code_of_somebody_elses_task_acts_on_nothing(tasks, task, write, replies):
    text = write(task.patrol, f"{tasks[1].code} 1 N")
    assert untouched(*tasks)
    assert text.outcome == "no_such_task"
    assert notes() == [f"{tasks[1].code} 1 N"]
    assert task.code in replies()[0].body


def test_a_stop_that_the_task_does_not_have_is_not_guessed(tasks, task, write, replies):
    text = write(task.patrol, f"{task.code} 9 N")
    assert untouched(task)
    assert text.outcome == "no_such_stop"
    assert f"{task.code} 1 N" in replies()[0].body


@pytest.mark.parametrize("words", ["1 没有找到孩子", "nobody answers the door", "1 有人说见过", "🙂", ""])
def test_what_is_not_understood_stays_with_the_task_and_is_answered_once(task, write, replies, words):
    write(task.patrol, words)
    write(task.patrol, words + " again")
    assert untouched(task)
    assert notes() == [words, words + " again"]
    assert len(replies()) == 1


@pytest.mark.parametrize("words", ["HELP", "帮助", "?"])
def test_help_lists_the_words_with_the_patrols_own_code(tasks, write, replies, words):
    chinese = tasks[1]
    write(chinese.patrol, words)
    assert f"{chinese.code} 收到" in replies()[0].body
    assert untouched(chinese)


def test_an_answer_to_a_task_that_has_ended_is_kept_for_a_person(task, write, at):
    write(task.patrol, " ".join(f"{stop.number} N" for stop in task.stops))
    text = write(task.patrol, f"{task.code} 1 C")
    assert (text.state, text.outcome) == (I.FOR_A_PERSON, "task_ended")
    assert stop_of(task, 1).state is StopState.NOT_HERE


def test_a_text_whose_second_half_cannot_be_done_does_nothing_at_all(task, second_task, write):
    write(task.patrol, f"{second_task.code} 1 N 2 N")
    text = write(task.patrol, f"{task.code} 1 N {second_task.code} 1 C")
    assert text.outcome == "task_ended"
    assert untouched(task)


def test_a_patrol_without_a_task_is_shown_to_a_person(task, write):
    write(task.patrol, f"{task.code} NO")
    text = write(task.patrol, "1 N")
    assert (text.state, text.outcome) == (I.FOR_A_PERSON, "no_open_task")
