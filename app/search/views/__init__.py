"""Pages of a search: the plan, answers for a patrol, the family, and the patrol's own page."""

from app.search.views import answers, coverage, enquiries, family, maps, plan, task, weights
from app.search.views.room import bp

__all__ = ["answers", "bp", "coverage", "enquiries", "family", "maps", "plan", "task", "weights"]
