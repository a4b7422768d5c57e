"""Structured logs: case refs and codes, never a name, a phone, a message body or a cookie."""

import logging
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

PERSONAL = frozenset({"name", "phone", "body", "recipient", "sender", "address", "cookie", "password", "text"})


def _drop_personal(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in event.items() if key not in PERSONAL}


def set_up_logs(form: str) -> None:
    """`form` is "text" or "json". Times are UTC."""
    last: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _drop_personal,
            structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def what_failed(error: BaseException) -> dict[str, Any]:
    """The kind of an error and where it arose, without its message: a message may quote what was typed."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames[-6:]]
    return {"kind": type(error).__name__, "where": where}
