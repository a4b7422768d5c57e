"""flask serve: migrate, load the sample district on an empty database, run web server and worker together."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import func, select

from app.accounts.models import Officer
from app.core.clock import now
from app.demo import actions as demo
from app.extensions import db

POLL_S = 0.3
GRACE_S = 15


def _is_empty() -> bool:
    return db.session.scalar(select(func.count()).select_from(Officer)) == 0


def _greet(address: str) -> None:
    click.echo(f"\nGuitu is running at {address}   (Ctrl-C stops it)\n")
    if current_app.config["ENVIRONMENT"] == "production":
        return
    click.echo("Sample sign-ins, all with the password " + demo.SAMPLE_PASSWORD)
    for username, role in demo.sample_sign_ins():
        click.echo(f"  {username:<12} {role}")
    click.echo(
        "\nClick first: sign in as the first officer, “New found report”, then “Plan the search”.\n"
        f"The patrols' phones are at {address}/phones.\n"
    )


def _start(host: str, port: int) -> list[subprocess.Popen[bytes]]:
    binaries = Path(sys.executable).parent
    web: list[str | Path] = [
        binaries / "gunicorn",
        "--bind", f"{host}:{port}",
        "--workers", "2",
        "--threads", "4",
        "--log-level", "warning",
        "--no-control-socket",
        "wsgi:app",
    ]  # fmt: skip
    worker: list[str | Path] = [binaries / "flask", "--app", "wsgi", "worker"]
    return [subprocess.Popen(command, start_new_session=True) for command in (web, worker)]  # noqa: S603


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_S
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


@click.command("serve")
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=5000, type=int)
def serve(host: str, port: int) -> None:
    """Run the web server and the worker until Ctrl-C; stop both when either ends."""
    upgrade()
    if current_app.config["ENVIRONMENT"] != "production" and _is_empty():
        click.echo("Loading the sample district …")
        demo.load(at=now())
        db.session.commit()
    db.session.remove()
    db.engine.dispose()
    processes = _start(host, port)

    def asked_to_stop(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, asked_to_stop)
    _greet(f"http://{host}:{port}")
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(POLL_S)
        failed = True
    except KeyboardInterrupt:
        failed = False
        click.echo("\nStopping …")
    _stop(processes)
    if failed:
        raise click.ClickException("The web server or the worker ended by itself; see the lines above.")
