"""Clothes and colours: near colours, like garments, and clothes described in a sentence."""

import re
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from functools import lru_cache
from typing import TypeVar

import numpy as np

from app.matching.columns import Array
from app.matching.syllables import clean
from app.people.rules import Bottom, Colour, Description, Top

E = TypeVar("E", Top, Bottom, Colour)
_C = Colour
# Colours that people take for one another, most of all at night or in a camera's picture.
NEAR_COLOURS = frozenset(
    frozenset(pair)
    for pair in (
        (_C.BLACK, _C.NAVY),
        (_C.BLACK, _C.GREY),
        (_C.GREY, _C.WHITE),
        (_C.WHITE, _C.BEIGE),
        (_C.BEIGE, _C.YELLOW),
        (_C.BEIGE, _C.BROWN),
        (_C.BROWN, _C.ORANGE),
        (_C.RED, _C.PINK),
        (_C.RED, _C.ORANGE),
        (_C.ORANGE, _C.YELLOW),
        (_C.YELLOW, _C.GREEN),
        (_C.PINK, _C.PURPLE),
        (_C.PURPLE, _C.NAVY),
        (_C.BLUE, _C.NAVY),
        (_C.BLUE, _C.GREEN),
        (_C.NAVY, _C.GREEN),
        (_C.BLACK, _C.BROWN),
    )
)
_TOP_GROUPS = (
    {Top.T_SHIRT, Top.SHORT_SLEEVES, Top.VEST},
    {Top.LONG_SLEEVES, Top.SHIRT, Top.HOODIE, Top.SWEATER},
    {Top.JACKET, Top.COAT, Top.SHIRT},
    {Top.COAT, Top.DOWN_COAT, Top.PADDED_COAT},
    {Top.HOODIE, Top.JACKET},
)
_BOTTOM_GROUPS = (
    {Bottom.TROUSERS, Bottom.JEANS, Bottom.TRACKSUIT_TROUSERS, Bottom.LEGGINGS},
    {Bottom.SHORTS, Bottom.SKIRT},
    {Bottom.SKIRT, Bottom.LEGGINGS},
)
_COLOUR_WORDS = (
    (_C.NAVY, r"深蓝|藏青|藏蓝|navy|dark blue"),
    (_C.PATTERNED, r"花色?|条纹|格子|迷彩|striped?|checked|patterned|floral|camouflage"),
    (_C.BLACK, r"黑|black"),
    (_C.WHITE, r"白|white"),
    (_C.GREY, r"灰|gr[ea]y"),
    (_C.RED, r"红|red"),
    (_C.PINK, r"粉红?|pink"),
    (_C.ORANGE, r"橙|橘|orange"),
    (_C.YELLOW, r"黄|yellow"),
    (_C.GREEN, r"绿|green"),
    (_C.BLUE, r"蓝|blue"),
    (_C.PURPLE, r"紫|purple|violet"),
    (_C.BROWN, r"棕|褐|咖啡色?|brown"),
    (_C.BEIGE, r"米色?|卡其|beige|khaki|cream"),
)
_TOP_WORDS = (
    (Top.SCHOOL_UNIFORM, r"校服|school uniform"),
    (Top.DOWN_COAT, r"羽绒服?|down (coat|jacket)"),
    (Top.PADDED_COAT, r"棉衣|棉袄|padded (coat|jacket)"),
    (Top.DRESS, r"连衣裙|dress"),
    (Top.HOODIE, r"卫衣|帽衫|hoodie|sweatshirt"),
    (Top.SWEATER, r"毛衣|针织衫|sweater|jumper|pullover"),
    (Top.VEST, r"背心|马甲|vest|tank top"),
    (Top.T_SHIRT, r"t恤|t-?shirt|tee"),
    (Top.SHORT_SLEEVES, r"短袖|short sleeves?"),
    (Top.LONG_SLEEVES, r"长袖|long sleeves?"),
    (Top.SHIRT, r"衬衫|衬衣|shirt|blouse"),
    (Top.JACKET, r"夹克|冲锋衣|jacket|anorak"),
    (Top.COAT, r"外套|大衣|风衣|coat"),
)
_BOTTOM_WORDS = (
    (Bottom.JEANS, r"牛仔裤|jeans"),
    (Bottom.TRACKSUIT_TROUSERS, r"运动裤|tracksuit( trousers| bottoms)?|sweatpants|joggers"),
    (Bottom.LEGGINGS, r"打底裤|leggings|tights"),
    (Bottom.SHORTS, r"短裤|shorts"),
    (Bottom.SKIRT, r"裙子?|skirt"),
    (Bottom.TROUSERS, r"长裤|裤子?|trousers|pants"),
)
_SHOES = r"鞋|靴|shoes?|sneakers?|trainers?|boots?|sandals?|slippers?"


