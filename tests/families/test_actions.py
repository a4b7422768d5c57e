"""The family is told once for each decision, on its known numbers, unless a text would do harm."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.actions import SYSTEM
from app.audit.models import AuditEntry
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.families import actions
from app.families.models import NoticeKind
from app.families.standing import standing_of
from app.messaging.actions import call_off_family_texts
from app.messaging.models import Message, MessageState, Purpose
from app.missing.models import MissingState
from tests.factories import make_missing, make_officer

pytestmark = pytest.mark.usefixtures("app")
UNCLE = {"name": "Sample Uncle", "phone": "+358505550299", "language": "zh_Hans"}
EVERY_KIND = pytest.mark.parametrize("kind", list(NoticeKind))


@pytest.fixture
def officer():
    return make_officer()


def texts():
    return list(db.session.scalars(select(Message).order_by(Message.created_at, Message.id)))


def tell(report, kind, at):
    return actions.tell_family(report, kind, by=SYSTEM, at=at)


@EVERY_KIND
def test_a_family_is_told_on_its_known_number_in_its_language(kind, at):
    report = make_missing()
    [notice] = tell(report, kind, at)
    message = notice.message
    assert (message.recipient, message.language, message.purpose) == (report.reporter_phone, "en", Purpose.FAMILY)
    assert report.ref in message.body and "示例" not in message.body


@EVERY_KIND
def test_a_family_that_withdrew_consent_is_not_texted(kind, at):
    report = make_missing(consent_to_texts=False)
    assert tell(report, kind, at) == [] and texts() == []
    entry = db.session.scalar(select(AuditEntry))
    assert (entry.deed, entry.details["reason"]) == ("did not text family", "no_consent")


@EVERY_KIND
@pytest.mark.parametrize("flag", ["domestic_abuse", "custody_dispute", "whereabouts_private", "trafficking"])
def test_a_flag_that_means_danger_stops_the_texts_of_a_case(kind, flag, at):
    report = make_missing(risk_factors=["weather", flag], guardians=[{}, UNCLE])
    assert tell(report, kind, at) == [] and texts() == []


def test_every_listed_guardian_is_told_of_the_closing(at):
    report = make_missing(guardians=[{}, UNCLE, {"phone": ""}])
    told = tell(report, NoticeKind.CLOSED, at)
    assert {n.message.recipient for n in told} == {report.reporter_phone, UNCLE["phone"]}
    assert {n.message.recipient: n.message.language for n in told}[UNCLE["phone"]] == "zh_Hans"


@pytest.mark.parametrize("kind", [NoticeKind.NEWS, NoticeKind.FOUND, NoticeKind.ASK])
def test_only_the_reporter_is_told_while_the_case_is_open(kind, at):
    report = make_missing(guardians=[{}, UNCLE])
    assert [n.message.recipient for n in tell(report, kind, at)] == [report.reporter_phone]


def test_one_phone_gets_one_text_at_the_closing(at):
    report = make_missing(guardians=[{}, {"name": "Sample Father"}])
    assert len(tell(report, NoticeKind.CLOSED, at)) == 1


@EVERY_KIND
def test_a_decision_sent_twice_is_one_text(kind, at):
    report = make_missing()
    first, second = tell(report, kind, at), tell(report, kind, at + timedelta(minutes=1))
    assert first == second and len(texts()) == 1


def test_news_goes_out_again_after_half_an_hour(at):
    report = make_missing()
    for minutes in (0, 29, 30, 45, 60):
        tell(report, NoticeKind.NEWS, at + timedelta(minutes=minutes))
    assert len(texts()) == 3 and len({m.dedupe_key for m in texts()}) == 3


def test_closing_is_told_once_for_ever(at):
    report = make_missing()
    tell(report, NoticeKind.CLOSED, at)
    tell(report, NoticeKind.CLOSED, at + timedelta(days=3))
    assert len(texts()) == 1


def test_a_guardian_added_late_hears_of_the_closing_and_nobody_twice(at):
    report = make_missing()
    tell(report, NoticeKind.CLOSED, at)
    report.guardians[0].phone = UNCLE["phone"]
    for minutes in (1, 2, 3):
        tell(report, NoticeKind.CLOSED, at + timedelta(minutes=minutes))
    assert sorted(m.recipient for m in texts()) == sorted([report.reporter_phone, UNCLE["phone"]])


def test_a_corrected_phone_is_told_at_once(at):
    report = make_missing()
    tell(report, NoticeKind.NEWS, at)
    report.reporter_phone = UNCLE["phone"]
    tell(report, NoticeKind.NEWS, at + timedelta(minutes=1))
    assert [m.recipient for m in texts()][1] == UNCLE["phone"] and len(texts()) == 2


def test_a_text_that_was_called_off_has_told_nothing(at):
    report = make_missing()
    [first] = tell(report, NoticeKind.NEWS, at)
    call_off_family_texts(report.ref, at=at)
    [second] = tell(report, NoticeKind.NEWS, at + timedelta(minutes=1))
    assert (first.message.state, second.message.state) == (MessageState.CANCELLED, MessageState.WAITING)


def test_calling_off_touches_no_other_case_and_no_text_that_is_gone(at):
    report, other = make_missing(), make_missing()
    [gone], [waits] = tell(report, NoticeKind.NEWS, at), tell(other, NoticeKind.NEWS, at)
    gone.message.move(MessageState.SENDING)
    call_off_family_texts(report.ref, at=at)
    assert (gone.message.state, waits.message.state) == (MessageState.SENDING, MessageState.WAITING)


# By hand


@pytest.mark.parametrize("kind", [NoticeKind.FOUND, NoticeKind.CLOSED])
def test_found_and_closed_are_never_told_by_hand(kind, officer, at):
    with pytest.raises(Refusal, match="not_told_by_hand"):
        actions.tell_by_hand(make_missing(), kind, by=officer, at=at)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"state": MissingState.CLOSED}, "missing_report_moved_on"),
        ({"state": MissingState.WITHDRAWN}, "missing_report_moved_on"),
        ({"consent_to_texts": False}, "family_no_consent"),
        ({"risk_factors": ["trafficking"]}, "family_texts_stopped"),
    ],
)
def test_an_officer_is_told_why_the_family_cannot_be_texted(facts, code, officer, at):
    with pytest.raises(Refusal, match=code):
        actions.tell_by_hand(make_missing(**facts), NoticeKind.NEWS, by=officer, at=at)


def test_the_same_text_by_hand_has_to_wait_half_an_hour(officer, at):
    report = make_missing()
    actions.tell_by_hand(report, NoticeKind.NEWS, by=officer, at=at)
    with pytest.raises(Refusal, match="told_moments_ago"):
        actions.tell_by_hand(report, NoticeKind.NEWS, by=officer, at=at + timedelta(minutes=29))
    actions.tell_by_hand(report, NoticeKind.ASK, by=officer, at=at + timedelta(minutes=29))
    actions.tell_by_hand(report, NoticeKind.NEWS, by=officer, at=at + timedelta(minutes=30))
    assert len(texts()) == 3


def test_an_ended_case_raises_a_wrong_state(officer, at):
    with pytest.raises(WrongState):
        actions.tell_by_hand(make_missing(state=MissingState.CLOSED), NoticeKind.ASK, by=officer, at=at)


# Who has to be telephoned


def fail(notice):
    notice.message.move(MessageState.SENDING)
    notice.message.move(MessageState.FAILED)
    db.session.flush()


def test_a_family_whose_text_failed_is_telephoned_until_it_answers(officer, at):
    report = make_missing()
    [notice] = tell(report, NoticeKind.NEWS, at)
    assert standing_of(report, at).phone_because == ""
    fail(notice)
    assert standing_of(report, at).phone_because == "family_text_failed"
    actions.note_call(report, reached=False, by=officer, at=at + timedelta(minutes=1))
    assert standing_of(report, at).phone_because == "family_text_failed"
    actions.note_call(report, reached=True, by=officer, at=at + timedelta(minutes=2))
    assert standing_of(report, at).phone_because == ""


def test_a_family_that_asks_for_a_call_gets_one(officer, at):
    report = make_missing()
    actions.note_answer(report, "2", at=at)
    assert standing_of(report, at).phone_because == "family_asked_for_call"
    actions.note_call(report, reached=True, by=officer, at=at + timedelta(minutes=1))
    assert standing_of(report, at).phone_because == ""


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"risk_factors": ["custody_dispute"]}, "family_texts_stopped"),
        ({"consent_to_texts": False}, "family_no_consent"),
    ],
)
def test_a_family_that_is_not_texted_is_telephoned(facts, code, at):
    assert standing_of(make_missing(**facts), at).phone_because == code


def test_nobody_is_telephoned_about_an_ended_case(at):
    report = make_missing(consent_to_texts=False, state=MissingState.CLOSED)
    standing = standing_of(report, at + timedelta(days=9))
    assert (standing.phone_because, standing.is_late) == ("", False)


def test_a_family_that_heard_nothing_for_an_hour_is_late(officer, at):
    report = make_missing(created_at=at)
    assert not standing_of(report, at + timedelta(minutes=59)).is_late
    assert standing_of(report, at + timedelta(minutes=60)).is_late
    [notice] = tell(report, NoticeKind.NEWS, at + timedelta(minutes=50))
    assert not standing_of(report, at + timedelta(minutes=60)).is_late
    fail(notice)
    assert standing_of(report, at + timedelta(minutes=60)).is_late
    actions.note_call(report, reached=True, by=officer, at=at + timedelta(minutes=55))
    assert not standing_of(report, at + timedelta(minutes=60)).is_late


def test_a_very_long_answer_is_cut_and_kept(at):
    report = make_missing()
    answer = actions.note_answer(report, "长" * 10_000, at=at)
    assert len(answer.text) == actions.LONGEST_ANSWER and answer.meaning == ""


def test_the_audit_trail_of_a_family_names_nobody(officer, at):
    report = make_missing()
    tell(report, NoticeKind.NEWS, at)
    actions.note_answer(report, "I am at Sample Street", at=at)
    actions.note_call(report, reached=True, by=officer, at=at)
    said = " ".join(str(d) for d in db.session.scalars(select(AuditEntry.details)))
    assert "Sample" not in said and report.reporter_phone[-6:] not in said
