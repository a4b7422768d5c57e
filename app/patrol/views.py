from flask import Blueprint, Response

from app.core.access import Permission, requires

bp = Blueprint("patrol", __name__)


@bp.route("/patrols", methods=["GET"])
@requires(Permission.SEE_CASES)
def roster() -> Response:
    return Response(status=501)


@bp.route("/patrols/<code>/duty", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def duty(code: object) -> Response:
    return Response(status=501)
