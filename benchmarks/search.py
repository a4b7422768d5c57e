"""Measure the search: who goes where, how soon the family is reached, how fast the nearest places are found.

    python benchmarks/search.py [--quick] [--json FILE] [--only assignment,night,page,nearest]

Time budgets count the process's own CPU seconds, so that a busy machine measures the same. OR-Tools is
compared where it can be imported; it is no dependency of the product.
"""

# ruff: noqa: S311, PLR0917, E501 - dice of a simulation, whose nights have many facts

import argparse
import json
import math
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.places.rules import PlaceKind
from app.search import ranking
from app.search.assignment import Rounds, Runner, Target, assign, minutes_of
from app.search.prior import Category, Circumstances, Clue, Spot, prior
from app.search.settings import PriorSettings, TravelSettings
from benchmarks.nearest import nearest_report
from benchmarks.page import page_report
from benchmarks.peers import greedy, nearest_first, or_tools
from tests.search.exact import best_expected, score

TRAVEL = TravelSettings()
LAT, LON = 60.17, 24.94
HALF_LAT, HALF_LON = 0.018, 0.036
"""A town of four kilometres by four."""
SIZES = ((12, 4), (36, 12), (60, 20))
BUDGETS = (0.1, 0.2, 1.0)
LONG_S = 5.0
"""What the best known plan of a large town is looked for in, twice."""
MISSED = 0.2
KINDS = (PlaceKind.HOTEL, PlaceKind.HOTEL, PlaceKind.HOSTEL, PlaceKind.MALL, PlaceKind.ATTRACTION, PlaceKind.SHOP)


def _somewhere(dice: random.Random) -> tuple[float, float]:
    return LAT + dice.uniform(-HALF_LAT, HALF_LAT), LON + dice.uniform(-HALF_LON, HALF_LON)


def town(places: int, patrols: int, seed: int) -> tuple[list[Runner], list[Target]]:
    """A generated town: patrols of all modes, chances that differ as real ones do; desks miss one in ten."""
    dice = random.Random(seed)
    runners = [Runner(f"P{n}", *_somewhere(dice), dice.choice(["foot", "bike", "car"])) for n in range(patrols)]
    raw = [dice.lognormvariate(0, 1) for _ in range(places)]
    targets = [Target(f"t{n:02}", *_somewhere(dice), 0.6 * 0.9 * w / sum(raw)) for n, w in enumerate(raw)]
    return runners, targets


# (a) Who goes where


def measure_assignment(quick: bool) -> list[dict[str, Any]]:
    rows = []
    for places, patrols in SIZES:
        towns = [town(places, patrols, seed) for seed in range(_towns(places, quick))]
        rows += _one_size(places, patrols, towns, quick)
    return rows


def _towns(places: int, quick: bool) -> int:
    if places == 12:
        return 4 if quick else 20
    return 1 if quick else 5


def _one_size(places: int, patrols: int, towns: list[Any], quick: bool) -> list[dict[str, Any]]:
    ways: dict[str, Callable[[list[Runner], list[Target]], Rounds | None]] = {
        "nearest first": lambda r, t: nearest_first(r, t, TRAVEL),
        "greedy": lambda r, t: greedy(r, t, TRAVEL),
    }
    for budget in BUDGETS:
        ways[f"ours, {budget * 1000:.0f} ms"] = lambda r, t, b=budget: assign(r, t, TRAVEL, budget_s=b)
        ways[f"OR-Tools, {budget * 1000:.0f} ms"] = lambda r, t, b=budget: or_tools(r, t, TRAVEL, b)
    ways["ours, as the product runs it"] = lambda r, t: assign(r, t, TRAVEL)
    scores: dict[str, list[tuple[float, float]]] = {}
    for runners, targets in towns:
        for name, way in ways.items():
            if (rounds := way(runners, targets)) is not None:
                scores.setdefault(name, []).append(score(runners, targets, rounds, TRAVEL))
    known = _best_known(places, towns, scores, quick)
    return [_row(f"{places}/{patrols}", name, met, known) for name, met in scores.items()]


