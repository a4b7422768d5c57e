"""Our answers to texts that came in: through the outbox, once for each cause."""

from collections.abc import Mapping
from datetime import datetime

from app.inbox.models import InboundText
from app.messaging import actions as messaging
from app.messaging.models import Purpose


def reply(
    text: InboundText,
    template: str,
    variables: Mapping[str, str],
    *,
    language: str,
    at: datetime,
    once_for: str = "",
) -> None:
    """Queue one answer to the sender; `once_for` makes further answers for the same cause none."""
    messaging.enqueue(
        template,
        variables,
        to=text.sender,
        language=language,
        purpose=Purpose.REPLY,
        dedupe_key=f"reply:{template}:{once_for or text.id}",
        at=at,
        case_ref=text.case_ref,
    )
