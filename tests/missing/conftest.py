"""Who looks at a missing report."""

import pytest

from app.core.access import Role
from tests.factories import make_officer, make_station


@pytest.fixture
def officer(app):
    return make_officer(station=make_station(phone="+861065550000"))


@pytest.fixture
def desk(officer, sign_in):
    return sign_in(officer)


@pytest.fixture
def stranger(app, sign_in):
    """An officer of another station."""
    return sign_in(make_officer())


@pytest.fixture
def supervisor(app, sign_in):
    return sign_in(make_officer(role=Role.SUPERVISOR))
