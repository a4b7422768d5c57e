"""Drill mode: only the allowed numbers are texted; everything else arrives on the virtual phones."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.messaging.gateway import Incoming, Listed, Receipt, SmsGateway
from app.messaging.local_gateway import LocalGateway


class DrillGateway:
    """Stands before the real gateway and lets only some numbers through."""

    def __init__(self, real: SmsGateway, allowed: frozenset[str]) -> None:
        self.real, self.allowed, self.local = real, allowed, LocalGateway()
        self.name = real.name
        self.capabilities = real.capabilities

    def _for(self, to: str) -> SmsGateway:
        return self.real if to in self.allowed else self.local

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
        """As the gateway that this number goes through."""
        return self._for(to).send(
            to=to,
            body=body,
            template=template,
            variables=variables,
            reference=reference,
            valid_for=valid_for,
            language=language,
        )

    def writes_here(self, to: str) -> bool:
        return self._for(to).writes_here(to)

    def listed(self, *, to: str, since: datetime) -> Sequence[Listed]:
        return self._for(to).listed(to=to, since=since)

    def received(self, *, since: datetime) -> Sequence[Incoming]:
        return self.real.received(since=since)
