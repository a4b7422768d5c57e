"""The flask commands, thin: read arguments, call a deed, commit, say what happened."""

from flask import Flask

from app.cli.demo import demo
from app.cli.match import match
from app.cli.messages import messages
from app.cli.officers import officers
from app.cli.places import grid, patrols, places, stations
from app.cli.serve import serve
from app.cli.worker import worker


def register(app: Flask) -> None:
    """Add every command."""
    for command in (demo, match, grid, messages, officers, patrols, places, serve, stations, worker):
        app.cli.add_command(command)
