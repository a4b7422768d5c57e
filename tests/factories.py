"""Rows of the trade with sensible, plainly invented values; every one can be overridden by keyword."""

import itertools
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from app.accounts.models import Officer
from app.core.access import Role
from app.core.refs import new_ref
from app.extensions import db
from app.found.models import Condition, FoundReport, FoundState
from app.matching.models import Candidate, CandidateState
from app.missing.models import Guardian, HeldBackFact, MissingReport, MissingState, Relation
from app.missing.rules import Risk
from app.patrol.models import Patrol
from app.people.rules import Colour, Sex, Top
from app.places.models import Place, Station
from app.places.rules import PlaceKind

NIGHT = datetime(2026, 3, 1, 15, 40, tzinfo=UTC)
"""23:40 in Shanghai."""
LAT, LON = 60.1699, 24.9384
_count = itertools.count(1)
Row = TypeVar("Row")


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


def make_station(**facts: Any) -> Station:
    number = next(_count)
    return _add(
        Station(
            **{
                "code": f"S{number}",
                "name": f"示例站 {number}",
                "name_en": f"Sample Station {number}",
                "lat": LAT,
                "lon": LON,
            }
            | facts
        )
    )


def make_officer(**facts: Any) -> Officer:
    """A station officer whose password is not known to anyone; see `sign_in`."""
    number = next(_count)
    start = {
        "username": f"officer{number}",
        "full_name": f"Sample Officer {number}",
        "password": "not a hash",
        "role": Role.OFFICER,
        "fs_uniquifier": secrets.token_hex(16),
    }
    if "station" not in facts:
        start["station"] = make_station()
    return _add(Officer(**start | facts))


def make_patrol(**facts: Any) -> Patrol:
    number = next(_count)
    start = {
        "code": f"P{number}",
        "name": f"Sample Patrol {number}",
        "phone": f"+3585055501{number % 1000:03}",
        "language": "en",
        "lat": LAT,
        "lon": LON,
        "position_at": NIGHT,
        "on_duty": True,
    }
    if "station" not in facts:
        start["station"] = make_station()
    return _add(Patrol(**start | facts))


def make_place(**facts: Any) -> Place:
    number = next(_count)
    start = {
        "source": f"test:{number}",
        "kind": PlaceKind.HOTEL,
        "name": f"Hotel Sample {number}",
        "address": f"Sample Street {number}",
        "lat": LAT + 0.001,
        "lon": LON,
    }
    return _add(Place(**start | facts))


def make_found(**facts: Any) -> FoundReport:
    """A boy of about five in a red T-shirt, found ten minutes before `NIGHT`, well."""
    officer = facts.pop("filed_by", None) or make_officer()
    start = {
        "ref": new_ref(),
        "form_key": secrets.token_hex(8),
        "filed_by": officer,
        "station": officer.station,
        "found_at": NIGHT - timedelta(minutes=10),
        "sex": Sex.MALE,
        "age_low": 4,
        "age_high": 6,
        "condition": Condition.WELL,
        "top": Top.T_SHIRT,
        "top_colour": Colour.RED,
        "lat": LAT,
        "lon": LON,
    }
    return _add(FoundReport(**start | facts))


def make_missing(
    *, guardians: list[dict[str, Any]] | None = None, held_back: list[tuple[str, str]] | None = None, **facts: Any
) -> MissingReport:
    """A boy of five, last seen an hour before `NIGHT`; one guardian, three held-back facts."""
    officer = facts.pop("filed_by", None) or make_officer()
    number = next(_count)
    phone = facts.get("reporter_phone", f"+3585055502{number % 1000:03}")
    start = {
        "ref": new_ref(),
        "form_key": secrets.token_hex(8),
        "filed_by": officer,
        "station": officer.station,
        "reporter_name": "示例家长 Sample Parent",
        "reporter_relation": Relation.MOTHER,
        "reporter_phone": phone,
        "reporter_language": "en",
        "name": "示例乐",
        "sex": Sex.MALE,
        "age_low": 5,
        "age_high": 5,
        "top": Top.T_SHIRT,
        "top_colour": Colour.RED,
        "last_seen_at": NIGHT - timedelta(hours=1),
        "lat": LAT,
        "lon": LON,
        "risk": Risk.HIGH,
    }
    report = _add(MissingReport(**start | facts))
    listed = guardians if guardians is not None else [{}]
    for place, changes in enumerate(listed, start=1):
        guardian = {
            "report": report,
            "number": place,
            "name": report.reporter_name,
            "relation": report.reporter_relation,
            "phone": phone,
            "language": report.reporter_language,
        }
        _add(Guardian(**guardian | changes))
    facts_held = (
        held_back
        if held_back is not None
        else [
            ("What is in his pocket?", "a green marble"),
            ("What is he called at home?", "Lele"),
            ("Where is his birthmark?", "left knee"),
        ]
    )
    for place, (question, answer) in enumerate(facts_held, start=1):
        _add(HeldBackFact(report=report, number=place, question=question, answer=answer))
    return report


def make_confirmed_pair(
    *, found: dict[str, Any] | None = None, missing: dict[str, Any] | None = None
) -> tuple[FoundReport, MissingReport]:
    """A child whose family two officers have confirmed and told; both reports at one station."""
    first = make_officer()
    here = {"filed_by": first, "station": first.station}
    child = make_found(**here | {"state": FoundState.FAMILY_LOCATED} | (found or {}))
    family = make_missing(**here | {"state": MissingState.LOCATED} | (missing or {}))
    _add(
        Candidate(
            found=child,
            missing=family,
            state=CandidateState.CONFIRMED,
            weight_bits=20.0,
            probability=0.99,
            model_version="test",
            proposed_by=first,
            proposed_at=NIGHT,
            confirmed_by=make_officer(station=first.station),
            confirmed_at=NIGHT,
        )
    )
    return child, family
