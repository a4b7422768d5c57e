"""What stops a claim at a gate, and what lifts it."""

import pytest

from app.core.errors import Refusal
from app.found.models import FoundState
from app.handover import actions, closing, decisions
from app.handover.models import HandoverState
from app.handover.rules import Custody, Document, Gate, HoldReason, Outcome, Reaction, Verdict
from app.missing.models import IdType
from tests.factories import NIGHT
from tests.handover.story import DEEDS, MOTHER, REASON, Desk, begin, open_desk, refused

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def test_a_claimant_who_is_not_on_the_list_is_held_until_a_listed_guardian_vouches(desk):
    handover = begin(desk, before=Gate.CLAIMANT)
    actions.identify_claimant(
        handover, name="Sample Uncle", id_type=IdType.PASSPORT, number="X1234567", by=desk.first, at=NIGHT
    )
    assert (handover.state, handover.hold_reason) == (HandoverState.ON_HOLD, HoldReason.NOT_ON_LIST)
    assert desk.found.state is FoundState.ON_HOLD
    actions.record_call_back(handover, 1, Outcome.NOT_REACHED, by=desk.first, at=NIGHT)
    assert handover.state is HandoverState.ON_HOLD
    actions.record_call_back(handover, 1, Outcome.AGREED, by=desk.first, at=NIGHT)
    assert handover.state is HandoverState.VERIFYING
    assert desk.found.state is FoundState.FAMILY_LOCATED


def test_a_reporter_who_may_not_collect_cannot_vouch_for_a_stranger():
    desk = open_desk(missing={"guardians": [{"name": "示例父", "phone": "+358505550999"}]})
    handover = begin(desk, before=Gate.CUSTODY)
    assert handover.hold_reason is HoldReason.NOT_ON_LIST
    with refused("call_known_number", Refusal):
        actions.record_call_back(handover, 0, Outcome.AGREED, by=desk.first, at=NIGHT)


def test_a_guardian_who_does_not_agree_keeps_the_stranger_out(desk):
    handover = begin(desk, before=Gate.CLAIMANT)
    actions.identify_claimant(
        handover, name="Sample Uncle", id_type=IdType.PASSPORT, number="X1234567", by=desk.first, at=NIGHT
    )
    actions.record_call_back(handover, 1, Outcome.REFUSED, by=desk.first, at=NIGHT)
    assert (handover.state, handover.hold_reason) == (HandoverState.ON_HOLD, HoldReason.GUARDIAN_REFUSED)


def test_another_claimant_does_not_profit_from_what_was_recorded_about_the_first(desk):
    handover = begin(desk, before=Gate.CLAIMANT)
    actions.identify_claimant(
        handover, name="Sample Uncle", id_type=IdType.PASSPORT, number="X1234567", by=desk.first, at=NIGHT
    )
    actions.record_call_back(handover, 1, Outcome.AGREED, by=desk.first, at=NIGHT)
    actions.identify_claimant(
        handover, name="Sample Stranger", id_type=IdType.PASSPORT, number="Y7654321", by=desk.first, at=NIGHT
    )
    assert handover.hold_reason is HoldReason.NOT_ON_LIST
    assert handover.call_outcome is None


def test_without_an_original_id_the_claim_is_held(desk):
    handover = begin(desk, before=Gate.CLAIMANT)
    actions.identify_claimant(handover, name=MOTHER, id_type=IdType.NOT_SHOWN, number="", by=desk.first, at=NIGHT)
    assert handover.hold_reason is HoldReason.NO_ID


def test_another_id_than_the_reporter_showed_stops_the_claim():
    shown = {"reporter_id_type": IdType.NATIONAL_ID, "reporter_id_number": "110105 19491231 002X"}
    same = begin(open_desk(missing=shown), before=Gate.CUSTODY)
    assert same.state is HandoverState.VERIFYING
    other = begin(open_desk(missing=shown | {"reporter_id_number": "110105194912310999"}), before=Gate.CUSTODY)
    assert other.hold_reason is HoldReason.ID_DIFFERS


def test_a_dispute_about_custody_is_not_for_officers_to_decide(desk):
    handover = begin(desk, before=Gate.CUSTODY)
    actions.check_custody(handover, Custody.DISPUTE, by=desk.first, at=NIGHT)
    assert handover.hold_reason is HoldReason.CUSTODY


