"""What a family is asked, and the words for it."""

from app.missing.forms import words
from app.missing.forms.report import MissingReportForm
from app.missing.forms.withdraw import WithdrawForm

__all__ = ["MissingReportForm", "WithdrawForm", "words"]
