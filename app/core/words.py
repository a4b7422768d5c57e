"""Words for what the code calls by a value: enum members, refusal codes, reason codes.

Each room registers its words in its forms or views; templates read them with the filters
`word` (enum members) and `sentence` (a code with facts). A word is a lazy translation.
"""

import enum
from collections.abc import Mapping
from typing import Any

_MEMBERS: dict[enum.Enum, Any] = {}
_SENTENCES: dict[str, Any] = {}


def register_words(words: Mapping[Any, Any]) -> None:
    """Enum member -> lazy translation."""
    _MEMBERS.update(words)


def register_sentences(sentences: Mapping[str, Any]) -> None:
    """Code -> lazy translation with %(name)s places for its facts."""
    _SENTENCES.update(sentences)


def word(member: enum.Enum | None) -> str:
    """The word for a member, in the reader's language. A member without a word is a bug."""
    return "" if member is None else str(_MEMBERS[member])


def sentence(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """The sentence for a code, filled; enum facts appear as their words."""
    filled = {k: word(v) if isinstance(v, enum.Enum) else v for k, v in (facts or {}).items()}
    return str(_SENTENCES[code]) % filled


def choices(kind: type[enum.Enum]) -> list[tuple[str, Any]]:
    """(value, lazy word) pairs of an enum, in its order, for a form."""
    return [(str(member.value), _MEMBERS[member]) for member in kind]
