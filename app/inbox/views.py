"""The provider's webhook for texts that come in, the duty officer's page for them, and the virtual phones."""

from flask import Blueprint, Response

from app.core.access import Permission, requires

bp = Blueprint("inbox", __name__)


@bp.route("/webhooks/twilio/inbound", methods=["POST"])
@requires(Permission.PUBLIC)
def twilio_inbound() -> Response:
    return Response(status=501)


@bp.route("/phones", methods=["GET", "POST"])
@requires(Permission.PLAY_PHONES)
def phones() -> Response:
    return Response(status=501)


@bp.route("/texts", methods=["GET"])
@requires(Permission.SEE_MESSAGES)
def texts() -> Response:
    return Response(status=501)
