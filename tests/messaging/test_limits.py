"""Many texts to one phone or about one case are held back and shown, never dropped; a drill texts few numbers."""

from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.errors import WrongState
from app.extensions import db
from app.inbox import actions as inbox
from app.messaging import actions
from app.messaging.drill import DrillGateway
from app.messaging.gateways import make_gateway
from app.messaging.models import MessageState, Purpose
from app.messaging.queries import needs_attention, thread
from tests.factories import make_officer

S = MessageState
PHONE = "+358505550901"
MINUTE = timedelta(minutes=1)


def test_the_fourth_text_to_a_phone_within_an_hour_waits_and_is_shown(queue, send, gateway, twin, at):
    first = [queue(to=PHONE, at=at + n * MINUTE) for n in range(3)]
    fourth = queue(to=PHONE, at=at + 3 * MINUTE)
    assert {m.held for m in first} == {""} and fourth.held == "number"
    assert needs_attention() == [fourth]
    for _ in range(3):
        assert send(gateway, at + 4 * MINUTE) is S.SENT
    assert send(gateway, at + 59 * MINUTE) is None
    assert send(gateway, at + 60 * MINUTE) is S.SENT
    assert fourth.expires_at - fourth.not_before == timedelta(hours=4)


def test_an_hour_later_the_phone_may_be_texted_again(queue, at):
    for n in range(3):
        queue(to=PHONE, at=at + n * MINUTE)
    assert queue(to=PHONE, at=at + 61 * MINUTE).held == ""


def test_the_eleventh_text_about_a_case_waits(queue, at):
    assert [queue(at=at).held for _ in range(11)] == [""] * 10 + ["case"]
    assert queue(case_ref="XYZ789", at=at).held == ""


def test_patrols_get_every_task_and_every_stand_down(queue, at):
    held = [
        queue(template, to=PHONE, at=at).held for template in ("patrol_task", "patrol_stand_down") for _ in range(12)
    ]
    assert set(held) == {""}


def test_two_machines_that_answer_each_other_do_not_go_on_for_ever(queue, at):
    assert [queue("answer_noted", to=PHONE, at=at).held for _ in range(11)] == [""] * 10 + ["number"]


def test_texts_that_did_not_go_are_not_counted(queue, at):
    for _ in range(3):
        queue(to=PHONE, at=at).state = S.FAILED
    db.session.commit()
    assert queue(to=PHONE, at=at).held == ""


def test_a_person_lets_a_held_text_go(queue, sign_in):
    for _ in range(4):
        message = queue(to=PHONE, at=now())
    visitor = sign_in(make_officer())
    page = visitor.get("/messages?state=attention").text
    assert "Held back: this phone had many texts" in page and "Send it now" in page
    assert visitor.post(f"/messages/{message.id}/now").status_code in (302, 303)
    db.session.refresh(message)
    assert (message.held, message.state) == ("", S.WAITING) and message.not_before <= now()
    with pytest.raises(WrongState):
        actions.release(message, by=make_officer(), at=now())


def test_in_a_drill_only_allowed_numbers_are_texted(app, queue, send, twin, address, at):
    gateway = make_gateway(app.config | twin.settings() | {"SMS_ONLY_TO": f" {PHONE}, +358505550902"})
    assert isinstance(gateway, DrillGateway)
    queue(to=PHONE), queue(to="+358505550977")
    assert send(gateway, at) is S.SENT
    assert send(gateway, at) is S.SENT
    assert [taken["to"] for taken in twin.accepted] == [PHONE]
    assert len(thread("+358505550977")) == 1 and thread(PHONE) == []


def test_in_a_drill_the_virtual_phones_are_open(app, sign_in, monkeypatch):
    monkeypatch.setitem(app.config, "SMS_GATEWAY", "twilio")
    visitor = sign_in(make_officer())
    assert visitor.get("/phones").status_code == 404
    monkeypatch.setitem(app.config, "SMS_ONLY_TO", PHONE)
    assert visitor.get("/phones").status_code == 200
    assert "Drill: texts go to the allowed numbers" in visitor.get("/messages").text


def test_a_text_whose_webhook_was_lost_is_found_in_the_providers_list(app, gateway, twin, at):
    twin.write(PHONE, "K7 OK", "lost", sid="SMlost")
    twin.write(PHONE, "K7 1 N", "lost", sid="SMknown")
    gateway.send(to=PHONE, body="ours", template="help_family", variables={}, reference="x", valid_for=MINUTE)
    inbox.receive("SMknown", PHONE, "K7 1 N", at=at)
    rows = gateway.received(since=now() - MINUTE)
    assert inbox.sweep(rows, at=at) == 1
    assert inbox.sweep(rows, at=at) == 0
    kept = inbox.queries.by_provider_id("SMlost")
    assert (kept.sender, kept.body) == (PHONE, "K7 OK")


def test_a_text_that_ends_its_worker_each_time_is_shown_to_a_person(app, at):
    text = inbox.receive("SM1", PHONE, "hello", at=at)
    moment = at
    for _ in range(inbox.MOST_TRIES):
        assert inbox.begin(text.id, at=moment)
        assert not inbox.begin(text.id, at=moment)  # another worker leaves it alone
        moment += inbox.LEASE
    assert not inbox.begin(text.id, at=moment)
    db.session.refresh(text)
    assert (text.state.value, text.outcome) == ("for_a_person", "could_not_act")


def test_purposes_that_are_limited_are_purposes():
    assert {Purpose(name) for name in actions.rules.PER_NUMBER} < set(Purpose)
