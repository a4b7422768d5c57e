"""flask officers add|disable|reset"""

import re
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

AT_A_STATION = (Role.OFFICER, Role.SUPERVISOR)
officers = AppGroup("officers", help="Accounts of officers, supervisors, administrators and auditors.")


def _one_time_password() -> str:
    return secrets.token_urlsafe(12)


def _username(_: click.Context, __: click.Parameter, typed: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._-]{2,40}", typed):
        raise click.BadParameter("use 2 to 40 letters without accents, digits, dots, hyphens or underscores")
    return typed


def _full_name(_: click.Context, __: click.Parameter, typed: str) -> str:
    if not 1 <= len(typed.strip()) <= 80:
        raise click.BadParameter("give 1 to 80 characters")
    return typed.strip()


def _found(username: str) -> Officer:
    officer = by_username(username)
    if officer is None:
        raise click.ClickException(f"There is no account {username}.")
    return officer


@officers.command("add")
@click.argument("username", callback=_username)
@click.option("--name", "full_name", required=True, callback=_full_name, help="Full name, as it is shown.")
@click.option("--role", type=click.Choice([r.value for r in Role]), required=True)
@click.option("--station", "station_code", help="Code of the station.")
@click.option("--badge", default="", help="Number of the badge, at most 20 characters.")
def add(username: str, full_name: str, role: str, station_code: str | None, badge: str) -> None:
    """Add an account and print its first password once."""
    if Role(role) in AT_A_STATION and not station_code:
        raise click.UsageError("An officer or supervisor files reports at a station: add --station CODE.")
    station = db.session.scalar(select(Station).where(Station.code == station_code)) if station_code else None
    if station_code and station is None:
        raise click.ClickException(f"There is no station {station_code}: import the stations first.")
    password = _one_time_password()
    try:
        actions.add_officer(
            username=username,
            full_name=full_name,
            badge=badge[:20],
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
