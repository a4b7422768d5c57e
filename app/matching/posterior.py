"""From weights to probabilities, when at most one of the compared reports is the right one."""

import enum
import math
from collections.abc import Sequence

LOGIT_C = 1.75
"""Logit of the chance that the right report is among those open at all (about 0.85); to be fitted."""
TEMPERATURE = 1.0


class Likelihood(enum.Enum):
    """A probability in words; words come before numbers."""

    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


_BANDS = ((0.9, Likelihood.VERY_LIKELY), (0.5, Likelihood.LIKELY), (0.05, Likelihood.POSSIBLE))


def in_words(probability: float) -> Likelihood:
    """Very likely from 0.9, likely from 0.5, possible from 0.05."""
    return next((word for least, word in _BANDS if probability >= least), Likelihood.UNLIKELY)


def posterior(
    weights_bits: Sequence[float], *, logit_c: float = LOGIT_C, temperature: float = TEMPERATURE
) -> list[float]:
    """The probability of each report, given the weight in bits of every one that is open.

    p_i = (c/N) e^(T w_i) / ((1-c) + (c/N) sum_j e^(T w_j)), with w in nats: siblings and the crowd of
    one event share the probability instead of all passing 0.9.
    """
    if not weights_bits:
        return []
    log_share = -math.log1p(math.exp(-logit_c)) - math.log(len(weights_bits))
    log_none = -math.log1p(math.exp(logit_c))
    terms = [log_share + temperature * bits * math.log(2) for bits in weights_bits]
    top = max(*terms, log_none)
    total = math.exp(log_none - top) + math.fsum(math.exp(term - top) for term in terms)
    return [math.exp(term - top) / total for term in terms]
