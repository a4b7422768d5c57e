"""flask serve: migrate, load the sample district on an empty database, run web server and worker together."""

import errno
import http.client
import multiprocessing
import os
import signal
import socket
import time
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import cast

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from sqlalchemy import func, select
from werkzeug.local import LocalProxy

from app.accounts.models import Officer
from app.core.clock import now
from app.demo import actions as demo
from app.extensions import db
from app.worker import run as run_worker

POLL_S = 0.2
GRACE_S = 15
START_S = 60
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - an address to recognise, not one to bind by default


def _is_empty() -> bool:
    return db.session.scalar(select(func.count()).select_from(Officer)) == 0


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds the server."""
    reachable = EVERYWHERE.get(host, host)
    return f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"


def _check_free(host: str, port: int) -> None:
    """Say in a sentence why the address cannot be used, before anything is started."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise click.ClickException(_why_not(host, port, error)) from None


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program: choose another one, such as make run PORT={port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} needs an administrator's rights: choose one above 1023, such as make run PORT=5000."
    return f"{host} is not an address of this machine: leave HOST out, or use 127.0.0.1 or 0.0.0.0."


def _greet(address: str) -> None:
    click.echo(f"\nGuitu is running at {address}   (Ctrl-C stops it)\n")
    if current_app.config["ENVIRONMENT"] == "production":
        return
    if demo.is_loaded():
        click.echo("Sample sign-ins, all with the password " + demo.SAMPLE_PASSWORD)
        for username, role in demo.sample_sign_ins():
            click.echo(f"  {username:<12} {role}")
        click.echo("\nClick first: sign in as officer1, “New found report”, then “Plan the search”.")
    if current_app.config["SMS_GATEWAY"] == "local":
        click.echo(f"Texts go to virtual phones at {address}/phones.\n")


class _Web(BaseApplication):  # type: ignore[misc]
    """gunicorn around the application that is already made."""

    def __init__(self, app: Flask, bind: str) -> None:
        self.app, self.bind = app, bind
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": self.bind,
            "workers": 2,
            "threads": 4,
            "preload_app": True,
            "loglevel": "warning",
            "graceful_timeout": 10,
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def _run_web(app: Flask, bind: str) -> None:
    os.setsid()  # Ctrl-C is for the parent alone, which stops both in order
    _Web(app, bind).run()


def _run_worker(app: Flask) -> None:
    os.setsid()
    run_worker(app)


def _start(app: Flask, host: str, port: int) -> list[ForkProcess]:
    """Fork both from this process: the code is read once, and a second start takes half the time."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=_run_web, args=(app, bind)), fork.Process(target=_run_worker, args=(app,))]
    for process in processes:
        process.start()
    return processes


def _wait_until_up(address: str, processes: list[ForkProcess]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and _all_run(processes):
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=2)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
            return
        except OSError:
            time.sleep(POLL_S)
        finally:
            connection.close()


def _all_run(processes: list[ForkProcess]) -> bool:
    return all(process.is_alive() for process in processes)


def _stop(processes: list[ForkProcess]) -> None:
    """Let both finish what they have in hand; kill what takes too long, or at a second Ctrl-C."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE_S
    try:
        for process in processes:
            process.join(timeout=max(0.1, deadline - time.monotonic()))
    except KeyboardInterrupt:
        click.echo("Stopping at once …")
    for process in processes:
        if process.is_alive():
            process.kill()


def _until_stopped(processes: list[ForkProcess], address: str) -> bool:
    """True when somebody asked for the end, False when a process ended by itself."""
    try:
        _wait_until_up(address, processes)
        if _all_run(processes):
            _greet(address)
            db.session.remove()
        while _all_run(processes):
            time.sleep(POLL_S)
        return False
    except KeyboardInterrupt:
        click.echo("\nStopping …")
        return True


def _asked_to_stop(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


@click.command("serve")
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=5000, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Run the web server and the worker until Ctrl-C; stop both when either ends."""
    _check_free(host, port)
    app = cast("LocalProxy[Flask]", current_app)._get_current_object()
    if not os.environ.get("PUBLIC_URL"):  # links in texts must open where this server answers
        app.config["PUBLIC_URL"] = address_of(host, port)
    upgrade()
    if app.config["ENVIRONMENT"] != "production" and _is_empty():
        click.echo("Loading the sample district …")
        demo.load(at=now())
        db.session.commit()
    db.session.remove()
    db.engine.dispose()  # no connection may cross a fork
    processes = _start(app, host, port)
    for number in (signal.SIGTERM, signal.SIGHUP):  # a service manager, or a terminal that is closed
        signal.signal(number, _asked_to_stop)
    asked = _until_stopped(processes, address_of(host, port))
    _stop(processes)
    if not asked:
        raise click.ClickException("The web server or the worker ended by itself; see the lines above.")
