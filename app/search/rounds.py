"""Rounds of patrols as numbers: minutes between everything, what a round costs, what one more place adds. Pure.

Patrols and places are counted from 0 here. A leg's minutes hold the time at its door, so a place has been
asked when its leg is over.
"""

import enum
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

Visits = tuple[int, ...]
Minutes = Sequence[Sequence[float]]

UNASKED_MIN = 100_000.0
"""What a place counts that nobody may go to: more than any round."""
_SHARP = 8
"""Rounds to this power, summed: so near to the longest round that shortening it comes first."""


class Objective(enum.Enum):
    """What a good plan is: the family reached soonest on average, or the last place asked soonest."""

    FAMILY_SOONEST = "family_soonest"
    ALL_CHECKED_SOONEST = "all_checked_soonest"


@dataclass(slots=True)
class Board:
    """`first[r][p]`: patrol r from its start to place p; `between[r][p][q]`: on from p to q; all with the door."""

    weights: Sequence[float]
    free: Sequence[float]
    until: Sequence[float]
    """Minutes from now when each patrol's shift ends; infinity where it does not matter."""
    first: Minutes
    between: Sequence[Minutes]
    open_to: Sequence[Sequence[int]]
    """Place -> the patrols that may go there."""
    objective: Objective = Objective.FAMILY_SOONEST
    near: Sequence[Sequence[int]] = field(default_factory=list)
    """Place -> all places, the nearest first, itself included."""


class Round:
    """One patrol's places in order, with what it costs; `added` and `seat` fill up as they are asked for."""

    __slots__ = ("added", "cost", "minutes", "seat", "tails", "visits")

    def __init__(self, visits: Visits, cost: float, minutes: float, tails: list[float], places: int) -> None:
        self.visits, self.cost, self.minutes, self.tails = visits, cost, minutes, tails
        self.added: list[float | None] = [None] * places
        self.seat = [0] * places


class Book:
    """Every round met so far, so that nothing is reckoned twice."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self._rounds: list[dict[Visits, Round]] = [{} for _ in board.free]
        self._by_weight = board.objective is Objective.FAMILY_SOONEST
        self._long = max(1.0, sum(min(row) for row in board.first) / max(1, len(board.free)))

    def round(self, runner: int, visits: Visits) -> Round:
        known = self._rounds[runner].get(visits)
        if known is None:
            known = self._rounds[runner][visits] = self._reckoned(runner, visits)
        return known

    def _reckoned(self, runner: int, visits: Visits) -> Round:
        arrivals = self.arrivals(runner, visits)
        weights = self.board.weights
        tails, tail = [0.0], 0.0
        for place in reversed(visits):
            tail += weights[place]
            tails.append(tail)
        tails.reverse()
        minutes = arrivals[-1] if visits else self.board.free[runner]
        cost = sum(weights[p] * t for p, t in zip(visits, arrivals, strict=True)) if self._by_weight else 0.0
        if not self._by_weight and visits:
            cost = self._steep(minutes)
        return Round(visits, cost, minutes, tails, len(weights))

    def _steep(self, minutes: float) -> float:
        return float((minutes / self._long) ** _SHARP)

    def arrivals(self, runner: int, visits: Visits) -> list[float]:
        """Minutes from now when each place of the round has been asked."""
        first, between = self.board.first[runner], self.board.between[runner]
        clock, last, out = self.board.free[runner], -1, []
        for place in visits:
            clock += first[place] if last < 0 else between[last][place]
            last = place
            out.append(clock)
        return out

    def best_seat(self, runner: int, row: Round, place: int) -> float:
        """What the place adds at its best turn in this round; infinity where the shift ends before."""
        first, between, tails = self.board.first[runner], self.board.between[runner], row.tails
        weight, spare = self.board.weights[place], self.board.until[runner] - row.minutes
        visits, clock, last = row.visits, self.board.free[runner], -1
        best, seat, onward = math.inf, 0, between[place]
        for turn, following in enumerate(visits):
            leg = first[place] if last < 0 else between[last][place]
            present = first[following] if last < 0 else between[last][following]
            detour = leg + onward[following] - present
            if detour <= spare:
                added = weight * (clock + leg) + tails[turn] * detour if self._by_weight else detour
                if added < best:
                    best, seat = added, turn
            clock, last = clock + present, following
        leg = first[place] if last < 0 else between[last][place]
        if leg <= spare:
            added = weight * (clock + leg) if self._by_weight else leg
            if added < best:
                best, seat = added, len(visits)
        if not self._by_weight and best < math.inf:
            best = self._steep(row.minutes + best) - row.cost
        row.added[place], row.seat[place] = best, seat
        return best

    def with_place(self, runner: int, row: Round, place: int) -> Round:
        """The round with the place at its best turn; ask `best_seat` before."""
        seat = row.seat[place]
        return self.round(runner, (*row.visits[:seat], place, *row.visits[seat:]))

    def without(self, runner: int, row: Round, gone: set[int]) -> Round:
        return self.round(runner, tuple(place for place in row.visits if place not in gone))

    def total(self, rounds: Sequence[Round], left: Sequence[int]) -> tuple[float, float]:
        """(what is to be least, the tie-break): sum of p*T then the longest round; or the other way round."""
        longest = max((row.minutes for row in rounds if row.visits), default=0.0)
        if self._by_weight:
            waits = sum(map(self.unasked, left))
            return round(sum(row.cost for row in rounds) + waits, 9), longest
        return round(longest + UNASKED_MIN * len(left), 9), sum(row.minutes for row in rounds)

    def unasked(self, place: int) -> float:
        """The cost of leaving a place without a patrol."""
        if not self._by_weight:
            return self._steep(UNASKED_MIN)
        return UNASKED_MIN * (self.board.weights[place] + 1e-6)
