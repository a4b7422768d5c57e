from flask import Blueprint, Response

from app.core.access import Permission, requires

bp = Blueprint("search", __name__)


@bp.route("/found/<ref>/search", methods=["GET"])
@requires(Permission.SEE_CASES)
def plan(ref: object) -> Response:
    return Response(status=501)


@bp.route("/found/<ref>/search/make", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def make(ref: object) -> Response:
    return Response(status=501)


@bp.route("/found/<ref>/search/amend", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def amend(ref: object) -> Response:
    return Response(status=501)


@bp.route("/found/<ref>/search/dispatch", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def dispatch(ref: object) -> Response:
    return Response(status=501)


@bp.route("/found/<ref>/search/widen", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def widen(ref: object) -> Response:
    return Response(status=501)


@bp.route("/found/<ref>/search/stand-down", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def stand_down(ref: object) -> Response:
    return Response(status=501)


@bp.route("/found/<ref>/search/map.json", methods=["GET"])
@requires(Permission.SEE_CASES)
def map_data(ref: object) -> Response:
    return Response(status=501)


@bp.route("/found/<ref>/search/stops/<uuid:stop_id>", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def answer_for(ref: object, stop_id: object) -> Response:
    return Response(status=501)


@bp.route("/found/<ref>/search/stops/<uuid:stop_id>/not-family", methods=["POST"])
@requires(Permission.PLAN_SEARCHES)
def not_family(ref: object, stop_id: object) -> Response:
    return Response(status=501)


@bp.route("/found/<ref>/family/<uuid:stop_id>", methods=["GET", "POST"])
@requires(Permission.FILE_REPORTS)
def register_family(ref: object, stop_id: object) -> Response:
    return Response(status=501)


@bp.route("/t/<token>", methods=["GET"])
@requires(Permission.PUBLIC)
def task_page(token: object) -> Response:
    return Response(status=501)


@bp.route("/t/<token>", methods=["POST"])
@requires(Permission.PUBLIC)
def answer_task(token: object) -> Response:
    return Response(status=501)


@bp.route("/t/<token>/photo", methods=["GET"])
@requires(Permission.PUBLIC)
def task_photo(token: object) -> Response:
    return Response(status=501)
