"""Send what is due: claim under a lease, call the gateway, write the outcome. Never guess.

The worker commits between the three steps, so that an attempt is on disk before the call and no database
session is open during it. Outcomes are written by compare-and-swap: whoever knows better has already written.
"""

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from app.extensions import changed, db
from app.messaging import breaker, rules
from app.messaging.gateway import Capabilities, NotSent, Receipt, Refused, SmsGateway, Unknown
from app.messaging.models import Message, MessageState, OptOut, Purpose
from app.messaging.wording import Form, write

Outcome = Receipt | NotSent | Refused | Unknown
UNSENT = (MessageState.WAITING, MessageState.SENDING)


@dataclass(frozen=True, slots=True)
class Letter:
    """One claimed attempt, free of the database session."""

    id: uuid.UUID
    attempt: int
    to: str
    body: str
    template: str
    language: str
    variables: Mapping[str, str]
    valid_for: timedelta
    start_by: datetime

    @property
    def reference(self) -> str:
        """Our id; from the second attempt on with its number, so that a late callback names its attempt."""
        return str(self.id) if self.attempt == 1 else f"{self.id}/{self.attempt}"


def tidy(at: datetime) -> int:
    """Settle what nobody will send; call uncertain what a lost worker left in `sending`. Returns how many.

    Too late is expired, a task called off meanwhile is cancelled, a phone that wrote STOP fails visibly.
    """
    waiting = update(Message).where(Message.state == MessageState.WAITING)
    off = waiting.where(_called_off()).values(state=MessageState.CANCELLED, settled_at=at)
    unwanted = waiting.where(_opted_out()).values(state=MessageState.FAILED, error_code="opted_out")
    late = waiting.where(Message.expires_at <= at).values(state=MessageState.EXPIRED, error_code="out_of_time")
    lost = (
        update(Message)
        .where(Message.state == MessageState.SENDING, Message.lease_until <= at)
        .values(state=MessageState.UNCERTAIN, error_code="lease_lost", **_doubt(Message.lease_until, at))
    )
    return sum(changed(each) for each in (off, unwanted, late, lost))


def claim(
    *, owner: str, gateway: SmsGateway, unit: str, at: datetime, patience: rules.Patience = rules.PATIENCE
) -> Letter | None:
    """As `claim_some`, for one."""
    letters = claim_some(1, owner=owner, gateway=gateway, unit=unit, at=at, patience=patience)
    return letters[0] if letters else None


def claim_some(
    most: int,
    *,
    owner: str,
    gateway: SmsGateway,
    unit: str,
    at: datetime,
    patience: rules.Patience = rules.PATIENCE,
) -> list[Letter]:
    """Take the next due messages: they are `sending` from here on, for one lease. Commit before the calls.

    A row whose wording fails is given up, visibly, and another one taken. While the provider does not work one
    message at a time is its probe.
    """
    most, rested = breaker.allowance(gateway.name, most, at, patience) if most > 0 else (0, None)
    form = form_for(gateway.capabilities)
    letters: list[Letter] = []
    while len(letters) < most and (messages := _take(owner, at, patience.lease, most - len(letters))):
        letters += [letter for m in messages if (letter := _letter_or_none(m, form, unit, at, patience))]
    if rested is not None and most and not letters:
        breaker.put_back(gateway.name, rested)
    return letters


def _letter_or_none(message: Message, form: Form, unit: str, at: datetime, patience: rules.Patience) -> Letter | None:
    try:
        return _letter(message, form, unit, at, at + patience.start)
    except Exception:  # one broken row must not stop the queue; it stays visible as failed
        message.move(MessageState.FAILED)
        message.error_code = "wording"
        db.session.flush()
        return None


def form_for(capabilities: Capabilities) -> Form:
    """Full wordings need a gateway that takes free text and links."""
    return Form.FULL if capabilities.free_body and capabilities.links else Form.MINIMAL


def deliver(gateway: SmsGateway, letter: Letter, at: datetime | None = None) -> Outcome:
    """Call the gateway once. What it does not name as one of its three errors is an unknown outcome.

    A worker that was held up since its claim (`at` is too late) does not call: others take it for dead.
    """
    if at is not None and at >= letter.start_by:
        return NotSent("stalled", after=timedelta(0))  # our own fault: no growing wait
    try:
        return gateway.send(
            to=letter.to,
            body=letter.body,
            template=letter.template,
            variables=letter.variables,
            reference=letter.reference,
            valid_for=letter.valid_for,
            language=letter.language,
        )
    except (NotSent, Refused, Unknown) as outcome:
        return outcome
    except Exception as error:  # after the call began nobody knows: a person or a callback must tell
        return Unknown(type(error).__name__[:20])


def settle(
    letter: Letter, outcome: Outcome, *, gateway: str, at: datetime, patience: rules.Patience = rules.PATIENCE
) -> MessageState | None:
    """Write the outcome of this attempt; None when somebody who knew better was first."""
    if breaker.counts_as_failure(outcome):
        breaker.failed(gateway, at, patience)
    elif isinstance(outcome, Receipt | Refused):
        breaker.answered(gateway)
    if isinstance(outcome, Receipt):
        return _sent(letter, outcome, at)
    if isinstance(outcome, NotSent):
        return _not_sent(letter, outcome, gateway, at)
    if isinstance(outcome, Refused):
        text = rules.without_numbers(outcome.sentence)
        return _swap(letter, MessageState.FAILED, error_code=outcome.code, error_text=text)
    return _swap(letter, MessageState.UNCERTAIN, error_code=outcome.code, **_doubt(at, at))


