"""A search that is under way, and people who write to us."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from app.extensions import db
from app.inbox import actions
from app.inbox.models import InboundText
from app.messaging.models import Message, Purpose
from app.missing.models import MissingReport
from app.patrol.models import Patrol, Task
from app.search import actions as search
from tests.factories import LAT, LON, make_found, make_missing, make_officer, make_patrol, make_place
from tests.fakes.served import address, port, provider, twin
from tests.inbox.looks import FAMILY

__all__ = ["address", "port", "provider", "twin"]
Writer = Callable[..., InboundText]


@pytest.fixture
def tasks(app: object, at: datetime) -> list[Task]:
    """Eight hotels, three patrols that write English, Chinese and Chinese, one task each of two or three stops."""
    officer = make_officer()
    for n in range(8):
        make_place(lat=LAT + 0.001 * (n + 1), lon=LON + 0.001 * (n % 3))
    for language in ("en", "zh_Hans", "zh_Hans"):
        make_patrol(station=officer.station, language=language)
    plan = search.make_plan(make_found(filed_by=officer), by=officer, at=at)
    sent = search.dispatch(plan, by=officer, at=at, page_url=lambda token: f"http://127.0.0.1/t/{token}")
    assert len(sent) == 3 and all(len(task.stops) >= 2 for task in sent)
    return sent


@pytest.fixture
def task(tasks: list[Task]) -> Task:
    return tasks[0]


@pytest.fixture
def second_task(task: Task, at: datetime) -> Task:
    """Another open task in the hands of the same patrol."""
    search.patrol_deeds.create_task(
        task.patrol, make_found(), [make_place(lat=LAT + 0.01), make_place(lat=LAT + 0.02)],
        by=make_officer(), at=at, page_url=lambda token: f"http://127.0.0.1/t/{token}",
    )  # fmt: skip
    wanted = select(Task).where(Task.patrol_id == task.patrol_id, Task.id != task.id)
    return db.session.scalars(wanted).one()


@pytest.fixture
def family(app: object) -> MissingReport:
    """A family that has reported its child and waits for news."""
    return make_missing(reporter_phone=FAMILY)


@pytest.fixture
def write(app: object, at: datetime) -> Writer:
    """A text comes in and the worker acts on it."""
    count = iter(range(1, 1000))

    def one(sender: Patrol | str, body: str, sid: str = "") -> InboundText:
        phone = sender if isinstance(sender, str) else sender.phone
        text = actions.receive(sid or f"SM{next(count)}", phone, body, at=at)
        actions.process(text.id, at=at, region="CN")
        db.session.refresh(text)
        return text

    return one


@pytest.fixture
def replies(app: object) -> Callable[[], list[Message]]:
    """Our answers to texts, oldest first."""

    def all_of_them() -> list[Message]:
        query = select(Message).where(Message.purpose == Purpose.REPLY).order_by(Message.created_at)
        return list(db.session.scalars(query))

    return all_of_them
