"""Who may do what: one table, one decorator, and a gate that denies what names no permission."""

import enum
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user


class Role(enum.Enum):
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Permission(enum.Enum):
    """What a signed-in person may do. `PUBLIC` needs no sign-in; `SIGNED_IN` any account."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    SEE_CASES = "see_cases"
    FILE_REPORTS = "file_reports"
    DECIDE_MATCHES = "decide_matches"
    PLAN_SEARCHES = "plan_searches"
    HAND_OVER = "hand_over"
    SEE_MESSAGES = "see_messages"
    SUPERVISE = "supervise"
    ADMINISTER = "administer"
    READ_AUDIT = "read_audit"
    PLAY_PHONES = "play_phones"


_OFFICER = frozenset(
    {
        Permission.SIGNED_IN,
        Permission.SEE_CASES,
        Permission.FILE_REPORTS,
        Permission.DECIDE_MATCHES,
        Permission.PLAN_SEARCHES,
        Permission.HAND_OVER,
        Permission.SEE_MESSAGES,
        Permission.PLAY_PHONES,
    }
)
GRANTED: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: _OFFICER,
    Role.SUPERVISOR: _OFFICER | {Permission.SUPERVISE},
    Role.ADMINISTRATOR: frozenset({Permission.SIGNED_IN, Permission.ADMINISTER, Permission.PLAY_PHONES}),
    Role.AUDITOR: frozenset({Permission.SIGNED_IN, Permission.READ_AUDIT}),
}

# Endpoints of libraries that cannot carry our decorator: assets and the sign-in pages.
LIBRARY_ENDPOINTS: dict[str, Permission] = {
    "static": Permission.PUBLIC,
    "bootstrap.static": Permission.PUBLIC,
    "security.static": Permission.PUBLIC,
    "security.login": Permission.PUBLIC,
    "security.logout": Permission.PUBLIC,
    "security.verify": Permission.SIGNED_IN,
    "security.two_factor_setup": Permission.PUBLIC,
    "security.two_factor_token_validation": Permission.PUBLIC,
    "security.two_factor_rescue": Permission.PUBLIC,
    "security.two_factor_select": Permission.PUBLIC,
}

View = TypeVar("View", bound=Callable[..., Any])


class Account(Protocol):
    is_authenticated: bool
    role: Role


def requires(permission: Permission) -> Callable[[View], View]:
    """Name the permission an endpoint needs; the gate reads it before every request."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """The permission an endpoint names, or None if it names none (then nobody may enter)."""
    if endpoint in LIBRARY_ENDPOINTS:
        return LIBRARY_ENDPOINTS[endpoint]
    named = getattr(app.view_functions.get(endpoint), "permission", None)
    return named if isinstance(named, Permission) else None


def may(account: Any, permission: Permission) -> bool:
    """Whether this account holds the permission; anonymous visitors hold only PUBLIC."""
    if permission is Permission.PUBLIC:
        return True
    if not getattr(account, "is_authenticated", False):
        return False
    return permission in GRANTED[account.role]


def guard(app: Flask) -> None:
    """Deny every request whose endpoint names no permission or one the visitor does not hold."""

    def gate() -> Any:
        if request.endpoint is None:
            return None  # no such page: the 404 page answers
        permission = permission_of(current_app, request.endpoint)
        if permission is None:
            abort(403)
        if may(current_user, permission):
            return None
        if not current_user.is_authenticated:
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        abort(403)

    app.before_request(gate)
