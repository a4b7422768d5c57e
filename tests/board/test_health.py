from datetime import timedelta

import pytest

from app.core.clock import now
from app.extensions import db
from app.messaging import actions
from app.messaging.models import GatewayPause, MessageState, Purpose

TOKEN = "a token for tests only"


@pytest.fixture
def read(app, client, monkeypatch):
    """What the monitor reads with this token."""

    def get(token: str = TOKEN, wanted: str = TOKEN):
        monkeypatch.setitem(app.config, "METRICS_TOKEN", wanted)
        return client.get("/metrics", headers={"Authorization": f"Bearer {token}"})

    return get


def text():
    return actions.enqueue("family_news", {"ref": "ABC234"}, to="+358505550901", language="en", at=now(),
                           purpose=Purpose.FAMILY, dedupe_key="test", case_ref="ABC234")  # fmt: skip


@pytest.mark.parametrize(("given", "wanted"), [("wrong", TOKEN), ("", TOKEN), ("", ""), ("x", "")])
def test_metrics_are_for_the_monitor_alone(read, given, wanted):
    assert read(given, wanted).status_code == 403


def test_the_monitor_reads_counts_and_ages(read):
    text().created_at = now() - timedelta(seconds=90)
    db.session.commit()
    lines = read().text.splitlines()
    assert 'guitu_messages{state="waiting"} 1' in lines and 'guitu_messages{state="uncertain"} 0' in lines
    (age,) = [line.split()[1] for line in lines if line.startswith("guitu_oldest_waiting_message_seconds ")]
    assert 90 <= float(age) < 150
    assert "guitu_provider_down 0" in lines


def test_the_monitor_reads_that_the_provider_is_down_and_what_waits_for_a_person(read):
    text().state = MessageState.UNCERTAIN
    db.session.add(GatewayPause(gateway="twilio", until=now(), opened_at=now(), failures=5))
    db.session.commit()
    lines = read().text.splitlines()
    assert "guitu_provider_down 1" in lines and 'guitu_messages{state="uncertain"} 1' in lines


def test_what_a_person_has_settled_is_not_counted(read):
    message = text()
    message.state, message.settled_at = MessageState.FAILED, now()
    db.session.commit()
    assert 'guitu_messages{state="failed"} 0' in read().text
