"""What somebody else stored meanwhile beside what was typed."""

from flask_babel import lazy_gettext as _l

from app.found.facts import FoundFacts
from app.found.forms.report import FoundReportForm
from app.found.models import FoundReport
from app.people.forms import versions as person_versions

_LABELS = {"found_at": _l("When found")}


def versions(form: FoundReportForm, report: FoundReport, facts: FoundFacts) -> list[tuple[str, str, str]]:
    """(question, stored answer, typed answer) for everything that differs."""
    return person_versions(form, report, facts, _LABELS)
