"""The gateway without a provider: messages arrive on the virtual phones of the page /phones."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.extensions import db
from app.messaging.gateway import Capabilities, Incoming, Listed, Receipt
from app.messaging.models import LocalText


class LocalGateway:
    """Lays each text on its virtual phone, in the transaction that records it as sent."""

    name = "local"
    capabilities = Capabilities(two_way=True, links=True, free_body=True)

    def send(
        self,
        *,
        to: str,
        body: str,
        template: str,
        variables: Mapping[str, str],
        reference: str,
        valid_for: timedelta,
        language: str = "",
    ) -> Receipt:
        """Never fails; the sid is made of our own reference."""
        db.session.add(LocalText(phone=to, from_phone=False, body=body, reference=reference))
        db.session.flush()
        return Receipt(f"local-{reference}")

    def writes_here(self, to: str) -> bool:
        return True

    def received(self, *, since: datetime) -> Sequence[Incoming]:
        return []

    def listed(self, *, to: str, since: datetime) -> Sequence[Listed]:
        """What lies on the virtual phone."""
        query = select(LocalText).where(
            LocalText.phone == to, LocalText.from_phone.is_(False), LocalText.created_at >= since
        )
        texts = db.session.scalars(query.order_by(LocalText.created_at.desc(), LocalText.id))
        return [Listed(f"local-{t.reference}", t.body, "sent", t.created_at, reference=t.reference) for t in texts]
