from flask import Blueprint, Response

from app.core.access import Permission, requires

bp = Blueprint("handover", __name__)


@bp.route("/found/<ref>/handover", methods=["GET"])
@requires(Permission.SEE_CASES)
def show(ref: object) -> Response:
    return Response(status=501)
