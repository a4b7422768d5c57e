"""Who goes where, in which order: least expected time until the family is reached. Pure.

The score is the sum of p_i * T_i, where T_i is when place i has been asked; ties go to the shorter
longest round. Two seeds (the index rule; the nearest first), the better one improved by taking a few
neighbouring places out and putting each back where it costs least, worse steps passing while it is
warm (Schrimpf 2000; Christiaens & Vanden Berghe 2020). From a fixed seed over a fixed number of steps
the same input always gives the same plan; a time budget gives what the machine manages in it.
"""

import math
import random
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.places.rules import distance_m
from app.search.rounds import Board, Book, Objective, Round
from app.search.settings import TravelSettings

__all__ = ["Objective", "Rounds", "Runner", "Target", "assign", "minutes_of", "travel_min"]


@dataclass(frozen=True, slots=True)
class Runner:
    """A patrol: where it starts, how it moves, in how many minutes it is free and goes off duty."""

    key: str
    lat: float
    lon: float
    mode: str
    free_in_min: float = 0.0
    until_min: float = math.inf


@dataclass(frozen=True, slots=True)
class Target:
    """A place to ask; `weight` is the chance that asking there finds the family (p * q)."""

    key: str
    lat: float
    lon: float
    weight: float


Rounds = dict[str, list[str]]
Legs = Callable[[str, Sequence[tuple[float, float]]], Sequence[Sequence[float]]]
"""(mode, points as (lat, lon)) -> minutes from each to each."""


def travel_min(metres: float, mode: str, settings: TravelSettings) -> float:
    """Minutes for a straight-line distance: stretched to streets, at the speed of the mode."""
    return metres * settings.detour[mode] / (settings.speed_kmh[mode] * 1000 / 60)


def straight_legs(settings: TravelSettings) -> Legs:
    """Legs by straight line and street factor."""

    def legs(mode: str, points: Sequence[tuple[float, float]]) -> Sequence[Sequence[float]]:
        rate = travel_min(1.0, mode, settings)
        return [[distance_m(*a, *b) * rate for b in points] for a in points]

    return legs


def _board(
    runners: Sequence[Runner],
    targets: Sequence[Target],
    dwell_min: float,
    legs: Legs,
    *,
    may_go: Mapping[str, Collection[str]],
    objective: Objective,
) -> Board:
    spots = [(t.lat, t.lon) for t in targets]
    first: list[Sequence[float]] = [()] * len(runners)
    between: list[Sequence[Sequence[float]]] = [()] * len(runners)
    for mode in sorted({r.mode for r in runners}):
        who = [i for i, r in enumerate(runners) if r.mode == mode]
        table = legs(mode, [*((runners[i].lat, runners[i].lon) for i in who), *spots])
        inner = [[minutes + dwell_min for minutes in row[len(who) :]] for row in table]
        for n, i in enumerate(who):
            first[i], between[i] = inner[n], inner[len(who) :]
    everybody = range(len(runners))
    return Board(
        weights=[t.weight for t in targets],
        free=[r.free_in_min for r in runners],
        until=[r.until_min for r in runners],
        first=first,
        between=between,
        open_to=[[i for i in everybody if runners[i].key in may_go.get(t.key, (runners[i].key,))] for t in targets],
        objective=objective,
        near=[sorted(range(len(spots)), key=lambda q, row=row: (row[q], q)) for row in between[0]],  # type: ignore[misc]
    )


def _seed(book: Book, worth: Callable[[int, float, float], float]) -> tuple[list[Round], list[int]]:
    """Append again and again the (patrol, place) pair that is worth most; `worth(place, clock, leg)`."""
    board = book.board
    rounds = [book.round(r, ()) for r in range(len(board.free))]
    left = set(range(len(board.weights)))
    open_to = [[p for p, who in enumerate(board.open_to) if r in who] for r in range(len(rounds))]

    def best_of(r: int) -> tuple[float, int, int]:
        row = rounds[r]
        legs, spare = board.between[r][row.visits[-1]] if row.visits else board.first[r], board.until[r] - row.minutes
        fit = ((worth(p, row.minutes, legs[p]), -p, -r) for p in open_to[r] if p in left and legs[p] <= spare)
        return max(fit, default=(-math.inf, 0, -r))

    best = [best_of(r) for r in range(len(rounds))]
    while left and (pair := max(best))[0] > -math.inf:
        place, runner = -pair[1], -pair[2]
        rounds[runner] = book.round(runner, (*rounds[runner].visits, place))
        left.remove(place)
        for r, (_, wanted, _) in enumerate(best):
            if r == runner or -wanted == place:
                best[r] = best_of(r)
    return rounds, sorted(left)


def _seeds(book: Book) -> list[tuple[list[Round], list[int]]]:
    weights = book.board.weights
    return [
        _seed(book, lambda place, clock, leg: (weights[place] + 1e-12) / (clock + leg)),
        _seed(book, lambda _, clock, leg: -(clock + leg)),
    ]


_LAPS = (0.5, 0.2)
"""Warmth at the start of each lap, as a part of the mean cost of a place."""
_COOLING = 0.01
_MOST_OUT = 8
STEPS_PER_TARGET = 40
FEWEST_STEPS = 1500


