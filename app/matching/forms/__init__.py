"""Words for what was compared, and the two small forms with which officers decide."""

from app.matching.forms.decide import DecideForm, DismissForm
from app.matching.forms.rows import Row, in_bits, in_percent, reasons, rows_of, total_of
from app.matching.forms.words import level_in_words

__all__ = [
    "DecideForm",
    "DismissForm",
    "Row",
    "in_bits",
    "in_percent",
    "level_in_words",
    "reasons",
    "rows_of",
    "total_of",
]
