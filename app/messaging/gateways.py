"""Choose the gateway that the settings name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.messaging.drill import DrillGateway
from app.messaging.gateway import SmsGateway
from app.messaging.local_gateway import LocalGateway
from app.messaging.rules import Patience
from app.messaging.template_gateway import TemplateGateway
from app.messaging.twilio_gateway import TwilioGateway


def make_gateway(settings: Mapping[str, Any]) -> SmsGateway:
    """The gateway for `SMS_GATEWAY`, behind the drill's sieve if there is one."""
    allowed = frozenset(filter(None, (number.strip() for number in str(settings.get("SMS_ONLY_TO", "")).split(","))))
    gateway = _named(settings)
    return DrillGateway(gateway, allowed) if allowed else gateway


def _named(settings: Mapping[str, Any]) -> SmsGateway:
    """Raise ValueError for a name that is none."""
    name = settings["SMS_GATEWAY"]
    if name == "local":
        return LocalGateway()
    if name == "twilio":
        return TwilioGateway(settings)
    if name == "template":
        return TemplateGateway(settings)
    raise ValueError(f"SMS_GATEWAY={name} is not a gateway: use local, twilio or template")


def patience_of(settings: Mapping[str, Any]) -> Patience:
    """How long the settings let a call and a doubt last."""
    usual = Patience()
    return Patience(
        call=timedelta(seconds=float(settings.get("SMS_TIMEOUT_S", usual.call.total_seconds()))),
        task=timedelta(seconds=float(settings.get("SMS_PROOF_TASK_S", usual.task.total_seconds()))),
        others=timedelta(seconds=float(settings.get("SMS_PROOF_FAMILY_S", usual.others.total_seconds()))),
    )
