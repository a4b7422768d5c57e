"""Fixtures: the provider in a process of its own, and our pages on a real port for its callbacks."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.fakes.twins import RunningTwin, running_twin


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        return


@pytest.fixture(scope="session")
def provider() -> Iterator[RunningTwin]:
    with running_twin() as twin:
        yield twin


@pytest.fixture
def twin(provider: RunningTwin) -> RunningTwin:
    """The provider with empty books, behaving well."""
    provider.forget()
    return provider


@pytest.fixture(scope="session")
def port(application: Flask) -> Iterator[int]:
    """Our pages on a real port."""
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()


@pytest.fixture
def address(app: Flask, port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the provider reaches us."""
    monkeypatch.setitem(app.config, "PUBLIC_URL", f"http://127.0.0.1:{port}")
    return f"http://127.0.0.1:{port}"
