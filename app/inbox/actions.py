"""Texts that come in: kept raw first, acted on once by the worker, shown to a person when nobody else can."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError

from app.audit.actions import SYSTEM, Actor, record
from app.core.errors import WrongState
from app.extensions import changed, db
from app.families.queries import open_report_by_phone
from app.inbox import family_texts, grammar, patrol_texts, queries
from app.inbox.models import InboundState, InboundText
from app.messaging import actions as messaging
from app.messaging.gateway import Incoming
from app.messaging.rules import backoff
from app.patrol.queries import patrol_by_phone

MOST_TRIES = 5
LEASE = timedelta(seconds=60)
REGION = "CN"


def receive(provider_id: str, sender: str, body: str, *, at: datetime) -> InboundText:
    """Keep a text as it came; the same `provider_id` again gives the row that is already there."""
    provider_id = provider_id[:64]
    known = queries.by_provider_id(provider_id)
    if known is not None:
        return known
    text = InboundText(
        provider_id=provider_id,
        sender=sender[:20],
        body=body.replace("\x00", "")[:1600],
        received_at=at,
        state=InboundState.RECEIVED,
    )
    try:
        with db.session.begin_nested():
            db.session.add(text)
            db.session.flush()
    except IntegrityError:  # the same webhook at the same moment: the other one has kept it
        first = queries.by_provider_id(provider_id)
        if first is None:
            raise
        return first
    return text


def sweep(rows: Iterable[Incoming], *, at: datetime) -> int:
    """Keep the texts in the provider's list whose webhook was lost; how many those were."""
    lost = [row for row in rows if queries.by_provider_id(row.sid[:64]) is None]
    for row in lost:
        receive(row.sid, row.sender, row.body, at=at)
    return len(lost)


def begin(text_id: uuid.UUID, *, at: datetime) -> bool:
    """Count a try before it begins, and keep others off for a while; commit before `process`.

    A text that ends its worker each time is so shown to a person too. False when somebody else was faster.
    """
    lent = (
        update(InboundText)
        .where(
            InboundText.id == text_id,
            InboundText.state == InboundState.RECEIVED,
            or_(InboundText.retry_at.is_(None), InboundText.retry_at <= at),
        )
        .values(attempts=InboundText.attempts + 1, retry_at=at + LEASE)
    )
    if not changed(lent):
        return False
    tired = update(InboundText).where(InboundText.id == text_id, InboundText.attempts > MOST_TRIES)
    return not changed(tired.values(state=InboundState.FOR_A_PERSON, outcome="could_not_act"))


def process(text_id: uuid.UUID, *, at: datetime, region: str = REGION) -> InboundText | None:
    """Act on one text, unless another worker has; `region` (ISO 3166) reads telephone numbers in it.

    A reply may change a task; it never confirms a match, closes a case or texts a family.
    """
    text = _take(text_id)
    if text is None:
        return None
    patrol = patrol_by_phone(text.sender)
    report = None if patrol else open_report_by_phone(text.sender)
    reading = grammar.parse(text.body)
    if reading.only(grammar.Word.OPT_OUT) or reading.only(grammar.Word.OPT_IN):
        _opt(text, out=reading.only(grammar.Word.OPT_OUT), at=at)
    if patrol is not None:
        patrol_texts.act(text, patrol, reading, at=at, region=region)
    elif report is not None:
        family_texts.act(text, report, reading, at=at)
    else:
        text.state, text.outcome = InboundState.FOR_A_PERSON, "unknown_sender"
    db.session.flush()
    return text


def process_due(at: datetime, region: str = REGION) -> int:
    """Act on everything that is due in the caller's own transaction; how many texts that were."""
    done = 0
    while (text_id := queries.next_due(at)) is not None:
        process(text_id, at=at, region=region)
        done += 1
    return done


def _take(text_id: uuid.UUID) -> InboundText | None:
    """Whoever moves the row first acts on it; the move is undone with the transaction if that fails."""
    taken = (
        update(InboundText)
        .where(InboundText.id == text_id, InboundText.state == InboundState.RECEIVED)
        .values(state=InboundState.PROCESSED)
        .returning(InboundText)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return db.session.scalars(taken).one_or_none()


def _opt(text: InboundText, *, out: bool, at: datetime) -> None:
    (messaging.opt_out if out else messaging.opt_in)(text.sender)
    deed = "opted out of texts" if out else "opted in to texts"
    record(deed, "inbound_text", str(text.id), by=SYSTEM, at=at)


def put_back(text_id: uuid.UUID, error: str, *, at: datetime) -> None:
    """A try that had begun failed: again later, after five tries a person. `error` holds no words of the text."""
    text = queries.by_id(text_id)
    if text is None:
        return
    text.error = error[:200]
    text.retry_at = at + backoff(max(text.attempts, 1), 0.0)
    if text.attempts >= MOST_TRIES:
        text.state, text.outcome = InboundState.FOR_A_PERSON, "could_not_act"
    db.session.flush()


def mark_seen(text: InboundText, *, by: Actor, at: datetime) -> None:
    """An officer has read it and done what it asks."""
    if text.state is not InboundState.FOR_A_PERSON:
        raise WrongState("text_moved_on")
    text.state = InboundState.SEEN
    record("read text", "inbound_text", str(text.id), by=by, at=at, outcome=text.outcome, case=text.case_ref)
