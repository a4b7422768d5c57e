import re
import threading
from xml.etree import ElementTree

import pytest
import requests
from sqlalchemy import select

from app import worker
from app.audit.models import AuditEntry
from app.core.access import Role
from app.extensions import db
from app.inbox.models import InboundState, InboundText
from app.messaging.models import LocalText
from app.messaging.queries import thread
from app.patrol.models import StopState, TaskState
from tests.factories import make_missing, make_officer, make_patrol
from tests.fakes.twilio_twin import TOKEN, signature

STRANGER = "+8613800138000"
HOOK = "/webhooks/twilio/inbound"
FORM = {"MessageSid": "SM1", "From": STRANGER, "Body": "hello"}


@pytest.fixture
def officer(sign_in):
    return sign_in(make_officer())


def kept() -> list[InboundText]:
    db.session.expire_all()
    return list(db.session.scalars(select(InboundText).order_by(InboundText.created_at)))


def field(page: str, label: str) -> str:
    """What stands in the input of this id."""
    found = re.search(rf'<input[^>]*id="{label}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


# The provider's webhook


def test_the_provider_hands_over_a_text_and_the_worker_acts_on_it(tasks, task, twin, address):
    db.session.commit()
    assert twin.write(task.patrol.phone, f"{task.code} １ 没有", address + HOOK) == 200
    (text,) = kept()
    assert (text.sender, text.body, text.state) == (task.patrol.phone, f"{task.code} １ 没有", InboundState.RECEIVED)
    assert task.stops[0].state is StopState.UNVISITED  # nothing is done in the request
    worker.read_one("CN")
    db.session.expire_all()
    assert task.stops[0].state is StopState.NOT_HERE


def test_the_answer_is_empty_so_that_no_reply_is_doubled(address):
    url = address + HOOK
    reply = requests.post(url, data=FORM, headers={"X-Twilio-Signature": signature(TOKEN, url, FORM)}, timeout=5)
    assert reply.headers["Content-Type"].startswith("text/xml")
    root = ElementTree.fromstring(reply.text)
    assert (root.tag, len(root), (root.text or "").strip()) == ("Response", 0, "")


def test_a_repeated_webhook_is_kept_once(twin, address):
    assert [twin.write(STRANGER, "hello", address + HOOK, sid="SMsame") for _ in range(3)] == [200, 200, 200]
    assert len(kept()) == 1


def test_the_same_webhook_at_the_same_moment_is_kept_once_and_always_answered(twin, address):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(twin.write(STRANGER, "hello", address + HOOK, sid="SMsame")))
        for _ in range(6)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert answers == [200] * 6
    assert len(kept()) == 1


@pytest.mark.parametrize("seal", ["", "forged", signature(TOKEN, "http://elsewhere.invalid" + HOOK, FORM)])
def test_a_forged_text_is_turned_away(address, seal):
    reply = requests.post(address + HOOK, data=FORM, headers={"X-Twilio-Signature": seal}, timeout=5)
    assert reply.status_code == 403
    assert kept() == []