def _sent(letter: Letter, receipt: Receipt, at: datetime) -> MessageState | None:
    facts: dict[str, Any] = {"provider_sid": receipt.sid, "sent_at": at, "error_code": ""}
    if state := _swap(letter, MessageState.SENT, **facts):
        return state
    # The lease ran out while the call was under way, but the receipt proves that the message went.
    if state := _swap(letter, MessageState.SENT, expected=MessageState.UNCERTAIN, **facts):
        return state
    named = update(Message).where(Message.id == letter.id, Message.provider_sid.is_(None))
    changed(named.values(provider_sid=receipt.sid))
    return None


def _not_sent(letter: Letter, outcome: NotSent, gateway: str, at: datetime) -> MessageState | None:
    # The spread only keeps workers apart; nothing secret hangs on it.
    wait = rules.backoff(letter.attempt, random.random()) if outcome.after is None else outcome.after  # noqa: S311
    wait = min(max(wait, rules.SHORTEST_REST), rules.LONGEST_REST)
    if outcome.busy:
        breaker.rest(gateway, at + wait)
    facts: dict[str, Any] = {"error_code": outcome.code, "not_before": at + wait}
    if state := _swap(letter, MessageState.WAITING, **facts):
        return state
    # The lease ran out first, but nothing went: the doubt is over.
    facts["perhaps_sent"] = Message.perhaps_sent - 1
    return _swap(letter, MessageState.WAITING, expected=MessageState.UNCERTAIN, **facts)


def _doubt(last_byte: Any, at: datetime) -> dict[str, Any]:
    """What is written down when nobody knows whether an attempt went."""
    return {
        "perhaps_sent": Message.perhaps_sent + 1,
        "doubt_from": func.coalesce(Message.doubt_from, Message.attempt_at),
        "doubt_at": last_byte,
        "look_at": at,
    }


def _called_off() -> ColumnElement[bool]:
    """A task whose end has been written meanwhile: it may have been in a worker's hands just then."""
    end = aliased(Message)
    told = exists().where(
        end.recipient == Message.recipient,
        end.case_ref == Message.case_ref,
        end.task_code == Message.task_code,
        end.purpose == Purpose.STAND_DOWN,
        end.created_at > Message.created_at,
    )
    return and_(Message.purpose == Purpose.TASK, told)


def _opted_out() -> ColumnElement[bool]:
    return exists().where(OptOut.phone == Message.recipient)


def _due(at: datetime, most: int) -> Select[uuid.UUID]:
    """The next messages that may go now. What the same recipient must read first goes first."""
    earlier = aliased(Message)
    blocked = exists().where(
        earlier.recipient == Message.recipient,
        earlier.case_ref == Message.case_ref,
        earlier.task_code == Message.task_code,
        earlier.purpose != Purpose.REPLY,
        earlier.state.in_(UNSENT),
        earlier.created_at < Message.created_at,
    )
    return (
        select(Message.id)
        .where(
            Message.state == MessageState.WAITING,
            Message.not_before <= at,
            Message.expires_at > at,
            or_(Message.purpose == Purpose.REPLY, ~blocked),
            ~_called_off(),
            ~_opted_out(),
        )
        .order_by(Message.priority, Message.created_at, Message.id)
        .limit(most)
        # On PostgreSQL workers pass over each other's rows; SQLite has one writer and leaves this out.
        .with_for_update(skip_locked=True, of=Message)
    )


def _take(owner: str, at: datetime, lease: timedelta, most: int) -> list[Message]:
    due = _due(at, most).cte("due")
    claimed = (
        update(Message)
        .where(Message.id.in_(select(due.c.id)), Message.state == MessageState.WAITING)
        .values(
            state=MessageState.SENDING,
            attempts=Message.attempts + 1,
            lease_owner=owner,
            lease_until=at + lease,
            attempt_at=at,
        )
        .returning(Message)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    taken = db.session.scalars(claimed).all()
    return sorted(taken, key=lambda message: (message.priority, message.created_at, message.id))


def _letter(message: Message, form: Form, unit: str, at: datetime, start_by: datetime) -> Letter:
    message.body = write(message.template, message.variables, message.language, form=form, unit=unit)
    db.session.flush()
    return Letter(
        id=message.id,
        attempt=message.attempts,
        to=message.recipient,
        body=message.body,
        template=message.template,
        language=message.language,
        variables=dict(message.variables),
        valid_for=message.expires_at - at,
        start_by=start_by,
    )


def _swap(
    letter: Letter, to: MessageState, *, expected: MessageState = MessageState.SENDING, **facts: Any
) -> MessageState | None:
    """Move this very attempt from `expected`; None when the row has moved on."""
    moved = (
        update(Message)
        .where(Message.id == letter.id, Message.state == expected, Message.attempts == letter.attempt)
        .values(state=to, lease_owner="", lease_until=None, **facts)
    )
    return to if changed(moved) == 1 else None


def waiting_count() -> int:
    """How many messages wait to be sent."""
    query = select(func.count()).select_from(Message).where(Message.state == MessageState.WAITING)
    return db.session.scalar(query) or 0
