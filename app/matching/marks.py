"""Marks and things worn on the body, parsed from free text in Chinese or English, with part and side."""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from app.matching.syllables import clean


@dataclass(frozen=True, slots=True)
class Mark:
    """What it is, on which part of the body, on which side; empty where not said."""

    kind: str
    part: str = ""
    side: str = ""


# The first pattern that fits names the kind; special kinds stand before general ones.
_KINDS = (
    ("cleft_lip", r"唇裂|兔唇|cleft lip|harelip"),
    ("burn", r"烫伤|烧伤|burn"),
    ("surgery", r"手术疤|手术|刀疤|surg|operation"),
    ("age_spot", r"老年斑|age spot|liver spot"),
    ("birthmark", r"胎记|birth ?mark"),
    ("mole", r"痣|\bmoles?\b|beauty spot|freckle"),
    ("scar", r"疤|伤痕|\bscars?\b"),
    ("tattoo", r"纹身|刺青|tattoo"),
    ("extra_finger", r"六指|extra finger|six fingers"),
    ("missing_finger", r"缺指|断指|missing finger"),
    ("missing_tooth", r"缺.{0,2}牙|掉.{0,2}牙|missing .{0,6}(tooth|teeth)|gap in .{0,8}teeth"),
    ("canine", r"虎牙|canine tooth|snaggle"),
    ("braces", r"牙套|braces"),
    ("dimple", r"酒窝|dimple"),
    ("hearing_aid", r"助听|hearing aid"),
    ("glasses", r"眼镜|glasses|spectacles"),
    ("limp", r"跛|瘸|\blimp|lame"),
    ("stick", r"拐杖|拐棍|walking stick|\bcane\b|crutch"),
    ("wheelchair", r"轮椅|wheelchair"),
    ("tremor", r"颤抖|发抖|tremor|shak(es|ing)"),
    ("hunch", r"驼背|hunch"),
    ("stutter", r"口吃|结巴|stutter|stammer"),
    ("silent", r"自闭|不说话|autis|does not speak|non-?verbal"),
    ("confused", r"失智|痴呆|dementia|alzheimer"),
    ("ponytails", r"双马尾|马尾|辫|pony ?tail|pigtail|braid|plait"),
    ("bald", r"光头|秃|\bbald|shaved head"),
    ("grey_hair", r"白头发|白发|gr[ea]y hair|white hair"),
    ("single_eyelid", r"单眼皮|single eyelid"),
    ("bracelet", r"手镯|手链|bracelet|bangle"),
    ("wristband", r"手环|wrist ?band"),
    ("locket", r"长命锁|locket|necklace|项链"),
    ("earring", r"耳环|耳钉|耳洞|ear ?ring|pierc"),
)
_PARTS = (
    ("forehead", r"额头?|forehead"),
    ("eyebrow", r"眉|eyebrow|\bbrow"),
    ("eye", r"眼角?|\beyes?\b"),
    ("ear", r"耳|\bears?\b"),
    ("nose", r"鼻|\bnose"),
    ("mouth", r"嘴|唇|mouth|\blips?\b"),
    ("chin", r"下巴|\bchin|\bjaw"),
    ("neck", r"脖|颈|\bneck|throat"),
    ("face", r"脸|面部|cheek|\bface"),
    ("knee", r"膝|\bknees?\b"),
    ("foot", r"脚|\bfoot|\bfeet|\btoe|ankle"),
    ("leg", r"腿|\blegs?\b|thigh|\bshin|\bcalf"),
    ("arm", r"手臂|胳膊|臂|\barms?\b|elbow"),
    ("hand", r"手(?!术|臂|镯|环|链)|\bhands?\b|finger|thumb|wrist|palm"),
    ("belly", r"腹|肚|belly|stomach|abdomen|tummy"),
    ("back", r"背|\bback\b"),
    ("chest", r"胸|\bchest"),
    ("shoulder", r"肩|shoulder"),
    ("head", r"头(?!发)|\bhead\b|scalp"),
)
OTHER = "other: "
_SIDES = (("left", r"左|\bleft\b"), ("right", r"右|\bright\b"))
_CUT = re.compile(r"[;；,，、。/\n|+]+|\band\b|\bwith\b|和|以及")
_NO_PART = frozenset(
    {
        "glasses",
        "dimple",
        "canine",
        "missing_tooth",
        "braces",
        "hearing_aid",
        "silent",
        "confused",
        "ponytails",
    }
    | {
        "bald",
        "grey_hair",
        "single_eyelid",
        "stick",
        "wheelchair",
        "hunch",
        "stutter",
        "bracelet",
        "wristband",
    }
    | {"locket", "earring", "cleft_lip"}
)


def _first(patterns: Iterable[tuple[str, str]], text: str) -> str:
    return next((word for word, pattern in patterns if re.search(pattern, text)), "")


def _side(text: str) -> str:
    sides = [side for side, pattern in _SIDES if re.search(pattern, text)]
    return sides[0] if len(sides) == 1 else ""


def _mark(piece: str) -> Mark:
    kind = _first(_KINDS, piece)
    if kind in _NO_PART:
        return Mark(kind)
    return Mark(kind, _first(_PARTS, piece), _side(piece))


def _other(piece: str) -> Mark:
    """Words that name no known mark are kept and compared as they are."""
    return Mark(OTHER + re.sub(r"[\W_]+", " ", piece).strip())


@lru_cache(maxsize=100_000)
def parse(text: str) -> frozenset[Mark]:
    """The marks in a text; "scar, left knee" is one mark."""
    marks: list[Mark] = []
    for piece in filter(str.strip, _CUT.split(clean(text))):
        mark = _mark(piece)
        before = marks[-1] if marks else None
        if mark.kind:
            marks.append(mark)
        elif mark.part and before and not before.part and before.kind not in _NO_PART:
            marks[-1] = replace(before, part=mark.part, side=mark.side)
        elif len(_other(piece).kind) > len(OTHER) + 1:
            marks.append(_other(piece))
    return frozenset(marks)


class MarkLevel(enum.IntEnum):
    """How the marks of two people agree."""

    UNKNOWN = 0
    TWO_SHARED = 1
    ONE_SIDE_AGREES = 2
    ONE_NO_SIDE = 3
    ONE_SIDE_CONTRADICTS = 4
    NONE_SHARED = 5


NOT_SHARED, WRONG_SIDE, NO_SIDE, RIGHT_SIDE = range(4)


def likeness(one: Mark, other: Mark) -> int:
    """How far two marks may be one: not at all, but for the side, no side said, or also the side."""
    if one.kind != other.kind or (one.part and other.part and one.part != other.part):
        return NOT_SHARED
    if not one.side or not other.side:
        return NO_SIDE
    return RIGHT_SIDE if one.side == other.side else WRONG_SIDE
