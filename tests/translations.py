"""Whether both catalogues hold every text of the code, translated and not fuzzy: `make translations`."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh_Hans", "en")
PLACE = re.compile(r"%\((\w+)\)")


def texts_of_the_code() -> Catalog:
    """What pybabel finds in app/ and templates/."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "messages.pot"
        pybabel = Path(sys.executable).parent / "pybabel"
        command = [pybabel, "--quiet", "extract", "-F", "babel.cfg", "-k", "_l", "-o", target, "."]
        subprocess.run(command, cwd=ROOT, check=True)
        with target.open("rb") as file:
            return read_po(file)


def problems(language: str, wanted: Catalog) -> list[str]:
    """A line for each text that this catalogue lacks, leaves empty, marks fuzzy, or gives other places."""
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        held = read_po(file, locale=language)
    lines = []
    for message in wanted:
        if not message.id:
            continue
        own = held.get(message.id)
        texts = own.string if own and isinstance(own.string, tuple) else (own.string if own else "",)
        if own is None or own.fuzzy or not all(texts):
            lines.append(f"{language}: not translated: {message.id!r}")
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        places = set(PLACE.findall(" ".join(ids)))
        if any(set(PLACE.findall(text)) - places for text in texts):
            lines.append(f"{language}: names a place that is not filled: {message.id!r}")
    return lines


def main() -> int:
    wanted = texts_of_the_code()
    lines = [line for language in LANGUAGES for line in problems(language, wanted)]
    print("\n".join(lines) if lines else f"translations: {len(wanted)} texts, complete in {', '.join(LANGUAGES)}")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
