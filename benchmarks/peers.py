"""What the planner is measured against: nearest first, greedy by the index rule, and OR-Tools."""

# ruff: noqa: PLR0917 - the peer library wants many facts at once

import math
from collections.abc import Sequence
from datetime import timedelta

from app.places.rules import distance_m
from app.search.assignment import Rounds, Runner, Target, travel_min
from app.search.settings import TravelSettings

try:
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2
except ImportError:
    pywrapcp = None
    print("OR-Tools is not installed here: it is left out. `pip install ortools` somewhere and put it on PYTHONPATH.")


def _append(runners: Sequence[Runner], targets: Sequence[Target], travel: TravelSettings, by_weight: bool) -> Rounds:
    """Again and again the pair (patrol, place) that is nearest in minutes, or worth most a minute."""
    rounds: Rounds = {r.key: [] for r in runners}
    at = {r.key: (r.free_in_min, r.lat, r.lon) for r in runners}
    left = {t.key: t for t in targets}
    while left:
        best, chosen = -math.inf, None
        for r in runners:
            clock, lat, lon = at[r.key]
            for t in left.values():
                done = clock + travel_min(distance_m(lat, lon, t.lat, t.lon), r.mode, travel) + travel.dwell_min
                worth = t.weight / done if by_weight else -done
                if worth > best:
                    best, chosen = worth, (r.key, t, done)
        assert chosen is not None
        key, target, done = chosen
        rounds[key].append(target.key)
        at[key] = (done, target.lat, target.lon)
        del left[target.key]
    return rounds


def nearest_first(runners: Sequence[Runner], targets: Sequence[Target], travel: TravelSettings) -> Rounds:
    """As a dispatcher without a plan does it: whoever can be at a door first goes there."""
    return _append(runners, targets, travel, by_weight=False)


def greedy(runners: Sequence[Runner], targets: Sequence[Target], travel: TravelSettings) -> Rounds:
    return _append(runners, targets, travel, by_weight=True)


def or_tools(
    runners: Sequence[Runner], targets: Sequence[Target], travel: TravelSettings, budget_s: float
) -> Rounds | None:
    """The routing library with the same objective: a cost for each minute a place waits. None when not installed."""
    if pywrapcp is None:
        return None
    count, crews, scale = len(targets), len(runners), 1000
    starts = list(range(count, count + crews))
    manager = pywrapcp.RoutingIndexManager(count + crews + 1, crews, starts, [count + crews] * crews)
    model = pywrapcp.RoutingModel(manager)
    transits = [_register(model, manager, runner, n, targets, travel, scale) for n, runner in enumerate(runners)]
    model.AddDimensionWithVehicleTransits(transits, 0, 10**9, False, "time")
    clock = model.GetDimensionOrDie("time")
    for n, runner in enumerate(runners):
        free = round(runner.free_in_min * scale)
        clock.CumulVar(model.Start(n)).SetRange(free, free)
    for n, target in enumerate(targets):
        clock.SetCumulVarSoftUpperBound(manager.NodeToIndex(n), 0, max(1, round(target.weight * 100_000)))
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    search.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.time_limit.FromTimedelta(timedelta(seconds=budget_s))
    found = model.SolveWithParameters(search)
    return _read(found, model, manager, runners, targets) if found else None


def _register(model, manager, runner, number, targets, travel, scale):  # type: ignore[no-untyped-def]
    count = len(targets)
    points = [(t.lat, t.lon) for t in targets]
    rows = []
    for lat, lon in [*points, (runner.lat, runner.lon)]:
        legs = [travel_min(distance_m(lat, lon, *p), runner.mode, travel) + travel.dwell_min for p in points]
        rows.append([round(leg * scale) for leg in legs])

    def minutes(a: int, b: int) -> int:
        source, goal = manager.IndexToNode(a), manager.IndexToNode(b)
        if goal >= count or (source >= count and source != count + number):
            return 0
        return rows[min(source, count)][goal]

    return model.RegisterTransitCallback(minutes)


def _read(found, model, manager, runners, targets) -> Rounds:  # type: ignore[no-untyped-def]
    rounds: Rounds = {}
    for n, runner in enumerate(runners):
        rounds[runner.key], at = [], model.Start(n)
        while not model.IsEnd(at):
            node = manager.IndexToNode(at)
            if node < len(targets):
                rounds[runner.key].append(targets[node].key)
            at = found.Value(model.NextVar(at))
    return rounds
