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
