"""What somebody else stored meanwhile beside what was typed, with the guardians and the secret questions."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.phones import masked, readable
from app.core.words import word
from app.missing import lists
from app.missing.facts import MissingFacts, guardian_facts, held_back_facts
from app.missing.forms.report import MissingReportForm
from app.missing.forms.words import TextLanguage
from app.missing.models import MissingReport
from app.missing.rules import RiskFactor
from app.people import forms as people
from app.people.forms import told

_LABELS = {"last_seen_at": _l("Last seen")}
_LIST_LABELS = {"guardians": _l("Who may collect"), "held_back": _l("Secret questions")}


def versions(form: MissingReportForm, report: MissingReport, facts: MissingFacts) -> list[tuple[str, str, str]]:
    """(question, stored answer, typed answer) for everything that differs, but nothing this officer may not see."""
    stored = {
        "guardians": _guardians(guardian_facts(report.guardians)),
        "held_back": _questions(held_back_facts(report.held_back)),
    }
    typed = {"guardians": _guardians(facts.guardians), "held_back": _questions(facts.held_back)}
    return people.versions(form, report, facts, _LABELS, _IN_WORDS) + [
        (str(_LIST_LABELS[name]), stored[name], typed[name])
        for name in lists.differences(report, facts)
        if name not in form.kept
    ]


def _guardians(guardians: Any) -> str:
    lines = [f"{g.name}, {word(g.relation)}, {readable(g.phone) if g.phone else _('no phone')}" for g in guardians]
    return "; ".join(lines)


def _questions(facts: Any) -> str:
    return "; ".join(f"{fact.question} {fact.answer}" for fact in facts) or str(_("not asked yet"))


_IN_WORDS = {
    "reporter_phone": lambda side: readable(side.reporter_phone),
    "reporter_id_number": lambda side: masked(side.reporter_id_number) if side.reporter_id_number else "",
    "reporter_language": lambda side: word(TextLanguage(side.reporter_language)),
    "risk_factors": lambda side: told([RiskFactor(value) for value in side.risk_factors]),
}
