"""Who in a family is told, and what a short answer means: pure."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.missing.rules import STOPS_TEXTS

AGAIN_AFTER = timedelta(minutes=30)
"""The same thing is not texted again before this has passed; a double click is one text."""
NEWS_EVERY = timedelta(minutes=60)
"""DOMAIN.md 1.4: a family hears something at least this often."""
MEANINGS = {"1": "on_my_way", "2": "call_me"}


@dataclass(frozen=True, slots=True)
class Contact:
    """A known number, in E.164, and the language of whoever answers it."""

    phone: str
    language: str


def each_phone_once(contacts: Iterable[Contact]) -> list[Contact]:
    """The contacts that have a phone, the first of each number."""
    once: dict[str, Contact] = {}
    for contact in contacts:
        if contact.phone:
            once.setdefault(contact.phone, contact)
    return list(once.values())


def texts_are_stopped(risk_factors: Collection[str]) -> bool:
    """Whether this case must not cause any text to the family."""
    return bool(STOPS_TEXTS & set(risk_factors))


def meaning_of(text: str) -> str:
    """1 is "on my way", 2 is "call me"; anything else is for an officer to read."""
    plain = unicodedata.normalize("NFKC", text).strip(" .。!！")
    return MEANINGS.get(plain, "")


def may_be_told_again(last: datetime | None, at: datetime) -> bool:
    """Whether enough time has passed since the same thing was last said."""
    return last is None or at - last >= AGAIN_AFTER


def waits_too_long(heard: datetime, at: datetime) -> bool:
    """Whether a family that last heard from us at `heard` should hear something now."""
    return at - heard >= NEWS_EVERY
