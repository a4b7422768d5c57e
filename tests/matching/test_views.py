"""The pages on which possible families are looked at."""

import ast
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Officer
from app.audit.models import AuditEntry
from app.core import words
from app.extensions import db
from app.found.models import FoundReport
from app.matching import actions, queries
from app.matching.models import CandidateState, DismissReason
from app.missing.models import MissingReport
from app.people import photos
from app.people.rules import Colour
from tests.factories import LAT, make_found, make_missing
from tests.matching.conftest import SignIn, pair_page

pytestmark = pytest.mark.usefixtures("app")


# The lists


def test_a_new_case_sees_its_candidates_before_the_worker_has_run(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    page = sign_in(first).get(f"/found/{found.ref}/matches").text
    assert missing.ref in page
    assert "very likely" in page
    assert page.index("very likely") < page.index("over 99%")
    assert "Compare the first side by side" in page
    assert db.session.scalar(select(AuditEntry).where(AuditEntry.deed == "matched report")) is None


def test_without_a_report_the_page_leads_to_the_search(sign_in: SignIn, first: Officer, found: FoundReport) -> None:
    page = sign_in(first).get(f"/found/{found.ref}/matches").text
    assert "Nobody has reported this person yet" in page
    assert f'class="btn btn-primary" href="/found/{found.ref}/search"' in page


def test_a_stranger_is_not_offered(sign_in: SignIn, first: Officer, found: FoundReport) -> None:
    stranger = make_missing(
        filed_by=first, lat=LAT + 4, age_low=70, age_high=70, top_colour=Colour.GREEN, name="李建国"
    )
    assert stranger.ref not in sign_in(first).get(f"/found/{found.ref}/matches").text


def test_each_candidate_says_what_speaks_for_and_against(sign_in: SignIn, first: Officer, found: FoundReport) -> None:
    make_missing(filed_by=first, home="Turku", top_colour=Colour.GREEN)
    page = sign_in(first).get(f"/found/{found.ref}/matches").text
    assert "Place and time: within 200 m, found within 1½ hours" in page
    assert "Colour of the top: different" in page


def test_a_dismissed_one_is_folded_away_with_its_reason(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport, at: datetime
) -> None:
    actions.dismiss(actions.take_up(found, missing), DismissReason.FAMILY_SAYS_NO, by=first, at=at)
    page = sign_in(first).get(f"/found/{found.ref}/matches").text
    assert "Nobody has reported this person yet" in page
    folded = page[page.index('<details class="card-plain"') :]
    assert missing.ref in folded
    assert "The family says no" in folded


def test_a_confirmed_match_leads_to_the_handover(
    sign_in: SignIn, first: Officer, second: Officer, found: FoundReport, missing: MissingReport, at: datetime
) -> None:
    other = make_missing(filed_by=first)
    actions.rematch(found, at=at)
    actions.confirm_match(actions.propose(found, missing, by=first, at=at), by=second, at=at)
    page = sign_in(first).get(f"/found/{found.ref}/matches").text
    assert f"Two officers have confirmed the family: report {missing.ref}" in page
    assert f'class="btn btn-primary" href="/found/{found.ref}/handover"' in page
    assert other.ref not in page


def test_another_found_report_of_that_time_and_place_is_pointed_out(
    sign_in: SignIn, first: Officer, found: FoundReport
) -> None:
    twin = make_found(filed_by=first, found_at=found.found_at + timedelta(minutes=2))
    page = sign_in(first).get(f"/found/{found.ref}/matches").text
    assert f'href="/found/{twin.ref}"' in page


def test_a_missing_report_sees_who_was_found(
    sign_in: SignIn, second: Officer, found: FoundReport, missing: MissingReport
) -> None:
    visitor = sign_in(second)
    page = visitor.get(f"/missing/{missing.ref}/matches").text
    assert pair_page(found, missing) in page
    assert "very likely" in page
    alone = make_missing(filed_by=second, lat=LAT + 4, age_low=70, age_high=70, top_colour=Colour.GREEN)
    assert "Nobody like this has been found yet" in visitor.get(f"/missing/{alone.ref}/matches").text


# Side by side


def test_every_fact_stands_side_by_side_with_a_word_for_how_it_agrees(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    page = sign_in(first).get(pair_page(found, missing)).text
    assert page.count('scope="row"') == 18
    assert "the whole name is the same" in page
    assert "0 m apart, found 0:50 h later" in page
    assert all(word in page for word in ("agrees", "not known"))


@pytest.mark.parametrize("home", ["Turku", "Tampere", ""])
def test_the_bits_on_the_page_sum_to_the_total(sign_in: SignIn, first: Officer, found: FoundReport, home: str) -> None:
    found.home, found.phone_said, found.hair = "Tampere", "040 55", found.hair
    missing = make_missing(filed_by=first, home=home, height_cm=110, top_colour=Colour.PINK, name="示例东")
    page = sign_in(first).get(pair_page(found, missing)).text
    shown = [round(float(bits.replace("−", "-")) * 10) for bits in re.findall(r'class="num bits"[^>]*>([^<]+)<', page)]
    *rows, total = shown
    assert len(rows) == 17
    assert sum(rows) == total
    exact = actions.take_up(found, missing).weight_bits
    assert total / 10 == pytest.approx(exact, abs=0.06)


def test_what_is_held_back_is_never_on_these_pages(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    visitor = sign_in(first)
    missing.marks = ""
    pages = [
        visitor.get(address).text
        for address in (pair_page(found, missing), f"/found/{found.ref}/matches", f"/missing/{missing.ref}/matches")
    ]
    for page in pages:
        assert not any(secret in page for secret in ("green marble", "Lele", "left knee", missing.reporter_phone))
    assert "kept back, compared all the same" in pages[0]


def test_marks_that_are_not_held_back_are_shown(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    found.marks_held_back = False
    assert "birthmark, left knee" in sign_in(first).get(pair_page(found, missing)).text


def test_names_with_markup_show_as_text(sign_in: SignIn, first: Officer) -> None:
    nasty = '"><svg/onload=1>'
    found = make_found(filed_by=first, name_said=nasty, worn=nasty, place_text=nasty, home=nasty, phone_said=nasty)
    missing = make_missing(filed_by=first, name=nasty, nickname=nasty, home=nasty, place_text=nasty)
    visitor = sign_in(first)
    for address in (pair_page(found, missing), f"/found/{found.ref}/matches", f"/missing/{missing.ref}/matches"):
        page = visitor.get(address).text
        assert "<svg/onload" not in page
        assert "&lt;svg/onload" in page


def test_both_photos_are_shown_with_words_for_who_cannot_see(
    app: Any, sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport, picture: bytes
) -> None:
    for report in (found, missing):
        report.photo = photos.save(picture, Path(app.config["UPLOAD_DIR"]))
    page = sign_in(first).get(pair_page(found, missing)).text
    assert len(re.findall(r'<img class="photo"[^>]+alt="[^"]+"', page)) == 2


def test_looking_is_on_the_audit_trail(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    visitor = sign_in(first)
    for address in (pair_page(found, missing), f"/found/{found.ref}/matches", f"/missing/{missing.ref}/matches"):
        visitor.get(address)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.actor_id == first.audit_id)).all()
    looked = {(entry.deed, entry.subject_ref) for entry in entries if entry.deed.startswith("viewed")}
    assert looked == {("viewed pair", found.ref), ("viewed matches", found.ref), ("viewed matches", missing.ref)}


def test_looking_decides_nothing(sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport) -> None:
    visitor = sign_in(first)
    visitor.get(pair_page(found, missing))
    visitor.get(f"/found/{found.ref}/matches")
    assert queries.pair(found, missing) is None


@pytest.mark.parametrize("address", ["/found/ZZZZZZ/matches", "/missing/ZZZZZZ/matches", "/matches/ZZZZZZ/ZZZZZZ"])
def test_an_unknown_code_is_said_to_be_unknown(sign_in: SignIn, first: Officer, address: str) -> None:
    assert sign_in(first).get(address).status_code == 404


def test_a_code_in_small_letters_finds_its_case(
    sign_in: SignIn, first: Officer, found: FoundReport, missing: MissingReport
) -> None:
    visitor = sign_in(first)
    assert visitor.get(pair_page(found, missing).lower()).status_code == 200


# Words


def test_every_refusal_of_the_room_has_its_sentence(app: Any) -> None:
    folder = Path(actions.__file__).parent
    codes = {
        node.args[0].value
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"Refusal", "WrongState"}
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(codes) >= 8
    facts = {"ref": "K7M4QX", "other": "A2B3C4", "state": CandidateState.PROPOSED}
    with app.test_request_context():
        assert all(words.sentence(code, facts) for code in codes)


@pytest.fixture
def picture() -> bytes:
    """A small real JPEG."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 60), "red").save(out, "JPEG")
    return out.getvalue()
