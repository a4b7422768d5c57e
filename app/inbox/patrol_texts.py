"""What a patrol's text does to its task. Nothing is guessed: the whole text is clear, or a person reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import Refusal
from app.core.phones import to_e164
from app.extensions import db
from app.inbox.grammar import Part, Reading, Word, help_words
from app.inbox.models import InboundState, InboundText
from app.inbox.replies import reply
from app.messaging.wording import LONGEST
from app.patrol import actions as patrol_deeds
from app.patrol.models import AnsweredBy, Patrol, Stop, StopState, Task
from app.patrol.queries import open_tasks_of, task_by_code
from app.search import actions as search

STATES = {
    Word.NOT_HERE: StopState.NOT_HERE,
    Word.FAMILY_HERE: StopState.FAMILY_HERE,
    Word.CLOSED: StopState.CLOSED,
    Word.UNSURE: StopState.UNSURE,
}
# Taken first, the family last: when it is found the task is over and takes no other answer.
_ORDER = {Word.ACCEPT: 0, Word.FAMILY_HERE: 2, Word.PASS_ON: 3}


class Unclear(Exception):
    """The text cannot be acted on; `outcome` says why, for the page."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """One part of a text with the task and stop it is about."""

    part: Part
    task: Task
    stop: Stop | None


def act(text: InboundText, patrol: Patrol, reading: Reading, *, at: datetime, region: str) -> None:
    """Do what the text says, or keep it and ask back."""
    tasks = open_tasks_of(patrol)
    if len(tasks) == 1:
        text.case_ref = tasks[0].report.ref
    if reading.only(Word.OPT_OUT) or reading.only(Word.OPT_IN):
        patrol.opted_out = reading.only(Word.OPT_OUT)
        text.state = InboundState.FOR_A_PERSON
        text.outcome = "patrol_opted_out" if patrol.opted_out else "patrol_opted_in"
    elif reading.only(Word.HELP):
        text.outcome = "help"
        _help(text, patrol, tasks, at)
    else:
        _try(text, patrol, reading, tasks, at=at, region=region)


def _try(
    text: InboundText, patrol: Patrol, reading: Reading, tasks: Sequence[Task], *, at: datetime, region: str
) -> None:
    try:
        answers = [_placed(part, patrol, tasks) for part in reading.parts]
        if not answers:
            raise Unclear("not_understood")
        text.case_ref = answers[0].task.report.ref
        _apply(answers, patrol, at=at, region=region)
        text.outcome = "answered"
    except Unclear as unclear:
        _unclear(text, patrol, tasks, unclear.outcome, at)
        return
    if any(answer.stop for answer in answers):
        reply(text, "answer_noted", {"tid": answers[0].task.code}, language=patrol.language, at=at)


def _placed(part: Part, patrol: Patrol, tasks: Sequence[Task]) -> Answer:
    """Find the task and the stop that a part is about; raise `Unclear` rather than guess."""
    task = _task_of(part, patrol, tasks)
    if part.word not in STATES:
        return Answer(part, task, None)
    if part.stop is None and len(task.stops) == 1:
        return Answer(part, task, task.stops[0])
    stop = next((each for each in task.stops if each.number == part.stop), None)
    if stop is None:
        raise Unclear("no_such_stop")
    return Answer(part, task, stop)


def _task_of(part: Part, patrol: Patrol, tasks: Sequence[Task]) -> Task:
    if part.code is not None:
        task = task_by_code(patrol, part.code)
        if task is None:
            raise Unclear("no_such_task")
        return task
    if len(tasks) > 1:
        raise Unclear("which_task")
    if not tasks:
        raise Unclear("no_open_task")
    return tasks[0]


def _apply(answers: Sequence[Answer], patrol: Patrol, *, at: datetime, region: str) -> None:
    """All or nothing; an answer to a task that has ended is kept as a note on it."""
    try:
        with db.session.begin_nested():
            for answer in sorted(answers, key=lambda each: _ORDER.get(each.part.word, 1)):
                _do(answer, patrol, at=at, region=region)
    except Refusal as refusal:
        raise Unclear("task_ended") from refusal


def _do(answer: Answer, patrol: Patrol, *, at: datetime, region: str) -> None:
    part, task = answer.part, answer.task
    if answer.stop is not None:
        phone = to_e164(part.phone, region) or "" if part.phone else ""
        # A number that cannot be dialled as it stands may still help the officer.
        note = part.note if phone else f"{part.phone} {part.note}".strip()
        search.take_answer(answer.stop, STATES[part.word], via=AnsweredBy.SMS, at=at, by=patrol, phone=phone, note=note)
    elif part.word is Word.ACCEPT:
        search.accept_task(task, via=AnsweredBy.SMS, at=at, by=patrol)
    elif part.word is Word.PASS_ON:
        search.pass_on_task(task, at=at, by=patrol)
    else:
        raise Unclear("not_understood")


def _unclear(text: InboundText, patrol: Patrol, tasks: Sequence[Task], outcome: str, at: datetime) -> None:
    """Keep the words where somebody reads them, and ask back once."""
    text.outcome = outcome
    if not tasks:
        text.state = InboundState.FOR_A_PERSON
        return
    if len(tasks) == 1:
        patrol_deeds.keep_note(tasks[0], text.body, at=at)
    else:
        text.state = InboundState.FOR_A_PERSON
    if outcome in ("which_task", "no_such_task"):
        reply(text, "which_task", {"codes": _codes(tasks)}, language=patrol.language, at=at)
    else:
        _help(text, patrol, tasks, at, once_for=str(tasks[0].id))


def _codes(tasks: Sequence[Task]) -> str:
    """As many codes as the text has room for, the oldest task first."""
    codes = ""
    for task in tasks:
        longer = f"{codes}, {task.code}" if codes else task.code
        if len(longer) <= LONGEST["codes"]:
            codes = longer
    return codes


def _help(text: InboundText, patrol: Patrol, tasks: Sequence[Task], at: datetime, *, once_for: str = "") -> None:
    words = help_words(patrol.language, tasks[0].code) if tasks else help_words(patrol.language)
    reply(text, "help_patrol", {"words": words}, language=patrol.language, at=at, once_for=once_for)
