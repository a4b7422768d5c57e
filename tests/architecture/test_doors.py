"""Every route, walked by every role, against one table."""

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter

from app.core.access import GRANTED, Permission, Role, permission_of
from tests.factories import make_officer

ANSWERS_OF_THE_GATE = {302, 403}


def _routes(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, an address with made-up arguments)"""
    adapter = app.url_map.bind("localhost")
    made_up = {"uuid": "00000000-0000-4000-8000-000000000000", "integer": 1, "string": "XXXXXX", "default": "XXXXXX"}
    routes = []
    for rule in app.url_map.iter_rules():
        values = {
            name: next(iter(sorted(converter.items)))  # <any(one, other):name>
            if isinstance(converter, AnyConverter)
            else made_up.get(type(converter).__name__.removesuffix("Converter").lower(), "XXXXXX")
            for name, converter in rule._converters.items()
        }
        if "filename" in values:
            values["filename"] = "nothing.css"
        address = adapter.build(rule.endpoint, values, method=None)
        routes += [(rule.endpoint, method, address) for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})]
    return routes


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "anonymous")
def test_every_route_opens_for_the_roles_of_the_table_and_no_other(app, client, sign_in, role):
    visitor = sign_in(make_officer(role=role)) if role else client
    granted = GRANTED[role] if role else frozenset()
    wrong = []
    for endpoint, method, address in _routes(app):
        permission = permission_of(app, endpoint)
        allowed = permission is Permission.PUBLIC or permission in granted
        if endpoint == "security.logout":
            continue  # would sign this visitor out
        reply = visitor.open(address, method=method)
        if role is None:
            refused = reply.status_code == 302 and "/sign-in" in reply.location
        else:
            refused = reply.status_code == 403
        # A public webhook refuses an unsigned call by itself, with 403.
        own_refusal = allowed and permission is Permission.PUBLIC and reply.status_code == 403
        if refused == allowed and not own_refusal:
            wrong.append(f"{method} {endpoint}: {reply.status_code}")
    assert wrong == []
