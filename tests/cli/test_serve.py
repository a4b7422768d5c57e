"""flask serve, as `make run` starts it: one Ctrl-C stops both, a taken port is said, a second start changes nothing."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from app.demo.actions import SAMPLE_PASSWORD

pytestmark = pytest.mark.xdist_group("journeys")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90


@pytest.fixture
def serve(tmp_path):
    """Start it on a database file of its own; `PUBLIC_URL` is not set, as on a fresh machine."""
    started = []

    def start(port: int, *, environment: str = "development"):
        log = tmp_path / f"serve{len(started)}.log"
        settings = {name: value for name, value in os.environ.items() if name != "PUBLIC_URL"} | {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'serve.sqlite'}",
            "UPLOAD_DIR": str(tmp_path / "photos"),
            "SECRET_KEY": "a key for tests only, of enough length",
            "PYTHONUNBUFFERED": "1",
            "ENVIRONMENT": environment,
        }
        command = [Path(sys.executable).parent / "flask", "--app", "wsgi", "serve", "--port", str(port)]
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=settings, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        started.append(process)
        return process, log

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE_S)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process, log, text: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while text not in log.read_text():
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def _children(parent: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False)
    return [int(number) for number in found.stdout.split()]


def _post(officer: requests.Session, page: str, action: str, **facts: str) -> requests.Response:
    """Send a form of this page, with its token, as a browser does."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', officer.get(page, timeout=10).text)
    assert token is not None
    reply = officer.post(action, data={"csrf_token": token[1]} | facts, headers={"Referer": page}, timeout=10)
    assert reply.status_code == 200, reply.text
    return reply


def test_a_link_in_a_text_opens_on_the_port_that_was_chosen(serve, free_port):
    process, log = serve(free_port)
    _wait_for(process, log, "virtual phones")
    address, officer = f"http://127.0.0.1:{free_port}", requests.Session()
    signed_in = {"username": "officer1", "password": SAMPLE_PASSWORD}
    board = _post(officer, f"{address}/sign-in", f"{address}/sign-in", **signed_in).text
    case = re.search(r"/found/[2-9A-Z]{6}", board)
    assert case is not None
    plan = f"{address}{case[0]}/search"
    _post(officer, plan, f"{plan}/make")
    _post(officer, plan, f"{plan}/dispatch")
    deadline = time.monotonic() + PATIENCE_S
    while not (links := re.findall(rf"{address}/t/[\w-]+", officer.get(f"{address}/phones", timeout=10).text)):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert requests.get(links[0], timeout=10).status_code == 200


def test_one_ctrl_c_stops_web_server_and_worker_and_a_second_start_finds_everything(serve, free_port):
    process, log = serve(free_port)
    _wait_for(process, log, "virtual phones")
    said = log.read_text()
    assert f"http://127.0.0.1:{free_port} " in said and SAMPLE_PASSWORD in said and "officer1" in said
    assert requests.get(f"http://127.0.0.1:{free_port}/readyz", timeout=5).status_code == 200
    children = _children(process.pid)
    assert len(children) == 2
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE_S) == 0
    assert "worker stopped" in log.read_text() and "Traceback" not in log.read_text()
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    again, log = serve(free_port)
    _wait_for(again, log, "virtual phones")
    assert "Loading the sample district" not in log.read_text()


def test_a_taken_port_is_said_in_a_sentence(serve, free_port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        process, log = serve(free_port)
        assert process.wait(timeout=PATIENCE_S) == 1
    assert re.search(rf"^Error: Port {free_port} is in use by another program: .+PORT=", log.read_text(), re.MULTILINE)


def test_when_the_worker_ends_by_itself_the_web_server_ends_too(serve, free_port):
    process, log = serve(free_port)
    _wait_for(process, log, "virtual phones")
    worker = next(child for child in _children(process.pid) if not _children(child))  # gunicorn has workers of its own
    os.kill(worker, signal.SIGKILL)
    assert process.wait(timeout=PATIENCE_S) == 1
    assert "ended by itself" in log.read_text()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{free_port}/healthz", timeout=2)
