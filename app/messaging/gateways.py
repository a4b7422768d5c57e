"""Choose the gateway that the settings name."""

from collections.abc import Mapping
from typing import Any

from app.messaging.gateway import SmsGateway
from app.messaging.local_gateway import LocalGateway
from app.messaging.twilio_gateway import TwilioGateway


def make_gateway(settings: Mapping[str, Any]) -> SmsGateway:
    """The gateway for `SMS_GATEWAY`; raise ValueError for a name that is none."""
    name = settings["SMS_GATEWAY"]
    if name == "local":
        return LocalGateway()
    if name == "twilio":
        return TwilioGateway(settings)
    raise ValueError(f"SMS_GATEWAY={name} is not a gateway: use local or twilio")
