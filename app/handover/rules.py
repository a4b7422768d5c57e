"""Which gates stand before a person may leave, and what puts a claim on hold: pure."""

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
    SUPERVISOR = "supervisor"


class Verdict(enum.Enum):
    """How the held-back questions stand."""

    ASKING = "asking"
    PASSED = "passed"
    FAILED = "failed"


class Custody(enum.Enum):
    """What the officer found out about who may take the person along."""

    MAY_COLLECT = "may_collect"
    DISPUTE = "dispute"


class Document(enum.Enum):
    """How well a paper proves the relationship: an original is strong, a picture of one is weak."""

    STRONG = "strong"
    WEAK = "weak"
    NONE = "none"


class Outcome(enum.Enum):
    """What came of ringing the number that was stored when the report was made."""

    AGREED = "agreed"
    NOT_REACHED = "not_reached"
    REFUSED = "refused"


class Reaction(enum.Enum):
    """What the person did on meeting the claimant."""

    GOES = "goes"
    AFRAID = "afraid"
    DOES_NOT_RECOGNISE = "does_not_recognise"
    TOO_YOUNG = "too_young"
    CANNOT_TELL = "cannot_tell"


class HoldReason(enum.Enum):
    """Why a supervisor has to look."""

    NO_ID = "no_id"
    ID_DIFFERS = "id_differs"
    NOT_ON_LIST = "not_on_list"
    CUSTODY = "custody"
    NO_DOCUMENT = "no_document"
    TOO_FEW_QUESTIONS = "too_few_questions"
    ANSWERS_WRONG = "answers_wrong"
    NOT_REACHED = "not_reached"
    GUARDIAN_REFUSED = "guardian_refused"
    REACTION = "reaction"
    DOUBT = "doubt"


WAIVES = {
    HoldReason.NO_ID: Gate.CLAIMANT,
    HoldReason.ID_DIFFERS: Gate.CLAIMANT,
    HoldReason.NOT_ON_LIST: Gate.CLAIMANT,
    HoldReason.CUSTODY: Gate.CUSTODY,
    HoldReason.NO_DOCUMENT: Gate.SUPERVISOR,
    HoldReason.TOO_FEW_QUESTIONS: Gate.ANSWERS,
    HoldReason.ANSWERS_WRONG: Gate.ANSWERS,
    HoldReason.NOT_REACHED: Gate.CALL_BACK,
    HoldReason.GUARDIAN_REFUSED: Gate.CALL_BACK,
    HoldReason.REACTION: Gate.REACTION,
}
"""The gate that counts as met when a supervisor lets such a case go on; a general doubt opens none."""

ALARMING = frozenset({Reaction.AFRAID, Reaction.DOES_NOT_RECOGNISE})
MAY_CORRECT = frozenset({Gate.CLAIMANT, Gate.DOCUMENT, Gate.REACTION})
"""Met gates that may be recorded anew, for a slip of the hand or because something changed."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What is done so far."""

    match_confirmed: bool = False
    claimant_seen: bool = False
    claimant_listed: bool = False
    """The name on the ID stands on the list of those who may collect."""
    custody_needs_care: bool = False
    custody_checked: bool = False
    document: Document | None = None
    questions: int = 0
    asked: int = 0
    judgements: Sequence[bool] = ()
    """True for each answer that agreed, False for each that did not."""
    called_back: bool = False
    reaction: Reaction | None = None
    waived: Collection[Gate] = ()


def verdict(questions: int, judgements: Sequence[bool]) -> Verdict:
    """Two right answers pass; too few questions left to reach two fail."""
    right, left = sum(judgements), min(questions, MOST_ASKED) - len(judgements)
    if right >= NEEDED_RIGHT:
        return Verdict.PASSED
    return Verdict.ASKING if right + left >= NEEDED_RIGHT else Verdict.FAILED


def gates(checks: Checks) -> dict[Gate, bool]:
    """Every gate of this case, and whether it is met; one that a supervisor waived counts as met.

    Whoever is not on the list needs the word of a guardian who is: the call back stands for the list.
    """
    called = checks.called_back or Gate.CALL_BACK in checks.waived
    met = {
        Gate.MATCH: checks.match_confirmed,
        Gate.CLAIMANT: checks.claimant_seen and (checks.claimant_listed or called),
        Gate.CUSTODY: checks.custody_checked or not checks.custody_needs_care,
        Gate.DOCUMENT: checks.document is not None,
        Gate.ANSWERS: verdict(checks.questions, checks.judgements) is Verdict.PASSED,
        Gate.CALL_BACK: called,
        Gate.REACTION: checks.reaction is not None and checks.reaction not in ALARMING,
        Gate.SUPERVISOR: checks.document is not Document.NONE,
    }
    return {gate: done or gate in checks.waived for gate, done in met.items()}


def first_open(checks: Checks) -> Gate | None:
    """The first gate that is not met, or None when the person may be released."""
    return next((gate for gate, done in gates(checks).items() if not done), None)


def may_record(gate: Gate, checks: Checks) -> bool:
    """No gate is passed over: only the first open one is recorded, or a met one corrected.

    The claimant stays the same person once a question has been asked.
    """
    if first_open(checks) is gate:
        return True
    if gate is Gate.CLAIMANT and checks.asked:
        return False
    return gate in MAY_CORRECT and gates(checks)[gate]


def must_hold(checks: Checks) -> HoldReason | None:
    """Why the case has to go to a supervisor now, although nobody did anything wrong."""
    gate = first_open(checks)
    if gate is Gate.SUPERVISOR:
        return HoldReason.NO_DOCUMENT
    too_few = verdict(checks.questions, ()) is Verdict.FAILED
    return HoldReason.TOO_FEW_QUESTIONS if gate is Gate.ANSWERS and too_few else None


def is_reason(written: str) -> bool:
    """Whether what a supervisor wrote is long enough to be a reason."""
    return len(written.strip()) >= SHORTEST_REASON
