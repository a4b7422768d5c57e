"""Words for gates, holds and refusals."""

from enum import Enum

from flask_babel import lazy_gettext as _l

from app.core.words import register_sentences, register_words
from app.handover.models import DecisionKind, HandoverState
from app.handover.rules import Custody, Document, Gate, HoldReason, Outcome, Reaction, Verdict


class Judgement(Enum):
    """What the officer makes of an answer beside the reference."""

    AGREES = "agrees"
    DIFFERS = "differs"


register_words(
    {
        Gate.MATCH: _l("Two officers confirmed the match"),
        Gate.CLAIMANT: _l("Look at the original ID"),
        Gate.CUSTODY: _l("Check who must not collect"),
        Gate.DOCUMENT: _l("Paper that shows the relationship"),
        Gate.ANSWERS: _l("Ask what only the family knows"),
        Gate.CALL_BACK: _l("Ring the known number"),
        Gate.REACTION: _l("See them meet"),
        Gate.SUPERVISOR: _l("A supervisor agrees to go without a paper"),
        HandoverState.VERIFYING: _l("being verified"),
        HandoverState.ON_HOLD: _l("on hold"),
        HandoverState.RELEASED: _l("handed over"),
        HandoverState.TURNED_AWAY: _l("turned away"),
        DecisionKind.HELD: _l("put on hold"),
        DecisionKind.RESUMED: _l("allowed to go on"),
        DecisionKind.TURNED_AWAY: _l("claimant turned away"),
        DecisionKind.VOUCHED: _l("a listed guardian vouched"),
        DecisionKind.TAKEN_OVER: _l("taken over by another officer"),
        Verdict.ASKING: _l("more to ask"),
        Verdict.PASSED: _l("answers were right"),
        Verdict.FAILED: _l("answers were wrong"),
        Judgement.AGREES: _l("agrees"),
        Judgement.DIFFERS: _l("does not agree"),
        Custody.MAY_COLLECT: _l("Read: this claimant may collect"),
        Custody.DISPUTE: _l("There is a dispute or a doubt"),
        Document.STRONG: _l("Original seen: household register, birth certificate, order"),
        Document.WEAK: _l("Only a picture or a copy"),
        Document.NONE: _l("No paper"),
        Outcome.AGREED: _l("Agreed"),
        Outcome.NOT_REACHED: _l("Not reached"),
        Outcome.REFUSED: _l("Did not agree"),
        Reaction.GOES: _l("Recognises and goes along"),
        Reaction.AFRAID: _l("Recognises, is afraid"),
        Reaction.DOES_NOT_RECOGNISE: _l("Does not recognise"),
        Reaction.TOO_YOUNG: _l("Too young to show it"),
        Reaction.CANNOT_TELL: _l("Cannot tell"),
        HoldReason.NO_ID: _l("no original ID was shown"),
        HoldReason.ID_DIFFERS: _l("the ID is not the one shown when the report was made"),
        HoldReason.NOT_ON_LIST: _l("the claimant is not on the list of those who may collect"),
        HoldReason.CUSTODY: _l("a dispute about who may collect"),
        HoldReason.NO_DOCUMENT: _l("no paper shows the relationship"),
        HoldReason.TOO_FEW_QUESTIONS: _l("the report holds fewer than two secret questions"),
        HoldReason.ANSWERS_WRONG: _l("the answers were wrong"),
        HoldReason.NOT_REACHED: _l("nobody answers at the known numbers"),
        HoldReason.GUARDIAN_REFUSED: _l("the guardian on the phone did not agree"),
        HoldReason.REACTION: _l("afraid of the claimant, or does not recognise them"),
        HoldReason.DOUBT: _l("an officer has a doubt"),
    }
)
register_sentences(
    {
        "handover_needs_match": _l("Nobody can collect %(ref)s yet: two officers have to confirm a match first."),
        "handover_not_begun": _l("The handover of %(ref)s has not begun. Begin it first."),
        "handover_moved_on": _l("This handover is now: %(state)s. Nothing was changed."),
        "handover_changed_meanwhile": _l("Somebody else was faster. This is how it stands now."),
        "handover_already_yours": _l("You lead this verification already."),
        "handover_of_other_station": _l(
            "Case %(ref)s belongs to other stations. Only their officers and a supervisor may do this."
        ),
        "handover_led_by_other": _l("%(name)s leads this verification. Take it over first, or let them go on."),
        "gate_not_reached": _l("“%(gate)s” is not next. First comes “%(first)s”."),
        "gate_already_met": _l("“%(gate)s” is done and stays as it was recorded."),
        "gate_open": _l("Nobody leaves yet. Still open: “%(gate)s”."),
        "question_moved_on": _l("This question has been dealt with. Go on with the one shown now."),
        "call_known_number": _l("Ring one of the numbers that were stored with the report, not one given today."),
        "release_needs_another_officer": _l(
            "You verified this claimant. A second officer releases from their own account."
        ),
        "supervisor_decides": _l("Only a supervisor decides about a hold."),
        "other_supervisor_decides": _l("You verified this claimant. Another supervisor decides about the hold."),
        "hold_reason_not_by_hand": _l("Choose one of the reasons shown, not “%(reason)s”."),
        "reason_too_short": _l("Write the reason in a sentence, at least ten characters."),
    }
)
