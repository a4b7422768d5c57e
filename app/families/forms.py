"""The words of what families are told, and the two small forms of their page."""

from flask_babel import lazy_gettext as _l

from app.core.forms import StationForm, choice
from app.core.words import register_sentences, register_words
from app.families.models import NoticeKind
from app.people.rules import YesNo

register_words(
    {
        NoticeKind.NEWS: _l("news, keep your phone on"),
        NoticeKind.FOUND: _l("found, come with your ID"),
        NoticeKind.ASK: _l("please call, we need details"),
        NoticeKind.CLOSED: _l("the case is closed"),
    }
)
register_sentences(
    {
        "not_told_by_hand": _l(
            "This is told by itself: “found” when a second officer confirms the match, “closed” when the case closes."
        ),
        "told_moments_ago": _l(
            "The family was told this less than %(minutes)s minutes ago, so it is not texted again. Phone them if "
            "there is more to say."
        ),
        "family_texts_stopped": _l(
            "Texts are stopped for this case because they could put somebody in danger. A supervisor decides whom to "
            "phone, and phones."
        ),
        "family_no_consent": _l("The family wants no text messages. Phone them."),
        "family_text_failed": _l("The last text did not reach the family. Phone them."),
        "family_asked_for_call": _l("The family asks for a call. Phone them."),
        "on_my_way": _l("is on the way"),
        "call_me": _l("asks for a call"),
    }
)


class TellForm(StationForm):
    """Which of the fixed texts to send; the button says it."""

    kind = choice(_l("Text"), NoticeKind)


class CallForm(StationForm):
    """Whether the family answered the telephone; the button says it."""

    reached = choice(_l("Did they answer?"), YesNo)
