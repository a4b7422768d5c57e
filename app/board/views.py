from flask import Blueprint, render_template

from app.core.access import Permission, requires

bp = Blueprint("board", __name__)


@bp.route("/")
@requires(Permission.SIGNED_IN)
def show() -> str:
    return render_template("board/show.html")
