"""Sending rules that need no database and no clock: backoff, priorities, what a provider's word means."""

import re
from dataclasses import dataclass
from datetime import timedelta

BACKOFF = (timedelta(seconds=5), timedelta(seconds=15), timedelta(seconds=45), timedelta(seconds=135))
LONGEST_BACKOFF = timedelta(minutes=5)
SHORTEST_REST = timedelta(seconds=1)
LONGEST_REST = timedelta(minutes=15)
"""However long a provider asks us to wait: a broken Retry-After must not silence a night."""
JITTER = 0.2
"""A wait is made up to this share longer, so that workers do not come back all at once."""
CALL = timedelta(seconds=10)
LEASE = timedelta(seconds=45)
"""Longer than a call may take (10 s to connect, 10 s to read) and its outcome to be written."""
CLOCKS = timedelta(minutes=2)
"""How far the provider's clock may be from ours."""
SLOWEST_LOOK = timedelta(minutes=10)
LAST_LOOK = timedelta(hours=24)
MOST_SENDS = 2
"""How often one message may go out without a person's word, the first time included."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait before something is believed; see SMS_TIMEOUT_S and SMS_PROOF_…_S in config.py."""

    call: timedelta = CALL
    task: timedelta = timedelta(minutes=5)
    """Only a list read this long after our last byte proves that the provider has no such task message."""
    others: timedelta = timedelta(minutes=15)

    @property
    def lease(self) -> timedelta:
        """As `LEASE`, in proportion to the time of a call."""
        return LEASE * (self.call / CALL)

    @property
    def start(self) -> timedelta:
        """A call that has not begun so long after its claim would outlast its lease: it is not made."""
        return self.lease - 2.2 * self.call

    def proof(self, purpose: str) -> timedelta:
        """The age at which a whole list without the message is a proof."""
        return self.task if purpose in ("task", "stand_down") else self.others


PATIENCE = Patience()


def next_look(elapsed: timedelta, proof: timedelta) -> timedelta | None:
    """How long to wait before reading the provider's list again, `elapsed` after our last byte.

    At growing distances, always once just when absence becomes a proof; None when a day has passed.
    """
    if elapsed >= max(LAST_LOOK, 2 * proof):
        return None
    wait = min(max(elapsed, min(timedelta(seconds=10), proof / 4)), SLOWEST_LOOK)
    return proof - elapsed if elapsed < proof < elapsed + wait else wait


PER_NUMBER = {"family": 3, "finder": 3, "reply": 10}
"""Texts in an hour to one phone, by purpose; more are held back. Tasks and stand-downs of patrols never are."""
PER_CASE = 10
"""Texts in an hour to families and finders of one case."""
HOUR = timedelta(hours=1)

PRIORITY = {"task": 1, "stand_down": 1, "family": 2, "finder": 3, "reply": 3}
"""By purpose; lower goes first."""

PROVIDER_STATUS = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
"""What the provider calls back with, in our states; anything else says nothing."""

_PLAIN = {
    "21211": "text_bad_number",
    "21217": "text_bad_number",
    "21265": "text_bad_number",
    "21401": "text_bad_number",
    "21408": "text_region_not_allowed",
    "21610": "text_opted_out",
    "21612": "text_no_route",
    "21614": "text_not_a_mobile",
    "20003": "text_account_refused",
    "30003": "text_phone_off",
    "30004": "text_blocked",
    "30005": "text_bad_number",
    "30006": "text_not_a_mobile",
    "30007": "text_filtered",
    "30008": "text_not_delivered",
    "opted_out": "text_opted_out",
    "lease_lost": "text_worker_lost",
    "no_answer": "text_no_answer",
    "bad_answer": "text_no_answer",
    "not_reached": "text_gateway_not_reached",
    "throttled": "text_gateway_busy",
    "wording": "text_wording",
    "out_of_time": "text_out_of_time",
    "no_template": "text_wording",
    "MOBILE_NUMBER_ILLEGA": "text_bad_number",
    "AMOUNT_NOT_ENOUGH": "text_account_refused",
    "SignatureDoesNotMatc": "text_account_refused",
    "several": "text_several",
    "never_there": "text_never_there",
    "stalled": "text_gateway_not_reached",
}
_DIGITS = re.compile(r"\+?\d[\d\s().-]{5,}\d")


def backoff(attempts: int, chance: float) -> timedelta:
    """The wait after the given number of attempts; `chance` in [0, 1) spreads it by up to `JITTER`."""
    base = BACKOFF[min(attempts, len(BACKOFF)) - 1] if attempts <= len(BACKOFF) else LONGEST_BACKOFF
    return min(base * (1 + JITTER * chance), LONGEST_BACKOFF)


def plain_code(error_code: str) -> str:
    """The code of the sentence that says in plain words what a provider's or our own error code means."""
    if error_code in _PLAIN:
        return _PLAIN[error_code]
    if error_code.startswith("5"):
        return "text_no_answer"
    return "text_refused"


def without_numbers(provider_words: str) -> str:
    """The provider's own sentence with telephone numbers taken out, at most 300 characters."""
    return _DIGITS.sub("•••", provider_words)[:300]