def _best_known(places: int, towns: list[Any], scores: dict[str, Any], quick: bool) -> list[tuple[float, float]]:
    """(expected, makespan): the exact optimum of the small towns, else the best of everything tried."""
    known = []
    for n, (runners, targets) in enumerate(towns):
        met = [plan[n] for plan in scores.values()]
        if places <= 12:
            expected = best_expected(runners, targets, TRAVEL)
        else:
            budget = 1.0 if quick else LONG_S
            long = [assign(runners, targets, TRAVEL, budget_s=budget, seed=seed) for seed in (1, 2)]
            met += [score(runners, targets, rounds, TRAVEL) for rounds in long]
            expected = min(one[0] for one in met)
        known.append((expected, min(one[1] for one in met)))
    return known


def _row(size: str, name: str, met: list[tuple[float, float]], known: list[tuple[float, float]]) -> dict[str, Any]:
    expected = [m[0] / k[0] - 1 for m, k in zip(met, known, strict=True)]
    makespan = [m[1] / k[1] - 1 for m, k in zip(met, known, strict=True)]
    return {
        "size": size,
        "method": name,
        "towns": len(met),
        "expected_gap_mean": statistics.mean(expected),
        "expected_gap_worst": max(expected),
        "best": sum(gap < 1e-6 for gap in expected),
        "makespan_gap_mean": statistics.mean(makespan),
    }


# (b) A night, played many times


def night_town(places: int, patrols: int, seed: int) -> tuple[list[Runner], list[Target], dict[str, float], float]:
    """Patrols, places and the product's own prior for a child of 4-6 who slept in a hotel, found in the middle."""
    dice = random.Random(seed)
    runners = [Runner(f"P{n}", *_somewhere(dice), "foot") for n in range(patrols)]
    points = {f"t{n:02}": _somewhere(dice) for n in range(places)}
    spots = [Spot(key, dice.choice(KINDS), _metres(point)) for key, point in points.items()]
    known = Circumstances(Category.CHILD_4_6, 20, frozenset({Clue.SLEPT_IN_HOTEL}))
    chances, rest = prior(spots, known, PriorSettings())
    return runners, [Target(key, *point, chances[key]) for key, point in points.items()], chances, rest


def _metres(point: tuple[float, float]) -> float:
    north, east = (point[0] - LAT) * 111_195, (point[1] - LON) * 111_195 * math.cos(math.radians(LAT))
    return math.hypot(north, east)


def play_fixed(runners: list[Runner], targets: list[Target], lists: Rounds, truth: str, dice: random.Random) -> float:
    """Each patrol walks its list again and again until a desk says yes; minutes until then."""
    by_key, first = {t.key: t for t in targets}, math.inf
    for runner in runners:
        visits = [by_key[key] for key in lists[runner.key]]
        if truth not in lists[runner.key]:
            continue
        walked = visits * 12
        asked = [m + TRAVEL.dwell_min for m in minutes_of(runner, walked, TRAVEL)]
        yes = (m for v, m in zip(walked, asked, strict=True) if v.key == truth and dice.random() >= MISSED)
        first = min(first, next(yes, math.inf))
    return first


def play_planned(
    night: tuple[list[Runner], list[Target], dict[str, float], float],
    truth: str,
    dice: random.Random,
    stops: int,
    steps: int | None,
) -> float:
    """The product's planner and update: tasks of `stops` places, the rest shared out anew on every reply."""
    runners, targets, chances, rest = night[0], {t.key: t for t in night[1]}, dict(night[2]), night[3]
    at = {r.key: r for r in runners}
    clock, under_way, asked = 0.0, {}, set()
    while True:
        idle = [r for r in runners if not under_way.get(r.key)]
        if idle:
            taken = {key for visits in under_way.values() for _, key in visits}
            fresh = [key for key in targets if key not in taken and key not in asked]
            if not fresh:
                asked, fresh = set(), [key for key in targets if key not in taken]
            for r, lot in _share(at, under_way, clock, fresh, targets, chances, steps).items():
                if not under_way.get(r):
                    visits = [targets[key] for key in lot[:stops]]
                    start = at[r]
                    minutes = minutes_of(start, visits, TRAVEL)
                    done = [(clock + m + TRAVEL.dwell_min, v.key) for m, v in zip(minutes, visits, strict=True)]
                    under_way[r] = done
        moment, who = min((visits[0][0], r) for r, visits in under_way.items() if visits)
        clock, (_, key) = moment, under_way[who].pop(0)
        if key == truth and dice.random() >= MISSED:
            return clock
        chances, rest = ranking.after_no(chances, rest, key, 1 - MISSED)
        asked.add(key)
        at[who] = Runner(who, targets[key].lat, targets[key].lon, at[who].mode)


