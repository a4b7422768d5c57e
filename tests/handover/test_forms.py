"""What may be typed on the handover page, and how it ends."""

import pytest

from app.audit.models import AuditEntry
from app.audit.queries import about
from app.core.access import Role
from app.extensions import db
from app.handover import closing
from app.handover.queries import current
from app.handover.rules import Gate
from app.messaging.models import Message
from tests.clients import PageClient
from tests.factories import NIGHT, make_officer
from tests.handover.story import MOTHER, NUMBER, Desk, begin, open_desk

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


# Bad input


@pytest.mark.parametrize("deed", sorted(BEFORE))
def test_an_empty_form_gets_a_sentence_and_changes_nothing(desk, sign_in, deed):
    begin(desk, before=BEFORE[deed])
    version = current(desk.found).version
    reply = sign_in(desk.first).post(door(desk, deed), data={"number": "1"})
    assert reply.status_code == 422
    assert "There is a problem" in reply.text
    assert current(desk.found).version == version


@pytest.mark.parametrize("deed", sorted(FREE_TEXT))
def test_ten_thousand_characters_are_refused_and_kept(desk, sign_in, deed):
    begin(desk, before=BEFORE[deed])
    reply = sign_in(desk.first).post(door(desk, deed), data=POSTS[deed] | {FREE_TEXT[deed]: LONG})
    assert reply.status_code == 422
    assert "Shorten this" in reply.text
    assert LONG in reply.text


@pytest.mark.parametrize("deed", sorted(BEFORE))
def test_absurd_values_are_refused(desk, sign_in, deed):
    begin(desk, before=BEFORE[deed])
    absurd = {name: "\x00-1; DROP TABLE" for name in POSTS[deed] if name not in FREE_TEXT.values()}
    reply = sign_in(desk.first).post(door(desk, deed), data=POSTS[deed] | absurd)
    assert reply.status_code == 422


def test_markup_shows_as_text(desk, sign_in):
    begin(desk, before=Gate.CLAIMANT)
    visitor = sign_in(desk.first)
    data = {"claimant_name": MARKUP, "id_type": "passport", "id_number": "X1234567"}
    page = posted(visitor, door(desk, "claimant"), data)
    assert "<svg" not in page and "&lt;svg/onload=1&gt;" in page
    assert "not on the list" in page


def test_no_name_or_number_stands_in_an_address(desk, sign_in):
    begin(desk, before=Gate.CLAIMANT)
    reply = sign_in(desk.first).post(door(desk, "claimant"), data=POSTS["claimant"])
    assert reply.location == door(desk) + "#turn"


# The end


def test_closing_thanks_the_finder_in_the_stations_language(sign_in):
    desk = open_desk(found={"finder_phone": "+358505550888"})
    closing.release(begin(desk), by=desk.second, at=NIGHT)
    assert sign_in(desk.first).post(door(desk, "close")).status_code == 303
    thanks = db.session.query(Message).filter_by(template="finder_thanks").one()
    assert thanks.language == "en"
    assert sign_in(desk.first).post(door(desk, "close")).status_code == 409
    assert db.session.query(Message).count() == 2


def test_a_family_that_must_not_be_texted_is_to_be_telephoned(sign_in):
    desk = open_desk(missing={"consent_to_texts": False})
    closing.release(begin(desk), by=desk.second, at=NIGHT)
    page = posted(sign_in(desk.first), door(desk, "close"))
    assert "phone every listed guardian" in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_has_no_part_in_cases_does_not_see_the_page(desk, sign_in, role):
    assert sign_in(make_officer(role=role)).get(door(desk)).status_code == 403
