from flask import Blueprint, Response

from app.core.access import Permission, requires

bp = Blueprint("matching", __name__)


@bp.route("/found/<ref>/matches", methods=["GET"])
@requires(Permission.SEE_CASES)
def review(ref: object) -> Response:
    return Response(status=501)


@bp.route("/missing/<ref>/matches", methods=["GET"])
@requires(Permission.SEE_CASES)
def sought(ref: object) -> Response:
    return Response(status=501)


@bp.route("/matches/<found_ref>/<missing_ref>", methods=["GET"])
@requires(Permission.SEE_CASES)
def compare(found_ref: object, missing_ref: object) -> Response:
    return Response(status=501)


@bp.route("/matches/<found_ref>/<missing_ref>/propose", methods=["POST"])
@requires(Permission.DECIDE_MATCHES)
def propose(found_ref: object, missing_ref: object) -> Response:
    return Response(status=501)


@bp.route("/matches/<found_ref>/<missing_ref>/confirm", methods=["POST"])
@requires(Permission.DECIDE_MATCHES)
def confirm(found_ref: object, missing_ref: object) -> Response:
    return Response(status=501)


@bp.route("/matches/<found_ref>/<missing_ref>/dismiss", methods=["POST"])
@requires(Permission.DECIDE_MATCHES)
def dismiss(found_ref: object, missing_ref: object) -> Response:
    return Response(status=501)
