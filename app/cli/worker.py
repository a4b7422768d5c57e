"""flask worker [--once]"""

from typing import cast

import click
from flask import Flask, current_app
from werkzeug.local import LocalProxy

from app.worker import run


@click.command("worker")
@click.option("--once", is_flag=True, help="End when nothing is left to do.")
def worker(once: bool) -> None:
    """Send and read texts, match reports, watch tasks, until Ctrl-C or SIGTERM."""
    app = cast("LocalProxy[Flask]", current_app)._get_current_object()
    run(app, once)
