"""The roster: who is on duty, where, and with what."""

from datetime import timedelta

from app.audit.queries import about
from app.core.access import Role
from app.core.clock import now
from app.patrol import actions
from tests.factories import make_found, make_officer, make_patrol, make_place


def give(patrol, report):
    return actions.create_task(
        patrol,
        report,
        [make_place()],
        by=make_officer(),
        at=now(),
        page_url=lambda token: f"http://127.0.0.1/t/{token}",
    )


def test_an_empty_roster_says_how_patrols_come_here(sign_in):
    assert "imports them from a file" in sign_in(make_officer()).get("/patrols").text


def test_every_patrol_stands_there_with_its_open_task(sign_in):
    here, off = make_patrol(cell=4, position_at=now()), make_patrol(on_duty=False)
    task = give(here, make_found())
    page = sign_in(make_officer()).get("/patrols").text
    assert here.code in page and off.code in page
    assert "cell 4" in page and task.code in page and task.report.ref in page
    assert page.index(here.code) < page.index("Off duty") < page.index(off.code)


def test_an_old_position_is_marked_and_never_shown_as_if_fresh(sign_in):
    make_patrol(position_at=now() - timedelta(minutes=31))
    assert "too old" in sign_in(make_officer()).get("/patrols").text


def test_a_fresh_position_is_not_marked(sign_in):
    make_patrol(position_at=now() - timedelta(minutes=29))
    assert "too old" not in sign_in(make_officer()).get("/patrols").text


def test_a_patrol_that_wants_no_texts_is_to_be_called(sign_in):
    make_patrol(opted_out=True)
    assert "gets no texts" in sign_in(make_officer()).get("/patrols").text


def test_a_patrol_goes_off_duty_and_on_again_and_the_trail_says_who_did_it(sign_in):
    officer, patrol = make_officer(), make_patrol()
    visitor = sign_in(officer)
    for word, on_duty in (("0", False), ("1", True)):
        assert visitor.post(f"/patrols/{patrol.code}/duty", data={"on_duty": word}).status_code == 303
        assert patrol.on_duty is on_duty
    assert [entry.actor for entry in about("patrol", patrol.code)] == [officer.username] * 2


def test_a_word_that_is_neither_on_nor_off_changes_nothing(sign_in):
    patrol = make_patrol()
    visitor = sign_in(make_officer())
    for said in ({}, {"on_duty": "perhaps"}):
        assert visitor.post(f"/patrols/{patrol.code}/duty", data=said).status_code == 422
    assert patrol.on_duty
    assert visitor.post("/patrols/NOBODY/duty", data={"on_duty": "1"}).status_code == 404


def test_an_administrator_does_not_move_patrols(sign_in):
    patrol = make_patrol()
    visitor = sign_in(make_officer(role=Role.ADMINISTRATOR))
    assert visitor.post(f"/patrols/{patrol.code}/duty", data={"on_duty": "0"}).status_code == 403
    assert patrol.on_duty
