"""The sample district: loaded once, never beside real accounts, and its story works as the README tells it."""

from datetime import timedelta

import pytest
from flask_security.utils import verify_password
from sqlalchemy import func, select

from app.accounts.models import Officer
from app.accounts.queries import by_username
from app.audit.models import AuditEntry
from app.core.access import Role
from app.core.clock import now
from app.core.refs import ALPHABET
from app.demo import actions, people
from app.extensions import db
from app.found.actions import file_found_report
from app.found.facts import FoundFacts
from app.found.models import FoundReport
from app.matching.actions import rematch_due
from app.matching.models import Candidate
from app.matching.rules import Likelihood, in_words
from app.messaging.models import Message
from app.missing.models import MissingReport
from app.patrol.models import Mode, Patrol
from app.people.rules import Colour, Sex, Top
from app.places.models import Place, Station
from app.search.actions import make_plan
from tests.factories import make_officer


@pytest.fixture
def district(app):
    """The loaded sample district; gives the first officer."""
    assert actions.load(at=now()) is True
    db.session.commit()
    return by_username("officer1")


def _figures() -> list[int]:
    models = (Station, Patrol, Place, FoundReport, MissingReport, Candidate, AuditEntry, Message)
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def test_it_is_never_loaded_beside_accounts_of_others(app):
    make_officer(username="officer1")  # a real person may be called so
    with pytest.raises(actions.DatabaseInUse):
        actions.load(at=now())
    assert db.session.scalar(select(func.count()).select_from(Officer)) == 1


def test_a_second_load_changes_nothing_and_no_load_sends_anything(district):
    before = _figures()
    assert actions.load(at=now()) is False
    db.session.commit()
    assert _figures() == before
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_the_district_is_peopled_as_the_readme_says(district):
    _accounts_of_every_role_sign_in()
    _patrols_of_every_mode_are_on_duty()
    _everybody_is_plainly_invented()
    _only_the_grandmother_has_a_likely_match()


def _accounts_of_every_role_sign_in():
    roles = {}
    for username, words in actions.sample_sign_ins():
        officer = by_username(username)
        assert verify_password(actions.SAMPLE_PASSWORD, officer.password), username
        roles[username] = (officer.role, words)
    assert roles["officer2"] == (Role.OFFICER, "station officer")
    assert {role for role, _ in roles.values()} == set(Role)


def _patrols_of_every_mode_are_on_duty():
    patrols = db.session.scalars(select(Patrol)).all()
    assert len(patrols) == 8 and {patrol.mode for patrol in patrols} == set(Mode)
    assert {patrol.station.code for patrol in patrols} == {"C1", "N1"}
    assert all(patrol.on_duty and patrol.cell and patrol.lat for patrol in patrols)
    assert [patrol.language for patrol in patrols].count("en") == 1


def _everybody_is_plainly_invented():
    reports = db.session.scalars(select(MissingReport)).all()
    names = [officer.full_name for officer in people.OFFICERS]
    names += [name for report in reports for name in (report.name, report.reporter_name)]
    assert all("示例" in name or "Sample" in name for name in names)
    phones = [report.reporter_phone for report in reports] + list(db.session.scalars(select(Patrol.phone)))
    assert all(phone.startswith("+35850555") for phone in phones)


def _only_the_grandmother_has_a_likely_match():
    likely = [c for c in db.session.scalars(select(Candidate)) if in_words(c.probability) is not Likelihood.UNLIKELY]
    assert [(c.found.form_key, c.missing.form_key) for c in likely] == [("sample-old-woman", "sample-grandmother")]
    assert in_words(likely[0].probability) is Likelihood.VERY_LIKELY


def test_the_boy_of_the_story_has_no_family_yet_and_his_search_begins_at_hotels(district):
    for hours in (0, 2, 8, 30):  # after the district was loaded
        at = now() + timedelta(hours=hours)
        boy = _boy(district, at)
        rematch_due(at, 100)
        pairs = db.session.scalars(select(Candidate).filter_by(found_id=boy.id)).all()
        assert [pair for pair in pairs if in_words(pair.probability) is not Likelihood.UNLIKELY] == []
    plan = make_plan(boy, by=district, at=at, clues=["slept_in_hotel"])
    likeliest = sorted(plan.places, key=lambda place: -place.chance)[:8]
    assert {place.place.kind.value for place in likeliest} <= {"hotel", "hostel", "guest_house"}
    assert len({place.patrol_id for place in plan.places if place.order == 1}) >= 4


def _boy(officer, at) -> FoundReport:
    facts = FoundFacts(
        found_at=at, sex=Sex.MALE, age_low=3, age_high=5, top=Top.T_SHIRT, top_colour=Colour.RED,
        lat=officer.station.lat, lon=officer.station.lon,
    )  # fmt: skip
    report = file_found_report(facts, station=officer.station, by=officer, at=at)
    assert set(report.ref) <= set(ALPHABET)
    return report
