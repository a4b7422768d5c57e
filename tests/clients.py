"""A test browser: its own database session for each request, and a check of every page it gets."""

import contextvars
import re
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.extensions import db

FORBIDDEN = re.compile(rb'<[^>]+\s(?:style|on[a-z]+)="|<style|<script(?![^>]*\ssrc=)|(?:src|href)="//')


class PageClient(FlaskClient):
    """Commits what the test prepared, then asks in a context of its own, as another process would."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        kwargs["buffered"] = True  # a streamed file would end in another context than it began
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.expire_all()
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 304, 307, 308}:
            is_part = response.request.path.endswith("/live") and response.status_code == 200
            (check_part if is_part else check_page)(response.get_data())
        return response


def check_page(page: bytes) -> None:
    """Strict HTML, one h1, a title, no id twice, nothing inline, no label for a missing field."""
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.decode())
    headings = document.findall(".//h1")
    assert len(headings) == 1, f"a page has one h1, not {len(headings)}"
    title = document.find(".//title")
    assert title is not None and (title.text or "").strip(), "a page has a title"
    _check_elements(document, page)


def check_part(part: bytes) -> None:
    """The same for a piece that a script puts into its page: it has no head and no heading of its own."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    _check_elements(parser.parseFragment(part.decode()), part)


def _check_elements(document: Any, source: bytes) -> None:
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"an id stands twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    labelled = {e.get("for") for e in document.findall(".//label") if e.get("for")}
    assert labelled <= set(ids), f"a label points nowhere: {labelled - set(ids)}"
    assert not FORBIDDEN.search(source), f"inline code or style: {FORBIDDEN.search(source)}"
