"""What is asked about a found person, and the words for it."""

from app.found.forms import words
from app.found.forms.care import CareForm
from app.found.forms.report import FoundReportForm
from app.found.forms.versions import versions

__all__ = ["CareForm", "FoundReportForm", "versions", "words"]