class _Climb:
    """Ruin and recreate. `best` is the best plan met; it never gets worse."""

    def __init__(self, book: Book, start: tuple[list[Round], list[int]], seed: int) -> None:
        self.book, self.board = book, book.board
        self.dice = random.Random(seed)  # noqa: S311 - not a secret: the same input must give the same plan
        self.best, self.best_left = start
        self.best_total = book.total(*start)
        self.restart()

    def restart(self) -> None:
        """Back to the best so far."""
        self.rounds, self.left = list(self.best), list(self.best_left)
        self.owner = {p: r for r, row in enumerate(self.rounds) for p in row.visits}

    def step(self, warmth: float) -> None:
        out = self._taken_out()
        rounds, left = list(self.rounds), [p for p in self.left if p not in out]
        touched: dict[int, set[int]] = {}
        for place in out:
            if place in self.owner:
                touched.setdefault(self.owner[place], set()).add(place)
        for r, gone in touched.items():
            rounds[r] = self.book.without(r, rounds[r], gone)
        homes = {place: self._put_back(place, rounds) for place in out}
        left += [place for place, r in homes.items() if r is None]
        changed = {*touched, *(r for r in homes.values() if r is not None)}
        worse = sum(rounds[r].cost - self.rounds[r].cost for r in changed)
        if len(left) != len(self.left):
            unasked = self.book.unasked
            worse += sum(map(unasked, left)) - sum(map(unasked, self.left))
        if worse > 0 and worse >= -warmth * math.log(1.0 - self.dice.random()):
            return
        self.rounds, self.left = rounds, left
        self.owner.update({place: r for place, r in homes.items() if r is not None})
        for place in left:
            self.owner.pop(place, None)
        self._keep_if_best()

    def _keep_if_best(self) -> None:
        total = self.book.total(self.rounds, self.left)
        if total < self.best_total:
            self.best, self.best_left, self.best_total = list(self.rounds), list(self.left), total

    def _taken_out(self) -> list[int]:
        """A place, some of its neighbours, and whatever waits without a patrol, in the order they go back."""
        dice, places = self.dice, len(self.board.weights)
        centre = self.board.near[dice.randrange(places)]
        many = min(places, 1 + dice.randrange(_MOST_OUT))
        reach = min(places, 2 * many + 1)
        out = dice.sample(centre[:reach], many)
        out += [place for place in self.left if place not in out]
        if dice.random() < 0.5:
            out.sort(key=lambda place: -self.board.weights[place])
        return out

    def _put_back(self, place: int, rounds: list[Round]) -> int | None:
        """Into the round where it costs least; one round in a while is overlooked, so that ways differ."""
        book, best, home = self.book, math.inf, None
        overlooked = self.dice.randrange(4 * len(rounds))
        for r in self.board.open_to[place]:
            row = rounds[r]
            added = row.added[place]
            if added is None:
                added = book.best_seat(r, row, place)
            if added < best and r != overlooked:
                best, home = added, r
        if home is not None:
            rounds[home] = book.with_place(home, rounds[home], place)
        return home


def _climb_for(climb: _Climb, steps: int, budget_s: float | None) -> None:
    """All laps, by steps or by time; a place's mean cost is the measure of warmth."""
    scale = max(sum(row.cost for row in climb.rounds), 1e-9) / len(climb.board.weights)
    begun, laps = time.thread_time(), len(_LAPS)
    for lap, warmth in enumerate(_LAPS):
        climb.restart()
        done, turn = 0.0, 0
        while done < 1:
            climb.step(scale * warmth * _COOLING**done)
            turn += 1
            if budget_s is None:
                done = turn * laps / max(steps, 1)
            else:
                done = (time.thread_time() - begun) / budget_s * laps - lap


def assign(
    runners: Sequence[Runner],
    targets: Sequence[Target],
    settings: TravelSettings,
    *,
    pinned: Mapping[str, str] | None = None,
    may_go: Mapping[str, Collection[str]] | None = None,
    objective: Objective = Objective.FAMILY_SOONEST,
    legs: Legs | None = None,
    steps: int | None = None,
    budget_s: float | None = None,
    seed: int = 20260301,
) -> Rounds:
    """Runner key -> target keys in order; no target twice.

    `pinned` (target key -> runner key) is an officer's own choice and is kept. `may_go` (target key ->
    runner keys) leaves others out; a target that nobody may reach before the end of a shift is in no round.
    `steps` 0 gives the better seed as it is; without `steps` and `budget_s` (seconds of this thread's own
    work, so that a busy machine does not decide) the plan's size decides.
    """
    if not runners or not targets:
        return {runner.key: [] for runner in runners}
    known = {runner.key for runner in runners}
    chosen = {key: (runner,) for key, runner in (pinned or {}).items() if runner in known}
    allowed = {**(may_go or {}), **chosen}
    board = _board(
        runners, targets, settings.dwell_min, legs or straight_legs(settings), may_go=allowed, objective=objective
    )
    book = Book(board)
    climb = _Climb(book, min(_seeds(book), key=lambda start: book.total(*start)), seed)
    steps = max(FEWEST_STEPS, STEPS_PER_TARGET * len(targets)) if steps is None else steps
    if steps or budget_s:
        _climb_for(climb, steps, budget_s)
    return {r.key: [targets[i].key for i in climb.best[n].visits] for n, r in enumerate(runners)}


def minutes_of(
    runner: Runner, visits: Sequence[Target], settings: TravelSettings, legs: Legs | None = None
) -> list[float]:
    """Minutes from now until the runner stands at each door, in the order of its round."""
    points = [(runner.lat, runner.lon), *((visit.lat, visit.lon) for visit in visits)]
    if legs is not None:
        table = legs(runner.mode, points)
        ways = [table[n][n + 1] for n in range(len(visits))]
    else:
        ways = [travel_min(distance_m(*a, *b), runner.mode, settings) for a, b in pairwise(points)]
    clock, out = runner.free_in_min, []
    for way in ways:
        out.append(clock + way)
        clock += way + settings.dwell_min
    return out
