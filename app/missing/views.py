from flask import Blueprint, Response

from app.core.access import Permission, requires

bp = Blueprint("missing", __name__)


@bp.route("/missing/new", methods=["GET", "POST"])
@requires(Permission.FILE_REPORTS)
def report_missing() -> Response:
    return Response(status=501)


@bp.route("/missing/<ref>", methods=["GET"])
@requires(Permission.SEE_CASES)
def show(ref: object) -> Response:
    return Response(status=501)


@bp.route("/missing/<ref>/edit", methods=["GET", "POST"])
@requires(Permission.FILE_REPORTS)
def amend(ref: object) -> Response:
    return Response(status=501)


@bp.route("/missing/<ref>/receipt", methods=["GET"])
@requires(Permission.SEE_CASES)
def receipt(ref: object) -> Response:
    return Response(status=501)


@bp.route("/missing/<ref>/withdraw", methods=["POST"])
@requires(Permission.FILE_REPORTS)
def withdraw(ref: object) -> Response:
    return Response(status=501)
