"""A claimant is verified gate by gate; nobody is released otherwise."""

from contextlib import suppress
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.models import Officer
from app.audit.queries import about
from app.core.errors import NotAllowed, Refusal, WrongState
from app.extensions import db
from app.found.models import FoundState
from app.handover import actions, closing, decisions, queries
from app.handover.models import Handover, HandoverState
from app.handover.rules import Custody, Document, Gate, HoldReason, Reaction
from app.people.rules import YesNo
from tests.factories import NIGHT, make_found, make_officer
from tests.handover.story import DEEDS, Desk, begin, open_desk, refused

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def desk() -> Desk:
    return open_desk()


# In order


def test_without_a_confirmed_match_no_handover_begins():
    found = make_found(state=FoundState.FAMILY_LOCATED)
    with refused("handover_needs_match"):
        actions.start_handover(found, by=found.filed_by, at=NIGHT)


def test_one_claim_at_a_time(desk):
    begin(desk, before=Gate.CLAIMANT)
    with refused("handover_changed_meanwhile"):
        actions.start_handover(desk.found, by=desk.second, at=NIGHT)


def test_all_gates_and_a_second_officer_let_the_child_go_home(desk):
    handover = begin(desk)
    closing.release(handover, by=desk.second, at=NIGHT)
    assert handover.state is HandoverState.RELEASED
    assert desk.found.state is FoundState.HANDED_OVER
    assert (handover.first_officer, handover.second_officer) == (desk.first, desk.second)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(list(DEEDS)))
def test_no_order_of_steps_gets_past_an_open_gate(app, order):
    desk = open_desk()
    handover = begin(desk, before=Gate.CLAIMANT)
    turn = list(DEEDS)
    for gate in order:
        with suppress(WrongState):
            DEEDS[gate](handover, desk.first)
            assert turn.pop(0) is gate, "a gate was recorded before its turn"
        if turn:
            with refused("gate_open") as refusal:
                closing.release(handover, by=desk.second, at=NIGHT)
            assert refusal.value.facts == {"gate": turn[0]}
            assert desk.found.state is FoundState.FAMILY_LOCATED
    for gate in list(turn):
        DEEDS[gate](handover, desk.first)
    closing.release(handover, by=desk.second, at=NIGHT)
    assert desk.found.state is FoundState.HANDED_OVER


@pytest.mark.parametrize("left_out", list(DEEDS))
def test_each_gate_is_needed(desk, left_out):
    handover = begin(desk, before=left_out)
    for gate in list(DEEDS)[list(DEEDS).index(left_out) + 1 :]:
        with refused("gate_not_reached"):
            DEEDS[gate](handover, desk.first)
    with refused("gate_open"):
        closing.release(handover, by=desk.second, at=NIGHT)


def test_custody_needs_no_look_when_the_family_knows_of_no_order():
    desk = open_desk(missing={"custody_order": YesNo.NO})
    handover = begin(desk, before=Gate.CUSTODY)
    actions.record_document(handover, Document.STRONG, by=desk.first, at=NIGHT)
    with refused("gate_already_met"):
        actions.check_custody(handover, Custody.MAY_COLLECT, by=desk.first, at=NIGHT)


@pytest.mark.parametrize(
    "facts", [{"custody_order": YesNo.YES}, {"custody_order": YesNo.NO, "must_not_collect": "the uncle"}]
)
def test_an_order_or_a_name_that_must_not_collect_is_looked_at(facts):
    handover = begin(open_desk(missing=facts), before=Gate.CUSTODY)
    assert queries.checks_of(handover).custody_needs_care
    with refused("gate_not_reached"):
        actions.record_document(handover, Document.STRONG, by=handover.first_officer, at=NIGHT)


def test_a_child_that_was_taken_elsewhere_meanwhile_is_not_handed_over(desk):
    handover = begin(desk)
    desk.found.move(FoundState.IN_CARE)
    for deed in (
        lambda: closing.release(handover, by=desk.second, at=NIGHT),
        lambda: actions.record_document(handover, Document.STRONG, by=desk.first, at=NIGHT),
    ):
        with refused("found_report_moved_on"):
            deed()