def test_the_signature_counts_on_our_public_address_whatever_host_was_asked(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://guitu.sample.invalid")
    seal = {"X-Twilio-Signature": signature(TOKEN, "https://guitu.sample.invalid" + HOOK, FORM)}
    assert client.post(HOOK, data=FORM, headers=seal, base_url="http://10.0.0.7:5000").status_code == 200


def test_a_webhook_needs_no_form_token(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    seal = {"X-Twilio-Signature": signature(TOKEN, app.config["PUBLIC_URL"] + HOOK, FORM)}
    assert client.post(HOOK, data=FORM, headers=seal).status_code == 200


def test_a_webhook_without_an_id_or_with_endless_words_does_not_crash(app, client):
    for form, status in (
        ({"From": "x"}, 400),
        (FORM | {"Body": "x\x00" * 9000, "From": "alphanumeric-sender-name"}, 200),
    ):
        seal = {"X-Twilio-Signature": signature(TOKEN, app.config["PUBLIC_URL"] + HOOK, form)}
        assert client.post(HOOK, data=form, headers=seal).status_code == status


# The virtual phones


def test_the_phones_say_what_to_do_while_they_are_empty(officer):
    assert "No text yet" in officer.get("/phones").text


def test_each_phone_says_whose_it_is(officer, tasks):
    for phone in (tasks[0].patrol.phone, STRANGER):
        db.session.add(LocalText(phone=phone, from_phone=False, body="Task"))
    make_patrol(code="P-QUIET")
    page = officer.get("/phones").text
    assert f"Patrol {tasks[0].patrol.code}" in page
    assert "Unknown number" in page
    assert "Patrol P-QUIET" in page.split("Patrols without a text")[1]


def test_an_answer_goes_the_way_of_a_real_text(officer, tasks, task):
    reply = officer.post("/phones", data={"phone": task.patrol.phone, "body": f"{task.code} OK"})
    assert reply.status_code == 303
    assert [(text.body, text.from_phone) for text in thread(task.patrol.phone)] == [(f"{task.code} OK", True)]
    db.session.refresh(task)
    assert task.state is TaskState.QUEUED
    worker.read_one("CN")
    db.session.refresh(task)
    assert task.state is TaskState.ACCEPTED


def test_the_same_words_twice_are_two_texts(officer):
    for _ in range(2):
        officer.post("/phones", data={"phone": STRANGER, "body": "1 N"})
    assert len(kept()) == 2


def test_any_number_may_write(officer):
    reply = officer.post("/phones", data={"phone": "138 0013 8000", "body": "hello", "new": "1"})
    assert reply.status_code == 303
    assert "138" not in reply.location
    assert [text.sender for text in kept()] == [STRANGER]


@pytest.mark.parametrize(
    ("phone", "body", "sentence"),
    [("", "hello", "Write the number that the text comes from."), ("12", "hello", "This is not a telephone number."),
     ("call me", "hello", "This is not a telephone number."), (STRANGER, "", "Write a text first."),
     (STRANGER, "   ", "Write a text first."), (STRANGER, "x" * 10_000, "Shorten this to 1600 characters.")],
)  # fmt: skip
def test_a_wrong_number_or_text_is_explained_and_stays_on_the_page(officer, phone, body, sentence):
    reply = officer.post("/phones", data={"phone": phone, "body": body, "new": "1"})
    assert reply.status_code == 422
    assert "There is a problem" in reply.text and sentence in reply.text
    assert (field(reply.text, "phone"), field(reply.text, "body")) == (phone, body.strip())
    assert '<details class="card-plain" id="other" open>' in reply.text
    assert kept() == []


def test_a_wrong_answer_on_a_phone_is_explained_on_that_phone(officer):
    officer.post("/phones", data={"phone": STRANGER, "body": "hello"})
    reply = officer.post("/phones", data={"phone": STRANGER, "body": "y" * 1601})
    assert reply.status_code == 422
    link = re.search(r'href="#(phone-[0-9a-f]{12}-body)"', reply.text)
    assert link and field(reply.text, link[1]) == "y" * 1601
    assert len(kept()) == 1


@pytest.mark.parametrize(
    "form", [{}, {"phone": "nonsense", "body": "x"}, {"new": "1"}, {"phone": "\x00", "body": "\x00"}]
)
def test_a_broken_form_is_no_crash(officer, form):
    assert officer.post("/phones", data=form).status_code == 422


def test_words_with_markup_are_shown_as_words(officer):
    officer.post("/phones", data={"phone": STRANGER, "body": "<script>alert(1)</script>"})
    page = officer.get("/phones").text
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_there_are_no_virtual_phones_with_a_real_provider(app, officer, monkeypatch):
    monkeypatch.setitem(app.config, "SMS_GATEWAY", "twilio")
    assert officer.get("/phones").status_code == 404
    assert officer.post("/phones", data={"phone": STRANGER, "body": "hello"}).status_code == 404
    assert kept() == []


# The duty officer's page


def test_nothing_to_read_says_so(officer):
    assert "Nothing waits to be read" in officer.get("/texts").text


def test_a_strangers_words_are_shown_with_a_number_to_dial(officer, write):
    write(STRANGER, "I have seen a <b>boy</b>")
    page = officer.get("/texts").text
    assert "From a number that we do not know." in page
    assert "I have seen a &lt;b&gt;boy&lt;/b&gt;" in page
    assert f'href="tel:{STRANGER}"' in page


def test_a_text_leads_to_its_case(officer, task, write, at):
    family = make_missing(reporter_phone="+358505550222")
    write("+358505550222", "2")
    write(task.patrol, "STOP")
    page = officer.get("/texts").text
    assert f'href="/missing/{family.ref}"' in page
    assert f'href="/found/{task.report.ref}"' in page


def test_what_was_read_leaves_the_list_and_is_masked_below(officer, write):
    text = write(STRANGER, "hello there")
    reply = officer.post(f"/texts/{text.id}/read")
    assert reply.status_code == 303
    page = officer.get("/texts").text
    assert "hello there" not in page
    assert "•••8000" in page.split("Read lately")[1]


def test_two_officers_reading_one_text_is_told_to_the_second(officer, sign_in, write):
    text, other = write(STRANGER, "hello"), sign_in(make_officer())
    assert officer.post(f"/texts/{text.id}/read").status_code == 303
    late = other.post(f"/texts/{text.id}/read")
    assert late.status_code == 409
    assert "Somebody else has dealt with this text." in late.text


def test_looking_at_the_texts_stands_in_the_trail_without_a_number(officer, write):
    write(STRANGER, "hello")
    officer.get("/texts")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "saw texts")).one()
    assert entry.details == {"count": 1}


def test_an_unknown_text_is_not_found(officer):
    assert officer.post("/texts/00000000-0000-4000-8000-000000000000/read").status_code == 404


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_families_words_are_not_for_everybody(sign_in, write, role):
    write(STRANGER, "hello")
    assert sign_in(make_officer(role=role)).get("/texts").status_code == 403
