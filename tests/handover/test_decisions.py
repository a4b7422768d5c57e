"""What a supervisor decides about a hold, and how a case ends."""

import pytest
from sqlalchemy import select

from app.audit.queries import about
from app.core.access import Role
from app.core.errors import NotAllowed, Refusal, WrongState
from app.extensions import db
from app.found.models import FoundState
from app.handover import actions, closing, decisions, queries
from app.handover.models import Handover, HandoverState
from app.handover.rules import Gate, HoldReason, Reaction
from app.messaging.models import Message, Purpose
from app.missing.models import MissingState
from tests.factories import NIGHT, make_officer
from tests.handover.story import MOTHER, NUMBER, REASON, SECRETS, Desk, begin, open_desk, refused

pytestmark = pytest.mark.usefixtures("app")
FATHER_PHONE = "+358505550777"
FINDER_PHONE = "+358505550888"


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def held(desk: Desk) -> Handover:
    handover = begin(desk, before=Gate.REACTION)
    actions.record_reaction(handover, Reaction.AFRAID, by=desk.first, at=NIGHT)
    return handover


def texts(purpose: Purpose) -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.purpose == purpose).order_by(Message.recipient)))


def close(desk: Desk) -> list[object]:
    handover = begin(desk)
    closing.release(handover, by=desk.second, at=NIGHT)
    return list(closing.close_case(handover, by=desk.first, at=NIGHT, language="en"))


# A hold


def test_a_supervisor_with_a_written_reason_lets_it_go_on(desk):
    handover = held(desk)
    decisions.resume(handover, REASON, by=desk.supervisor, at=NIGHT)
    assert handover.decisions[-1].written == REASON
    closing.release(handover, by=desk.second, at=NIGHT)
    assert desk.found.state is FoundState.HANDED_OVER


@pytest.mark.parametrize("decide", [decisions.resume, decisions.turn_away])
def test_no_officer_decides_about_a_hold(desk, decide):
    handover = held(desk)
    with refused("supervisor_decides", NotAllowed):
        decide(handover, REASON, by=desk.second, at=NIGHT)
    assert handover.state is HandoverState.ON_HOLD


@pytest.mark.parametrize("written", ["", "ok", "   fine    "])
@pytest.mark.parametrize("decide", [decisions.resume, decisions.turn_away])
def test_a_decision_without_a_reason_is_none(desk, decide, written):
    handover = held(desk)
    with refused("reason_too_short", Refusal):
        decide(handover, written, by=desk.supervisor, at=NIGHT)
    assert handover.state is HandoverState.ON_HOLD


def test_a_supervisor_who_verified_does_not_lift_the_hold_alone(desk):
    desk.first = desk.supervisor
    with refused("other_supervisor_decides", NotAllowed):
        decisions.resume(held(desk), REASON, by=desk.supervisor, at=NIGHT)


def test_a_decision_without_a_hold_is_none(desk):
    with refused("handover_moved_on"):
        decisions.resume(begin(desk), REASON, by=desk.supervisor, at=NIGHT)


def test_a_lifted_doubt_opens_no_gate(desk):
    handover = begin(desk, before=Gate.ANSWERS)
    decisions.put_on_hold(handover, HoldReason.DOUBT, "In a hurry.", by=desk.second, at=NIGHT)
    decisions.resume(handover, REASON, by=desk.supervisor, at=NIGHT)
    with refused("gate_open"):
        closing.release(handover, by=desk.second, at=NIGHT)


def test_an_officer_holds_only_for_what_officers_see(desk):
    with refused("hold_reason_not_by_hand", Refusal):
        decisions.put_on_hold(begin(desk), HoldReason.ANSWERS_WRONG, "", by=desk.first, at=NIGHT)


def test_nothing_goes_on_while_a_claim_is_held(desk):
    handover = held(desk)
    for deed in (
        lambda: actions.record_reaction(handover, Reaction.GOES, by=desk.first, at=NIGHT),
        lambda: decisions.put_on_hold(handover, HoldReason.DOUBT, "", by=desk.first, at=NIGHT),
        lambda: decisions.take_over(handover, by=desk.second, at=NIGHT),
        lambda: closing.release(handover, by=desk.second, at=NIGHT),
    ):
        with refused("handover_moved_on"):
            deed()