# Two officers


def test_the_officer_who_verified_does_not_release(desk):
    handover = begin(desk)
    with refused("release_needs_another_officer", Refusal):
        closing.release(handover, by=desk.first, at=NIGHT)


def test_an_officer_who_took_part_before_a_change_of_shift_does_not_release(desk):
    handover = begin(desk, before=Gate.REACTION)
    decisions.take_over(handover, by=desk.second, at=NIGHT)
    actions.record_reaction(handover, Reaction.GOES, by=desk.second, at=NIGHT)
    for officer in (desk.first, desk.second):
        with refused("release_needs_another_officer", Refusal):
            closing.release(handover, by=officer, at=NIGHT)
    closing.release(handover, by=desk.supervisor, at=NIGHT)


def test_only_the_officer_who_leads_records_a_gate(desk):
    handover = begin(desk, before=Gate.DOCUMENT)
    with refused("handover_led_by_other", NotAllowed):
        actions.record_document(handover, Document.STRONG, by=desk.second, at=NIGHT)


def test_an_officer_of_another_station_neither_verifies_nor_releases(desk):
    stranger = make_officer()
    handover = begin(desk)
    for deed in (closing.release, decisions.take_over):
        with refused("handover_of_other_station", NotAllowed):
            deed(handover, by=stranger, at=NIGHT)


def test_of_releases_at_one_moment_exactly_one_wins(app):
    for _race in range(5):
        desk = open_desk()
        handover_id = begin(desk).id
        officers = [make_officer(station=desk.found.station).id for _ in range(2)]
        ref = desk.found.ref
        db.session.commit()
        barrier, results = Barrier(2), []

        def attempt(officer_id, handover_id=handover_id, barrier=barrier, results=results):
            with app.app_context():
                handover, officer = db.session.get(Handover, handover_id), db.session.get(Officer, officer_id)
                closing.check_release(handover, officer)
                barrier.wait()
                try:
                    closing.release(handover, by=officer, at=NIGHT)
                    db.session.commit()
                    results.append("won")
                except WrongState as lost:
                    db.session.rollback()
                    results.append(lost.code)

        threads = [Thread(target=attempt, args=(officer,)) for officer in officers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        db.session.expire_all()
        assert sorted(results) in (["handover_changed_meanwhile", "won"], ["handover_moved_on", "won"])
        assert [entry.deed for entry in about("found_report", ref)].count("handed over") == 1


def test_a_doubt_and_a_release_at_one_moment_do_not_both_stand(app, desk):
    handover = begin(desk)
    db.session.commit()
    closing.check_release(handover, desk.second)
    with app.app_context():
        other = db.session.get(Handover, handover.id)
        officer = db.session.get(Officer, desk.second.id)
        decisions.put_on_hold(other, HoldReason.DOUBT, "", by=officer, at=NIGHT)
        db.session.commit()
    with refused("handover_changed_meanwhile"):
        closing.release(handover, by=desk.second, at=NIGHT)
    db.session.rollback()


def test_of_two_judgements_at_one_moment_the_first_stands(app, desk):
    handover = begin(desk, before=Gate.ANSWERS)
    actions.ask(handover, 1, "a toy", by=desk.first, at=NIGHT)
    db.session.commit()
    assert handover.unjudged is not None
    assert queries.checks_of(handover).asked == 1
    with app.app_context():
        other = db.session.get(Handover, handover.id)
        actions.judge_answer(other, 1, False, by=db.session.get(Officer, desk.first.id), at=NIGHT)
        db.session.commit()
    with refused("handover_changed_meanwhile"):
        actions.judge_answer(handover, 1, True, by=desk.first, at=NIGHT)
    db.session.rollback()
    assert [answer.agrees for answer in handover.answers] == [False]
