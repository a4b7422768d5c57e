"""How many SMS segments a text costs: GSM-7 where every character fits, else UCS-2. Pure."""

import enum
import math
import unicodedata

# GSM 03.38: the basic set costs one septet a character, the extension set two.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})


class Encoding(enum.Enum):
    """The alphabet on the air; the value is (units in a lone segment, units in each of several)."""

    GSM_7 = (160, 153)
    UCS_2 = (70, 67)


def encoding_of(text: str) -> Encoding:
    """GSM-7 only when every character is in its basic or extension set."""
    return Encoding.GSM_7 if all(c in _BASIC or c in _EXTENSION for c in text) else Encoding.UCS_2


def units(text: str) -> int:
    """Septets of GSM-7, or 16-bit units of UCS-2 (an emoji is two)."""
    if encoding_of(text) is Encoding.GSM_7:
        return len(text) + sum(c in _EXTENSION for c in text)
    return len(text.encode("utf-16-be")) // 2


def segments(text: str) -> int:
    """How many messages the carrier bills for this text; an empty text is one."""
    lone, each = encoding_of(text).value
    size = units(text)
    return 1 if size <= lone else math.ceil(size / each)


def plain_latin(text: str) -> str:
    """Accents and typographic marks that GSM-7 lacks, replaced by their nearest letters; other scripts stay."""
    return "".join(_nearest(character) for character in text.translate(_PLAIN))


def _nearest(character: str) -> str:
    if character in _BASIC or character in _EXTENSION:
        return character
    bare = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return bare if bare and all(c in _BASIC for c in bare) else character