def _scanner() -> re.Pattern[str]:
    words = [(f"c_{c.name}", p) for c, p in _COLOUR_WORDS] + [(f"t_{t.name}", p) for t, p in _TOP_WORDS]
    words += [(f"b_{b.name}", p) for b, p in _BOTTOM_WORDS] + [("s", _SHOES)]
    # Latin words must stand alone; Chinese ones need no spaces around them.
    return re.compile("|".join(rf"(?P<{name}>(?<![a-z])(?:{pattern})(?![a-z]))" for name, pattern in words))


_SCAN = _scanner()


@lru_cache(maxsize=50_000)
def read(worn: str) -> tuple[tuple[str, object], ...]:
    """What a sentence says of clothes, as fields of a `Description`: "红色奥特曼T恤" is a red T-shirt."""
    said: dict[str, object] = {}
    colour = Colour.UNKNOWN
    for match in _SCAN.finditer(clean(worn)):
        kind, _, name = str(match.lastgroup).partition("_")
        if kind == "c":
            colour = Colour[name]
            continue
        if kind == "t":
            said.setdefault("top", Top[name])
        if kind == "b":
            said.setdefault("bottom", Bottom[name])
        said.setdefault({"t": "top_colour", "b": "bottom_colour", "s": "shoes_colour"}[kind], colour)
        colour = Colour.UNKNOWN
    return tuple(said.items())


def top_named(word: str) -> Top:
    """The garment a single word names; a skirt named as what is worn above is a dress."""
    named = _named(word, _TOP_WORDS, Top.UNKNOWN)
    return Top.DRESS if named is Top.UNKNOWN and bottom_named(word) is Bottom.SKIRT else named


def bottom_named(word: str) -> Bottom:
    """The garment a single word names."""
    return _named(word, _BOTTOM_WORDS, Bottom.UNKNOWN)


def colour_named(word: str) -> Colour:
    """The colour a single word names."""
    return _named(word, _COLOUR_WORDS, Colour.UNKNOWN)


def _named(word: str, words: tuple[tuple[E, str], ...], unknown: E) -> E:
    plain = clean(word)
    return next((member for member, pattern in words if plain and re.search(pattern, plain)), unknown)


def without_words(plain: str) -> str:
    """What a sentence says beside clothes and their colours."""
    return _SCAN.sub(" ", plain)


def filled(description: Description) -> Description:
    """With clothes that were only written in a sentence; what was chosen stays."""
    said = {k: v for k, v in read(description.worn) if getattr(description, k).value == "unknown"}
    return replace(description, **said) if said else description  # type: ignore[arg-type]


def _grid(kind: type[Enum], close: Callable[[Enum, Enum], bool]) -> Array:
    """The level number of every two members: 1 same, 2 close, 3 different, 0 when one is not known."""
    members = list(kind)
    grid = np.zeros((len(members), len(members)), dtype=np.uint8)
    for row, one in enumerate(members):
        for column, other in enumerate(members):
            known = "unknown" not in (one.value, other.value)
            grid[row, column] = (1 if one is other else 2 if close(one, other) else 3) if known else 0
    return grid


def _together(groups: tuple[set[Top], ...] | tuple[set[Bottom], ...]) -> Callable[[Enum, Enum], bool]:
    return lambda one, other: any(one in group and other in group for group in groups)


TOPS = _grid(Top, _together(_TOP_GROUPS))
"""Same, of one group (a coat and a down coat), or different."""
BOTTOMS = _grid(Bottom, _together(_BOTTOM_GROUPS))
COLOURS = _grid(Colour, lambda one, other: frozenset({one, other}) in NEAR_COLOURS)
"""Same, near, or different colour of one garment."""
