"""The words of messages, their states, and what became of them."""

from flask_babel import lazy_gettext as _l

from app.core.words import register_sentences, register_words
from app.messaging.models import MessageState, Purpose

register_words(
    {
        MessageState.WAITING: _l("waits to be sent"),
        MessageState.SENDING: _l("being sent"),
        MessageState.SENT: _l("sent"),
        MessageState.DELIVERED: _l("arrived"),
        MessageState.FAILED: _l("failed"),
        MessageState.EXPIRED: _l("too late, not sent"),
        MessageState.CANCELLED: _l("called off"),
        MessageState.UNCERTAIN: _l("not known whether sent"),
        Purpose.TASK: _l("Task for a patrol"),
        Purpose.STAND_DOWN: _l("Task called off"),
        Purpose.FAMILY: _l("Message to a family"),
        Purpose.FINDER: _l("Thanks to the finder"),
        Purpose.REPLY: _l("Answer to a text"),
    }
)
register_sentences(
    {
        "template_patrol_task": _l("Task"),
        "template_patrol_overdue": _l("Task overdue"),
        "template_patrol_stand_down": _l("Task called off"),
        "template_family_news": _l("To the family: there is news"),
        "template_family_found": _l("To the family: found and safe"),
        "template_family_ask": _l("To the family: we need more"),
        "template_family_closed": _l("To the family: case closed"),
        "template_finder_thanks": _l("Thanks to the finder"),
        "template_help_patrol": _l("To a patrol: how to answer"),
        "template_help_family": _l("To the family: passed on"),
        "template_which_task": _l("To a patrol: which task?"),
        "template_answer_noted": _l("To a patrol: noted"),
        "message_moved_on": _l("This message has moved on (%(state)s). Reload the page."),
        "task_text_is_stale": _l(
            "Task %(task)s is no longer current, so its text is not sent again. Send a new task from the plan."
        ),
        "recipient_opted_out": _l("The owner of this phone wrote STOP. Phone them instead."),
        "text_variables": _l("The text %(template)s was not given what it needs: %(names)s."),
        "text_variable_too_long": _l("A part of the text %(template)s is too long: %(name)s. Shorten it."),
        "text_bad_number": _l("This number does not exist. Check it, then phone or ask."),
        "text_region_not_allowed": _l("The provider may not text this country. Phone them; tell the administrator."),
        "text_opted_out": _l("The owner of this phone wrote STOP. Phone them instead."),
        "text_no_route": _l("The provider cannot reach this number. Phone them."),
        "text_not_a_mobile": _l("This phone cannot receive texts, perhaps a landline. Phone them."),
        "text_account_refused": _l("The provider did not accept our account. Tell the administrator, then send again."),
        "text_phone_off": _l("The phone is off or out of reach. Phone them or send again later."),
        "text_blocked": _l("The phone or its network blocks our texts. Phone them."),
        "text_filtered": _l("The network took the text for spam. Phone them; tell the administrator."),
        "text_not_delivered": _l("The network did not deliver the text. Phone them or send again."),
        "text_worker_lost": _l("The sender stopped in the middle. Ask whether the text arrived before sending again."),
        "text_no_answer": _l("The provider did not answer clearly. Ask whether the text arrived before sending again."),
        "text_gateway_not_reached": _l("The provider could not be reached; it is being tried again."),
        "text_gateway_busy": _l("The provider asked us to wait; it is being tried again."),
        "text_wording": _l("The text could not be written. Tell the administrator."),
        "text_out_of_time": _l("It could not be sent in time and would have been stale."),
        "text_held_number": _l("Held back: this phone had many texts within the hour. Phone them, or send it now."),
        "text_held_case": _l("Held back: this case had many texts within the hour. Check why, or send it now."),
        "text_several": _l("The provider has several such texts. Ask whether one arrived before sending again."),
        "text_never_there": _l("The provider never got this text, tried twice. Phone them, or send again."),
        "text_refused": _l("The provider refused the text. Phone them; tell the administrator the code."),
    }
)
