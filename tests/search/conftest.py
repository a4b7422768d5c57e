"""One night: a child at the station, hotels around it, three patrols on duty."""

from datetime import datetime

import pytest
from flask import Flask

from app.accounts.models import Officer
from app.core.clock import now
from app.found.models import FoundReport
from app.patrol.models import Mode, Patrol, Task
from app.search import actions
from app.search.models import SearchPlan
from tests.factories import LAT, LON, make_found, make_officer, make_patrol, make_place
from tests.search.helpers import page_url


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_officer()


@pytest.fixture
def report(officer: Officer) -> FoundReport:
    return make_found(filed_by=officer)


@pytest.fixture
def district(officer: Officer) -> list[Patrol]:
    """Ten hotels around the child and three patrols on duty."""
    for n in range(10):
        make_place(lat=LAT + 0.001 * (n + 1), lon=LON + 0.001 * (n % 3))
    return [make_patrol(station=officer.station, mode=mode) for mode in (Mode.FOOT, Mode.BIKE, Mode.CAR)]


@pytest.fixture
def running(
    report: FoundReport, district: list[Patrol], officer: Officer, at: datetime
) -> tuple[SearchPlan, list[Task]]:
    """A plan whose first tasks are out."""
    plan = actions.make_plan(report, by=officer, at=at)
    return plan, actions.dispatch(plan, by=officer, at=at, page_url=page_url)


# The officer at the page: signed in, and on the clock of the application itself.


@pytest.fixture
def visitor(sign_in, officer):
    return sign_in(officer)


@pytest.fixture
def address(report):
    return f"/found/{report.ref}/search"


@pytest.fixture
def draft(report, district, officer):
    return actions.make_plan(report, by=officer, at=now())


@pytest.fixture
def active(draft, officer):
    actions.dispatch(draft, by=officer, at=now(), page_url=page_url)
    return draft
