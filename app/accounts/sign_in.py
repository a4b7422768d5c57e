"""Sign-in by Flask-Security: Argon2id passwords, sessions, safe `next`, freshness.

The second factor's columns and pages are in place; `SECURITY_TWO_FACTOR` switches it on.
"""

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.models.fsqla_v3 import FsRoleMixin

from app.accounts.forms import SignInForm
from app.accounts.models import Officer
from app.extensions import db

WRONG = _l("The user name or the password is wrong. Check both, or ask your administrator for a new password.")
SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    # SecureDrop's parameters for Argon2id: 64 MiB, 4 passes, 2 lanes.
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__memory_cost": 65_536,
        "argon2__rounds": 4,
        "argon2__parallelism": 2,
    },
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    # Argon2id needs no second keyed hash; without it SECRET_KEY can be changed and passwords stay valid.
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    "SECURITY_PASSWORD_SALT": "unused with a single hash",
    "SECURITY_PASSWORD_LENGTH_MIN": 12,
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"username": {"mapper": str, "case_insensitive": True}}],
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
    "SECURITY_VERIFY_TEMPLATE": "accounts/verify.html",
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
    "SECURITY_UNAUTHORIZED_VIEW": None,
    "SECURITY_FLASH_MESSAGES": True,
    "SECURITY_DEFAULT_REMEMBER_ME": False,
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_TRACKABLE": False,
    "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": (WRONG, "error"),
    "SECURITY_MSG_LOGIN": (_l("Sign in to see this page."), "info"),
    "SECURITY_MSG_UNAUTHENTICATED": (_l("Sign in to see this page."), "info"),
    "SECURITY_MSG_PASSWORD_NOT_PROVIDED": (_l("Enter your password."), "error"),
}

security = Security()


def init_app(app: Flask) -> None:
    """Bind Flask-Security with our own form, page and words."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    officers = SQLAlchemyUserDatastore(db, Officer, FsRoleMixin)
    security.init_app(app, officers, login_form=SignInForm, register_blueprint=True)
