"""The words of a search: states, clues, reasons, refusals, and the lines of its timeline."""

from flask_babel import lazy_gettext as _l

from app.core.words import register_sentences, register_words
from app.search.models import EnquiryKind, Finding, PlanState
from app.search.prior import Category, Clue
from app.search.rounds import Objective

register_words(
    {
        PlanState.DRAFT: _l("draft"),
        PlanState.ACTIVE: _l("under way"),
        PlanState.FOUND: _l("family may be found"),
        PlanState.EXHAUSTED: _l("every place asked"),
        PlanState.STOOD_DOWN: _l("called off"),
        Clue.SLEPT_IN_HOTEL: _l("slept in a hotel"),
        Clue.CAME_BY_BUS_OR_TRAIN: _l("came by bus or train"),
        Clue.FAMILY_SHOPPING: _l("family was shopping"),
        Clue.WAS_PLAYING: _l("was at a playground or park"),
        Clue.SCHOOL_BADGE: _l("school uniform or badge"),
        Objective.FAMILY_SOONEST: _l("find the family soonest"),
        Objective.ALL_CHECKED_SOONEST: _l("ask everywhere soonest"),
        EnquiryKind.OWN_REPORTS: _l("own reports"),
        EnquiryKind.PHONE_DESK: _l("call to the front desk"),
        EnquiryKind.CAMERA: _l("camera"),
        Finding.NOT_HERE: _l("not here"),
        Finding.SEEN: _l("were seen"),
        Finding.FAMILY_HERE: _l("family is here"),
        Finding.NO_REPLY: _l("no reply"),
    }
)
CATEGORY_WORDS = {
    Category.CHILD_1_3: _l("child 1–3"),
    Category.CHILD_4_6: _l("child 4–6"),
    Category.CHILD_7_9: _l("child 7–9"),
    Category.CHILD_10_12: _l("child 10–12"),
    Category.CHILD_13_15: _l("teenager"),
    Category.ADULT: _l("adult"),
    Category.DEMENTIA: _l("older person, perhaps confused"),
    Category.AUTISM: _l("person with autism"),
    Category.INTELLECTUAL: _l("person with a learning disability"),
    Category.DESPONDENT: _l("person in despair"),
}
register_words(CATEGORY_WORDS)
# Why a place stands where it stands: parts of one line.
register_sentences({f"category_{category.value}": words for category, words in CATEGORY_WORDS.items()})
register_sentences(
    {
        "clue_slept_in_hotel": _l("slept in a hotel"),
        "clue_came_by_bus_or_train": _l("came by bus or train"),
        "clue_family_shopping": _l("family was shopping"),
        "clue_was_playing": _l("was playing"),
        "clue_school_badge": _l("school uniform or badge"),
        "likely_at_this_hour": _l("likely at this hour"),
        "unlikely_at_this_hour": _l("unlikely at this hour"),
        "from_patrol": _l("%(minutes)s min from %(patrol)s"),
    }
)
register_sentences(
    {
        "no_places_near": _l(
            "No hotel, shop or station is known within 5 km. Ask the administrator to import the district’s places."
        ),
        "plan_under_way": _l("This search is under way. Call it off before you make a new plan."),
        "plan_moved_on": _l("The plan has moved on: %(state)s. This is how it stands now."),
        "nothing_to_send": _l("No place is left to send. Put places back on the plan, or look farther away."),
        "nobody_free": _l(
            "No patrol is free. Put one on duty under “Patrols”, or wait until a task ends and send then."
        ),
        "patrol_not_on_duty": _l("One of the patrols chosen is not on duty any more. Choose another."),
        "no_more_places": _l("No further place is known farther away. Ask again where somebody may have missed them."),
        "nothing_to_ask_again": _l("No place has been asked yet that could be asked again."),
        "enquiry_needs_a_place": _l("Choose the place that was called, or the camera."),
        "weight_out_of_bounds": _l("%(value)s is not between %(low)s and %(high)s."),
        "quartiles_fall": _l("Each distance of a category has to be greater than the one before it."),
        "answer_moved_on": _l("This answer has been changed meanwhile. This is how the search stands now."),
    }
)
# Lines of the timeline; the codes are those of `PlanEvent`, with "event_" before them.
register_sentences(
    {
        "event_planned": _l("Plan made: %(count)s places. Chance that the family is somewhere else: %(rest)s."),
        "event_amended": _l("Plan changed by hand: %(count)s places."),
        "event_sent": _l("%(patrol)s was sent task %(task)s: %(stops)s places."),
        "event_accepted": _l("%(patrol)s took task %(task)s."),
        "event_not_here": _l("%(patrol)s, %(task)s: not here, %(place)s. Chance %(before)s, now %(after)s."),
        "event_family_here": _l("%(patrol)s, %(task)s: family is here, %(place)s. Everybody else is called off."),
        "event_trace": _l("%(patrol)s, %(task)s: were seen at %(place)s. Places around it rise."),
        "event_closed": _l("%(patrol)s, %(task)s: closed, %(place)s. It is asked again later."),
        "event_unsure": _l("%(patrol)s, %(task)s: not sure, %(place)s. Chance %(before)s, now %(after)s."),
        "event_not_the_family": _l("Not this family: %(place)s. The search goes on."),
        "event_passed_on": _l("%(patrol)s cannot do task %(task)s. Its open places go to others."),
        "event_unanswered": _l("%(patrol)s did not take task %(task)s in time. Its places go to others."),
        "event_not_reached": _l("The text of task %(task)s did not reach %(patrol)s. Its places go to others."),
        "event_sent_again": _l("Task %(task)s was sent to %(patrol)s a second time."),
        "event_exhausted": _l("Every place has been asked. Chance that the family is somewhere else: %(rest)s."),
        "event_widened": _l("%(count)s places from farther away were added."),
        "event_widened_itself": _l(
            "Little chance was left (%(ahead)s): %(count)s places up to %(km)s km away were added."
        ),
        "event_asked_again": _l("%(count)s places are asked again: somebody may have missed them."),
        "event_alarm": _l("Nobody took task %(task)s, nor its %(count)s places. A supervisor has to act."),
        "event_cells_left": _l("Sent although cells are left without a free patrol: %(cells)s."),
        "event_own_reports_not_here": _l("The own missing reports were looked through: nothing."),
        "event_own_reports_seen": _l("The own missing reports were looked through: something fits."),
        "event_own_reports_family_here": _l("The own missing reports hold the family."),
        "event_own_reports_no_reply": _l("The own missing reports could not be looked through."),
        "event_phone_desk_not_here": _l("Front desk by phone: not here, %(place)s."),
        "event_phone_desk_seen": _l("Front desk by phone: were seen at %(place)s."),
        "event_phone_desk_family_here": _l(
            "Front desk by phone: family is here, %(place)s. Send a patrol to see them."
        ),
        "event_phone_desk_no_reply": _l("Front desk by phone: no reply, %(place)s."),
        "event_camera_not_here": _l("Camera %(place)s: not seen."),
        "event_camera_seen": _l("Camera %(place)s: seen. What lies that way rises."),
        "event_camera_family_here": _l("Camera %(place)s: the family is there."),
        "event_camera_no_reply": _l("Camera %(place)s: nobody reached, or the footage is gone."),
        "event_stood_down": _l("Search called off. Tasks ended: %(count)s."),
    }
)
