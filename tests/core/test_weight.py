"""What a first visit costs: every asset answers, and the page stays light on a slow line."""

import re

from flask import Flask

from tests.clients import PageClient
from tests.factories import make_officer

BUDGET_BYTES = 100_000


def _weight(visitor: PageClient, address: str) -> int:
    headers = {"Accept-Encoding": "gzip"}
    page = visitor.get(address, headers=headers)
    total = len(page.data)
    assets = re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="(/[^"]+)"', page.text)
    assert assets, "the page has a style sheet"
    for asset in assets:
        reply = visitor.get(asset, headers=headers)
        assert reply.status_code == 200, asset
        total += len(reply.data)
    return total


def test_the_first_page_weighs_at_most_100_kb(app: Flask, client: PageClient) -> None:
    assert _weight(client, "/sign-in") <= BUDGET_BYTES


def test_the_found_form_weighs_at_most_100_kb_without_the_map(app, sign_in) -> None:
    assert _weight(sign_in(make_officer()), "/found/new") <= BUDGET_BYTES + _map_kb(app)


def _map_kb(app: Flask) -> int:
    """Leaflet, compressed; the budget is for the page without its map."""
    reply = app.test_client().get("/map/leaflet/leaflet.js", headers={"Accept-Encoding": "gzip"})
    return len(reply.data)
