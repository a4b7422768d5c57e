"""Which gates stand before a person may leave, and when a claim is put on hold: pure."""

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

NEEDED_RIGHT = 2
MOST_ASKED = 3
"""Held-back questions asked; two of two or two of three must be right."""
SHORTEST_REASON = 10
"""Characters of the reason that a supervisor writes."""


class Gate(enum.Enum):
    """What must be done before the release, in the order of the page."""

    MATCH = "match"
    CLAIMANT = "claimant"
    CUSTODY = "custody"
    DOCUMENT = "document"
    ANSWERS = "answers"
    CALL_BACK = "call_back"
    REACTION = "reaction"


class Verdict(enum.Enum):
    """How the held-back questions stand."""

    ASKING = "asking"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Checks:
    """What is done so far."""

    match_confirmed: bool = False
    claimant_seen: bool = False
    custody_needs_care: bool = False
    custody_checked: bool = False
    document_recorded: bool = False
    questions: int = 0
    judgements: Sequence[bool] = ()
    """True for each answer that agreed, False for each that did not."""
    called_back: bool = False
    reaction_calm: bool = False
    waived: Collection[Gate] = ()


def verdict(questions: int, judgements: Sequence[bool]) -> Verdict:
    """Two right answers pass; too few questions left to reach two fail."""
    right, left = sum(judgements), min(questions, MOST_ASKED) - len(judgements)
    if right >= NEEDED_RIGHT:
        return Verdict.PASSED
    return Verdict.ASKING if right + left >= NEEDED_RIGHT else Verdict.FAILED


def gates(checks: Checks) -> dict[Gate, bool]:
    """Every gate of this case, and whether it is met; one that a supervisor waived counts as met."""
    met = {
        Gate.MATCH: checks.match_confirmed,
        Gate.CLAIMANT: checks.claimant_seen,
        Gate.CUSTODY: checks.custody_checked or not checks.custody_needs_care,
        Gate.DOCUMENT: checks.document_recorded,
        Gate.ANSWERS: verdict(checks.questions, checks.judgements) is Verdict.PASSED,
        Gate.CALL_BACK: checks.called_back,
        Gate.REACTION: checks.reaction_calm,
    }
    return {gate: done or gate in checks.waived for gate, done in met.items()}


def first_open(checks: Checks) -> Gate | None:
    """The first gate that is not met, or None when the person may be released."""
    return next((gate for gate, done in gates(checks).items() if not done), None)


def last_four(number: str) -> str:
    """What is shown of an ID number or a phone once it has been typed."""
    return "•••" + number[-4:] if len(number) > 4 else "•••"
