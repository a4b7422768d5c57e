"""A dispatcher answers for a patrol: what was heard by radio or phone."""

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.accounts.views import me
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import Refusal
from app.core.words import sentence
from app.extensions import db
from app.found.models import FoundReport
from app.patrol.models import AnsweredBy, Stop, StopState, Task
from app.patrol.queries import task_by_id
from app.search import actions, queries
from app.search.forms import AnswerForm, NotFamilyForm
from app.search.views.room import Page, bp, conflict, name_of, report_or_404

DISPATCHER = AnsweredBy.DISPATCHER


def stop_or_404(report: FoundReport, stop_id: uuid.UUID) -> Stop:
    """A stop of a task of this very case."""
    stop = queries.stop_by_id(stop_id)
    return stop if stop is not None and stop.task.report_id == report.id else abort(404)


def _task_or_404(report: FoundReport, task_id: uuid.UUID) -> Task:
    task = task_by_id(task_id)
    return task if task is not None and task.report_id == report.id else abort(404)


@bp.route("/found/<ref>/search/stops/<uuid:stop_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_SEARCHES)
def answer_for(ref: str, stop_id: uuid.UUID) -> Page:
    report = report_or_404(ref)
    stop, form = stop_or_404(report, stop_id), AnswerForm()
    if not form.is_submitted():
        return _answer_page(report, stop, form)
    if not form.validate():
        return _answer_page(report, stop, form), 422
    try:
        actions.take_answer(
            stop, form.state.data, via=DISPATCHER, at=now(), by=me(),
            phone=form.phone.e164(), note=form.note.data, channel=form.channel.data,
        )  # fmt: skip
    except Refusal as refusal:
        db.session.rollback()
        return _answer_page(report, stop, form, problem=sentence(refusal.code, refusal.facts)), 409
    db.session.commit()
    flash(_("Written down. The plan follows it."), "ok")
    return redirect(url_for("search.plan", ref=ref), 303)


def _answer_page(report: FoundReport, stop: Stop, form: AnswerForm, problem: str = "") -> str:
    return render_template("search/answer.html", report=report, stop=stop, form=form, problem=problem, name_of=name_of)


@bp.route("/found/<ref>/search/tasks/<uuid:task_id>/<any(accept, pass_on):deed>", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def task_for(ref: str, task_id: uuid.UUID, deed: str) -> Page:
    """The patrol says by radio that it takes the task, or that it cannot."""
    report = report_or_404(ref)
    task = _task_or_404(report, task_id)
    try:
        if deed == "accept":
            actions.accept_task(task, via=DISPATCHER, at=now(), by=me())
        else:
            actions.pass_on_task(task, at=now(), by=me())
    except Refusal as refusal:
        return conflict(ref, refusal)
    db.session.commit()
    return redirect(url_for("search.plan", ref=report.ref), 303)


@bp.route("/found/<ref>/search/stops/<uuid:stop_id>/not-family", methods=["GET", "POST"])
@requires(Permission.PLAN_SEARCHES)
def not_family(ref: str, stop_id: uuid.UUID) -> Page:
    """Asks once: the search begins again from where it stood."""
    report = report_or_404(ref)
    stop, form = stop_or_404(report, stop_id), NotFamilyForm()
    if not form.is_submitted() and stop.state is StopState.FAMILY_HERE:
        return render_template("search/not_family.html", report=report, stop=stop, form=form, name_of=name_of)
    if form.is_submitted() and not form.validate():
        return render_template("search/not_family.html", report=report, stop=stop, form=form, name_of=name_of), 422
    if form.is_submitted():
        try:
            actions.not_the_family(stop, by=me(), at=now(), note=form.note.data)
        except Refusal as refusal:
            return conflict(ref, refusal)
        db.session.commit()
        flash(_("Noted. The search goes on: send further tasks."), "ok")
    return redirect(url_for("search.plan", ref=report.ref), 303)
