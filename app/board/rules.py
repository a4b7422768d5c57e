"""What a case waits for, and which case is most urgent: pure."""

import enum


class Waiting(enum.Enum):
    """The next step of a case, most urgent first."""

    FAMILY_REPORTED = "family_reported"
    SECOND_OFFICER = "second_officer"
    HOLD = "hold"
    REVIEW = "review"
    HANDOVER = "handover"
    PLAN = "plan"
    DISPATCH = "dispatch"
    EXHAUSTED = "exhausted"
    SEARCH = "search"
    CLOSE = "close"
    CARE = "care"
    NO_MATCH = "no_match"
    GUARDIAN = "guardian"


def urgency(waiting: Waiting) -> int:
    """0 is most urgent."""
    return list(Waiting).index(waiting)
