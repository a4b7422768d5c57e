"""The messages page, and the provider's status callbacks."""

import hmac
import uuid
from datetime import datetime

from flask import Blueprint, Response, abort, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from structlog import get_logger
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.views import me
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import Refusal
from app.core.words import sentence
from app.extensions import csrf, db
from app.messaging import actions, forms, queries, receipts, rules
from app.messaging.models import Message, MessageState
from app.messaging.segments import segments
from app.messaging.twilio_gateway import is_signed

bp = Blueprint("messaging", __name__)
ATTENTION = "attention"
LAST_PAGE = 1_000_000
"""No list is as long; what is asked beyond it would not fit the database's numbers."""
DEEDS = {"now": actions.release, "again": actions.retry, "sent": actions.mark_sent, "told": actions.settle_otherwise}
log = get_logger()
__all__ = ["bp", "forms"]


@bp.route("/messages")
@requires(Permission.SEE_MESSAGES)
def messages() -> str:
    """Filters stand in the address: `state` (a state or "attention"), `case`, `page`."""
    chosen = request.args.get("state", "")
    case_ref = "".join(filter(str.isalnum, request.args.get("case", "").upper()))[:12]
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    at = now()
    rows, more = queries.listed(states=_states(chosen), case_ref=case_ref, page=page, attention=chosen == ATTENTION)
    return render_template(
        "messaging/messages.html",
        rows=[(row, _why(row), segments(row.body), _open_deeds(row, at)) for row in rows],
        more=more,
        page=page,
        chosen=chosen,
        case_ref=case_ref,
        states=list(MessageState),
        trouble=queries.trouble(at),
        only_to=bool(current_app.config["SMS_ONLY_TO"]),
    )


def _states(chosen: str) -> tuple[MessageState, ...]:
    return tuple(state for state in MessageState if state.value == chosen)


def _open_deeds(message: Message, at: datetime) -> list[str]:
    """What a person may decide about it now; nothing where nobody need look any more."""
    if message.state is MessageState.WAITING and message.held:
        return ["now"]
    if message.state not in queries.NEEDS_A_PERSON or message.settled_at is not None:
        return []
    deeds = ["sent"] if message.state is MessageState.UNCERTAIN else ["told"]
    useless = message.error_code == "opted_out" or queries.is_stale(message, at)
    return deeds if useless else [*deeds, "again"]


def _why(message: Message) -> str:
    """The code of the sentence that explains the error, empty where there is none."""
    if message.state is MessageState.WAITING and message.held:
        return f"text_held_{message.held}"
    return rules.plain_code(message.error_code) if message.error_code else ""


@bp.route("/messages/<uuid:message_id>/<any(again, now, sent, told):deed>", methods=["POST"])
@requires(Permission.SEE_MESSAGES)
def decide(message_id: uuid.UUID, deed: str) -> AnyResponse | tuple[str, int]:
    """A person decides on a message that did not go, or that nobody knows about."""
    message = queries.by_id(message_id) or abort(404)
    try:
        DEEDS[deed](message, by=me(), at=now())
    except Refusal as refusal:
        db.session.rollback()
        flash(sentence(refusal.code, refusal.facts), "warning")
        return messages(), 409
    flash(_("Queued again. It goes out within seconds.") if deed in ("again", "now") else _("Noted."), "ok")
    db.session.commit()
    state, case_ref = (request.form.get(name) or None for name in ("state", "case"))
    return redirect(url_for("messaging.messages", state=state, case=case_ref))


@bp.route("/webhooks/twilio/status/<uuid:message_id>", methods=["POST"])
@bp.route("/webhooks/twilio/status/<uuid:message_id>/<int:attempt>", methods=["POST"])
@requires(Permission.PUBLIC)
@csrf.exempt  # type: ignore[untyped-decorator]
def twilio_status(message_id: uuid.UUID, attempt: int = 1) -> Response:
    """What became of a message, as the provider tells it; repeated and unknown ones are accepted and dropped."""
    if not is_signed(current_app.config, request.path, request.form, request.headers.get("X-Twilio-Signature", "")):
        abort(403)
    sid, told = request.form.get("MessageSid", "")[:64], request.form.get("MessageStatus", "")[:20]
    code = request.form.get("ErrorCode", "")[:20]
    try:
        if not receipts.note_status(message_id, sid, told, code, at=now(), attempt=attempt):
            log.info("status dropped", message=str(message_id), status=told)
        db.session.commit()
    except IntegrityError:  # the same callback at the same moment: the other one has written it
        db.session.rollback()
    return Response(status=204)


@bp.route("/webhooks/template/status/<token>", methods=["POST"])
@requires(Permission.PUBLIC)
@csrf.exempt  # type: ignore[untyped-decorator]
def template_status(token: str) -> Response:
    """Reports of a template-only provider. It does not sign them: the address holds a secret that it knows."""
    wanted = current_app.config["TEMPLATE_CALLBACK_TOKEN"]
    if not wanted or not hmac.compare_digest(token.encode(), wanted.encode()):
        abort(403)
    receipts.note_reports(request.get_json(silent=True), at=now())
    db.session.commit()
    return jsonify(code=0, msg="ok")
