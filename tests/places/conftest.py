"""Fixtures: a browser of the machine, and our pages on a real port."""

from tests.fakes.served import port
from tests.journeys.conftest import browser_type_launch_args

__all__ = ["browser_type_launch_args", "port"]
