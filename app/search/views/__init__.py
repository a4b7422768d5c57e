"""Pages of a search: the plan, answers for a patrol, the family, and the patrol's own page."""

from app.search.views import answers, family, maps, plan, task
from app.search.views.room import bp

__all__ = ["answers", "bp", "family", "maps", "plan", "task"]