def test_a_claimant_turned_away_makes_room_for_another(desk):
    first = held(desk)
    decisions.turn_away(first, REASON, by=desk.supervisor, at=NIGHT)
    assert desk.found.state is FoundState.FAMILY_LOCATED
    assert queries.current(desk.found) is None
    assert list(queries.turned_away(desk.found)) == [first]
    second = begin(desk)
    closing.release(second, by=desk.second, at=NIGHT)


def test_who_was_turned_away_is_never_released(desk):
    handover = held(desk)
    decisions.turn_away(handover, REASON, by=desk.supervisor, at=NIGHT)
    for deed in (
        lambda: closing.release(handover, by=desk.second, at=NIGHT),
        lambda: decisions.resume(handover, REASON, by=desk.supervisor, at=NIGHT),
    ):
        with pytest.raises(WrongState):
            deed()


# The end


def test_closing_tells_every_guardian_and_the_finder_once():
    mother, father = {}, {"name": "示例父", "phone": FATHER_PHONE}
    desk = open_desk(
        missing={"guardians": [mother, father, father | {"name": "Sample Aunt"}]}, found={"finder_phone": FINDER_PHONE}
    )
    close(desk)
    assert desk.found.state is FoundState.CLOSED
    assert desk.missing.state is MissingState.CLOSED
    assert desk.found.closed_at == desk.missing.closed_at == NIGHT
    family = texts(Purpose.FAMILY)
    assert {text.recipient for text in family} == {desk.missing.reporter_phone, FATHER_PHONE}
    assert {text.template for text in family} == {"family_closed"}
    assert len(family) == 2
    assert [(text.recipient, text.template) for text in texts(Purpose.FINDER)] == [(FINDER_PHONE, "finder_thanks")]


def test_a_case_is_closed_once(desk):
    close(desk)
    with refused("found_report_moved_on"):
        closing.close_case(queries.current(desk.found), by=desk.first, at=NIGHT, language="en")


def test_a_case_is_not_closed_before_the_handover(desk):
    with refused("found_report_moved_on"):
        closing.close_case(begin(desk), by=desk.first, at=NIGHT, language="en")
    assert texts(Purpose.FAMILY) == []


def test_a_family_that_must_not_be_texted_is_left_to_the_telephone():
    desk = open_desk(missing={"risk_factors": ["domestic_abuse"]})
    assert close(desk) == []
    assert desk.missing.state is MissingState.CLOSED
    assert texts(Purpose.FAMILY) == []


def test_a_finder_without_a_phone_is_no_obstacle(desk):
    close(desk)
    assert texts(Purpose.FINDER) == []


def test_the_record_keeps_the_result_of_the_answers_and_not_what_was_said(desk):
    handover = begin(desk)
    assert [answer.said for answer in handover.answers] == ["a green marble"] * 2
    closing.release(handover, by=desk.second, at=NIGHT)
    assert [(answer.said, answer.agrees) for answer in handover.answers] == [("", True)] * 2


def test_the_trail_holds_codes_and_no_name_answer_or_number(desk):
    close(desk)
    trail = [*about("found_report", desk.found.ref), *about("missing_report", desk.missing.ref)]
    text = " ".join(f"{entry.deed} {entry.details}" for entry in trail)
    for secret in (MOTHER, NUMBER, NUMBER[-4:], desk.missing.reporter_phone, *SECRETS):
        assert secret not in text
    deeds = [entry.deed for entry in trail]
    for deed in ("began handover", "looked at claimant's ID", "judged claimant's answer", "handed over", "closed case"):
        assert deed in deeds


def test_a_supervisor_of_headquarters_may_be_the_second_officer(desk):
    headquarters = make_officer(role=Role.SUPERVISOR, station=None)
    handover = begin(desk)
    closing.release(handover, by=headquarters, at=NIGHT)
    assert handover.second_officer is headquarters
