"""Signing in, and the words for roles."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_security.forms import LoginForm
from wtforms import StringField
from wtforms.validators import InputRequired, Optional

from app.accounts.queries import by_username
from app.accounts.rules import LONGEST_PASSWORD, may_open_an_account
from app.core.access import Role
from app.core.forms import stripped
from app.core.words import register_sentences, register_words

register_words(
    {
        Role.OFFICER: _l("Station officer"),
        Role.SUPERVISOR: _l("Supervisor"),
        Role.ADMINISTRATOR: _l("Administrator"),
        Role.AUDITOR: _l("Auditor"),
    }
)
register_sentences({"username_taken": _l("The user name %(username)s is taken: choose another.")})


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name and password. The same sentence for a wrong name and a wrong password."""

    # Not shown and not used, but Flask-Security looks at it when it makes errors general.
    email = StringField(validators=[Optional()])
    username = StringField(_l("User name"), [InputRequired(_l("Enter your user name."))], filters=[stripped])

    def validate(self, **kwargs: Any) -> bool:
        self.ifield = self.username
        typed, production = self.password.data or "", current_app.config["ENVIRONMENT"] == "production"
        known = by_username(self.username.data or "")
        self.user = known if may_open_an_account(typed, production=production) else None
        self.password.data = typed[:LONGEST_PASSWORD]
        return bool(super().validate(**kwargs))
