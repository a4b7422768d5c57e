"""The family's page: what it was told, what it answered, whom to phone."""

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.access import Role
from app.core.clock import now
from app.extensions import db
from app.families.actions import note_answer, tell_family
from app.families.models import FamilyCall, NoticeKind
from app.messaging.models import Message, MessageState
from app.missing.models import MissingState
from tests.factories import make_missing, make_officer

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def desk(officer, sign_in):
    return sign_in(officer)


def texts():
    return db.session.scalar(select(func.count()).select_from(Message))


def test_the_page_says_what_the_family_was_told_and_what_became_of_it(desk, officer):
    report = make_missing(filed_by=officer)
    [notice] = tell_family(report, NoticeKind.NEWS, by=officer, at=now())
    notice.message.move(MessageState.SENDING)
    notice.message.move(MessageState.FAILED)
    notice.message.error_code = "30005"
    note_answer(report, "I am at the <b>station</b>", at=now())
    page = desk.get(f"/missing/{report.ref}/family").text
    assert "news, keep your phone on" in page and "failed" in page
    assert "The last text did not reach the family. Phone them." in page
    assert "This number does not exist." in page
    assert "I am at the &lt;b&gt;station" in page
    assert db.session.scalar(select(AuditEntry.deed).order_by(AuditEntry.at.desc())) == "viewed family messages"


def test_an_officer_sends_news_once_and_is_told_to_wait_the_second_time(desk, officer):
    report = make_missing(filed_by=officer)
    assert desk.post(f"/missing/{report.ref}/family/tell", data={"kind": "family_news"}).status_code == 302
    again = desk.post(f"/missing/{report.ref}/family/tell", data={"kind": "family_news"})
    assert again.status_code == 409 and "not texted again" in again.text
    assert texts() == 1


@pytest.mark.parametrize("kind", ["family_found", "family_closed"])
def test_found_cannot_be_sent_by_hand_even_by_a_hand_made_post(desk, officer, kind):
    report = make_missing(filed_by=officer)
    page = desk.get(f"/missing/{report.ref}/family").text
    assert f'value="{kind}"' not in page
    reply = desk.post(f"/missing/{report.ref}/family/tell", data={"kind": kind})
    assert reply.status_code == 409 and texts() == 0


@pytest.mark.parametrize("posted", [{}, {"kind": ""}, {"kind": "money"}, {"kind": "x" * 10_000}])
def test_a_text_that_does_not_exist_is_not_sent(desk, officer, posted):
    report = make_missing(filed_by=officer)
    reply = desk.post(f"/missing/{report.ref}/family/tell", data=posted)
    assert reply.status_code == 422 and "There is a problem" in reply.text
    assert texts() == 0


def test_texts_stopped_by_a_flag_are_offered_to_nobody(sign_in, officer):
    report = make_missing(filed_by=officer, risk_factors=["whereabouts_private"])
    supervisor = sign_in(make_officer(role=Role.SUPERVISOR))
    page = supervisor.get(f"/missing/{report.ref}/family").text
    assert "A supervisor decides whom to phone" in page and 'name="kind"' not in page
    reply = supervisor.post(f"/missing/{report.ref}/family/tell", data={"kind": "family_news"})
    assert reply.status_code == 409 and texts() == 0


def test_a_family_that_wants_no_texts_is_phoned_and_the_call_is_noted(desk, officer):
    report = make_missing(filed_by=officer, consent_to_texts=False)
    page = desk.get(f"/missing/{report.ref}/family").text
    assert "The family wants no text messages. Phone them." in page
    assert f'href="tel:{report.reporter_phone}"' in page
    assert desk.post(f"/missing/{report.ref}/family/called", data={"reached": "yes"}).status_code == 302
    assert desk.post(f"/missing/{report.ref}/family/called", data={"reached": "perhaps"}).status_code == 422
    assert db.session.scalars(select(FamilyCall.reached)).all() == [True]
    assert "phoned, answered" in desk.get(f"/missing/{report.ref}/family").text


def test_nothing_is_sent_about_an_ended_case(desk, officer):
    report = make_missing(filed_by=officer, state=MissingState.WITHDRAWN)
    assert 'name="kind"' not in desk.get(f"/missing/{report.ref}/family").text
    reply = desk.post(f"/missing/{report.ref}/family/tell", data={"kind": "family_ask"})
    assert reply.status_code == 409 and "has moved on" in reply.text and texts() == 0


def test_the_case_says_in_short_how_the_family_stands(desk, officer):
    report = make_missing(filed_by=officer)
    assert "Has not heard from us since the report" in desk.get(f"/missing/{report.ref}").text
    tell_family(report, NoticeKind.ASK, by=officer, at=now())
    note_answer(report, "2", at=now())
    page = desk.get(f"/missing/{report.ref}").text
    assert "please call, we need details" in page and "The family asks for a call. Phone them." in page


def test_a_recipient_is_shown_by_its_last_four_digits_in_the_list_of_texts(desk, officer):
    report = make_missing(filed_by=officer, guardians=[{"phone": "+358505550299"}])
    tell_family(report, NoticeKind.CLOSED, by=officer, at=now())
    assert "•••0299" in desk.get(f"/missing/{report.ref}/family").text


def test_a_case_that_does_not_exist_has_no_family(desk):
    assert desk.get("/missing/ZZZZZZ/family").status_code == 404
    assert desk.post("/missing/ZZZZZZ/family/tell", data={"kind": "family_news"}).status_code == 404
