"""Two officers and a found and a missing report that fit."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import select

from app.accounts.models import Officer
from app.extensions import db
from app.found.models import FoundReport
from app.matching import actions
from app.matching.models import Candidate
from app.messaging.models import Message
from app.missing.models import MissingReport
from tests.clients import PageClient
from tests.factories import make_found, make_missing, make_officer

# A machine that does much else besides must not fail a test for being slow.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
SignIn = Callable[[Officer], PageClient]


@pytest.fixture
def first(app: Any) -> Officer:
    return make_officer(full_name="Sample First")


@pytest.fixture
def second(app: Any) -> Officer:
    return make_officer(full_name="Sample Second")


@pytest.fixture
def found(first: Officer) -> FoundReport:
    return make_found(filed_by=first, name_said="示例乐", marks="birthmark, left knee", place_text="Sample Square")


@pytest.fixture
def missing(second: Officer) -> MissingReport:
    return make_missing(filed_by=second, marks="birthmark left knee")


@pytest.fixture
def proposed(found: FoundReport, missing: MissingReport, first: Officer, at: datetime) -> Candidate:
    """Proposed by the first officer."""
    return actions.propose(found, missing, by=first, at=at)


def pair_page(found: FoundReport, missing: MissingReport, deed: str = "") -> str:
    """The address of the comparison, or of a deed on it."""
    return f"/matches/{found.ref}/{missing.ref}" + (f"/{deed}" if deed else "")


def seen_on(page: str) -> dict[str, str]:
    """The versions that the page carries along."""
    return {"seen": re.findall(r'name="seen" value="([^"]+)"', page)[0]}


def press(visitor: PageClient, found: FoundReport, missing: MissingReport, deed: str) -> Any:
    """Open the comparison, press its button, and go where it leads."""
    seen = seen_on(visitor.get(pair_page(found, missing)).text)
    reply = visitor.post(pair_page(found, missing, deed), data=seen)
    return visitor.get(reply.location) if reply.status_code == 302 else reply


def texts() -> list[Message]:
    """Every text to a family."""
    return list(db.session.scalars(select(Message).where(Message.template.like("family%")).order_by(Message.id)))
