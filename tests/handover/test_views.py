"""The page of the handover: what it shows to whom, and that the server keeps the gates."""

import pytest

from app.audit.models import AuditEntry
from app.audit.queries import about
from app.found.models import FoundState
from app.handover.models import HandoverState
from app.handover.queries import current
from app.handover.rules import Gate, HoldReason
from tests.clients import PageClient
from tests.factories import make_found, make_officer
from tests.handover.story import DEEDS, MOTHER, NUMBER, REASON, SECRETS, Desk, begin, open_desk

pytestmark = pytest.mark.usefixtures("app")
MARKUP = '"><svg/onload=1>'
LONG = "很长" * 5000
POSTS = {
    "claimant": {"claimant_name": MOTHER, "id_type": "national_id", "id_number": NUMBER},
    "custody": {"custody": "may_collect"},
    "document": {"document": "strong"},
    "ask": {"number": "1", "said": "a green marble"},
    "judge": {"number": "1", "judgement": "agrees"},
    "call": {"contact": "1", "outcome": "agreed"},
    "reaction": {"reaction": "goes"},
    "hold": {"hold_reason": "doubt", "hold_written": "In a hurry."},
    "take-over": {},
    "release": {"seen_together": "y"},
    "close": {},
}
BEFORE = {"custody": Gate.CUSTODY, "document": Gate.DOCUMENT, "ask": Gate.ANSWERS, "call": Gate.CALL_BACK,
          "reaction": Gate.REACTION, "claimant": Gate.CLAIMANT, "hold": Gate.ANSWERS}  # fmt: skip
FREE_TEXT = {"claimant": "claimant_name", "ask": "said", "hold": "hold_written"}


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def door(desk: Desk, deed: str = "") -> str:
    return f"/found/{desk.found.ref}/handover" + (f"/{deed}" if deed else "")


def posted(visitor: PageClient, address: str, data: dict[str, str] | None = None) -> str:
    """The page that follows."""
    return visitor.get(visitor.post(address, data=data or {}).location).text


def refusals(desk: Desk) -> list[AuditEntry]:
    trail = about("found_report", desk.found.ref)
    return [entry for entry in trail if entry.deed == "refused handover step"]


# The whole way


def test_two_officers_take_a_child_home_through_the_pages(desk, sign_in):
    first, second = sign_in(desk.first), sign_in(desk.second)
    assert "Begin the handover" in first.get(door(desk)).text
    way = ["start", "claimant", "custody", "document", "ask", "judge", "ask", "judge", "call", "reaction"]
    question = 0
    for deed in way:
        question += deed == "ask"
        data = POSTS.get(deed, {}) | ({"number": str(question)} if deed in ("ask", "judge") else {})
        reply = first.post(door(desk, deed), data=data)
        assert (deed, reply.status_code) == (deed, 303)
        assert reply.location.endswith("#turn")
    assert "A second officer releases from their own account" in first.get(door(desk)).text
    assert "Release: the person leaves with them" in second.get(door(desk)).text
    assert second.post(door(desk, "release"), data=POSTS["release"]).status_code == 303
    assert "Close the case" in first.get(door(desk)).text
    page = posted(first, door(desk, "close"))
    assert "The guardians are told by text" in page
    assert desk.found.state is FoundState.CLOSED


def test_a_child_without_a_confirmed_match_is_led_to_the_comparison(sign_in):
    found = make_found()
    page = sign_in(found.filed_by).get(f"/found/{found.ref}/handover").text
    assert "Two officers have to confirm" in page
    assert f"/found/{found.ref}/matches" in page
    reply = sign_in(found.filed_by).post(f"/found/{found.ref}/handover/start")
    assert reply.status_code == 409


def test_pressing_begin_twice_is_one_claim(desk, sign_in):
    visitor = sign_in(desk.first)
    assert [visitor.post(door(desk, "start")).status_code for _ in range(2)] == [303, 303]


def test_a_look_at_the_page_is_recorded(desk, sign_in):
    sign_in(desk.first).get(door(desk))
    assert [entry.deed for entry in about("found_report", desk.found.ref)] == ["viewed handover"]


def test_an_unknown_case_is_not_there(sign_in):
    assert sign_in(make_officer()).get("/found/XXXXXX/handover").status_code == 404


