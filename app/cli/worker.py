import click

@click.command("worker")
def worker() -> None:
    """Run the worker."""