def _share(
    at: dict[str, Runner],
    under_way: dict[str, list[tuple[float, str]]],
    clock: float,
    keys: list[str],
    targets: dict[str, Target],
    chances: dict[str, float],
    steps: int | None,
) -> Rounds:
    """One sharing-out as `app.search.sharing` does it: busy patrols count from the end of their task."""
    runners = []
    for key, runner in at.items():
        visits = under_way.get(key)
        until, last = visits[-1] if visits else (clock, "")
        end = targets[last] if last else runner
        runners.append(Runner(key, end.lat, end.lon, runner.mode, max(0.0, until - clock)))
    worth = ranking.hedged({k: chances[k] for k in keys}, DOUBT)
    wanted = [Target(k, targets[k].lat, targets[k].lon, worth[k] * (1 - MISSED)) for k in keys]
    return assign(runners, wanted, TRAVEL, steps=steps)


def measure_night(quick: bool) -> list[dict[str, Any]]:
    rows = []
    nights = 4 if quick else 25
    for patrols, places in ((4, 12), (8, 36)):
        for truth_is in ("as the prior says", "uniform: the prior is wrong"):
            met: dict[str, list[float]] = {}
            for seed in range(nights):
                _play_all(met, night_town(places, patrols, seed), seed, uniform=truth_is.startswith("uniform"))
            base = statistics.mean(met["nearest first, fixed lists"])
            for name, minutes in met.items():
                mean, p90 = statistics.mean(minutes), statistics.quantiles(minutes, n=10)[-1]
                rows.append({"town": f"{patrols} patrols, {places} places", "truth": truth_is, "policy": name,
                             "nights": len(minutes), "mean_min": mean, "p90_min": p90, "sooner": 1 - mean / base})  # fmt: skip
    return rows


TRUTHS_A_NIGHT = 6
STOPS = (1, 3)
NIGHT_STEPS = 400
DOUBT = PriorSettings().doubt


def _play_all(met: dict[str, list[float]], night: Any, seed: int, uniform: bool) -> None:
    runners, targets, chances, _ = night
    lists = {
        "nearest first, fixed lists": nearest_first(runners, targets, TRAVEL),
        "expected time, fixed lists": assign(runners, targets, TRAVEL),
    }
    dice = random.Random(1000 + seed)
    weights = [1.0 if uniform else chances[t.key] for t in targets]
    for truth in dice.choices([t.key for t in targets], weights, k=TRUTHS_A_NIGHT):
        for name, rounds in lists.items():
            met.setdefault(name, []).append(play_fixed(runners, targets, rounds, truth, random.Random(seed)))
        for stops in STOPS:
            name = f"re-planned on every reply, {stops} stop{'s' if stops > 1 else ''} a task"
            met.setdefault(name, []).append(play_planned(night, truth, random.Random(seed), stops, NIGHT_STEPS))


# The tables


def show(title: str, rows: list[dict[str, Any]]) -> None:
    print(f"\n{title}")
    if not rows:
        return
    cells = [[str(name) for name in rows[0]]] + [[_said(v, k) for k, v in row.items()] for row in rows]
    widths = [max(len(row[n]) for row in cells) for n in range(len(cells[0]))]
    for row in cells:
        print("  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)))


def _said(value: Any, name: str) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:+.2%}" if "gap" in name or name == "sooner" else f"{value:.3g}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--quick", action="store_true", help="smaller samples, under a minute")
    arguments.add_argument("--json", type=Path, help="write the figures here too")
    arguments.add_argument("--only", default="assignment,night,page,nearest")
    asked = arguments.parse_args()
    parts: dict[str, tuple[str, Callable[[bool], list[dict[str, Any]]]]] = {
        "assignment": ("Who goes where: gaps to the optimum (12/4) or to the best known plan", measure_assignment),
        "night": ("Minutes until the family is reached; desks miss 20 %", measure_night),
        "page": ("Pages of a search with 60 places and 20 patrols", page_report),
        "nearest": ("The nearest 12 hotels, in milliseconds", nearest_report),
    }
    figures: dict[str, Any] = {}
    for name, (title, measure) in parts.items():
        if name in asked.only.split(","):
            begun = time.perf_counter()
            figures[name] = measure(asked.quick)
            show(f"{title}  [{time.perf_counter() - begun:.0f} s]", figures[name])
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
