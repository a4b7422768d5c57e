"""Refusals that an officer can act on.

A deed raises a `Refusal` with a stable `code`; the page shows the sentence that
`app.core.words` holds for it, filled with `facts`.
"""

from typing import Any


class Refusal(Exception):
    """The deed is not allowed now. `code` names the sentence, `facts` fill it."""

    code = "refused"

    def __init__(self, code: str | None = None, **facts: Any) -> None:
        self.code = code or type(self).code
        self.facts = facts
        super().__init__(self.code)


class NotAllowed(Refusal):
    """The officer may not do this."""

    code = "not_allowed"


class WrongState(Refusal):
    """The thing has moved on: the deed does not fit its state any more."""

    code = "wrong_state"
