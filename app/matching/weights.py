"""The weights: for each level m (its share among true pairs) and u (its share among others).

The figures are starting values, measured on 1,000 labelled pairs of made-up reports; they are
to be fitted again on decided pairs. A weight is log2(m/u) bits after a floor: with
m' = 0.97 m + 0.03 u no single field can weigh less than log2(0.03), about -5 bits, so that one
wrong fact (a mistyped date, a misheard sex) never hides a true pair.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

VERSION = "start-1"
FLOOR = 0.03


class MU(NamedTuple):
    """Share of a level among true pairs (m) and among all others (u)."""

    m: float
    u: float


def floored(bits: float) -> float:
    """The weight after the floor."""
    return math.log2((1 - FLOOR) * 2.0**bits + FLOOR)


def weigh(level: MU) -> float:
    """The weight of a level in bits, after the floor."""
    return math.log2((1 - FLOOR) * level.m / level.u + FLOOR)


# Kilometres between the place found and the place last seen, and hours from last seen to found.
# The upper edges of all levels but the last.
KM_EDGES = (0.3, 1, 3, 10, 30, 100, 300)
HOUR_EDGES = (-1.5, 0, 1.5, 4, 8, 24, 72, 168, 720)
PLACE = (
    MU(0.1400, 6.8e-05),
    MU(0.2190, 0.000225),
    MU(0.4530, 0.000849),
    MU(0.0590, 0.00516),
    MU(0.0570, 0.00971),
    MU(0.0460, 0.0086),
    MU(0.0260, 0.0615),
    MU(0.0, 0.914),
)
TIME = (
    MU(0.0, 0.499),
    MU(0.0260, 0.000284),
    MU(0.3270, 0.000342),
    MU(0.3950, 0.000559),
    MU(0.0770, 0.000616),
    MU(0.0650, 0.00144),
    MU(0.0740, 0.00549),
    MU(0.0280, 0.0108),
    MU(0.0080, 0.0599),
    MU(0.0, 0.421),
)
# Bits before the floor; a row for each distance, a column for each time. One joint table,
# because 14 km in twenty minutes is not a walk.
PLACE_TIME = (
    (-5.0, 10.0, 12.1, 12.3, 10.6, 8.9, 8.7, 6.5, 2.8, -4.3),
    (-6.4, 8.6, 12.0, 11.5, 10.4, 9.0, 7.9, 4.7, 0.9, -6.1),
    (-7.7, 9.9, 12.5, 12.2, 10.9, 10.1, 5.7, 3.6, -0.4, -7.4),
    (-13.4, 2.5, 8.7, 8.9, 10.0, 10.9, 9.2, -2.0, -6.2, -13.2),
    (-14.4, 2.4, 6.0, 5.8, 9.7, 10.6, 8.2, -3.1, -7.2, -14.1),
    (-14.5, 2.0, 5.8, 5.1, 2.3, 6.3, 8.7, 7.8, -7.4, -14.3),
    (-18.2, -1.4, 1.9, 1.6, -1.2, -2.6, 5.1, 3.1, 1.1, -17.9),
    (-27.8, -11.1, -7.6, -8.1, -10.7, -12.3, -14.1, -16.4, -20.6, -27.5),
)

SEX: Mapping[str, MU] = {"same": MU(0.9910, 0.5), "different": MU(0.0090, 0.5)}

# Gap: years outside the said band, divided by (age + 10).
AGE_EDGES = (0.0, 0.06, 0.13, 0.30)
AGE_LEVELS = ("in_band", "gap_06", "gap_13", "gap_30", "gap_more")
AGE = (MU(0.8066, 0.158), MU(0.0816, 0.0479), MU(0.0675, 0.102), MU(0.0433, 0.144), MU(0.0010, 0.548))
HEIGHT_EDGES = (3, 7, 12, 20)
HEIGHT_LEVELS = ("cm_3", "cm_7", "cm_12", "cm_20", "cm_more")
HEIGHT = (MU(0.505, 0.0805), MU(0.348, 0.0877), MU(0.139, 0.1008), MU(0.008, 0.138), MU(0.0, 0.593))
# Bits before the floor; a row for each age level, a column for each height level.
AGE_HEIGHT = (
    (3.4, 2.9, 1.6, -3.3, -4.1),
    (2.9, 1.6, -0.1, -2.0, -3.1),
    (1.0, 0.4, -0.1, -3.2, -4.6),
    (0.6, -0.2, -3.9, -4.8, -6.2),
    (-3.8, -4.0, -4.3, -5.0, -8.8),
)

TOP = {"same": MU(0.7304, 0.127), "same_group": MU(0.1653, 0.289), "different": MU(0.1043, 0.584)}
BOTTOM = {"same": MU(0.8074, 0.249), "same_group": MU(0.1706, 0.442), "different": MU(0.0220, 0.309)}
TOP_COLOUR = {"same": MU(0.7268, 0.0989), "near": MU(0.1576, 0.182), "different": MU(0.1156, 0.719)}
BOTTOM_COLOUR = {"same": MU(0.7639, 0.0976), "near": MU(0.1670, 0.18), "different": MU(0.0691, 0.722)}
SHOES_COLOUR = {"same": MU(0.7786, 0.0966), "near": MU(0.1661, 0.181), "different": MU(0.0554, 0.723)}

MARKS = {
    "two_shared": MU(0.1111, 0.000199),
    "one_side_agrees": MU(0.2146, 0.00641),
    "one_no_side": MU(0.6104, 0.0386),
    "one_side_contradicts": MU(0.0198, 0.0063),
    "none_shared": MU(0.0441, 0.948),
}

# A stranger lost nearby often comes from the same city, so home says less about them.
HOME_CITY_FAR = {"city": MU(0.9200, 0.0128), "province": MU(0.0400, 0.0279), "different": MU(0.0400, 0.959)}
HOME_CITY_NEAR = {"city": MU(0.9135, 0.323), "province": MU(0.0029, 0.0262), "different": MU(0.0836, 0.65)}
HOME_PROVINCE_FAR = {"same_province": MU(0.7857, 0.0444), "different": MU(0.2143, 0.956)}
HOME_PROVINCE_NEAR = {"same_province": MU(0.9386, 0.437), "different": MU(0.0614, 0.563)}
HOME_NEAR_KM = 30

ACCENT = {"same": MU(0.7907, 0.128), "different": MU(0.2093, 0.872)}

# Not measured yet: assumptions kept weak on purpose, until decided pairs say more.
HAIR = {"same": MU(0.75, 0.45), "different": MU(0.25, 0.55)}
GLASSES = {"both_wear": MU(0.13, 0.03), "neither": MU(0.72, 0.68), "different": MU(0.15, 0.29)}
BUILD = {"same": MU(0.65, 0.42), "different": MU(0.35, 0.58)}

PHONES_PER_REPORT = 1.3
PHONE_M = {"all": 0.8577, "one_off": 0.1388, "more_off": 0.0036}


def phone(level: str, known: int, positions: int) -> float:
    """Bits for `known` digits tried at so many `positions` of the number; u is counted, not measured."""
    chances = PHONES_PER_REPORT * positions
    all_agree = min(0.9, chances * 10.0**-known)
    one_off = min(0.9, chances * 9 * known * 10.0**-known)
    u = {"all": all_agree, "one_off": one_off, "more_off": max(0.05, 1 - all_agree - one_off)}[level]
    return weigh(MU(PHONE_M[level], u))
