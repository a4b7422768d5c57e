"""The weights of the search: each with its default and where that comes from; an administrator may change them."""

from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.views import me
from app.core.access import Permission, requires
from app.core.clock import now
from app.core.errors import Refusal
from app.core.forms import StationForm
from app.core.words import sentence
from app.extensions import db
from app.search.forms.weights import label_of, readable, title_of
from app.search.in_force import own_weights, set_weights
from app.search.views.room import Page, bp
from app.search.weights import CATALOGUE


@bp.route("/search-weights")
@requires(Permission.ADMINISTER)
def weights() -> str:
    return _page()


@bp.route("/search-weights", methods=["POST"])
@requires(Permission.ADMINISTER)
def change_weights() -> Page:
    form = StationForm()
    if not form.validate():
        return _page(), 422
    typed = {name: request.form.get(name, "").strip() for name in CATALOGUE if name in request.form}
    values, wrong = readable(typed)
    if wrong:
        return _page(typed, wrong), 422
    try:
        count = set_weights(values, by=me(), at=now())
    except Refusal as refusal:
        db.session.rollback()
        return _page(typed, problem=sentence(refusal.code, refusal.facts)), 422
    db.session.commit()
    flash(ngettext("%(num)s weight was changed.", "%(num)s weights were changed.", count), "ok")
    return redirect(url_for("search.weights"), 303)


def _page(typed: dict[str, str] | None = None, wrong: list[str] | None = None, problem: str = "") -> str:
    own = own_weights()
    rows: list[dict[str, Any]] = [
        {
            "weight": weight,
            "label": label_of(weight),
            "value": (typed or {}).get(name, f"{own.get(name, weight.default):g}"),
            "own": name in own,
            "wrong": name in (wrong or []),
        }
        for name, weight in CATALOGUE.items()
    ]
    groups = [(title_of(group), list(members)) for group, members in groupby(rows, key=lambda row: row["weight"].group)]
    problem = problem or (_("Write each weight as a number. Nothing was changed.") if wrong else "")
    return render_template("search/weights.html", groups=groups, form=StationForm(formdata=None), problem=problem)
