"""What every SMS gateway promises, and the three ways in which it may fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider has the message; `sid` is its name for it."""

    sid: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as it stands in the provider's own list; `reference` is ours where the provider keeps it."""

    sid: str
    body: str
    status: str
    created_at: datetime
    error_code: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text that somebody sent us, as it stands in the provider's list."""

    sid: str
    sender: str
    body: str


class NotSent(Exception):
    """Surely not sent: it may be tried again. `after` is the provider's wish; `busy` means: rest the whole queue."""

    def __init__(self, code: str, *, after: timedelta | None = None, busy: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.after = after
        self.busy = busy


class Refused(Exception):
    """Refused for good: trying again gives the same answer."""

    def __init__(self, code: str, sentence: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


class Unknown(Exception):
    """Perhaps sent, perhaps not: only a callback, the provider's list or a person can tell."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a gateway can carry. Without `free_body` only templates with short variables."""

    two_way: bool
    links: bool
    free_body: bool


class SmsGateway(Protocol):
    """One call, one message."""

    name: str
    capabilities: Capabilities

    def send(
        self,
        *,
        to: str,
        body: str,
        template: str,
        variables: Mapping[str, str],
        reference: str,
        valid_for: timedelta,
        language: str = "",
    ) -> Receipt:
        """Hand the message over. Raise `NotSent`, `Refused` or `Unknown`.

        `reference` is our id of the message; status callbacks carry it. `valid_for`: after that
        the provider should drop the message rather than deliver it late.
        """
        ...

    def writes_here(self, to: str) -> bool:
        """Whether a message to this number is laid into our own database: then in the transaction of its outcome."""
        ...

    def listed(self, *, to: str, since: datetime) -> Sequence[Listed]:
        """Everything the provider has for this number since then: the whole list, or one of the three errors."""
        ...

    def received(self, *, since: datetime) -> Sequence[Incoming]:
        """Every text that came in since then, oldest first; empty for a provider that has no such list."""
        ...
