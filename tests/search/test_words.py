"""Nothing on a page is without a word: every state, reason, refusal and line of the timeline."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import words
from app.patrol.models import AnsweredBy, Channel, Mode, StopState, TaskState
from app.search.drafting import _reasons
from app.search.models import PlanState
from app.search.prior import Category, Circumstances, Clue
from app.search.settings import DEFAULTS
from tests.factories import make_place

ROOMS = [Path(__file__).resolve().parents[2] / "app" / room for room in ("search", "patrol")]


def calls(*names: str) -> Iterator[ast.Call]:
    """Every call of a function of these names in both rooms."""
    for path in sorted(file for room in ROOMS for file in room.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in names:
                    yield node


def texts_in(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


@pytest.mark.parametrize(
    "kind", [PlanState, Clue, Category, TaskState, StopState, AnsweredBy, Mode, Channel], ids=lambda kind: kind.__name__
)
def test_every_member_has_a_word(kind):
    assert {member for member in kind if not words._MEMBERS.get(member)} == set()


def test_every_refusal_has_a_sentence():
    codes = {code for call in calls("Refusal", "WrongState") for code in texts_in(call.args[0])}
    assert {"no_places_near", "nobody_free", "task_moved_on", "patrol_wrote_stop"} <= codes
    assert {code for code in codes if code not in words._SENTENCES} == set()


def test_every_line_of_the_timeline_has_a_sentence():
    codes = {arg.value for call in calls("note") for arg in call.args[1:2] if isinstance(arg, ast.Constant)}
    codes |= {word.value for call in calls("pass_on_task") for word in call.keywords if word.arg == "why" for word in
              [word.value] if isinstance(word, ast.Constant)}  # fmt: skip
    codes |= {"passed_on"} | {state.value for state in StopState if state is not StopState.UNVISITED}
    assert {"planned", "sent", "exhausted", "unanswered", "not_reached"} <= codes
    assert {code for code in codes if f"event_{code}" not in words._SENTENCES} == set()


@pytest.mark.usefixtures("app")
def test_every_reason_of_a_place_has_a_sentence():
    given = {"from_patrol"}
    for kind in ("hotel", "school", "shop", "mall", "playground", "bus_station"):
        place = make_place(kind=next(k for k in type(make_place().kind) if k.value == kind))
        for category in Category:
            for hour in (3, 8, 23):
                known = Circumstances(category, hour, frozenset(Clue))
                given |= {reason["code"] for reason in _reasons(place, known, DEFAULTS)}
    assert len(given) >= len(Category) + len(Clue) + 3
    assert {code for code in given if code not in words._SENTENCES} == set()
