from flask import Blueprint, Response

from app.core.access import Permission, requires

bp = Blueprint("families", __name__)


@bp.route("/missing/<ref>/family", methods=["GET"])
@requires(Permission.SEE_CASES)
def show(ref: object) -> Response:
    return Response(status=501)


@bp.route("/missing/<ref>/family/tell", methods=["POST"])
@requires(Permission.DECIDE_MATCHES)
def tell(ref: object) -> Response:
    return Response(status=501)
