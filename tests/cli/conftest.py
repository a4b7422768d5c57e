"""Fixtures: the flask command, as an operator types it."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from app.extensions import db


@pytest.fixture
def flask(app: Flask) -> Callable[..., Result]:
    """Run a command on the database of the test; what the test prepared is committed first."""

    def run(*words: object) -> Result:
        db.session.commit()
        result = app.test_cli_runner().invoke(args=[str(word) for word in words])
        db.session.rollback()
        return result

    return run
