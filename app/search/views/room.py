"""What all pages of a search share: the case, its plan as it stands, and the page that shows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, render_template, url_for
from flask_babel import get_locale
from werkzeug.wrappers import Response

from app.core.clock import now
from app.core.errors import Refusal, WrongState
from app.core.words import sentence, word
from app.extensions import db
from app.found.models import SEARCHING, FoundReport
from app.found.queries import by_ref
from app.patrol import queries as patrols
from app.patrol.models import Task, TaskNote
from app.places.models import Place
from app.search import answers, overview, queries
from app.search.cells import left_empty
from app.search.enquiries import next_steps
from app.search.forms import ClueForm, PlanForm
from app.search.in_force import in_force
from app.search.models import PlanState, SearchPlan
from app.search.plans import percent
from app.search.prior import Clue, clues_heard
from app.search.roads import use_server

bp = Blueprint("search", __name__)
bp.record_once(lambda state: use_server(state.app.config.get("ROUTING_URL", "")))
Page = Response | str | tuple[str, int]


def report_or_404(ref: str) -> FoundReport:
    return by_ref(ref) or abort(404)


def plan_of(report: FoundReport) -> SearchPlan:
    """The live plan; `WrongState` when it has been called off meanwhile."""
    plan = queries.live_plan(report)
    if plan is None:
        raise WrongState("plan_moved_on", state=PlanState.STOOD_DOWN)
    return plan


def page_url(token: str) -> str:
    """The address of a patrol's page as phones reach it, whatever name the officer's browser uses."""
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + url_for("search.task_page", token=token)


def plan_page(report: FoundReport, *, problem: str = "", clue_form: ClueForm | None = None) -> str:
    """The page of the search as it stands; `problem` is the sentence to show above it."""
    return render_template(
        "search/plan.html",
        problem=problem,
        clue_form=clue_form or _clue_form(report),
        plan_form=PlanForm(formdata=None),
        **as_it_stands(report),
    )


def conflict(ref: str, refusal: Refusal) -> tuple[str, int]:
    """Nothing was done: the page as it stands now, with the reason."""
    db.session.rollback()
    return plan_page(report_or_404(ref), problem=sentence(refusal.code, refusal.facts)), 409


def _clue_form(report: FoundReport) -> ClueForm:
    """Ticked as the plan was made, else as the child's own words and things suggest."""
    plan = queries.live_plan(report)
    heard = clues_heard(f"{report.words_verbatim} {report.items}")
    ticked = plan.clues if plan is not None else sorted(clue.value for clue in heard)
    needs: dict[str, Any] = {"clues": ticked}
    if plan is not None:
        needs |= {"objective": plan.objective, "needs_language": plan.needs_language, "needs_female": plan.needs_female}
    return ClueForm(formdata=None, **needs)


def as_it_stands(report: FoundReport) -> dict[str, Any]:
    """Everything that changes by itself on the page."""
    at = now()
    plan = queries.live_plan(report)
    shown = plan or queries.last_plan(report)
    running, ended = overview.split_tasks(patrols.tasks_for(report))
    family = queries.stop_with_family(report)
    return {
        "at": at,
        "report": report,
        "plan": plan,
        "searching": report.state in SEARCHING,
        "marks": overview.marks(),
        "running": running,
        "ended": ended,
        "notes": _by_task(patrols.notes_of([*running, *ended])),
        "red": _late(running, at),
        "family": family,
        "registered": queries.family_report_from(family) if family is not None else None,
        "timeline": _timeline(shown) if shown is not None else [],
        "name_of": name_of,
        "as_percent": percent,
        "line_of": PlanForm.line_of,
    } | (_rows_of(plan, at) if plan is not None else {})


def _rows_of(plan: SearchPlan, at: datetime) -> dict[str, Any]:
    settings = in_force()
    left = overview.left_of(plan, settings.stops_per_task)
    going = [each.patrol.id for each in left.rounds]
    return {
        "left": left,
        "steps": next_steps(plan, at, settings) if plan.state is not PlanState.FOUND else [],
        "empty": left_empty(plan.report.station, going, at, settings.travel) if going else [],
        "alarm": queries.alarms().get(plan.report_id, 0),
        "standing": overview.standing_of(plan),
        "on_duty": patrols.on_duty(),
        "clues": [Clue(clue) for clue in plan.clues],
    }


def _by_task(notes: Sequence[TaskNote]) -> dict[Any, list[TaskNote]]:
    by_task: dict[Any, list[TaskNote]] = {}
    for note in notes:
        by_task.setdefault(note.task_id, []).append(note)
    return by_task


def _late(tasks: Sequence[Task], at: datetime) -> set[Any]:
    settings = in_force()
    return {task.id for task in tasks if answers.is_red(task, at, settings)}


def name_of(place: Place | None) -> str:
    """A place's name in the reader's language; its kind where it has none."""
    if place is None:
        return ""
    return place.name_in(str(get_locale())) or word(place.kind)


def _timeline(plan: SearchPlan) -> list[tuple[datetime, str]]:
    """(when, what changed and why), the newest first."""
    names = {str(row.place_id): row.place for row in plan.places}
    names |= {str(each.place_id): each.place for each in queries.enquiries_of(plan) if each.place}
    lines = []
    for event in queries.events_of(plan):
        place = names.get(str(event.facts.get("place_id")))
        facts = event.facts | {"place": name_of(place)}
        lines.append((event.at, sentence(f"event_{event.code}", facts)))
    return lines
