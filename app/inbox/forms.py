"""Words for what became of a text that came in, and the form of a virtual phone."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired

from app.core.forms import StationForm, stripped, text
from app.core.phones import to_e164
from app.core.words import register_sentences, register_words
from app.inbox.models import InboundState

register_words(
    {
        InboundState.RECEIVED: _l("came in"),
        InboundState.PROCESSED: _l("acted on"),
        InboundState.FOR_A_PERSON: _l("needs a person"),
        InboundState.SEEN: _l("read"),
    }
)
register_sentences(
    {
        "text_moved_on": _l("Somebody else has dealt with this text. Reload the page."),
        "unknown_sender": _l("From a number that we do not know."),
        "could_not_act": _l("The software could not act on it. Read it and do what it asks."),
        "no_open_task": _l("From a patrol that has no open task."),
        "which_task": _l("From a patrol with several tasks; it did not say which. It was asked."),
        "no_such_task": _l("Names a task that this patrol does not have. It was asked."),
        "no_such_stop": _l("Names a place that its task does not have."),
        "not_understood": _l("From a patrol with several tasks; not understood. It was told how to answer."),
        "task_ended": _l("An answer to a task that has ended."),
        "patrol_opted_out": _l("A patrol wrote STOP: it gets no more texts. Phone it."),
        "patrol_opted_in": _l("A patrol wants texts again."),
        "family_opted_out": _l("A family wrote STOP: it gets no more texts. Phone them."),
        "family_opted_in": _l("A family wants texts again."),
        "family_asks_for_a_call": _l("A family asks to be called."),
        "family_help": _l("A family asks for help. Phone them."),
        "family_wrote": _l("A family wrote."),
    }
)


class PhoneForm(StationForm):
    """What a virtual phone writes to us."""

    phone = HiddenField(validators=[DataRequired()], filters=[stripped])
    body = text(_l("Text"), 1600, required=_l("Write a text first."))


class NewPhoneForm(StationForm):
    """A text from a number of one's own choosing."""

    phone = text(_l("Number"), 20, required=_l("Write the number that the text comes from."))
    body = text(_l("Text"), 1600, required=_l("Write a text first."))


def sender_of(form: PhoneForm | NewPhoneForm, region: str) -> str | None:
    """The number in E.164, or None after saying on the form that it is none."""
    number = to_e164(form.phone.data or "", region)
    if number is None:
        form.phone.errors = [_l("This is not a telephone number. Write it with its country code, such as +86.")]
    return number
