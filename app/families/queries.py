"""Read what families were told and what they answered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.families.models import FamilyAnswer, FamilyCall, Notice, NoticeKind
from app.messaging.models import Message, MessageState
from app.missing.models import Guardian, MissingReport, MissingState

WAITING_FOR_NEWS = (MissingState.OPEN, MissingState.LOCATED)
UNTOLD = (MessageState.FAILED, MessageState.EXPIRED, MessageState.CANCELLED)


def by_ref(ref: str) -> MissingReport | None:
    """The missing report with this code."""
    return db.session.scalar(select(MissingReport).where(MissingReport.ref == ref.upper()))


def open_report_by_phone(e164: str) -> MissingReport | None:
    """The newest report still open whose reporter or guardian has this number."""
    query = (
        select(MissingReport)
        .outerjoin(Guardian)
        .where(MissingReport.state.in_(WAITING_FOR_NEWS))
        .where(or_(MissingReport.reporter_phone == e164, Guardian.phone == e164))
        .order_by(MissingReport.created_at.desc(), MissingReport.id)
    )
    return db.session.scalars(query).first()


def notices_for(report: MissingReport) -> Sequence[Notice]:
    """What this family was told, oldest first, with the messages."""
    query = select(Notice).where(Notice.report_id == report.id).options(joinedload(Notice.message))
    return db.session.scalars(query.order_by(Notice.at, Notice.id)).all()


def rounds_of(report: MissingReport, kind: NoticeKind) -> list[list[Notice]]:
    """The notices of one kind, one list for each time the family was told, oldest first."""
    rounds: dict[datetime, list[Notice]] = {}
    for notice in notices_for(report):
        if notice.kind is kind:
            rounds.setdefault(notice.at, []).append(notice)
    return list(rounds.values())


def calls_to(report: MissingReport) -> Sequence[FamilyCall]:
    """When this family was telephoned, oldest first."""
    query = select(FamilyCall).where(FamilyCall.report_id == report.id).options(joinedload(FamilyCall.by))
    return db.session.scalars(query.order_by(FamilyCall.at, FamilyCall.id)).all()


def notice_of(message: Message) -> Notice | None:
    """The notice that this message carries."""
    return db.session.scalar(select(Notice).where(Notice.message_id == message.id))


def answers_for(report: MissingReport) -> Sequence[FamilyAnswer]:
    """What this family wrote back, oldest first."""
    query = select(FamilyAnswer).where(FamilyAnswer.report_id == report.id)
    return db.session.scalars(query.order_by(FamilyAnswer.at, FamilyAnswer.id)).all()


def is_on_its_way(notices: Sequence[Notice]) -> bool:
    """Whether at least one of the texts may reach the family."""
    return any(notice.message.state not in UNTOLD for notice in notices)
