"""What is done from the desk: the own reports, a call to a front desk, a camera; and what each is worth now."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.audit.actions import Actor, record
from app.core.errors import Refusal, WrongState
from app.extensions import db
from app.places import queries as places
from app.places.models import Place
from app.places.rules import PlaceKind
from app.search import plans, pool, queries, ranking, widening
from app.search.in_force import in_force
from app.search.models import Enquiry, EnquiryKind, Finding, PlanPlace, PlanState, SearchPlan
from app.search.settings import SearchSettings
from app.search.sharing import point_of

CAMERAS = 4
WINDOW = timedelta(hours=2)
"""How long before the child was found footage is asked for."""
SOON = timedelta(days=2)


Done = set[tuple[EnquiryKind, uuid.UUID | None]]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next. `worth`: chance of a yes for each minute of somebody's time, as of now."""

    kind: EnquiryKind | None
    """None: a visit by a patrol."""
    place: Place | None
    worth: float
    minutes: float
    row: PlanPlace | None = None
    window: tuple[datetime, datetime] | None = None
    gone_on: datetime | None = None
    """When the footage is usually overwritten; told when that is soon."""


def next_steps(plan: SearchPlan, at: datetime, settings: SearchSettings, most: int = 8) -> list[Step]:
    """What to do next, by the index rule p*q/cost; a look at the own reports costs nothing and comes first."""
    done = {(enquiry.kind, enquiry.place_id) for enquiry in queries.enquiries_of(plan)}
    steps = [*_visits(plan, settings), *_calls(plan, settings, done), *_cameras(plan, at, settings, done)]
    steps.sort(key=lambda step: (-step.worth, str(step.place.id) if step.place else ""))
    if (EnquiryKind.OWN_REPORTS, None) not in done:
        steps.insert(0, Step(EnquiryKind.OWN_REPORTS, None, float("inf"), 0.0))
    return steps[:most]


def _visits(plan: SearchPlan, settings: SearchSettings) -> list[Step]:
    steps = []
    for row in pool.to_give_out(plan):
        way = next((float(r["minutes"]) for r in row.reasons if r["code"] == "from_patrol"), None)
        if way is not None and row.order == 1:
            minutes = way + settings.travel.dwell_min
            q = settings.detection.of(row.place.kind.value)
            steps.append(Step(None, row.place, ranking.index(row.chance, q, minutes), minutes, row))
    return steps


def _calls(plan: SearchPlan, settings: SearchSettings, done: Done) -> list[Step]:
    minutes, q = settings.travel.phone_min, settings.detection.phone
    return [
        Step(EnquiryKind.PHONE_DESK, row.place, ranking.index(row.chance, q, minutes), minutes, row)
        for row in pool.to_give_out(plan)
        if row.place.phone and (EnquiryKind.PHONE_DESK, row.place_id) not in done
    ]


def _cameras(plan: SearchPlan, at: datetime, settings: SearchSettings, done: Done) -> list[Step]:
    """Cameras around where the person was found: one that saw them come tells where the family is likelier."""
    report, minutes = plan.report, settings.travel.camera_min
    near = places.nearest(*point_of(report), [PlaceKind.CAMERA], CAMERAS, settings.camera_within_m)
    ahead = sum(row.chance for row in pool.to_give_out(plan))
    gone = report.found_at - WINDOW + settings.camera_keeps
    return [
        Step(
            EnquiryKind.CAMERA,
            camera,
            ranking.index(ahead, settings.detection.camera, minutes),
            minutes,
            window=(report.found_at - WINDOW, report.found_at),
            gone_on=gone if gone - at < SOON else None,
        )
        for camera, _ in near
        if (EnquiryKind.CAMERA, camera.id) not in done
    ]


def take_enquiry(
    plan: SearchPlan,
    kind: EnquiryKind,
    finding: Finding,
    *,
    by: Actor,
    at: datetime,
    place: Place | None = None,
    seen_at: datetime | None = None,
    heading_deg: int | None = None,
    spoke_to: str = "",
    note: str = "",
    settings: SearchSettings | None = None,
) -> Enquiry:
    """Write down what an enquiry brought, and learn from it. A desk's yes is checked by a visit: it goes to the top."""
    settings = settings or in_force()
    held = plans.held(plan.report, at)
    if held is None or held.id != plan.id or held.state is PlanState.FOUND:
        raise WrongState("plan_moved_on", state=PlanState.STOOD_DOWN if held is None else held.state)
    if kind is not EnquiryKind.OWN_REPORTS and place is None:
        raise Refusal("enquiry_needs_a_place")
    enquiry = Enquiry(
        plan_id=held.id, kind=kind, place_id=place.id if place else None, finding=finding, at=at, seen_at=seen_at,
        heading_deg=heading_deg, spoke_to=spoke_to[:80], note=note[:500],
    )  # fmt: skip
    db.session.add(enquiry)
    db.session.flush()
    plans.take_stock(held, at, settings)
    facts = {"place_id": str(place.id)} if place else {}
    plans.note(held, f"{kind.value}_{finding.value}", at=at, **facts)
    widening.widen_if_needed(held, at, settings)
    record("made enquiry", "found_report", held.report.ref, by=by, at=at, kind=kind.value, finding=finding.value)
    return enquiry
