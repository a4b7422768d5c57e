"""The base of every table: ids, times, enums as words, named constraints."""

import enum
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from app.core.clock import now

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored in UTC on every engine; refuses a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _words(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


COLUMN_TYPES: dict[Any, Any] = {
    datetime: UtcDateTime(),
    uuid.UUID: Uuid(),
    enum.Enum: Enum(enum.Enum, native_enum=False, length=32, values_callable=_words),
    dict[str, Any]: JSON(),
    list[Any]: JSON(),
    list[str]: JSON(),
    list[dict[str, Any]]: JSON(),
}


class Base(DeclarativeBase):
    """Every table; enums are stored as their words, JSON as JSON."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=COLUMN_TYPES)


class Recorded(Base):
    """A row with an id of its own and the times it was made and last changed."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4, sort_order=-10)
    created_at: Mapped[datetime] = mapped_column(default=now, sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now, sort_order=91)


class Versioned:
    """A row that people edit: a stale write raises `sqlalchemy.orm.exc.StaleDataError`."""

    version: Mapped[int] = mapped_column(default=1, sort_order=92)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy's convention
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]
