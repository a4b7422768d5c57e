"""Minutes by road from a server of one's own, asked over real HTTP; without its answer straight lines do."""

import json
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from app.places.travel import NoRoads, road_minutes
from app.search.roads import FALLBACK, ROADS, RoadLegs
from app.search.settings import TravelSettings
from tests.fakes.road_server import free_port

POINTS = [(60.17, 24.94), (60.18, 24.95), (60.16, 24.93)]


@pytest.fixture(scope="module")
def server():
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.fakes.road_server", str(port)])
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urlopen(f"{address}/asked", timeout=2).read()
            break
        except OSError:
            time.sleep(0.1)
    yield address
    process.kill()
    process.wait()


def _asked(server):
    return json.loads(urlopen(f"{server}/asked", timeout=5).read())


@pytest.mark.parametrize("kind", ["", "osrm+", "valhalla+"])
def test_both_kinds_of_server_tell_minutes(server, kind):
    table = road_minutes(kind + server, "foot", POINTS)
    assert table[0][0] == 0 and table[0][1] == pytest.approx(10.0) and table[2][0] == pytest.approx(20.0)


@pytest.mark.parametrize("fault", ["/broken", "/wrong", "/short", "/no-road", "/slow"])
def test_a_server_that_fails_or_is_slow_is_not_waited_for(server, fault):
    begun = time.monotonic()
    with pytest.raises(NoRoads):
        road_minutes(server + fault, "car", POINTS)
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://127.0.0.1:1", "nonsense"])
def test_no_server_no_roads(url):
    with pytest.raises(NoRoads):
        road_minutes(url, "car", POINTS)


def test_a_plan_asks_once_for_the_same_points(server):
    legs = RoadLegs(server, TravelSettings())
    before = len(_asked(server))
    legs("foot", POINTS)
    assert legs("foot", POINTS[:2])[0][1] == pytest.approx(10.0)
    assert len(_asked(server)) == before + 1 and legs.outcome == ROADS


def test_after_one_failure_straight_lines_do_and_the_plan_knows(server):
    legs = RoadLegs(server + "/broken", TravelSettings())
    assert legs("foot", POINTS)[0][1] > 0
    assert legs.outcome == FALLBACK
