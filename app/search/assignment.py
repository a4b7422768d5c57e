"""Who goes where, in which order: least expected time until the family is reached. Pure.

The score is the sum of p_i * T_i, where T_i is when place i has been asked; ties go to the shorter
longest round. A greedy seed by the index rule, then local search from a fixed seed over a fixed
number of steps, so that the same input always gives the same plan.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.places.rules import distance_m
from app.search.settings import TravelSettings


@dataclass(frozen=True, slots=True)
class Runner:
    """A patrol: where it starts, how it moves, in how many minutes it is free."""

    key: str
    lat: float
    lon: float
    mode: str
    free_in_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """A place to ask; `weight` is the chance that asking there finds the family (p * q)."""

    key: str
    lat: float
    lon: float
    weight: float


Rounds = dict[str, list[str]]


def travel_min(metres: float, mode: str, settings: TravelSettings) -> float:
    """Minutes for a straight-line distance: stretched to streets, at the speed of the mode."""
    return metres * settings.detour[mode] / (settings.speed_kmh[mode] * 1000 / 60)


class _Board:
    """Minutes between everything, as lists, so that a score costs only additions."""

    def __init__(self, runners: Sequence[Runner], targets: Sequence[Target], settings: TravelSettings) -> None:
        legs = [[distance_m(a.lat, a.lon, b.lat, b.lon) for b in targets] for a in targets]
        self.weights = [t.weight for t in targets]
        self.free = [r.free_in_min for r in runners]
        self.first: list[list[float]] = []
        self.between: list[list[list[float]]] = []
        by_mode: dict[str, list[list[float]]] = {}
        for r in runners:
            rate = travel_min(1.0, r.mode, settings)
            if r.mode not in by_mode:
                by_mode[r.mode] = [[m * rate + settings.dwell_min for m in row] for row in legs]
            self.between.append(by_mode[r.mode])
            self.first.append([distance_m(r.lat, r.lon, t.lat, t.lon) * rate + settings.dwell_min for t in targets])

    def arrivals(self, runner: int, visits: Sequence[int]) -> list[float]:
        """Minutes from now when each place of the round has been asked."""
        clock, last, out = self.free[runner], -1, []
        for place in visits:
            clock += self.first[runner][place] if last < 0 else self.between[runner][last][place]
            last = place
            out.append(clock)
        return out

    def score(self, runner: int, visits: Sequence[int]) -> tuple[float, float]:
        """(sum of p*T, minutes of the round)."""
        arrivals = self.arrivals(runner, visits)
        return sum(self.weights[p] * t for p, t in zip(visits, arrivals, strict=True)), arrivals[-1] if visits else 0.0


def _seed(board: _Board, pins: Mapping[int, int]) -> list[list[int]]:
    """Repeatedly the (patrol, place) pair with the best weight per minute, waiting for a busy patrol included."""
    rounds: list[list[int]] = [[] for _ in board.free]
    clocks = list(board.free)
    left = set(range(len(board.weights)))

    def gain(runner: int, place: int) -> tuple[float, float]:
        last = rounds[runner]
        minutes = clocks[runner]
        minutes += board.between[runner][last[-1]][place] if last else board.first[runner][place]
        return (board.weights[place] + 1e-12) / minutes, minutes

    while left:
        pairs = ((r, p) for p in left for r in ([pins[p]] if p in pins else range(len(rounds))))
        runner, place = max(pairs, key=lambda pair: (gain(*pair)[0], -pair[1], -pair[0]))
        clocks[runner] = gain(runner, place)[1]
        rounds[runner].append(place)
        left.remove(place)
    return rounds


class _Climb:
    """Local search: move a place, swap two, cross two rounds; worse steps pass while it is warm; the best is kept."""

    def __init__(self, board: _Board, rounds: list[list[int]], pins: Mapping[int, int], seed: int) -> None:
        self.board, self.rounds, self.pins = board, rounds, pins
        self.dice = random.Random(seed)  # noqa: S311 - not a secret: the same input must give the same plan
        self.scores = [board.score(r, visits) for r, visits in enumerate(rounds)]
        self.best, self.best_total = [list(v) for v in rounds], self.total()

    def total(self) -> tuple[float, float]:
        return round(sum(s[0] for s in self.scores), 9), max((s[1] for s in self.scores), default=0.0)

    def restart(self) -> None:
        """Back to the best so far."""
        self.rounds = [list(visits) for visits in self.best]
        self.scores = [self.board.score(r, visits) for r, visits in enumerate(self.rounds)]

    def step(self, warmth: float) -> None:
        a = self.dice.choice([r for r, visits in enumerate(self.rounds) if visits])
        b = self.dice.randrange(len(self.rounds))
        changed = self.dice.choices((self._moved, self._swapped, self._crossed), (5, 4, 1))[0](a, b)
        if changed is None:
            return
        new = {r: self.board.score(r, visits) for r, visits in changed.items()}
        worse = sum(new[r][0] - self.scores[r][0] for r in new)
        if worse > 0 and self.dice.random() >= math.exp(-worse / warmth):
            return
        for r, visits in changed.items():
            self.rounds[r], self.scores[r] = visits, new[r]
        if worse <= 1e-9 and self.total() < self.best_total:
            self.best, self.best_total = [list(v) for v in self.rounds], self.total()

    def _allowed(self, place: int, runner: int) -> bool:
        return self.pins.get(place, runner) == runner

    def _moved(self, a: int, b: int) -> dict[int, list[int]] | None:
        source = list(self.rounds[a])
        place = source.pop(self.dice.randrange(len(source)))
        if not self._allowed(place, b):
            return None
        target = source if a == b else list(self.rounds[b])
        target.insert(self.dice.randint(0, len(target)), place)
        return {a: source, b: target}

    def _swapped(self, a: int, b: int) -> dict[int, list[int]] | None:
        if not self.rounds[b]:
            return None
        first, second = list(self.rounds[a]), list(self.rounds[b])
        if a == b:
            second = first
        i, j = self.dice.randrange(len(first)), self.dice.randrange(len(second))
        if not (self._allowed(first[i], b) and self._allowed(second[j], a)):
            return None
        first[i], second[j] = second[j], first[i]
        return {a: first, b: second}

    def _crossed(self, a: int, b: int) -> dict[int, list[int]] | None:
        """The rest of one round for the rest of the other; within one round: turned around."""
        first, second = self.rounds[a], self.rounds[b]
        i = self.dice.randrange(len(first))
        if a == b:
            return {a: first[:i] + first[i:][::-1]}
        j = self.dice.randint(0, len(second))
        if not all(self._allowed(p, b) for p in first[i:]) or not all(self._allowed(p, a) for p in second[j:]):
            return None
        return {a: first[:i] + second[j:], b: second[:j] + first[i:]}


_LAPS = (0.1, 0.002, 0.03, 0.002)
"""Warmth at the start of each lap, as a part of the score: far jumps and near ones in turn."""
_COOLING = 0.002
_STEPS_PER_TARGET = 500


def _climb_in_laps(climb: _Climb, steps: int) -> None:
    scale, lap = max(climb.best_total[0], 1e-9), steps // len(_LAPS)
    for warmth in _LAPS:
        climb.restart()
        for n in range(lap):
            climb.step(scale * warmth * _COOLING ** (n / lap))


def assign(
    runners: Sequence[Runner],
    targets: Sequence[Target],
    settings: TravelSettings,
    *,
    pinned: Mapping[str, str] | None = None,
    steps: int = 10_000,
    seed: int = 20260301,
) -> Rounds:
    """Runner key -> target keys in order; every target exactly once (none at all without a runner).

    `pinned` (target key -> runner key) is an officer's own choice and is kept.
    """
    if not runners or not targets:
        return {runner.key: [] for runner in runners}
    seats = {runner.key: i for i, runner in enumerate(runners)}
    pins = {i: seats[pinned[t.key]] for i, t in enumerate(targets) if pinned and pinned.get(t.key) in seats}
    board = _Board(runners, targets, settings)
    climb = _Climb(board, _seed(board, pins), pins, seed)
    _climb_in_laps(climb, min(steps, _STEPS_PER_TARGET * len(targets)))
    return {r.key: [targets[i].key for i in climb.best[n]] for n, r in enumerate(runners)}


def minutes_of(runner: Runner, visits: Sequence[Target], settings: TravelSettings) -> list[float]:
    """Minutes from now until the runner stands at each door, in the order of its round."""
    clock, lat, lon, out = runner.free_in_min, runner.lat, runner.lon, []
    for visit in visits:
        clock += travel_min(distance_m(lat, lon, visit.lat, visit.lon), runner.mode, settings)
        out.append(clock)
        clock, lat, lon = clock + settings.dwell_min, visit.lat, visit.lon
    return out
