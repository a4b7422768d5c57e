"""The words of patrols, tasks and answers."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.core.forms import StationForm
from app.core.words import register_sentences, register_words
from app.patrol.models import AnsweredBy, Channel, Mode, StopState, TaskState

register_words(
    {
        Mode.FOOT: _l("on foot"),
        Mode.BIKE: _l("by bike"),
        Mode.CAR: _l("by car"),
        TaskState.QUEUED: _l("text waits to be sent"),
        TaskState.SENT: _l("sent, not taken yet"),
        TaskState.ACCEPTED: _l("taken"),
        TaskState.DONE: _l("done"),
        TaskState.EXPIRED: _l("passed on"),
        TaskState.STOOD_DOWN: _l("called off"),
        StopState.UNVISITED: _l("not asked yet"),
        StopState.NOT_HERE: _l("not here"),
        StopState.FAMILY_HERE: _l("family is here"),
        StopState.TRACE: _l("were seen here"),
        StopState.CLOSED: _l("closed, nobody there"),
        StopState.UNSURE: _l("not sure"),
        AnsweredBy.SMS: _l("by text"),
        AnsweredBy.PAGE: _l("on the page"),
        AnsweredBy.DISPATCHER: _l("told to the dispatcher"),
        Channel.RADIO: _l("by radio"),
        Channel.PHONE: _l("by phone"),
        Channel.IN_PERSON: _l("in person"),
    }
)
register_sentences(
    {
        "task_moved_on": _l("Task %(task)s has ended: %(state)s. Reload the page to see how the search stands."),
        "task_needs_one_to_three_stops": _l("A task takes one to three places. Send the rest with the next task."),
        "patrol_wrote_stop": _l(
            "Patrol %(patrol)s wrote STOP and gets no texts. Choose another patrol, or speak to it."
        ),
        "no_task_code_left": _l("No short task code is free just now. Wait for a task to end, then send again."),
    }
)


class DutyForm(StationForm):
    """The one button beside a patrol."""

    on_duty = RadioField(choices=[("1", ""), ("0", "")], validators=[InputRequired()])
