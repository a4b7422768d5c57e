"""Compare one report with all that are open, in either direction; what was decided is merged in."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from app.extensions import db
from app.found.models import FoundReport
from app.matching import queries
from app.matching.live import of_database
from app.matching.model import START
from app.matching.models import Candidate, CandidateState
from app.matching.posterior import best, chances_of
from app.matching.reverse import shortlist
from app.matching.rules import Comparison, Likelihood, compare, in_words, parts_of
from app.matching.scan import Scan
from app.missing.models import MissingReport, MissingState

MOST_SHOWN = 10
MOST_RANKED = 50
"""So many are compared field by field; the others take their share of the probability."""
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


Weighed = tuple[Comparison, float]
"""How far a pair agrees, and its probability among all that are open."""


def rank_for_found(found: FoundReport) -> list[Ranked]:
    """The best of all missing reports that are open now, and every one that was decided on for this person.

    A dismissed pair takes no share of the probability: it is known not to be the one. A pair whose
    missing report is no longer open keeps the probability it was stored with.
    """
    return _rank(found, ())


def _rank(found: FoundReport, also: Iterable[MissingReport]) -> list[Ranked]:
    stored = {candidate.missing_id: candidate for candidate in queries.of_found(found)}
    dismissed = {key for key, candidate in stored.items() if candidate.state is CandidateState.DISMISSED}
    wanted = {*stored, *(missing.id for missing in also)}
    weighed = _weigh(found, wanted, dismissed)
    reports = _still_open(set(weighed) - set(stored))
    reports |= {candidate.missing_id: candidate.missing for candidate in stored.values()}
    reports |= {missing.id: missing for missing in also}
    pairs = [_ranked(found, report, weighed, stored.get(key)) for key, report in reports.items()]
    return sorted(pairs, key=_order)


def _weigh(found: FoundReport, wanted: set[uuid.UUID], dismissed: set[uuid.UUID]) -> dict[uuid.UUID, Weighed]:
    """Compare with every open report; the best and the wanted, field by field."""
    ours = of_database()
    with ours.lock:
        index = ours.missing.fresh()
        scan = Scan(index, found.description(), START)
        weights = scan.weights.copy()
        out = [row for key in sorted(dismissed) if (row := index.row(key.bytes)) is not None]
        weights[out] = -np.inf
        rows = [row for key in sorted(wanted) if (row := index.row(key.bytes)) is not None]
        chances = chances_of(weights, rows) | dict(best(weights, MOST_RANKED))
        return {
            uuid.UUID(bytes=index.ids.report(row)): (parts_of(scan.levels(row)), chance)
            for row, chance in chances.items()
        }


def _still_open(keys: set[uuid.UUID]) -> dict[uuid.UUID, MissingReport]:
    """The reports behind the keys; what is not open any more is forgotten."""
    reports = {report.id: report for report in queries.missing_by_ids(keys)}
    gone = [key for key in keys if key not in reports or reports[key].state is not MissingState.OPEN]
    ours = of_database()
    with ours.lock:
        ours.missing.forget(gone)
    return {key: report for key, report in reports.items() if key not in gone}


def _ranked(
    found: FoundReport, missing: MissingReport, weighed: Mapping[uuid.UUID, Weighed], stored: Candidate | None
) -> Ranked:
    then = stored.probability if stored else 0.0
    if missing.id not in weighed:
        return Ranked(found, missing, compare(found.description(), missing.description()), then, stored)
    comparison, chance = weighed[missing.id]
    is_dismissed = stored is not None and stored.state is CandidateState.DISMISSED
    return Ranked(found, missing, comparison, then if is_dismissed else chance, stored)


def rank_for_missing(missing: MissingReport) -> list[Ranked]:
    """The found persons who may be this one, best first, each with its probability as on its own page."""
    found_reports = {found.id: found for found in _shortlisted(missing)}
    found_reports |= {candidate.found_id: candidate.found for candidate in queries.of_missing(missing)}
    ranked = [pair for found in found_reports.values() for pair in _rank(found, (missing,))]
    return sorted((pair for pair in ranked if pair.missing.id == missing.id), key=_order)


def _shortlisted(missing: MissingReport) -> list[FoundReport]:
    ours = of_database()
    said = queries.said_by_searching()
    with ours.lock:
        keys = shortlist(ours.found.fresh(), missing.description(), said, MOST_SHOWN)
    return [found for key in keys if (found := db.session.get(FoundReport, key)) is not None]


def rank_pair(found: FoundReport, missing: MissingReport) -> Ranked:
    """One pair, among all that are open."""
    return next(pair for pair in _rank(found, (missing,)) if pair.missing.id == missing.id)