def test_wrong_answers_stop_the_claim(desk):
    handover = begin(desk, before=Gate.ANSWERS)
    for number, agrees in ((1, True), (2, False), (3, False)):
        assert handover.state is HandoverState.VERIFYING
        actions.ask(handover, number, "do not know", by=desk.first, at=NIGHT)
        actions.judge_answer(handover, number, agrees, by=desk.first, at=NIGHT)
    assert (handover.state, handover.hold_reason) == (HandoverState.ON_HOLD, HoldReason.ANSWERS_WRONG)


def test_two_of_three_right_answers_pass(desk):
    handover = begin(desk, before=Gate.ANSWERS)
    for number, agrees in ((1, False), (2, True), (3, True)):
        actions.ask(handover, number, "something", by=desk.first, at=NIGHT)
        result = actions.judge_answer(handover, number, agrees, by=desk.first, at=NIGHT)
    assert result is Verdict.PASSED
    assert handover.state is HandoverState.VERIFYING


def test_an_answer_is_given_and_judged_once(desk):
    handover = begin(desk, before=Gate.ANSWERS)
    actions.ask(handover, 1, "a red car", by=desk.first, at=NIGHT)
    with refused("question_moved_on"):
        actions.ask(handover, 1, "a green marble", by=desk.first, at=NIGHT)
    with refused("question_moved_on"):
        actions.ask(handover, 2, "Lele", by=desk.first, at=NIGHT)
    actions.judge_answer(handover, 1, False, by=desk.first, at=NIGHT)
    with refused("question_moved_on"):
        actions.judge_answer(handover, 1, True, by=desk.first, at=NIGHT)


@pytest.mark.parametrize("held_back", [[], [("What is in his pocket?", "a green marble")]])
def test_fewer_than_two_secret_questions_go_to_a_supervisor(held_back):
    handover = begin(open_desk(missing={"held_back": held_back}), before=Gate.ANSWERS)
    assert handover.hold_reason is HoldReason.TOO_FEW_QUESTIONS


def test_without_a_paper_everything_else_is_checked_and_a_supervisor_agrees(desk):
    handover = begin(desk, before=Gate.DOCUMENT)
    actions.record_document(handover, Document.NONE, by=desk.first, at=NIGHT)
    for gate in (Gate.ANSWERS, Gate.CALL_BACK, Gate.REACTION):
        assert handover.state is HandoverState.VERIFYING
        DEEDS[gate](handover, desk.first)
    assert handover.hold_reason is HoldReason.NO_DOCUMENT
    decisions.resume(handover, REASON, by=desk.supervisor, at=NIGHT)
    closing.release(handover, by=desk.second, at=NIGHT)


def test_only_a_number_stored_with_the_report_is_rung(desk):
    handover = begin(desk, before=Gate.CALL_BACK)
    with refused("call_known_number", Refusal):
        actions.record_call_back(handover, 7, Outcome.AGREED, by=desk.first, at=NIGHT)


@pytest.mark.parametrize("reaction", [Reaction.AFRAID, Reaction.DOES_NOT_RECOGNISE])
def test_fear_or_a_blank_look_stops_the_claim(desk, reaction):
    handover = begin(desk, before=Gate.REACTION)
    actions.record_reaction(handover, reaction, by=desk.first, at=NIGHT)
    assert (handover.state, handover.hold_reason) == (HandoverState.ON_HOLD, HoldReason.REACTION)
    with refused("handover_moved_on"):
        closing.release(handover, by=desk.second, at=NIGHT)


def test_fear_that_shows_late_stops_a_claim_that_was_ready(desk):
    handover = begin(desk)
    actions.record_reaction(handover, Reaction.AFRAID, by=desk.first, at=NIGHT)
    assert handover.state is HandoverState.ON_HOLD


def test_fear_after_a_supervisors_word_stops_the_claim_again(desk):
    handover = begin(desk, before=Gate.REACTION)
    actions.record_reaction(handover, Reaction.DOES_NOT_RECOGNISE, by=desk.first, at=NIGHT)
    decisions.resume(handover, REASON, by=desk.supervisor, at=NIGHT)
    actions.record_reaction(handover, Reaction.AFRAID, by=desk.first, at=NIGHT)
    assert handover.state is HandoverState.ON_HOLD
    assert handover.waived == []
