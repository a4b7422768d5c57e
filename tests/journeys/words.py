"""What a reader of a language sees for an English text: the same catalogues that the pages use."""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[2] / "translations"


@cache
def _catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def words(language: str, english: str, **facts: object) -> str:
    """The text in "zh_Hans" or "en", filled; a text that no catalogue holds is a mistake of the test."""
    message = _catalogue(language).get(english)
    assert message is not None, f"no page says {english!r}"
    text = message.string if isinstance(message.string, str) else message.string[0]
    return text % facts if facts else text
