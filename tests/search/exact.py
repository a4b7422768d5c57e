"""The best plan there is, by an exact subset dynamic programme: for small towns only, to measure the real one by."""

from collections.abc import Sequence
from functools import cache

from app.places.rules import distance_m
from app.search.assignment import Rounds, Runner, Target, minutes_of, travel_min
from app.search.settings import TravelSettings


def score(
    runners: Sequence[Runner], targets: Sequence[Target], rounds: Rounds, travel: TravelSettings
) -> tuple[float, float]:
    """(sum of p*T, minutes of the longest round) of a plan, reckoned from its stops alone."""
    by_key = {target.key: target for target in targets}
    total, longest = 0.0, 0.0
    for runner in runners:
        visits = [by_key[key] for key in rounds[runner.key]]
        asked = [minutes + travel.dwell_min for minutes in minutes_of(runner, visits, travel)]
        total += sum(visit.weight * minutes for visit, minutes in zip(visits, asked, strict=True))
        longest = max([longest, *asked])
    return total, longest


def best_expected(runners: Sequence[Runner], targets: Sequence[Target], travel: TravelSettings) -> float:
    """The least sum of p*T of any plan. Work grows as 3 to the number of targets: 12 take seconds."""
    everything = (1 << len(targets)) - 1
    best = [0.0] + [float("inf")] * everything
    for number, runner in enumerate(runners):
        costs = _round_costs(runner, targets, travel)
        if number == 0:
            best = costs
            continue
        best = [_split(best, costs, mask) for mask in range(everything + 1)]
    return best[everything]


def _split(before: Sequence[float], costs: Sequence[float], mask: int) -> float:
    """The least cost of giving one part of the places to the patrols before and the other to this one."""
    least, part = before[mask], mask
    while part:
        least = min(least, before[mask ^ part] + costs[part])
        part = (part - 1) & mask
    return least


def _round_costs(runner: Runner, targets: Sequence[Target], travel: TravelSettings) -> list[float]:
    """Cost of each set of places (as a bit mask) in its best order: a leg delays every chance still to come."""
    count = len(targets)

    def leg(lat: float, lon: float, target: Target) -> float:
        metres = distance_m(lat, lon, target.lat, target.lon)
        return travel_min(metres, runner.mode, travel) + travel.dwell_min

    between = [[leg(a.lat, a.lon, b) for b in targets] for a in targets]
    first = [leg(runner.lat, runner.lon, target) for target in targets]
    weight = [sum(t.weight for i, t in enumerate(targets) if mask >> i & 1) for mask in range(1 << count)]

    @cache
    def onward(mask: int, last: int) -> float:
        return min(
            (weight[mask] * between[last][i] + onward(mask ^ (1 << i), i) for i in range(count) if mask >> i & 1),
            default=0.0,
        )

    costs = [0.0]
    for mask in range(1, 1 << count):
        begin = min(weight[mask] * first[i] + onward(mask ^ (1 << i), i) for i in range(count) if mask >> i & 1)
        costs.append(weight[mask] * runner.free_in_min + begin)
    return costs
