"""The virtual phones of the local gateway: whose they are, and what stands on them."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.inbox.actions import receive
from app.messaging.models import LocalText, Message, Purpose
from app.messaging.queries import thread, virtual_phones
from app.patrol.queries import roster


@dataclass(frozen=True, slots=True)
class VirtualPhone:
    """A phone and its thread; it belongs to a patrol, to a person of a case, or to a stranger."""

    number: str
    patrol: str
    family_of: str
    finder_of: str
    texts: Sequence[LocalText]

    @property
    def key(self) -> str:
        """A name for the page's own use that holds no number and stays the same from one look to the next."""
        return key_of(self.number)


def key_of(number: str) -> str:
    """Twelve characters that stand for this number."""
    return hashlib.sha256(number.encode()).hexdigest()[:12]


def write_from(number: str, body: str, *, at: datetime) -> LocalText:
    """The owner of a virtual phone writes to us; from here on it goes the way of a real text."""
    text = LocalText(phone=number, from_phone=True, body=body)
    db.session.add(text)
    db.session.flush()
    receive(f"local-{uuid.uuid4().hex}", number, body, at=at)
    return text


def all_phones() -> tuple[list[VirtualPhone], list[VirtualPhone]]:
    """Phones with texts, and patrols' phones without; families first, then patrols by code, then strangers."""
    patrols = {patrol.phone: patrol.code for patrol in roster() if patrol.on_duty}
    texted = [_phone(number, patrols) for number in virtual_phones()]
    quiet = patrols.keys() - {phone.number for phone in texted}
    texted.sort(key=lambda p: (not p.family_of, not p.patrol, p.family_of or p.patrol, p.number))
    return texted, sorted((VirtualPhone(n, patrols[n], "", "", ()) for n in quiet), key=lambda p: p.patrol)


def _phone(number: str, patrols: dict[str, str]) -> VirtualPhone:
    if number in patrols:
        return VirtualPhone(number, patrols[number], "", "", thread(number))
    family, finder = _case(number, Purpose.FAMILY), _case(number, Purpose.FINDER)
    return VirtualPhone(number, "", family, "" if family else finder, thread(number))


def _case(number: str, purpose: Purpose) -> str:
    """The case that this phone was last texted about for such a purpose, or empty."""
    query = (
        select(Message.case_ref)
        .where(Message.recipient == number, Message.purpose == purpose)
        .order_by(Message.created_at.desc(), Message.id)
        .limit(1)
    )
    return db.session.scalar(query) or ""
