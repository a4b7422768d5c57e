"""flask messages list|retry|reconcile"""

import uuid

import click
from flask import current_app
from flask.cli import AppGroup

from app.audit.actions import SYSTEM
from app.core.clock import now
from app.core.errors import Refusal
from app.core.phones import masked
from app.extensions import db
from app.messaging import actions, reconcile
from app.messaging.gateways import make_gateway, patience_of
from app.messaging.models import Message, MessageState
from app.messaging.queries import by_id, listed

messages = AppGroup("messages", help="Text messages in the outbox.")


@messages.command("list")
@click.option("--state", type=click.Choice([s.value for s in MessageState]), multiple=True)
@click.option("--case", "case_ref", default="", help="Only messages of this case.")
@click.option("--page", default=1, type=click.IntRange(min=1))
def list_messages(state: tuple[str, ...], case_ref: str, page: int) -> None:
    """Newest first: id, time, state, template, case, masked number, attempts, code."""
    rows, more = listed(states=[MessageState(s) for s in state], case_ref=case_ref.upper(), page=page)
    for row in rows:
        click.echo(_line(row))
    if more:
        click.echo(f"There are older ones: --page {page + 1}", err=True)


def _line(row: Message) -> str:
    facts = [
        str(row.id),
        row.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        row.state.value,
        row.template,
        row.case_ref or "-",
        masked(row.recipient),
        str(row.attempts),
        row.error_code or "-",
    ]
    return "\t".join(facts)


@messages.command("retry")
@click.argument("message_id", type=click.UUID)
def retry(message_id: uuid.UUID) -> None:
    """Queue a failed or expired message again. An uncertain one is for a person on the page /messages."""
    message = by_id(message_id)
    if message is None:
        raise click.ClickException("There is no message with this id.")
    if message.state is MessageState.UNCERTAIN:
        raise click.ClickException("Nobody knows whether this one was sent: decide on the page /messages.")
    try:
        actions.retry(message, by=SYSTEM, at=now())
    except Refusal as refusal:
        raise click.ClickException(f"It cannot be sent again ({refusal.code}).") from refusal
    db.session.commit()
    click.echo("Queued again.")


@messages.command("reconcile")
def look_for_all() -> None:
    """Look for every uncertain message in the provider's list now, without waiting for the worker."""
    gateway, patience = make_gateway(current_app.config), patience_of(current_app.config)
    reconcile.look_for_all(at=now())
    db.session.commit()
    done = 0
    while (doubt := reconcile.next_doubt(now(), patience)) is not None:
        db.session.commit()
        state = reconcile.conclude(doubt, reconcile.read_list(gateway, doubt), at=now())
        db.session.commit()
        click.echo(f"{doubt.id}\t{state.value if state else MessageState.UNCERTAIN.value}")
        done += 1
    click.echo(f"{done} looked for.", err=True)
