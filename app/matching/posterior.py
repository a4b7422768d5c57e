"""From weights to probabilities, when at most one of the compared reports is the right one."""

import enum
import math
from collections.abc import Sequence

import numpy as np

from app.matching.columns import Array
from app.matching.model import START

LN_2 = math.log(2)


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
    weights_bits: Sequence[float] | Array, *, logit_c: float = START.logit_c, temperature: float = START.temperature
) -> list[float]:
    """The probability of each report, given the weight in bits of every one that is open.

    p_i = (c/N) e^(T w_i) / ((1-c) + (c/N) sum_j e^(T w_j)), with w in nats: siblings and the crowd of
    one event share the probability instead of all passing 0.9.
    """
    if len(weights_bits) == 0:
        return []
    terms, log_total = _terms(np.asarray(weights_bits, dtype=float), logit_c, temperature)
    return [float(chance) for chance in np.exp(terms - log_total)]


def best(
    weights_bits: Array, most: int, *, logit_c: float = START.logit_c, temperature: float = START.temperature
) -> list[tuple[int, float]]:
    """The likeliest reports and their probabilities, best first; a weight of minus infinity is out of the question."""
    possible = int(np.count_nonzero(weights_bits > -np.inf))
    if possible == 0:
        return []
    most = min(most, possible)
    # Everything as heavy as the last one shown, so that equal weights are ordered by their place and nothing else.
    last = np.partition(weights_bits, len(weights_bits) - most)[len(weights_bits) - most]
    heavy = np.flatnonzero(weights_bits >= last)
    order = heavy[np.argsort(-weights_bits[heavy], kind="stable")][:most]
    chances = chances_of(weights_bits, order.tolist(), logit_c=logit_c, temperature=temperature)
    return list(chances.items())


def chances_of(
    weights_bits: Array,
    rows: Sequence[int],
    *,
    logit_c: float = START.logit_c,
    temperature: float = START.temperature,
) -> dict[int, float]:
    """The probabilities of some reports among all."""
    possible = int(np.count_nonzero(weights_bits > -np.inf))
    if possible == 0 or not rows:
        return dict.fromkeys(rows, 0.0)
    total = _log_total(weights_bits, possible, logit_c, temperature)
    share = _log_share(possible, logit_c)
    weights = weights_bits[list(rows)].astype(float)
    return dict(zip(rows, np.exp(share + temperature * LN_2 * weights - total).tolist(), strict=True))


def _log_share(possible: int, logit_c: float) -> float:
    return -math.log1p(math.exp(-logit_c)) - math.log(possible)


def _terms(weights: Array, logit_c: float, temperature: float) -> tuple[Array, float]:
    terms = _log_share(len(weights), logit_c) + temperature * LN_2 * weights
    log_none = -math.log1p(math.exp(logit_c))
    top = max(float(terms.max()), log_none)
    return terms, top + math.log(math.exp(log_none - top) + math.fsum(np.exp(terms - top)))


def _log_total(weights: Array, possible: int, logit_c: float, temperature: float) -> float:
    """The logarithm of the denominator; in single precision, as there may be a million rows."""
    top = float(weights.max())
    scaled = np.exp2(np.float32(temperature) * (weights - np.float32(top)))
    heavy = _log_share(possible, logit_c) + temperature * LN_2 * top + math.log(float(scaled.sum(dtype=np.float64)))
    log_none = -math.log1p(math.exp(logit_c))
    return max(heavy, log_none) + math.log1p(math.exp(-abs(heavy - log_none)))
