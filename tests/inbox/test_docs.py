"""docs/sms.md shows the grammar that the parser reads. `python -m tests.inbox.test_docs` writes it anew."""

import re
from pathlib import Path

from app.inbox.grammar import as_markdown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sms.md"
TABLE = re.compile(r"<!-- grammar (\w+) -->\n(.*?)<!-- end -->", re.DOTALL)


def current(page: str) -> str:
    """The page with the tables as the code has them."""
    return TABLE.sub(lambda found: f"<!-- grammar {found[1]} -->\n{as_markdown(found[1])}<!-- end -->", page)


def test_the_documentation_of_the_answers_is_current():
    page = PAGE.read_text(encoding="utf-8")
    assert {language for language, _ in TABLE.findall(page)} == {"zh_Hans", "en"}
    assert page == current(page)


if __name__ == "__main__":
    PAGE.write_text(current(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