# The server keeps the gates


@pytest.mark.parametrize("before", [*DEEDS])
def test_releasing_a_case_that_is_not_verified_is_refused_and_stays_on_the_trail(desk, sign_in, before):
    begin(desk, before=before)
    reply = sign_in(desk.second).post(door(desk, "release"), data=POSTS["release"])
    assert reply.status_code == 409
    assert "Nobody leaves yet" in reply.text
    assert [(entry.actor, entry.details["code"]) for entry in refusals(desk)] == [(desk.second.username, "gate_open")]
    assert desk.found.state is FoundState.FAMILY_LOCATED


def test_releasing_or_closing_what_has_not_begun_is_refused_and_stays_on_the_trail(desk, sign_in):
    for deed in ("release", "close", "reaction", "claimant"):
        assert sign_in(desk.second).post(door(desk, deed), data=POSTS[deed]).status_code == 409
    assert {entry.details["code"] for entry in refusals(desk)} == {"handover_not_begun"}


def test_the_first_officer_cannot_release(desk, sign_in):
    begin(desk)
    reply = sign_in(desk.first).post(door(desk, "release"), data=POSTS["release"])
    assert reply.status_code == 409
    assert refusals(desk)[0].details["code"] == "release_needs_another_officer"


def test_the_second_officer_has_to_say_that_they_saw_both(desk, sign_in):
    begin(desk)
    reply = sign_in(desk.second).post(door(desk, "release"), data={})
    assert reply.status_code == 422
    assert "See them together first" in reply.text
    assert desk.found.state is FoundState.FAMILY_LOCATED


@pytest.mark.parametrize("deed", sorted(POSTS))
def test_officers_of_another_station_are_refused_by_the_server(desk, sign_in, deed):
    handover = begin(desk, before=BEFORE.get(deed))
    stranger = make_officer()
    reply = sign_in(stranger).post(door(desk, deed), data=POSTS[deed])
    assert reply.status_code == 403
    assert refusals(desk)[-1].details["code"] == "handover_of_other_station"
    assert handover.state is HandoverState.VERIFYING


@pytest.mark.parametrize("deed", ["resume", "turn-away"])
def test_only_a_supervisor_reaches_the_decision(desk, sign_in, deed):
    handover = begin(desk, before=Gate.REACTION)
    officer, supervisor = sign_in(desk.second), sign_in(desk.supervisor)
    sign_in(desk.first).post(door(desk, "reaction"), data={"reaction": "afraid"})
    assert handover.hold_reason is HoldReason.REACTION
    assert "You decide" not in officer.get(door(desk)).text
    assert officer.post(door(desk, deed), data={"written": REASON}).status_code == 403
    assert "You decide" in supervisor.get(door(desk)).text
    assert supervisor.post(door(desk, deed), data={"written": "  ok  "}).status_code == 422
    assert handover.state is HandoverState.ON_HOLD
    assert supervisor.post(door(desk, deed), data={"written": REASON}).status_code == 303
    assert handover.state is not HandoverState.ON_HOLD


def test_what_was_typed_is_kept_when_somebody_was_faster(desk, sign_in):
    begin(desk, before=Gate.CLAIMANT)
    sign_in(desk.second).post(door(desk, "take-over"))
    reply = sign_in(desk.first).post(door(desk, "claimant"), data=POSTS["claimant"])
    assert reply.status_code == 403
    assert "leads this verification" in reply.text
    assert MOTHER in reply.text and NUMBER in reply.text


def test_an_answer_typed_too_late_is_kept_on_the_page_and_not_put_under_the_next_question(desk, sign_in):
    begin(desk, before=Gate.ANSWERS)
    visitor = sign_in(desk.first)
    visitor.post(door(desk, "ask"), data={"number": "1", "said": "a toy"})
    visitor.post(door(desk, "judge"), data={"number": "1", "judgement": "differs"})
    reply = visitor.post(door(desk, "ask"), data={"number": "1", "said": "a wooden horse"})
    assert reply.status_code == 409
    assert "What you typed was not saved" in reply.text and "a wooden horse" in reply.text
    assert 'value="a wooden horse"' not in reply.text


