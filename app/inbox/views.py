"""The provider's webhook for texts that come in, the duty officer's page for them, and the virtual phones."""

import uuid

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.views import me
from app.audit.actions import record
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import Refusal
from app.core.words import sentence
from app.extensions import csrf, db
from app.inbox import actions, queries
from app.inbox import phones as virtual
from app.inbox.forms import NewPhoneForm, PhoneForm, sender_of
from app.messaging.twilio_gateway import is_signed

bp = Blueprint("inbox", __name__)
NO_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""Our answer goes through the outbox: one in here would be doubled by a repeated webhook."""


@bp.route("/webhooks/twilio/inbound", methods=["POST"])
@requires(Permission.PUBLIC)
@csrf.exempt  # type: ignore[untyped-decorator]
def twilio_inbound() -> Response:
    """Keep a text that the provider hands us, and answer at once; the worker acts on it. A repeat is no error."""
    told = request.form
    if not is_signed(current_app.config, request.path, told, request.headers.get("X-Twilio-Signature", "")):
        abort(403)
    if not told.get("MessageSid"):
        abort(400)
    actions.receive(told["MessageSid"], told.get("From", ""), told.get("Body", ""), at=now())
    db.session.commit()
    return Response(NO_REPLY, mimetype="text/xml")


@bp.route("/phones", methods=["GET", "POST"])
@requires(Permission.PLAY_PHONES)
def phones() -> AnyResponse | str | tuple[str, int]:
    """Each virtual phone with its thread; a text written on one goes the way of a real one."""
    if current_app.config["SMS_GATEWAY"] != "local" and not current_app.config["SMS_ONLY_TO"]:
        abort(404)
    if request.method == "GET":
        return _phones_page()
    form = NewPhoneForm() if request.form.get("new") else PhoneForm()
    valid = form.validate()
    number = sender_of(form, current_app.config["PHONE_REGION"]) if form.phone.data else None
    if not valid or number is None:
        return _phones_page(form), 422
    virtual.write_from(number, form.body.data, at=now())
    db.session.commit()
    return redirect(url_for("inbox.phones", _anchor=f"phone-{virtual.key_of(number)}"), 303)


def _phones_page(form: NewPhoneForm | PhoneForm | None = None) -> str:
    """All phones; `form` holds what was typed wrongly, on one of them or in the form for another number."""
    texted, quiet = virtual.all_phones()
    new = form if isinstance(form, NewPhoneForm) else NewPhoneForm(formdata=None)
    if isinstance(form, PhoneForm):
        form.body.id = f"phone-{virtual.key_of(form.phone.data or '')}-body"
    return render_template("inbox/phones.html", texted=texted, quiet=quiet, form=form, new=new)


@bp.route("/texts")
@requires(Permission.SEE_MESSAGES)
def texts() -> str:
    """What somebody must read: families' words, strangers, answers that the software could not act on."""
    waiting, seen = queries.for_a_person(), queries.lately_seen()
    missing = queries.missing_among(text.case_ref for text in (*waiting, *seen))
    if waiting:
        record("saw texts", "inbound_text", "list", by=me(), at=now(), count=len(waiting))
    page = render_template("inbox/texts.html", waiting=waiting, seen=seen, missing=missing)
    db.session.commit()
    return page


@bp.route("/texts/<uuid:text_id>/read", methods=["POST"])
@requires(Permission.SEE_MESSAGES)
def mark_read(text_id: uuid.UUID) -> AnyResponse | tuple[str, int]:
    """An officer has read a text and done what it asks."""
    text = queries.by_id(text_id) or abort(404)
    try:
        actions.mark_seen(text, by=me(), at=now())
    except Refusal as refusal:
        db.session.rollback()
        flash(sentence(refusal.code, refusal.facts), "warning")
        return texts(), 409
    flash(_("Noted."), "ok")
    db.session.commit()
    return redirect(url_for("inbox.texts"), 303)
