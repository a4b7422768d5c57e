"""The words of the board."""

from flask_babel import lazy_gettext as _l

from app.board.rules import Waiting
from app.core.words import register_words

register_words(
    {
        Waiting.FAMILY_REPORTED: _l("Family found by a patrol: register the family"),
        Waiting.SECOND_OFFICER: _l("Match waits for a second officer"),
        Waiting.HOLD: _l("On hold: a supervisor decides"),
        Waiting.REVIEW: _l("Likely match: compare"),
        Waiting.HANDOVER: _l("Family told: verify the guardian"),
        Waiting.PLAN: _l("Plan the search"),
        Waiting.DISPATCH: _l("Plan is ready: send tasks"),
        Waiting.EXHAUSTED: _l("All places asked: widen the search"),
        Waiting.SEARCH: _l("Patrols are asking"),
        Waiting.CLOSE: _l("Handed over: close the case"),
        Waiting.CARE: _l("In care elsewhere"),
        Waiting.NO_MATCH: _l("No match yet"),
        Waiting.GUARDIAN: _l("Found: waits for the guardian"),
    }
)
