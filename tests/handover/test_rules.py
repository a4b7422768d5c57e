"""Which gates stand before a release, and whose name is on the list."""

from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import pytest

from app.handover.identity import on_list, same_name, tidy_number
from app.handover.rules import (
    ALARMING,
    WAIVES,
    Checks,
    Document,
    Gate,
    HoldReason,
    Reaction,
    Verdict,
    first_open,
    gates,
    is_reason,
    may_record,
    must_hold,
    verdict,
)

READY = Checks(
    match_confirmed=True,
    claimant_seen=True,
    claimant_listed=True,
    custody_needs_care=True,
    custody_checked=True,
    document=Document.STRONG,
    questions=3,
    asked=2,
    judgements=(True, True),
    called_back=True,
    reaction=Reaction.GOES,
)
UNDONE = {
    Gate.MATCH: {"match_confirmed": False},
    Gate.CLAIMANT: {"claimant_seen": False},
    Gate.CUSTODY: {"custody_checked": False},
    Gate.DOCUMENT: {"document": None},
    Gate.ANSWERS: {"judgements": (True,)},
    Gate.CALL_BACK: {"called_back": False},
    Gate.REACTION: {"reaction": None},
    Gate.SUPERVISOR: {"document": Document.NONE},
}


def test_nobody_leaves_while_any_gate_is_open():
    for undone in product([False, True], repeat=len(UNDONE)):
        missing = [gate for gate, left in zip(UNDONE, undone, strict=True) if left]
        facts = {name: value for gate in missing for name, value in UNDONE[gate].items()}
        checks = replace(READY, **facts)
        expected = {gate for gate in missing if not (gate is Gate.DOCUMENT and Gate.SUPERVISOR in missing)}
        assert {gate for gate, met in gates(checks).items() if not met} == expected
        assert (first_open(checks) is None) == (not missing)


@pytest.mark.parametrize("gate", Gate)
def test_a_supervisors_waiver_opens_its_own_gate_and_no_other(gate):
    nothing = Checks(custody_needs_care=True, document=None)
    met = {one for one, done in gates(replace(nothing, waived={gate})).items() if done}
    assert met - {Gate.SUPERVISOR} <= {gate}
    assert gate in met


@pytest.mark.parametrize(
    ("questions", "judgements", "expected"),
    [
        (3, (), Verdict.ASKING),
        (3, (True,), Verdict.ASKING),
        (3, (True, True), Verdict.PASSED),
        (3, (False, True), Verdict.ASKING),
        (3, (True, False, True), Verdict.PASSED),
        (3, (True, False, False), Verdict.FAILED),
        (3, (False, False), Verdict.FAILED),
        (2, (True, True), Verdict.PASSED),
        (2, (False,), Verdict.FAILED),
        (5, (False, False), Verdict.FAILED),
        (5, (False,), Verdict.ASKING),
        (1, (), Verdict.FAILED),
        (0, (), Verdict.FAILED),
    ],
)
def test_two_of_two_or_two_of_three_answers_must_be_right(questions, judgements, expected):
    assert verdict(questions, judgements) is expected


@pytest.mark.parametrize("reaction", Reaction)
def test_fear_and_a_blank_look_keep_the_gate_shut(reaction):
    assert (first_open(replace(READY, reaction=reaction)) is Gate.REACTION) == (reaction in ALARMING)


def test_who_is_not_on_the_list_needs_the_word_of_a_guardian():
    stranger = replace(READY, claimant_listed=False)
    assert first_open(stranger) is None
    assert first_open(replace(stranger, called_back=False)) is Gate.CLAIMANT


def test_only_the_gate_whose_turn_it_is_may_be_recorded():
    begun = Checks(match_confirmed=True, custody_needs_care=True, questions=3)
    assert [gate for gate in Gate if may_record(gate, begun)] == [Gate.CLAIMANT]


def test_the_claimant_stays_the_same_once_a_question_was_asked():
    before = Checks(match_confirmed=True, claimant_seen=True, claimant_listed=True, document=Document.WEAK, questions=3)
    assert may_record(Gate.CLAIMANT, before)
    assert not may_record(Gate.CLAIMANT, replace(before, asked=1))


def test_answers_that_passed_are_not_given_again():
    assert not may_record(Gate.ANSWERS, READY)
    assert not may_record(Gate.CALL_BACK, READY)


def test_too_few_questions_and_no_paper_go_to_a_supervisor_when_they_are_reached():
    few = Checks(match_confirmed=True, claimant_seen=True, claimant_listed=True, questions=1)
    assert must_hold(few) is None
    assert must_hold(replace(few, document=Document.WEAK)) is HoldReason.TOO_FEW_QUESTIONS
    assert must_hold(replace(READY, document=Document.NONE)) is HoldReason.NO_DOCUMENT
    assert must_hold(replace(READY, document=Document.NONE, reaction=None)) is None


def test_a_general_doubt_waives_nothing():
    assert HoldReason.DOUBT not in WAIVES
    assert set(HoldReason) - set(WAIVES) == {HoldReason.DOUBT}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("王秀兰", "王秀兰", True),
        ("王 秀兰", "王秀兰", True),
        ("WANG Xiulan", "王秀兰", True),
        ("Xiulan Wang", "王秀兰", True),
        ("王秀蘭", "王秀兰", True),
        ("Sample Parent", "示例家长 Sample Parent", True),
        ("parent, SAMPLE", "示例家长 Sample Parent", True),
        ("王秀", "王秀兰", False),
        ("王", "王", False),
        ("王伟", "王维", False),
        ("Sample Mother", "Sample Father", False),
        ("John Smyth", "John Smith", False),
        ("Sample", "Sample Parent", False),
        ("", "王秀兰", False),
        ("王秀兰", "", False),
        ('"><svg/onload=1>', "王秀兰", False),
    ],
)
def test_a_name_is_on_the_list_as_a_whole_in_either_script(one, other, same):
    assert same_name(one, other) is same


def test_the_list_answers_with_the_guardian_of_that_name():
    mother, father = SimpleNamespace(name="王秀兰"), SimpleNamespace(name="李强")
    assert on_list("Li Qiang", [mother, father]) is father
    assert on_list("赵强", [mother, father]) is None


def test_an_id_number_is_compared_without_blanks_and_dashes():
    assert tidy_number(" 1101 0519-4912 31002x ") == "11010519491231002X"
    assert tidy_number("１２３４ ５") == "12345"


def test_a_reason_is_more_than_a_word():
    assert not is_reason("   ok       ")
    assert is_reason("the mother rang")
