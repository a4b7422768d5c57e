"""flask demo load"""

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.clock import now
from app.demo import actions
from app.extensions import db

demo = AppGroup("demo", help="A sample district with invented people, for trying and training.")


@demo.command("load")
def load() -> None:
    """Load the sample district into an empty database; a second time changes nothing."""
    if current_app.config["ENVIRONMENT"] == "production":
        raise click.ClickException("Production refuses the sample district: its passwords are known to everybody.")
    try:
        loaded = actions.load(at=now())
    except actions.DatabaseInUse:
        raise click.ClickException(
            "This database has accounts of its own: load the sample district into an empty one (DATABASE_URL)."
        ) from None
    db.session.commit()
    if not loaded:
        click.echo("The sample district is already loaded; nothing was changed.")
        return
    click.echo("Loaded the sample district. Sign-ins, all with the password " + actions.SAMPLE_PASSWORD)
    for username, role in actions.sample_sign_ins():
        click.echo(f"  {username:<12} {role}")
