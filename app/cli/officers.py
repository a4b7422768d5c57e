"""flask officers add|disable|reset"""

import secrets

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.accounts import actions
from app.accounts.models import Officer
from app.accounts.queries import by_username
from app.audit.actions import SYSTEM
from app.core.access import Role
from app.core.clock import now
from app.core.errors import Refusal
from app.extensions import db
from app.places.models import Station

officers = AppGroup("officers", help="Accounts of officers, supervisors, administrators and auditors.")


def _one_time_password() -> str:
    return secrets.token_urlsafe(12)


def _found(username: str) -> Officer:
    officer = by_username(username)
    if officer is None:
        raise click.ClickException(f"There is no account {username}.")
    return officer


@officers.command("add")
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Full name, as it is shown.")
@click.option("--role", type=click.Choice([r.value for r in Role]), required=True)
@click.option("--station", "station_code", help="Code of the station.")
@click.option("--badge", default="")
def add(username: str, full_name: str, role: str, station_code: str | None, badge: str) -> None:
    """Add an account and print its first password once."""
    station = db.session.scalar(select(Station).where(Station.code == station_code)) if station_code else None
    if station_code and station is None:
        raise click.ClickException(f"There is no station {station_code}: import the stations first.")
    password = _one_time_password()
    try:
        actions.add_officer(
            username=username,
            full_name=full_name,
            badge=badge,
            password=password,
            role=Role(role),
            station=station,
            by=SYSTEM,
            at=now(),
        )
    except Refusal as refusal:
        raise click.ClickException(f"The user name {username} is taken: choose another.") from refusal
    db.session.commit()
    click.echo(f"Added {username}. First password (shown once): {password}")


@officers.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """End the account's sessions and refuse its sign-in."""
    actions.disable(_found(username), by=SYSTEM, at=now())
    db.session.commit()
    click.echo(f"Disabled {username}.")


@officers.command("reset")
@click.argument("username")
def reset(username: str) -> None:
    """Give a new password and print it once."""
    password = _one_time_password()
    actions.reset_password(_found(username), password, by=SYSTEM, at=now())
    db.session.commit()
    click.echo(f"New password for {username} (shown once): {password}")
