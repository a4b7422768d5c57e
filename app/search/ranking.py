"""What an answer teaches: Bayes over the places, and the index rule for the next one. Pure."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Chances = dict[str, float]


def after_no(chances: Mapping[str, float], rest: float, asked: str, q: float) -> tuple[Chances, float]:
    """Chances after `asked` said no, where a visit finds a family that is there with chance `q` < 1.

    p -> p(1-q)/(1-pq) at the place asked, p/(1-pq) everywhere else, the rest of the world included.
    """
    p = chances[asked]
    left = 1 - p * q
    new = {key: value / left for key, value in chances.items()}
    new[asked] = p * (1 - q) / left
    return new, rest / left


def after_yes(chances: Mapping[str, float], asked: str) -> tuple[Chances, float]:
    """The family is here: certain at the place asked, nothing elsewhere."""
    return {key: 1.0 if key == asked else 0.0 for key in chances}, 0.0


def after_trace(
    chances: Mapping[str, float], rest: float, metres_from_trace: Mapping[str, float], factor: float, reach_m: float
) -> tuple[Chances, float]:
    """Chances after a sighting: `factor` times at its spot, falling off with distance; then summing as before."""
    raised = {
        key: value * (1 + (factor - 1) * math.exp(-metres_from_trace.get(key, math.inf) / reach_m))
        for key, value in chances.items()
    }
    before, total = sum(chances.values()) + rest, sum(raised.values()) + rest
    scale = before / total if total > 0 else 1.0
    return {key: value * scale for key, value in raised.items()}, rest * scale


def hedged(chances: Mapping[str, float], doubt: float) -> Chances:
    """What the order of asking is reckoned by: a part `doubt` of all chance counts as spread evenly.

    Weights may be wrong. Where they are right this costs little; where they are wrong it saves much.
    """
    even = doubt * sum(chances.values()) / max(1, len(chances))
    return {key: (1 - doubt) * chance + even for key, chance in chances.items()}


def after_sighting(
    chances: Mapping[str, float], rest: float, off_deg: Mapping[str, float], factor: float, width_deg: float
) -> tuple[Chances, float]:
    """Chances after they were seen walking some way; `off_deg`: how far each place lies off that way.

    `factor` (above 1, less the older the sighting) within `width_deg` to either side; then summing as before.
    """
    raised = {key: p * (factor if off_deg.get(key, 180.0) <= width_deg else 1.0) for key, p in chances.items()}
    before, total = sum(chances.values()) + rest, sum(raised.values()) + rest
    scale = before / total if total > 0 else 1.0
    return {key: value * scale for key, value in raised.items()}, rest * scale


def faded(factor: float, age_min: float, half_life_min: float) -> float:
    """A factor that falls from its full height to 1: halfway after each half-life."""
    return 1 + (factor - 1) * float(0.5 ** (max(0.0, age_min) / half_life_min))


def index(chance: float, q: float, cost_min: float) -> float:
    """Blackwell's rule: ask next where p*q/cost is greatest; cost is travel and dwell in minutes."""
    return chance * q / cost_min


@dataclass(frozen=True, slots=True)
class Change:
    """How the chance of one place moved."""

    key: str
    before: float
    after: float


def order(chances: Mapping[str, float], tie: Mapping[str, float]) -> list[str]:
    """Keys by chance, the greatest first; ties by `tie` (metres), then by key."""
    return sorted(chances, key=lambda key: (-chances[key], tie.get(key, math.inf), key))


def best_of(chances: Mapping[str, float], among: Iterable[str]) -> str | None:
    """The key with the greatest chance among some, or None when there are none."""
    return max(sorted(among), key=lambda key: chances[key], default=None)
