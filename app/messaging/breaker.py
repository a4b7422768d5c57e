"""The circuit breaker: after several failures in a row the queue rests, and one message at a time tries again.

One row for each gateway, shared by every worker on every host. A rest that the provider asked for (429) uses the
same row without opening the breaker: a provider that asks us to wait is alive.
"""

from datetime import datetime, timedelta

from sqlalchemy import case, func, or_, update
from sqlalchemy.exc import IntegrityError

from app.extensions import changed, db
from app.messaging.gateway import NotSent, Unknown
from app.messaging.models import GatewayPause
from app.messaging.queries import pause_of
from app.messaging.rules import Patience

FAILURES = 5
"""In a row, by whichever worker."""
REST = 1.5
LONGEST_REST = 6.0
"""In times of a call: 15 seconds at first, then half the time it has been open, at most a minute."""


def allowance(gateway: str, free: int, at: datetime, patience: Patience) -> tuple[int, datetime | None]:
    """How many messages may be claimed now, and for a probe the time to put back if there is nothing to send."""
    row = pause_of(gateway)
    if row is None or (row.opened_at is None and row.until <= at):
        return free, None
    if row.until > at:
        return 0, None
    # Whoever moves the end of the rest first sends the probe; the others go on resting.
    mine = update(GatewayPause).where(GatewayPause.id == row.id, GatewayPause.until == row.until)
    return (1 if changed(mine.values(until=at + patience.lease)) else 0), row.until


def put_back(gateway: str, until: datetime) -> None:
    """There was nothing to probe with: the next message may try at once."""
    changed(update(GatewayPause).where(GatewayPause.gateway == gateway).values(until=until))


def answered(gateway: str) -> None:
    """The provider took or refused a message: it works."""
    failing = or_(GatewayPause.failures > 0, GatewayPause.opened_at.is_not(None))
    closed = update(GatewayPause).where(GatewayPause.gateway == gateway, failing)
    # An open breaker's rest ends with it; a rest that the provider asked for does not.
    until = case((GatewayPause.opened_at.is_not(None), GatewayPause.opened_at), else_=GatewayPause.until)
    changed(closed.values(failures=0, opened_at=None, until=until))


def failed(gateway: str, at: datetime, patience: Patience) -> None:
    """The provider could not be reached or gave no clear answer."""
    row = _row(gateway, at)
    opened = row.opened_at or at
    rest = min(max(REST * patience.call, (at - opened) / 2), LONGEST_REST * patience.call)
    opens = GatewayPause.failures + 1 >= FAILURES
    changed(
        update(GatewayPause)
        .where(GatewayPause.id == row.id)
        .values(
            failures=GatewayPause.failures + 1,
            opened_at=case((opens, func.coalesce(GatewayPause.opened_at, at)), else_=GatewayPause.opened_at),
            until=case((opens, at + rest), else_=GatewayPause.until),
        )
    )


def rest(gateway: str, until: datetime) -> None:
    """The provider asks us to wait: every worker rests; never shortens a rest."""
    row = _row(gateway, until)
    changed(update(GatewayPause).where(GatewayPause.id == row.id, GatewayPause.until < until).values(until=until))


def counts_as_failure(outcome: object) -> bool:
    """A busy provider is alive, and a call that we did not make says nothing about it."""
    return isinstance(outcome, Unknown) or (isinstance(outcome, NotSent) and outcome.code == "not_reached")


def _row(gateway: str, at: datetime) -> GatewayPause:
    row = pause_of(gateway)
    if row is not None:
        return row
    try:
        with db.session.begin_nested():
            db.session.add(GatewayPause(gateway=gateway, until=at - timedelta(days=1)))
            db.session.flush()
    except IntegrityError:  # another worker met the first failure at the same moment
        pass
    row = pause_of(gateway)
    assert row is not None
    return row
