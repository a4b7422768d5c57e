"""From the desk: own reports, calls, cameras; a direction raises what lies that way and fades."""

from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.errors import Refusal
from app.patrol.models import AnsweredBy, StopState, TaskState
from app.places.rules import PlaceKind
from app.search import actions, queries
from app.search.enquiries import next_steps
from app.search.models import EnquiryKind, Finding
from app.search.settings import DEFAULTS
from tests.factories import LAT, LON, make_patrol, make_place
from tests.search.helpers import codes, row_of, texts

SMS = AnsweredBy.SMS


@pytest.fixture
def compass(officer):
    """Four hotels as far away in each direction, with phones, a patrol, and a camera at the child."""
    spots = {"north": (0.004, 0), "east": (0, 0.008), "south": (-0.004, 0), "west": (0, -0.008)}
    made = {n: make_place(lat=LAT + a, lon=LON + b, phone="+358 9 555 0100") for n, (a, b) in spots.items()}
    make_patrol(station=officer.station)
    return made | {"camera": make_place(kind=PlaceKind.CAMERA, lat=LAT, lon=LON)}


@pytest.fixture
def plan(report, compass, officer, at):
    return actions.make_plan(report, by=officer, at=at)


def _look(plan, compass, officer, at, **facts):
    return actions.take_enquiry(
        plan, EnquiryKind.CAMERA, Finding.SEEN, by=officer, at=at, place=compass["camera"], **facts
    )


def test_what_costs_nothing_is_done_first_and_the_rest_by_chance_a_minute(plan, officer, at):
    steps = next_steps(plan, at, DEFAULTS)
    assert steps[0].kind is EnquiryKind.OWN_REPORTS
    assert [s.worth for s in steps] == sorted((s.worth for s in steps), reverse=True)
    assert {s.kind for s in steps} == {EnquiryKind.OWN_REPORTS, EnquiryKind.PHONE_DESK, EnquiryKind.CAMERA, None}
    actions.take_enquiry(plan, EnquiryKind.OWN_REPORTS, Finding.NOT_HERE, by=officer, at=at)
    assert next_steps(plan, at, DEFAULTS)[0].kind is EnquiryKind.PHONE_DESK


def test_a_desk_that_says_no_on_the_phone_sinks_but_less_than_after_a_visit(plan, compass, officer, at):
    row = row_of(plan, compass["north"].id)
    before = row.chance
    call = {"by": officer, "at": at, "place": compass["north"]}
    actions.take_enquiry(plan, EnquiryKind.PHONE_DESK, Finding.NOT_HERE, **call)
    after = row_of(plan, compass["north"].id).chance
    assert before * 0.3 < after < before * 0.5
    assert codes(plan)[0] == "phone_desk_not_here"
    assert (EnquiryKind.PHONE_DESK, compass["north"]) not in [(s.kind, s.place) for s in next_steps(plan, at, DEFAULTS)]


def test_a_desk_that_says_yes_goes_to_the_top_for_a_visit(plan, compass, officer, at):
    call = {"by": officer, "at": at, "place": compass["west"]}
    actions.take_enquiry(plan, EnquiryKind.PHONE_DESK, Finding.FAMILY_HERE, **call)
    assert plan.places[0].place == compass["west"] and plan.places[0].chance == 1.0


def test_a_sighting_with_a_direction_raises_its_sector_and_fades(plan, compass, officer, at):
    before = {name: row_of(plan, compass[name].id).chance for name in ("north", "east", "west")}
    _look(plan, compass, officer, at, heading_deg=90, seen_at=at)
    fresh = {name: row_of(plan, compass[name].id).chance for name in before}
    assert fresh["east"] / fresh["west"] == pytest.approx(4 * before["east"] / before["west"])
    assert fresh["north"] < before["north"]
    later = at + timedelta(hours=3)
    actions.amend(plan, {}, {}, by=officer, at=later)
    faded = {name: row_of(plan, compass[name].id).chance for name in before}
    assert before["east"] / before["west"] < faded["east"] / faded["west"] < 1.2 * before["east"] / before["west"]


def test_footage_that_is_soon_gone_is_told(plan, report, at):
    def camera(when):
        return next(s for s in next_steps(plan, when, DEFAULTS) if s.kind is EnquiryKind.CAMERA)

    assert camera(at).gone_on is None
    assert camera(at).window == (report.found_at - timedelta(hours=2), report.found_at)
    assert camera(at + timedelta(days=29)).gone_on is not None


def test_an_enquiry_without_a_place_is_refused(plan, officer, at):
    with pytest.raises(Refusal, match="enquiry_needs_a_place"):
        actions.take_enquiry(plan, EnquiryKind.CAMERA, Finding.SEEN, by=officer, at=at)


def test_asked_places_can_be_asked_again_with_the_chance_they_kept(plan, compass, officer, at):
    (task,) = actions.dispatch(plan, by=officer, at=at, page_url=lambda token: token)
    stop = task.stops[0]
    actions.take_answer(stop, StopState.NOT_HERE, via=SMS, at=at)
    kept = row_of(plan, stop.place_id).chance
    assert actions.ask_again(plan, by=officer, at=at) == 1
    row = row_of(plan, stop.place_id)
    assert row.stop is None and row.chance == pytest.approx(kept) and codes(plan)[0] == "asked_again"
    with pytest.raises(Refusal, match="nothing_to_ask_again"):
        actions.ask_again(plan, by=officer, at=at)


def test_a_task_that_was_taken_is_not_taken_back_without_telling(plan, officer, at):
    (task,) = actions.dispatch(plan, by=officer, at=at, page_url=lambda token: token)
    actions.accept_task(task, via=SMS, at=at)
    actions.pass_on_task(task, at=at, by=officer)
    assert task.state is TaskState.EXPIRED
    assert [message.recipient for message in texts("patrol_overdue")] == [task.patrol.phone]


def test_a_patrol_that_gives_its_task_back_itself_is_not_told_so(plan, officer, at):
    (task,) = actions.dispatch(plan, by=officer, at=at, page_url=lambda token: token)
    actions.accept_task(task, via=SMS, at=at)
    actions.pass_on_task(task, at=at, by=task.patrol)
    assert texts("patrol_overdue") == []


def test_the_page_tells_what_to_do_next_and_writes_a_call_down(visitor, address, report, compass):
    visitor.post(f"{address}/make")
    page = visitor.get(address).text
    assert "Do next" in page and "Look through the own missing reports" in page and 'href="tel:+35895550100"' in page
    ask = f"{address}/ask/{compass['north'].id}"
    assert "Do not give the name" in visitor.get(ask).text
    assert visitor.post(ask, data={"note": "porter"}).status_code == 422
    said = {"finding": "seen", "heading": "90", "minutes_ago": "20", "note": "walked off"}
    assert visitor.post(ask, data=said).status_code == 303
    (enquiry,) = queries.enquiries_of(queries.live_plan(report))
    assert (enquiry.kind, enquiry.finding, enquiry.heading_deg) == (EnquiryKind.PHONE_DESK, Finding.SEEN, 90)
    assert timedelta(minutes=19) < now() - enquiry.seen_at < timedelta(minutes=21)
    assert visitor.post(f"{address}/own-reports").status_code == 303
    assert "nothing" in visitor.get(address).text


def test_a_camera_names_the_time_to_ask_for(visitor, address, compass):
    visitor.post(f"{address}/make")
    page = visitor.get(f"{address}/ask/{compass['camera'].id}").text
    assert "Ask the owner for the time from" in page