def test_a_changed_field_of_the_form_changes_nothing_else(desk, sign_in):
    begin(desk, before=Gate.DOCUMENT)
    smuggled = {"state": "released", "second_officer_id": str(desk.second.id), "waived": "answers"}
    sign_in(desk.first).post(door(desk, "document"), data=POSTS["document"] | smuggled)
    handover = current(desk.found)
    assert (handover.state, handover.waived, handover.second_officer) == (HandoverState.VERIFYING, [], None)


# Blind entry


def test_the_reference_is_not_on_the_page_before_the_answer_is_typed(desk, sign_in):
    begin(desk, before=Gate.ANSWERS)
    visitor = sign_in(desk.first)
    page = visitor.get(door(desk)).text
    assert "What is in his pocket?" in page
    assert not any(secret in page for secret in SECRETS)
    page = posted(visitor, door(desk, "ask"), {"number": "1", "said": "a toy"})
    assert "a toy" in page and SECRETS[0] in page
    assert SECRETS[1] not in page


def test_a_refused_or_empty_answer_shows_no_reference(desk, sign_in):
    begin(desk, before=Gate.ANSWERS)
    visitor = sign_in(desk.first)
    for data in ({"number": "1", "said": ""}, {"number": "1", "said": LONG}, {"number": "2", "said": "a toy"}):
        page = visitor.post(door(desk, "ask"), data=data).text
        assert not any(secret in page for secret in SECRETS)


def test_the_reference_is_gone_once_the_answer_is_judged(desk, sign_in):
    begin(desk, before=Gate.CALL_BACK)
    page = sign_in(desk.first).get(door(desk)).text
    assert "2 of 2 right" in page
    assert not any(secret in page for secret in (*SECRETS, "Lele"))


def test_other_stations_see_how_far_it_is_and_nothing_of_claimant_or_answers(desk, sign_in):
    begin(desk, before=Gate.ANSWERS)
    sign_in(desk.first).post(door(desk, "ask"), data={"number": "1", "said": "a toy"})
    page = sign_in(make_officer()).get(door(desk)).text
    assert "Look at the original ID" in page
    for secret in (MOTHER, NUMBER[-4:], "a toy", "What is in his pocket?", desk.missing.reporter_phone[-4:], *SECRETS):
        assert secret not in page


def test_a_look_at_the_reference_is_recorded(desk, sign_in):
    begin(desk, before=Gate.ANSWERS)
    visitor = sign_in(desk.first)
    visitor.post(door(desk, "ask"), data={"number": "1", "said": "a toy"})
    visitor.get(door(desk))
    looks = [entry.details for entry in about("found_report", desk.found.ref) if entry.deed == "viewed handover"]
    assert looks[-1] == {"answers": 1}


def test_a_supervisor_sees_wrong_answers_beside_the_reference(desk, sign_in):
    begin(desk, before=Gate.ANSWERS)
    visitor = sign_in(desk.first)
    for number in ("1", "2"):
        visitor.post(door(desk, "ask"), data={"number": number, "said": "do not know"})
        visitor.post(door(desk, "judge"), data={"number": number, "judgement": "differs"})
    assert SECRETS[0] in sign_in(desk.supervisor).get(door(desk)).text
    assert SECRETS[0] not in visitor.get(door(desk)).text
    looks = [entry.details for entry in about("found_report", desk.found.ref) if entry.deed == "viewed handover"]
    assert looks[-2:] == [{"answers": 2}, {"answers": 0}]


def test_an_id_number_is_shown_by_its_last_four_only(desk, sign_in):
    begin(desk, before=Gate.CUSTODY)
    for address in (door(desk), door(desk) + "?correct=claimant"):
        page = sign_in(desk.first).get(address).text
        assert "•••" + NUMBER[-4:] in page
        assert NUMBER not in page


def test_the_number_to_ring_is_shown_and_not_typed(desk, sign_in):
    begin(desk, before=Gate.CALL_BACK)
    page = sign_in(desk.first).get(door(desk)).text
    assert desk.missing.reporter_phone[-4:] in page
    reply = sign_in(desk.first).post(door(desk, "call"), data={"contact": "+358401234567", "outcome": "agreed"})
    assert reply.status_code == 422
