"""Home and accent: which city or province, as said in Chinese, pinyin or any other words."""

import enum
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from app.matching.regions import PROVINCE_OF, PROVINCES, SPELLINGS
from app.matching.syllables import clean, is_han

_FILLERS = frozenset(
    {
        "city",
        "province",
        "county",
        "district",
        "town",
        "village",
        "street",
        "road",
        "near",
        "from",
        "the",
        "in",
    }
    | {"at", "of", "and", "lives", "home", "region", "prefecture", "china", "chinese"}
)
_HAN_FILLERS = re.compile(r"[省市县区镇乡村路街]|自治|家在|住在?|来自|中国|那边|附近")


@dataclass(frozen=True, slots=True)
class Home:
    """Cities and provinces a text may mean, and its words for places that are on no list."""

    cities: frozenset[str]
    provinces: frozenset[str]
    words: frozenset[str]


@lru_cache(maxsize=50_000)
def parse(text: str) -> Home:
    """ "广东深圳", "Shenzhen", "四川" or "Tampere" as far as they are understood."""
    plain = clean(text)
    names = {name for name in (*PROVINCE_OF, *PROVINCES) if name in plain} | _spelled(plain)
    provinces = names & PROVINCES
    cities = {name for name in names if name in PROVINCE_OF}
    inside = {city for city in cities if not provinces or PROVINCE_OF[city] in provinces}
    return Home(frozenset(inside), frozenset(provinces | {PROVINCE_OF[c] for c in inside}), _rest(plain, names))


def _spelled(plain: str) -> set[str]:
    tokens = [t.replace("'", "") for t in re.findall(r"[a-z']+", plain)]
    pairs = [a + b for a, b in pairwise(tokens)]
    return {name for token in (*tokens, *pairs) for name in SPELLINGS.get(token, ())}


def _rest(plain: str, names: set[str]) -> frozenset[str]:
    if names:
        return frozenset()
    han = _HAN_FILLERS.sub(" ", "".join(c if is_han(c) else " " for c in plain)).split()
    latin = [t for t in re.findall(r"[^\W\d_]+", plain) if not is_han(t[0]) and t not in _FILLERS]
    return frozenset(w for w in (*han, *latin) if len(w) > 1)


class HomeLevel(enum.IntEnum):
    """How two homes agree; the first three when both name a city, the next two when one names only a province."""

    UNKNOWN = 0
    CITY = 1
    PROVINCE = 2
    DIFFERENT = 3
    SAME_PROVINCE = 4
    OTHER_PROVINCE = 5


def compare(said: Home, known: Home) -> HomeLevel:
    """City, province or neither."""
    if said.cities and known.cities:
        if said.cities & known.cities:
            return HomeLevel.CITY
        return HomeLevel.PROVINCE if said.provinces & known.provinces else HomeLevel.DIFFERENT
    if said.provinces and known.provinces:
        return HomeLevel.SAME_PROVINCE if said.provinces & known.provinces else HomeLevel.OTHER_PROVINCE
    if any(_alike(a, b) for a in said.words for b in known.words):
        return HomeLevel.CITY
    return HomeLevel.DIFFERENT if _comparable(said, known) else HomeLevel.UNKNOWN


def _alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > 4 and Levenshtein.distance(one, other) <= 1)


def _comparable(said: Home, known: Home) -> bool:
    """A place on the list against one that is not, or two in one script; else it may be a translation."""
    if said.provinces or known.provinces:
        return bool(said.words or said.provinces) and bool(known.words or known.provinces)
    return bool(said.words and known.words) and _in_han(said) == _in_han(known)


def _in_han(home: Home) -> bool:
    return any(is_han(word[0]) for word in home.words)


_ACCENTS = (
    ("mandarin", r"普通话|国语|mandarin|putonghua"),
    ("southwest", r"西南|四川|重庆|成都|贵州|云南|sichuan|chongqing|szechuan|southwest"),
    ("northeast", r"东北|northeast|dongbei"),
    ("central", r"中原|河南|henan|zhongyuan"),
    ("jin", r"晋|山西|shanxi"),
    ("wu", r"吴|上海|苏州|浙江|温州|shanghai|wenzhou|\bwu\b"),
    ("cantonese", r"粤|广东|广州|白话|canton|guangdong"),
    ("min", r"闽|福建|潮汕|台语|hokkien|min ?nan|teochew|fujian"),
    ("jianghuai", r"江淮|南京|扬州|jianghuai"),
    ("xiang", r"湘|湖南|长沙|hunan|xiang"),
    ("hakka", r"客家|hakka"),
    ("gan", r"赣|江西|jiangxi|\bgan\b"),
    ("tibetan", r"藏|tibet"),
    ("northwest", r"西北|维吾尔|新疆|uyghur|uighur"),
    ("north", r"北方|北京|山东|河北|天津|beijing|shandong|northern"),
)


@lru_cache(maxsize=10_000)
def accent_group(text: str) -> str:
    """The group an accent belongs to, or the words themselves."""
    plain = clean(text)
    return next((group for group, pattern in _ACCENTS if re.search(pattern, plain)), plain)
