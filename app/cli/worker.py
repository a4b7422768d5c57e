"""flask worker [--once]"""

import click


@click.command("worker")
def worker() -> None:
    """Run the worker."""
