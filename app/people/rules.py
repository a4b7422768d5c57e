"""A person as described, by whoever saw or knows them: one frozen value for both kinds of report."""

import enum
from dataclasses import dataclass
from datetime import datetime


class Sex(enum.Enum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class Build(enum.Enum):
    SLIM = "slim"
    MEDIUM = "medium"
    HEAVY = "heavy"
    UNKNOWN = "unknown"


class Hair(enum.Enum):
    SHORT = "short"
    LONG = "long"
    BALD = "bald"
    GREY = "grey"
    DYED = "dyed"
    UNKNOWN = "unknown"


class YesNo(enum.Enum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Communication(enum.Enum):
    SPEAKS = "speaks"
    FEW_WORDS = "few_words"
    NONE = "none"
    OTHER_LANGUAGE = "other_language"
    SIGNS = "signs"
    NOT_ANSWERING = "not_answering"
    UNKNOWN = "unknown"


class Colour(enum.Enum):
    BLACK = "black"
    WHITE = "white"
    GREY = "grey"
    RED = "red"
    PINK = "pink"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    NAVY = "navy"
    PURPLE = "purple"
    BROWN = "brown"
    BEIGE = "beige"
    PATTERNED = "patterned"
    UNKNOWN = "unknown"


class Top(enum.Enum):
    T_SHIRT = "t_shirt"
    SHORT_SLEEVES = "short_sleeves"
    LONG_SLEEVES = "long_sleeves"
    SHIRT = "shirt"
    HOODIE = "hoodie"
    SWEATER = "sweater"
    VEST = "vest"
    JACKET = "jacket"
    COAT = "coat"
    DOWN_COAT = "down_coat"
    PADDED_COAT = "padded_coat"
    SCHOOL_UNIFORM = "school_uniform"
    DRESS = "dress"
    UNKNOWN = "unknown"


class Bottom(enum.Enum):
    TROUSERS = "trousers"
    JEANS = "jeans"
    TRACKSUIT_TROUSERS = "tracksuit_trousers"
    SHORTS = "shorts"
    SKIRT = "skirt"
    LEGGINGS = "leggings"
    UNKNOWN = "unknown"


class AgeBand(enum.Enum):
    """The buttons of the found form; a band is whole years, both ends included."""

    TODDLER = "0-2"
    SMALL_CHILD = "3-5"
    CHILD = "6-9"
    OLDER_CHILD = "10-13"
    TEENAGER = "14-17"
    ADULT = "18-59"
    SENIOR = "60+"
    UNKNOWN = "unknown"

    def years(self) -> tuple[int, int] | None:
        """Lowest and highest age in years, or None when not known."""
        return _YEARS.get(self)


_YEARS = {
    AgeBand.TODDLER: (0, 2),
    AgeBand.SMALL_CHILD: (3, 5),
    AgeBand.CHILD: (6, 9),
    AgeBand.OLDER_CHILD: (10, 13),
    AgeBand.TEENAGER: (14, 17),
    AgeBand.ADULT: (18, 59),
    AgeBand.SENIOR: (60, 110),
}


def band_of(low: int | None, high: int | None) -> AgeBand:
    """The band that holds the middle of an age range, for words in lists."""
    if low is None or high is None:
        return AgeBand.UNKNOWN
    middle = (low + high) // 2
    for band, (first, last) in _YEARS.items():
        if first <= middle <= last:
            return band
    return AgeBand.SENIOR


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where and when: WGS-84 degrees, aware UTC; None where not known."""

    at: datetime | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a person. Empty text, None and UNKNOWN all mean: not known."""

    name: str = ""
    nickname: str = ""
    sex: Sex = Sex.UNKNOWN
    age_low: int | None = None
    age_high: int | None = None
    height_cm: int | None = None
    build: Build = Build.UNKNOWN
    hair: Hair = Hair.UNKNOWN
    glasses: YesNo = YesNo.UNKNOWN
    top: Top = Top.UNKNOWN
    top_colour: Colour = Colour.UNKNOWN
    bottom: Bottom = Bottom.UNKNOWN
    bottom_colour: Colour = Colour.UNKNOWN
    shoes_colour: Colour = Colour.UNKNOWN
    worn: str = ""
    marks: str = ""
    home: str = ""
    accent: str = ""
    phones: tuple[str, ...] = ()
    """Whole numbers in E.164 from a missing report; from a found one what the child said, x for unknown digits."""
    sighting: Sighting = Sighting(None, None, None)


class MedicalFlag(enum.Enum):
    """What whoever cares for or looks for the person has to know at once."""

    DEMENTIA = "dementia"
    AUTISM = "autism"
    EPILEPSY = "epilepsy"
    DIABETES = "diabetes"
    HEART = "heart"
    ALLERGY = "allergy"
    NEEDS_MEDICINE = "needs_medicine"
    DISABILITY = "disability"


class NoPhotoReason(enum.Enum):
    """Why a report has no photo; the answer shows who has to fetch one."""

    LATER = "later"
    UPSET = "upset"
    REFUSED = "refused"
    NO_CAMERA = "no_camera"
    NONE_AT_HAND = "none_at_hand"


class Where(enum.Enum):
    """How a place was given."""

    STATION = "station"
    PICKED = "picked"
    IN_WORDS = "in_words"
    UNKNOWN = "unknown"


OLDEST = 120
CHILD_BELOW = 18


def spread(years: int) -> int:
    """By how many years an estimated age may be off, either way (our figures, not a study's)."""
    if years < 10:
        return 1
    if years < CHILD_BELOW:
        return 2
    return 5 if years < 60 else 8


def age_range(years: int, *, about: bool) -> tuple[int, int]:
    """Lowest and highest whole years for an age that was given, or estimated (`about`)."""
    off = spread(years) if about else 0
    return max(0, years - off), min(OLDEST, years + off)


def age_from_birth(birth_year: int, this_year: int) -> tuple[int, int]:
    """The two ages a person born in that year can have this year."""
    oldest = max(0, min(OLDEST, this_year - birth_year))
    return max(0, oldest - 1), oldest


def band_with(low: int | None, high: int | None) -> AgeBand | None:
    """The band with exactly these ends; UNKNOWN when there is no age; None when no band fits."""
    if low is None or high is None:
        return AgeBand.UNKNOWN
    return next((band for band, years in _YEARS.items() if years == (low, high)), None)


def is_estimate(low: int, high: int) -> bool:
    """Whether the range is one age, give or take its spread."""
    middle = (low + high) // 2
    return low != high and (low, high) == age_range(middle, about=True)


def ages_overlap(a: tuple[int | None, int | None], b: tuple[int | None, int | None]) -> bool:
    """Whether two ranges share a year; an unknown age overlaps every other."""
    if a[0] is None or a[1] is None or b[0] is None or b[1] is None:
        return True
    return a[0] <= b[1] and b[0] <= a[1]


def sexes_agree(a: Sex, b: Sex) -> bool:
    """Whether both may be one person's; unknown agrees with either."""
    return Sex.UNKNOWN in (a, b) or a is b
