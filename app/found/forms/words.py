"""Words for a found report, its states and the care given."""

from enum import Enum

from flask_babel import lazy_gettext as _l

from app.core.words import register_sentences, register_words
from app.found.models import BroughtBy, Condition, FoundState


class When(Enum):
    """The buttons for the time; minutes before now."""

    NOW = "0"
    FIVE = "5"
    FIFTEEN = "15"
    THIRTY = "30"
    OTHER = "other"


class Care(Enum):
    """The care log's buttons."""

    WATER = "water"
    TOILET = "toilet"
    DOCTOR = "doctor"
    SLEEP = "sleep"
    CALM = "calm"


register_words(
    {
        When.NOW: _l("now"),
        When.FIVE: _l("5 min ago"),
        When.FIFTEEN: _l("15 min ago"),
        When.THIRTY: _l("30 min ago"),
        When.OTHER: _l("another time"),
        Care.WATER: _l("Given water"),
        Care.TOILET: _l("Taken to the toilet"),
        Care.DOCTOR: _l("Seen by a doctor"),
        Care.SLEEP: _l("Asleep"),
        Care.CALM: _l("Calm"),
        FoundState.OPEN: _l("looking for the family"),
        FoundState.FAMILY_LOCATED: _l("family located"),
        FoundState.HANDED_OVER: _l("handed over"),
        FoundState.CLOSED: _l("closed"),
        FoundState.ON_HOLD: _l("on hold"),
        FoundState.IN_CARE: _l("in care"),
        FoundState.REFERRED: _l("with criminal police"),
        Condition.WELL: _l("well"),
        Condition.HURT_OR_ILL: _l("hurt or ill"),
        Condition.CANNOT_SAY: _l("cannot say"),
        BroughtBy.PASSER_BY: _l("passer-by"),
        BroughtBy.SHOP_OR_STAFF: _l("shop or staff"),
        BroughtBy.PATROL: _l("patrol"),
        BroughtBy.CAME_ALONE: _l("came alone"),
        BroughtBy.UNKNOWN: _l("not known"),
    }
)
register_sentences(
    {
        "no_station": _l("No station is stored yet. Ask the administrator to import the stations."),
        "found_in_the_future": _l("This time has not come yet. Check the day and the time."),
        "found_report_moved_on": _l("Case %(ref)s has moved on: it is now “%(state)s”. Reload the page."),
        "found_report_changed": _l("Somebody changed case %(ref)s while you were writing."),
    }
)
