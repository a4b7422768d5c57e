"""A claim at a desk, step by step, as two officers do it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.accounts.models import Officer
from app.core.access import Role
from app.core.errors import Refusal, WrongState
from app.found.models import FoundReport
from app.handover import actions
from app.handover.models import Handover
from app.handover.rules import Custody, Document, Gate, Outcome, Reaction
from app.missing.models import IdType, MissingReport
from tests.factories import NIGHT, make_confirmed_pair, make_officer

MOTHER = "示例家长"
NUMBER = "11010519491231002X"
REASON = "The grandmother rang and knows him."
SECRETS = ("green marble", "left knee")
"""Held-back answers that `make_missing` gives the report."""


@dataclass
class Desk:
    """Who is there: the child, the family's report, two officers of the station and a supervisor."""

    found: FoundReport
    missing: MissingReport
    first: Officer
    second: Officer
    supervisor: Officer


def open_desk(**facts: Any) -> Desk:
    found, missing = make_confirmed_pair(**facts)
    return Desk(
        found=found,
        missing=missing,
        first=make_officer(station=found.station, full_name="Sample Officer One"),
        second=make_officer(station=found.station, full_name="Sample Officer Two"),
        supervisor=make_officer(role=Role.SUPERVISOR, full_name="Sample Supervisor"),
    )


def _answers(handover: Handover, by: Officer) -> None:
    for number in (1, 2):
        actions.ask(handover, number, "a green marble", by=by, at=NIGHT)
        actions.judge_answer(handover, number, True, by=by, at=NIGHT)


DEEDS: dict[Gate, Callable[[Handover, Officer], Any]] = {
    Gate.CLAIMANT: lambda h, by: actions.identify_claimant(
        h, name=MOTHER, id_type=IdType.NATIONAL_ID, number=NUMBER, by=by, at=NIGHT
    ),
    Gate.CUSTODY: lambda h, by: actions.check_custody(h, Custody.MAY_COLLECT, by=by, at=NIGHT),
    Gate.DOCUMENT: lambda h, by: actions.record_document(h, Document.STRONG, by=by, at=NIGHT),
    Gate.ANSWERS: _answers,
    Gate.CALL_BACK: lambda h, by: actions.record_call_back(h, 1, Outcome.AGREED, by=by, at=NIGHT),
    Gate.REACTION: lambda h, by: actions.record_reaction(h, Reaction.GOES, by=by, at=NIGHT),
}


def begin(desk: Desk, *, before: Gate | None = None) -> Handover:
    """A handover that the first officer has taken as far as `before`; to the end when None."""
    handover = actions.start_handover(desk.found, by=desk.first, at=NIGHT)
    for gate, deed in DEEDS.items():
        if gate is before:
            break
        deed(handover, desk.first)
    return handover


def refused(code: str, kind: type[Refusal] = WrongState) -> pytest.RaisesExc:
    return pytest.raises(kind, match=f"^{code}$")
