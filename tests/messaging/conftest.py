"""An outbox to fill, and a gateway to the provider in its own process."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.extensions import db
from app.messaging import actions, outbox
from app.messaging.gateway import SmsGateway
from app.messaging.models import Message, MessageState, Purpose
from app.messaging.queries import by_id
from app.messaging.twilio_gateway import TwilioGateway
from tests.fakes.served import address, port, provider, twin
from tests.fakes.twins import RunningTwin

__all__ = ["address", "port", "provider", "twin"]
TIMEOUT_S = 0.4
_purposes = {
    "patrol_task": Purpose.TASK,
    "patrol_stand_down": Purpose.STAND_DOWN,
    "family_news": Purpose.FAMILY,
    "finder_thanks": Purpose.FINDER,
    "answer_noted": Purpose.REPLY,
}
_variables = {
    "patrol_task": {"tid": "K7", "grid": "3", "sex": "male", "age": "3-5", "min": "5", "stops": "1 Hotel Sample",
                    "link": "http://127.0.0.1/t/x"},
    "patrol_stand_down": {"tid": "K7"},
    "family_news": {"ref": "ABC234"},
    "finder_thanks": {"ref": "ABC234"},
    "answer_noted": {"tid": "K7"},
}  # fmt: skip


@pytest.fixture
def gateway(app: Flask, twin: RunningTwin, address: str) -> TwilioGateway:
    """The real gateway, in a hurry."""
    return TwilioGateway(app.config | twin.settings(), timeout_s=TIMEOUT_S)


@pytest.fixture
def queue(app: Flask, at: datetime) -> Callable[..., Message]:
    """Put one text into the outbox, with the commit of its cause."""
    count = iter(range(1, 1000))

    def put(template: str = "family_news", *, later: timedelta = timedelta(0), **facts: object) -> Message:
        number = next(count)
        start = {
            "to": f"+3585055509{number:02}",
            "language": "en",
            "purpose": _purposes[template],
            "dedupe_key": f"test:{number}",
            "at": at + later,
            "case_ref": "ABC234",
            "task_code": "K7" if template.startswith("patrol") else "",
        }
        message = actions.enqueue(template, _variables[template], **(start | facts))  # type: ignore[arg-type]
        db.session.commit()
        return message

    return put


@pytest.fixture
def send(app: Flask) -> Callable[..., MessageState | None]:
    """One round of the worker at the given moment; the state that the message got, None when none was due."""

    def one(gateway: SmsGateway, at: datetime) -> MessageState | None:
        letter = outbox.claim(owner="tests", gateway=gateway, unit="示例公安", at=at)
        db.session.commit()
        if letter is None:
            return None
        outbox.settle(letter, outbox.deliver(gateway, letter), gateway=gateway.name, at=at)
        db.session.commit()
        message = by_id(letter.id)
        return message.state if message else None

    return one


@pytest.fixture
def reading(app: Flask) -> Iterator[None]:
    """An officer's request, in English: sentences are for somebody."""
    with app.test_request_context():
        yield
