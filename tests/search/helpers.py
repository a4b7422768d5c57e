"""What the tests of a search night look up again and again."""

import re

from sqlalchemy import select

from app.extensions import db
from app.messaging.models import Message, MessageState
from app.search import queries
from app.search.models import PlanPlace, SearchPlan


def page_url(token: str) -> str:
    return f"http://127.0.0.1/t/{token}"


def row_of(plan: SearchPlan, stop_place: object) -> PlanPlace:
    return next(row for row in plan.places if row.place_id == stop_place)


def codes(plan: SearchPlan) -> list[str]:
    return [event.code for event in queries.events_of(plan)]


def texts(template: str) -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.template == template).order_by(Message.created_at)))


def let_texts_leave() -> None:
    for message in texts("patrol_task"):
        message.move(MessageState.SENDING)
        message.move(MessageState.SENT)
    db.session.flush()


def shown_form(page, **changes):
    """What a browser posts from the rows as they are shown, with some fields changed."""
    fields = {
        "seen": re.search(r'name="seen" form="plan-form" value="([^"]*)"', page)[1],
        "keep": re.findall(r'name="keep" value="([0-9a-f-]+)" form="plan-form" checked', page),
    }
    for name, options in re.findall(r'<select[^>]* name="(patrol-[0-9a-f-]+)"(.*?)</select>', page, re.S):
        fields[name] = re.search(r'<option value="([0-9a-f-]*)" selected', options)[1]
    return fields | changes
