"""Compare one report with all that are open, in either direction; what was decided is merged in."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from app.found.models import FoundReport
from app.matching import queries
from app.matching.models import Candidate, CandidateState
from app.matching.rules import Comparison, Likelihood, compare, in_words, posterior
from app.missing.models import MissingReport

MOST_SHOWN = 10
LEAST_SHOWN = 0.01
"""Probability below which a pair is not proposed."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A found and a missing report, how far they agree now, and what was decided about the pair."""

    found: FoundReport
    missing: MissingReport
    comparison: Comparison
    probability: float
    candidate: Candidate | None

    @property
    def likelihood(self) -> Likelihood:
        return in_words(self.probability)

    @property
    def state(self) -> CandidateState | None:
        return self.candidate.state if self.candidate else None

    @property
    def is_dismissed(self) -> bool:
        return self.state is CandidateState.DISMISSED

    @property
    def is_confirmed(self) -> bool:
        return self.state is CandidateState.CONFIRMED

    @property
    def is_taken_up(self) -> bool:
        """An officer has proposed it, or two have confirmed it."""
        return self.state in _TAKEN_UP

    @property
    def is_worth_showing(self) -> bool:
        """Likely enough, or somebody has already taken it further."""
        return self.probability >= LEAST_SHOWN or self.is_taken_up


_TAKEN_UP = (CandidateState.AWAITING_SECOND_OFFICER, CandidateState.CONFIRMED)


def _order(pair: Ranked) -> tuple[bool, float, float, str]:
    return (not pair.is_confirmed, -pair.probability, -pair.comparison.weight_bits, pair.missing.ref + pair.found.ref)


def rank_for_found(found: FoundReport) -> list[Ranked]:
    """Every missing report that is open now or was decided on for this person, best first.

    A dismissed pair takes no share of the probability: it is known not to be the one. A pair whose
    missing report is no longer open keeps the probability it was stored with.
    """
    stored = {candidate.missing_id: candidate for candidate in queries.of_found(found)}
    reports = {report.id: report for report in queries.open_missing()}
    possible = [key for key in reports if key not in stored or not _is_dismissed(stored[key])]
    reports |= {candidate.missing_id: candidate.missing for candidate in stored.values()}
    seen = found.description()
    compared = {key: compare(seen, report.description()) for key, report in reports.items()}
    chances = _chances(possible, compared, stored)
    pairs = [Ranked(found, reports[key], compared[key], chances[key], stored.get(key)) for key in reports]
    return sorted(pairs, key=_order)


def _is_dismissed(candidate: Candidate) -> bool:
    return candidate.state is CandidateState.DISMISSED


def _chances(
    possible: list[uuid.UUID], compared: Mapping[uuid.UUID, Comparison], stored: Mapping[uuid.UUID, Candidate]
) -> dict[uuid.UUID, float]:
    now = posterior([compared[key].weight_bits for key in possible])
    then = {key: candidate.probability for key, candidate in stored.items()}
    return then | dict(zip(possible, now, strict=True))


def rank_for_missing(missing: MissingReport) -> list[Ranked]:
    """The found persons who may be this one, best first, each with its probability as on its own page."""
    sought = missing.description()
    searching = queries.searching_found()
    weights = {found.id: compare(found.description(), sought).weight_bits for found in searching}
    best = sorted(searching, key=lambda found: (-weights[found.id], found.ref))[:MOST_SHOWN]
    found_reports = {found.id: found for found in best}
    found_reports |= {candidate.found_id: candidate.found for candidate in queries.of_missing(missing)}
    ranked = [pair for found in found_reports.values() for pair in rank_for_found(found)]
    return sorted((pair for pair in ranked if pair.missing.id == missing.id), key=_order)


def rank_pair(found: FoundReport, missing: MissingReport) -> Ranked:
    """One pair, among all that are open."""
    ranked = next((pair for pair in rank_for_found(found) if pair.missing.id == missing.id), None)
    if ranked is not None:
        return ranked
    return Ranked(found, missing, compare(found.description(), missing.description()), 0.0, None)
