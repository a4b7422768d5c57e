"""The commands of an operator: what they say, what they store, and how they end (0 done, 1 failed, 2 wrong usage)."""

import csv
import re

import pytest
from flask_security.utils import verify_password
from sqlalchemy import func, select
from tqdm import tqdm

from app.accounts.models import Officer
from app.accounts.queries import by_username
from app.core.access import Role
from app.core.clock import now
from app.demo import actions as demo
from app.extensions import db
from app.messaging import actions as outbox
from app.messaging.models import Message, MessageState, Purpose
from app.patrol.models import Patrol
from app.places.models import Place, Station
from tests.factories import make_officer, make_patrol, make_station

COMMANDS = {
    "db", "demo", "grid", "messages", "officers", "patrols", "places", "stations", "worker", "serve",
}  # fmt: skip
STATIONS = demo.DATA / "stations.csv"
PATROLS = demo.DATA / "patrols.csv"


def _table(folder, name, *rows):
    path = folder / name
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_every_command_of_the_interface_is_there(app):
    assert set(app.cli.commands) >= COMMANDS
    parts = {name: set(app.cli.commands[name].commands) for name in ("officers", "messages", "places", "grid", "demo")}
    assert parts["officers"] >= {"add", "disable", "reset"} and parts["messages"] >= {"list", "retry"}
    assert parts["places"] == {"import"} and parts["grid"] == {"make"} and parts["demo"] == {"load"}


@pytest.mark.parametrize(
    "words",
    [
        ("officers", "add"),
        ("officers", "add", "new", "--name", "Sample", "--role", "king"),
        ("officers", "add", "new one", "--name", "Sample", "--role", "auditor"),
        ("officers", "add", "new", "--name", " ", "--role", "auditor"),
        ("officers", "add", "new", "--name", "Sample", "--role", "officer"),
        ("places", "import"),
        ("places", "import", STATIONS, "--datum", "ED-50"),
        ("places", "import", STATIONS, "--kinds", "hotel,castle"),
        ("messages", "retry", "7"),
        ("worker", "--twice"),
        ("serve", "--port", "0"),
    ],
    ids=lambda words: " ".join(map(str, words))[-40:],
)
def test_wrong_usage_ends_with_2(flask, words):
    assert flask(*words).exit_code == 2
    assert _count(Officer) == 0


def test_the_district_is_loaded_once_and_refused_in_production(app, flask, monkeypatch):
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    refused = flask("demo", "load")
    assert refused.exit_code == 1 and "Production refuses the sample district" in refused.output
    assert _count(Officer) == 0
    monkeypatch.setitem(app.config, "ENVIRONMENT", "development")
    loaded = flask("demo", "load")
    assert loaded.exit_code == 0 and demo.SAMPLE_PASSWORD in loaded.output and "officer1" in loaded.output
    again = flask("demo", "load")
    assert again.exit_code == 0 and "already loaded" in again.output


def test_the_district_is_not_loaded_beside_accounts_of_others(flask):
    make_officer()
    refused = flask("demo", "load")
    assert refused.exit_code == 1 and "has accounts of its own" in refused.output
    assert _count(Officer) == 1


def test_an_officer_is_added_with_a_password_shown_once(flask):
    station = make_station(code="C1")
    added = flask("officers", "add", "Li.Ming", "--name", "示例警官", "--role", "officer", "--station", "C1")
    assert added.exit_code == 0
    officer = by_username("li.ming")
    assert (officer.role, officer.station) == (Role.OFFICER, station)
    assert verify_password(added.output.split()[-1], officer.password)
    taken = flask("officers", "add", "li.ming", "--name", "示例", "--role", "auditor")
    assert taken.exit_code == 1 and "is taken" in taken.output
    nowhere = flask("officers", "add", "other", "--name", "示例", "--role", "officer", "--station", "ZZ")
    assert nowhere.exit_code == 1 and "no station ZZ" in nowhere.output


def test_a_disabled_officer_is_out_until_the_password_is_reset(flask):
    officer = make_officer(username="officer9")
    session = officer.fs_uniquifier
    assert flask("officers", "disable", "officer9").exit_code == 0
    officer = by_username("officer9")
    assert not officer.active and officer.fs_uniquifier != session
    reset = flask("officers", "reset", "officer9")
    officer = by_username("officer9")
    assert reset.exit_code == 0 and officer.active
    assert verify_password(reset.output.split()[-1], officer.password)
    assert flask("officers", "disable", "nobody").exit_code == 1


