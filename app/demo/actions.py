"""Load the sample district: real streets and places, invented people. Never on a database that is in use."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.accounts import rules
from app.accounts.actions import add_officer
from app.accounts.models import Officer
from app.accounts.queries import by_username
from app.audit.actions import SYSTEM
from app.core.access import Role
from app.core.errors import Refusal
from app.demo import people
from app.extensions import db
from app.found.actions import file_found_report
from app.matching.actions import rematch_due
from app.missing.actions import file_missing_report
from app.patrol.imports import import_patrols
from app.places.imports import ImportResult, import_places, import_stations
from app.places.queries import station_by_code

SAMPLE_PASSWORD = rules.SAMPLE_PASSWORD
DATA = Path(__file__).parent / "data"
STREETS = DATA / "helsinki.osm.pbf"
ROLE_WORDS = {
    Role.OFFICER: "station officer",
    Role.SUPERVISOR: "supervisor",
    Role.ADMINISTRATOR: "administrator",
    Role.AUDITOR: "auditor",
}
BATCH = 100


class DatabaseInUse(Refusal):
    """There are accounts that are not the sample's: a known password must not come beside them."""

    code = "database_in_use"


class SampleDataBroken(Exception):
    """The files beside this module are not as they were shipped."""


def sample_sign_ins() -> list[tuple[str, str]]:
    """(user name, what it may do in words) of each sample account."""
    return [(officer.username, ROLE_WORDS[officer.role]) for officer in people.OFFICERS]


def is_loaded() -> bool:
    """Whether the sample's own first officer is here, not merely somebody of the same user name."""
    first = people.OFFICERS[0]
    account = by_username(first.username)
    return account is not None and account.full_name == first.full_name


def load(*, at: datetime) -> bool:
    """Load the district into an empty database; False when it is there already and nothing was changed.

    Raises `DatabaseInUse` when there are other accounts.
    """
    if is_loaded():
        return False
    if db.session.scalar(select(Officer.id).limit(1)) is not None:
        raise DatabaseInUse
    _load_ground(at)
    _add_officers(at)
    _file_reports(at)
    while rematch_due(at, BATCH):
        db.session.flush()
    return True


def _load_ground(at: datetime) -> None:
    _whole(import_stations(DATA / "stations.csv", by=SYSTEM, at=at))
    _whole(import_patrols(DATA / "patrols.csv", "CN", by=SYSTEM, at=at))
    _whole(import_places(STREETS, by=SYSTEM, at=at))


def _whole(result: ImportResult) -> None:
    if result.bad:
        raise SampleDataBroken(f"{result.bad[0].where}: {result.bad[0].reason}")


def _add_officers(at: datetime) -> None:
    for officer in people.OFFICERS:
        add_officer(
            username=officer.username,
            full_name=officer.full_name,
            password=SAMPLE_PASSWORD,
            role=officer.role,
            badge=officer.badge,
            station=station_by_code(officer.station) if officer.station else None,
            by=SYSTEM,
            at=at,
        )


def _file_reports(at: datetime) -> None:
    officer = by_username(people.OFFICERS[0].username)
    assert officer is not None
    assert officer.station is not None
    for family in people.sought(at):
        file_missing_report(family, station=officer.station, by=officer, at=at)
    for person in people.brought(at):
        file_found_report(person, station=officer.station, by=officer, at=at)
