from datetime import timedelta

import pytest

from app.core.clock import now
from app.extensions import db
from app.messaging.models import MessageState
from app.messaging.queries import by_id
from tests.factories import make_officer

S = MessageState


@pytest.fixture
def officer(sign_in):
    return sign_in(make_officer())


@pytest.fixture
def failed(queue):
    """A family text that the provider refused."""
    message = queue(at=now())
    message.state, message.error_code, message.error_text = S.FAILED, "21211", "The 'To' number ••• is not valid."
    return message


def decide(officer, message, deed, **form):
    return officer.post(f"/messages/{message.id}/{deed}", data=form)


def test_without_a_message_the_page_says_what_will_appear(officer):
    assert "No message yet" in officer.get("/messages").text


OUTCOMES = {
    S.WAITING: "waits to be sent",
    S.SENDING: "being sent",
    S.SENT: "</span> sent",
    S.DELIVERED: "arrived",
    S.FAILED: "failed",
    S.EXPIRED: "too late, not sent",
    S.CANCELLED: "called off",
    S.UNCERTAIN: "not known whether sent",
}


@pytest.mark.parametrize("state", list(S))
def test_every_outcome_is_told_in_words(officer, queue, state):
    queue().state = state
    rows = officer.get("/messages").text.split('<ol class="rows">')[1]
    assert OUTCOMES[state] in rows


def test_numbers_are_masked_and_the_words_of_a_text_are_not_shown(officer, queue):
    message = queue(to="+358505550987")
    page = officer.get("/messages").text
    assert "•••0987" in page
    assert "50555" not in page
    assert message.body not in page


def test_a_failure_comes_with_a_plain_sentence_and_the_providers_code(officer, failed):
    page = officer.get("/messages").text
    assert "This number does not exist." in page
    assert "21211" in page


@pytest.mark.parametrize(("template", "told"), [("family_news", True), ("patrol_task", False)])
def test_a_family_of_whose_text_nobody_knows_is_to_be_phoned(officer, queue, template, told):
    queue(template, at=now()).state = S.UNCERTAIN
    page = officer.get("/messages?case=ABC234").text
    assert ("Phone this family now" in page) is told
    assert "It was sent" in page and "Send again" in page


def test_our_own_codes_are_not_shown_to_an_officer(officer, queue):
    message = queue()
    message.state, message.error_code = S.UNCERTAIN, "no_answer"
    page = officer.get("/messages").text
    assert "Ask whether the text arrived" in page
    assert "no_answer" not in page


def test_the_list_can_be_cut_to_one_state_or_to_what_needs_a_person(officer, queue, failed):
    queue(case_ref="XYZ789")
    for asked in ("failed", "attention"):
        page = officer.get(f"/messages?state={asked}").text
        assert "ABC234" in page and "XYZ789" not in page
    page = officer.get("/messages?state=waiting").text
    assert "XYZ789" in page and "ABC234" not in page


def test_the_list_can_be_cut_to_one_case_in_any_spelling(officer, queue):
    queue(case_ref="XYZ789", to="+358505550981")
    queue(to="+358505550982")
    page = officer.get("/messages?case=%20xyz789%20").text
    assert "•••0981" in page and "•••0982" not in page


@pytest.mark.parametrize("address", ["/messages?state=nonsense", "/messages?page=-3", "/messages?page=x&case=%00"])
def test_a_strange_address_still_shows_the_list(officer, queue, address):
    queue()
    assert officer.get(address).status_code == 200


def test_older_messages_stand_on_the_next_page(officer, queue):
    for number in range(52):
        queue(to=f"+3585055510{number:02}")
    first, second = officer.get("/messages").text, officer.get("/messages?page=2").text
    assert "Older" in first and "•••1051" in first and "•••1001" not in first
    assert "Newer" in second and "•••1001" in second


def test_a_queue_that_stands_still_is_said_on_the_page(officer, queue):
    message = queue(at=now())
    assert "Is the worker running?" not in officer.get("/messages").text
    message.created_at = now() - timedelta(minutes=4)
    assert "waiting for 4 min" in officer.get("/messages").text


def test_send_again_queues_it_and_comes_back_to_the_same_list(officer, failed):
    reply = decide(officer, failed, "again", state="attention", case="ABC234")
    assert reply.status_code in (302, 303)
    assert reply.location.endswith("/messages?state=attention&case=ABC234")
    assert by_id(failed.id).state is S.WAITING


def test_a_family_told_by_telephone_is_dealt_with(officer, failed):
    decide(officer, failed, "told")
    page = officer.get("/messages").text
    assert "dealt with" in page and "Told them another way" not in page


def test_an_uncertain_text_offers_that_it_went_and_a_failed_one_does_not(officer, queue, failed):
    assert "It was sent" not in officer.get("/messages").text
    doubtful = queue()
    doubtful.state = S.UNCERTAIN
    assert "It was sent" in officer.get("/messages").text
    decide(officer, doubtful, "sent")
    assert by_id(doubtful.id).state is S.SENT


def test_a_dead_task_and_a_phone_that_wrote_stop_are_not_offered_again(officer, queue):
    task, stopped = queue("patrol_task", at=now() - timedelta(minutes=20)), queue(at=now())
    task.state, task.error_code = S.EXPIRED, "out_of_time"
    stopped.state, stopped.error_code = S.FAILED, "opted_out"
    page = officer.get("/messages").text
    assert page.count("Told them another way") == 2
    assert "Send again" not in page
    reply = decide(officer, task, "again")
    assert reply.status_code == 409
    assert "K7 is no longer current" in reply.text


def test_two_officers_deciding_on_one_text_is_no_double(officer, failed):
    assert decide(officer, failed, "again").status_code in (302, 303)
    late = decide(officer, failed, "again")
    assert late.status_code == 409
    assert "has moved on (waits to be sent)" in late.text


def test_an_unknown_message_or_deed_is_not_found(officer, failed):
    assert officer.post("/messages/00000000-0000-4000-8000-000000000000/again").status_code == 404
    assert decide(officer, failed, "burn").status_code == 404


def test_a_decision_needs_the_pages_own_token(app, officer, failed):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert decide(officer, failed, "again").status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    db.session.refresh(failed)
    assert failed.state is S.FAILED


def test_a_page_number_beyond_every_list_is_an_empty_page(officer):
    assert officer.get("/messages?page=99999999999999999999").status_code == 200
