"""What may happen to a task, and what the patrol is told of it."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.errors import Refusal, WrongState
from app.core.refs import DIGITS, LETTERS
from app.extensions import db
from app.messaging.models import Message, MessageState
from app.patrol import actions, queries
from app.patrol.models import OPEN_TASK, AnsweredBy, Patrol, StopState, Task, TaskState
from tests.factories import make_found, make_officer, make_patrol, make_place

pytestmark = pytest.mark.usefixtures("app")


def page_url(token: str) -> str:
    return f"http://127.0.0.1/t/{token}"


def give(at: datetime, *, stops: int = 2, **facts: object) -> Task:
    """A task of some stops for a patrol."""
    patrol = facts.pop("patrol", None) or make_patrol()
    report = facts.pop("report", None) or make_found()
    places = [make_place() for _ in range(stops)]
    return actions.create_task(patrol, report, places, by=make_officer(), at=at, page_url=page_url)


def texts_to(patrol: Patrol) -> list[Message]:
    wanted = select(Message).where(Message.recipient == patrol.phone)
    return list(db.session.scalars(wanted.order_by(Message.created_at)))


def leave(message: Message) -> None:
    """The worker hands the message to the provider."""
    message.move(MessageState.SENDING)
    message.move(MessageState.SENT)
    db.session.flush()


def test_a_task_and_its_message_are_one_decision(at: datetime) -> None:
    patrol = make_patrol()
    task = give(at, patrol=patrol, stops=2)
    (message,) = texts_to(patrol)
    assert message.template == "patrol_task"
    assert message.variables["stops"].splitlines()[0].startswith("1 Hotel Sample")
    assert message.variables["link"] == page_url(task.token)
    assert message.variables["tid"] == task.code
    assert message.case_ref == task.report.ref


def test_the_message_names_no_person_and_no_held_back_mark(at: datetime) -> None:
    report = make_found(name_said="Lele", marks="scar on the left knee", medical_notes="asthma")
    patrol = make_patrol()
    give(at, report=report, patrol=patrol)
    (message,) = texts_to(patrol)
    for secret in ("Lele", "scar", "asthma"):
        assert secret not in message.body


def test_no_task_has_more_than_three_stops_or_none(at: datetime) -> None:
    for wrong in (0, 4):
        with pytest.raises(Refusal, match="task_needs_one_to_three_stops"):
            give(at, stops=wrong)


def test_a_patrol_that_opted_out_is_given_no_task(at: datetime) -> None:
    with pytest.raises(Refusal, match="patrol_wrote_stop"):
        give(at, patrol=make_patrol(opted_out=True))


def test_no_two_open_tasks_share_a_code_and_crowded_codes_grow_longer(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = {letter + digit for letter in LETTERS for digit in DIGITS}
    monkeypatch.setattr(queries, "codes_taken", lambda _: short)
    assert len(give(at).code) == 3


def test_a_code_rests_before_it_is_used_again(at: datetime) -> None:
    task = give(at, stops=1)
    actions.answer_stop(task.stops[0], StopState.NOT_HERE, via=AnsweredBy.PAGE, at=at)
    assert task.code in queries.codes_taken(at + timedelta(hours=1))
    assert task.code not in queries.codes_taken(at + timedelta(hours=13))


def test_the_page_address_cannot_be_guessed(at: datetime) -> None:
    assert len({give(at).token for _ in range(5)}) == 5
    assert all(len(task.token) >= 22 for task in db.session.scalars(select(Task)))


def test_taking_a_task_twice_is_no_error(at: datetime) -> None:
    task = give(at)
    assert actions.accept(task, via=AnsweredBy.SMS, at=at)
    assert not actions.accept(task, via=AnsweredBy.PAGE, at=at + timedelta(minutes=1))
    assert (task.state, task.accepted_at) == (TaskState.ACCEPTED, at)


def test_a_task_that_was_passed_on_cannot_be_taken(at: datetime) -> None:
    task = give(at)
    actions.pass_on(task, at=at)
    with pytest.raises(WrongState, match="task_moved_on"):
        actions.accept(task, via=AnsweredBy.SMS, at=at)


def test_an_answer_takes_the_task(at: datetime) -> None:
    task = give(at)
    actions.answer_stop(task.stops[0], StopState.NOT_HERE, via=AnsweredBy.SMS, at=at)
    assert (task.state, task.accepted_at) == (TaskState.ACCEPTED, at)


def test_a_patrol_stands_where_it_has_just_answered(at: datetime) -> None:
    patrol = make_patrol(lat=1.0, lon=1.0, position_at=at - timedelta(hours=2))
    task = give(at, patrol=patrol)
    place = task.stops[0].place
    actions.answer_stop(task.stops[0], StopState.NOT_HERE, via=AnsweredBy.SMS, at=at)
    assert (patrol.lat, patrol.lon, patrol.position_at) == (place.lat, place.lon, at)


def test_a_task_is_done_when_every_stop_is_answered(at: datetime) -> None:
    task = give(at, stops=2)
    actions.answer_stop(task.stops[0], StopState.NOT_HERE, via=AnsweredBy.SMS, at=at)
    actions.answer_stop(task.stops[1], StopState.CLOSED, via=AnsweredBy.PAGE, at=at)
    assert (task.state, task.ended_at) == (TaskState.DONE, at)


def test_an_answer_may_be_corrected_while_the_task_is_open(at: datetime) -> None:
    task = give(at, stops=2)
    actions.answer_stop(task.stops[0], StopState.NOT_HERE, via=AnsweredBy.SMS, at=at)
    actions.answer_stop(task.stops[0], StopState.CLOSED, via=AnsweredBy.SMS, at=at)
    assert task.stops[0].state is StopState.CLOSED


def test_a_stood_down_task_takes_no_answer_but_never_turns_a_family_away(at: datetime) -> None:
    task = give(at)
    actions.stand_down_task(task, by=make_officer(), at=at)
    with pytest.raises(WrongState):
        actions.answer_stop(task.stops[0], StopState.NOT_HERE, via=AnsweredBy.SMS, at=at)
    actions.answer_stop(task.stops[0], StopState.FAMILY_HERE, via=AnsweredBy.SMS, at=at, phone="+8613800138000")
    assert task.stops[0].contact_phone == "+8613800138000"
    assert task.state is TaskState.STOOD_DOWN


def test_a_task_message_not_yet_sent_is_cancelled_not_followed_by_a_stand_down(at: datetime) -> None:
    patrol = make_patrol()
    task = give(at, patrol=patrol)
    actions.stand_down_task(task, by=make_officer(), at=at)
    db.session.expire_all()
    (message,) = texts_to(patrol)
    assert message.state is MessageState.CANCELLED


def test_a_patrol_that_got_its_task_is_told_to_stop(at: datetime) -> None:
    patrol = make_patrol()
    task = give(at, patrol=patrol)
    leave(texts_to(patrol)[0])
    actions.stand_down_task(task, by=make_officer(), at=at)
    assert [m.template for m in texts_to(patrol)] == ["patrol_task", "patrol_stand_down"]


def test_a_patrol_that_took_the_task_by_radio_is_told_to_stop_even_if_no_text_had_left(at: datetime) -> None:
    patrol = make_patrol()
    task = give(at, patrol=patrol)
    actions.accept(task, via=AnsweredBy.DISPATCHER, at=at, by=make_officer())
    actions.stand_down_task(task, by=make_officer(), at=at)
    db.session.expire_all()
    assert {(m.template, m.state) for m in texts_to(patrol)} == {
        ("patrol_task", MessageState.CANCELLED),
        ("patrol_stand_down", MessageState.WAITING),
    }


def test_a_repeat_that_still_waits_does_not_hide_that_the_first_text_left(at: datetime) -> None:
    patrol = make_patrol()
    task = give(at, patrol=patrol)
    leave(texts_to(patrol)[0])
    actions.send_again(task, at=at + timedelta(minutes=3))
    actions.stand_down_task(task, by=make_officer(), at=at + timedelta(minutes=4))
    db.session.expire_all()
    states = {m.dedupe_key.split(":")[0] + m.template: m.state for m in texts_to(patrol)}
    assert states["stand_downpatrol_stand_down"] is MessageState.WAITING


def test_a_task_is_sent_when_its_message_has_left(at: datetime) -> None:
    patrol = make_patrol()
    task = give(at, patrol=patrol)
    assert actions.note_sent(at) == 0
    leave(texts_to(patrol)[0])
    assert actions.note_sent(at) == 1
    assert task.state is TaskState.SENT


def test_a_task_is_repeated_once_and_never_while_the_first_text_waits(at: datetime) -> None:
    waiting, sent = give(at), give(at)
    leave(texts_to(sent.patrol)[0])
    assert not actions.send_again(waiting, at=at)
    assert actions.send_again(sent, at=at)
    assert not actions.send_again(sent, at=at)
    assert len(texts_to(sent.patrol)) == 2


def test_two_officers_on_one_task_one_wins(at: datetime) -> None:
    task = give(at)
    db.session.commit()
    db.session.execute(
        Task.__table__.update().where(Task.__table__.c.id == task.id).values(state="stood_down", version=2)
    )
    with pytest.raises(WrongState):
        actions.accept(task, via=AnsweredBy.SMS, at=at)
    assert task.state is TaskState.STOOD_DOWN


def test_words_that_are_no_answer_stay_with_the_task(at: datetime) -> None:
    task = give(at)
    actions.keep_note(task, "the lift is broken", at=at)
    assert [note.text for note in queries.notes_of([task])] == ["the lift is broken"]


def test_the_audit_trail_holds_codes_and_no_phone_or_note(at: datetime) -> None:
    task = give(at, stops=1)
    actions.answer_stop(
        task.stops[0], StopState.FAMILY_HERE, via=AnsweredBy.SMS, at=at, phone="+8613800138000", note="Mrs Li, room 5"
    )
    kept = " ".join(str(entry.details) for entry in db.session.scalars(select(AuditEntry)))
    assert "family_here" in kept
    assert "138" not in kept
    assert "Li" not in kept


def test_open_tasks_are_listed_by_patrol_and_by_case(at: datetime) -> None:
    task, other = give(at), give(at)
    assert queries.open_tasks_of(task.patrol) == [task]
    assert queries.open_tasks_for(other.report) == [other]
    actions.pass_on(task, at=at)
    assert queries.open_tasks_of(task.patrol) == []
    assert task.state not in OPEN_TASK


def test_a_patrol_is_known_by_its_phone(at: datetime) -> None:
    patrol = make_patrol(phone="+358505550999")
    assert queries.patrol_by_phone("+358505550999") == patrol
    assert queries.patrol_by_phone("+358505550000") is None


def test_only_patrols_on_duty_that_did_not_opt_out_are_asked(at: datetime, app: Flask) -> None:
    here = make_patrol()
    make_patrol(on_duty=False)
    make_patrol(opted_out=True)
    assert queries.on_duty() == [here]


def test_a_late_answer_finds_the_task_by_its_code(at: datetime) -> None:
    task = give(at)
    actions.pass_on(task, at=at)
    assert queries.task_by_code(task.patrol, task.code) == task
    assert queries.task_by_code(make_patrol(), task.code) is None