def test_stations_patrols_and_places_come_from_their_files_and_twice_changes_nothing(flask):
    for words, says in (
        (("stations", "import", STATIONS), "2 created, 0 updated, 0 unchanged, 0 left out"),
        (("patrols", "import", PATROLS), "8 created, 0 updated, 0 unchanged, 0 left out"),
        (("places", "import", demo.STREETS, "--kinds", "hotel,guest-house"), "27 created"),
        (("stations", "import", STATIONS), "0 created, 0 updated, 2 unchanged"),
        (("patrols", "import", PATROLS), "0 created, 0 updated, 8 unchanged"),
        (("places", "import", demo.STREETS, "--kinds", "hotel,guest-house"), "0 created, 0 updated, 27 unchanged"),
    ):
        result = flask(*words)
        assert result.exit_code == 0 and says in result.output, result.output
    assert (_count(Station), _count(Patrol), _count(Place)) == (2, 8, 27)


def test_bad_rows_are_named_and_the_good_ones_go_in(flask, tmp_path):
    path = _table(
        tmp_path, "own.csv", ["kind", "name", "lat", "lon"], ["hotel", "Good", 60.1, 24.9], ["hotel", "Bad", 99, 1]
    )
    result = flask("places", "import", path)
    assert result.exit_code == 0
    assert "own.csv, line 3: lat is not between -90 and 90." in result.output
    assert "own.csv: 1 created, 0 updated, 0 unchanged, 1 left out." in result.output
    hopeless = flask("places", "import", _table(tmp_path, "no.csv", ["kind", "lat", "lon"], ["hotel", "x", "y"]))
    assert hopeless.exit_code == 1 and "no row could be used" in hopeless.output


def test_a_file_that_cannot_be_read_ends_with_1_and_a_sentence(flask, tmp_path):
    for command in ("places", "stations", "patrols"):
        result = flask(command, "import", tmp_path / "none.csv")
        assert result.exit_code == 1 and re.search(r"^Error: .+\.$", result.output, re.MULTILINE), result.output


def test_an_import_can_be_stopped_and_run_again(flask, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(tqdm, "update", _stop)  # Ctrl-C while the first batch is shown
        result = flask("places", "import", demo.STREETS)
    assert result.exit_code == 1 and "run the same command again" in result.output
    stored = _count(Place)
    again = flask("places", "import", demo.STREETS)
    assert again.exit_code == 0 and f"{stored} unchanged" in again.output and stored > 0


def _stop(*_):
    raise KeyboardInterrupt


def test_patrols_get_the_cell_they_stand_in(flask):
    station = make_station()
    make_patrol(station=station, code="P1", lat=station.lat + 0.002, lon=station.lon + 0.002)
    make_patrol(station=station, code="P2", lat=None, lon=None)
    assert "1 patrols were given a cell" in flask("grid", "make").output
    cells = dict(db.session.execute(select(Patrol.code, Patrol.cell)).all())
    assert cells == {"P1": 1, "P2": None}


def _message(state: MessageState) -> Message:
    message = outbox.enqueue(
        "family_news", {"ref": "ABC234"}, to="+358505550901", language="en", purpose=Purpose.FAMILY,
        dedupe_key=f"test:{state.value}", at=now(), case_ref="ABC234", task_code="",
    )  # fmt: skip
    message.state = state
    return message


def test_messages_are_listed_without_their_numbers_and_a_failed_one_goes_again(flask):
    failed, sent = _message(MessageState.FAILED), _message(MessageState.SENT)
    listed = flask("messages", "list", "--state", "failed")
    assert listed.exit_code == 0
    assert str(failed.id) in listed.output and str(sent.id) not in listed.output
    assert "+358505550901" not in listed.output and "0901" in listed.output
    assert flask("messages", "retry", failed.id).exit_code == 0
    assert db.session.get(Message, failed.id).state is MessageState.WAITING
    assert flask("messages", "retry", sent.id).exit_code == 1
    assert flask("messages", "retry", "00000000-0000-4000-8000-000000000000").exit_code == 1
