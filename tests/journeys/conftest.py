"""A whole station: the server and worker that `make run` starts, with the sample district, in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
START_S = 90
SCREENS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories share two cores with everything else: they run on one worker, one after the other."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))


def chromium() -> dict[str, Any]:
    """How to launch the machine's own Chromium where there is one; as root it needs --no-sandbox."""
    own = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    arguments = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return {"args": arguments} | ({"executable_path": own} if own else {})


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | chromium()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A running station: its address, and the process group to stop."""

    def __init__(self, folder: Path, database: str, port: int, **settings: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.log = folder / "server.log"
        environment = os.environ | {
            "DATABASE_URL": database,
            "UPLOAD_DIR": str(folder / "photos"),
            "SECRET_KEY": "a key for journeys only, of enough length",
            "PUBLIC_URL": self.address,
            "COLUMNS": "200",
        } | settings  # fmt: skip
        flask = Path(sys.executable).parent / "flask"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [flask, "--app", "wsgi", "serve", "--port", str(port)],
                cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if requests.get(self.address + "/readyz", timeout=2).status_code == 200:
                    return
            except requests.RequestException:
                pass
            time.sleep(0.2)
        raise AssertionError(f"the station did not start:\n{self.log.read_text()}")

    def stop(self) -> str:
        """One Ctrl-C; returns what was printed."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        return self.log.read_text()


@pytest.fixture
def run_station(new_database: Callable[..., str], tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start a station on a database of the given engine, with further settings."""
    started: list[Running] = []

    def start(engine: str, **settings: str) -> Running:
        port = settings.pop("port", None) or free_port()
        station = Running(tmp_path, new_database(engine, "journey"), int(port), **settings)
        started.append(station)
        return station

    yield start
    for station in started:
        printed = station.stop() if station.process.poll() is None else station.log.read_text()
        print(printed)  # shown by pytest when the story fails


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A person with a browser of their own; a page that breaks or loads from elsewhere fails the story."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def arrive(station: Running, *, language: str, screen: str = "desk", scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport=SCREENS[screen], locale=language, java_script_enabled=scripts, base_url=station.address
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("response", lambda reply: reply.status >= 500 and problems.append(f"{reply.status}: {reply.url}"))
        page.on(
            "request",
            lambda asked: (
                asked.url.startswith(("http://127.0.0.1", "data:", "blob:")) or problems.append(f"remote: {asked.url}")
            ),
        )
        return page

    yield arrive
    for context in contexts:
        context.close()
    assert problems == []
