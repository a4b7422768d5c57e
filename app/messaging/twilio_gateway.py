"""Twilio through its official package. The only file that imports it.

Facts this rests on (twilio 9.13): no time-out by default; no idempotency key; Retry-After is not on its exceptions;
a 201 with a broken body was accepted all the same; only a connection that was never made is surely not sent.
"""

import json
import logging
import ssl
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import urllib3
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from app.core.clock import now
from app.messaging.gateway import Capabilities, Incoming, Listed, NotSent, Receipt, Refused, Unknown

TIMEOUT_S = 10.0
LONGEST_VALIDITY_S = 14_400
NEVER_CONNECTED = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
CUT_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
"""TLS that ends early may end after the request was read; any other TLS error is a failed handshake."""

# It writes telephone numbers at INFO.
logging.getLogger("twilio.http_client").setLevel(logging.CRITICAL)


class HttpClient(TwilioHttpClient):  # type: ignore[misc] # the package has no types
    """One fresh connection for each call, so that a dropped idle one is never mistaken for a lost message."""

    def __init__(self, api_url: str, timeout_s: float) -> None:
        super().__init__(pool_connections=False, timeout=timeout_s)
        self.base = urlsplit(api_url) if api_url else None

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """The provider's answer if it is a success; else one of the three errors, by HTTP status first."""
        try:
            response = super().request(method, self._moved(url), *args, **kwargs)
        except requests.exceptions.RequestException as error:
            raise _not_answered(error) from None
        _check(response)
        return response

    def _moved(self, url: str) -> str:
        if self.base is None:
            return url
        path = self.base.path.rstrip("/") + urlsplit(url).path
        return urlunsplit((self.base.scheme, self.base.netloc, path, urlsplit(url).query, ""))


def _not_answered(error: requests.exceptions.RequestException) -> NotSent | Unknown:
    """NotSent only where no connection was made; after the first byte nobody knows."""
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    if isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(reason, NEVER_CONNECTED):
        return NotSent("not_reached")
    if isinstance(reason, urllib3.exceptions.SSLError) and not isinstance(reason.args[0], CUT_OFF):
        return NotSent("not_reached")
    return Unknown("no_answer")


def _check(response: Response) -> None:
    status = response.status_code
    if 200 <= status < 300:
        return
    if status == 429:
        raise NotSent("throttled", after=_retry_after(response.headers), busy=True)
    if 400 <= status < 500 and status != 408:
        raise Refused(*_reason(response.text, status))
    raise Unknown(str(status))


def _retry_after(headers: Mapping[str, str] | None) -> timedelta | None:
    """Seconds or an HTTP date; None where missing or unreadable."""
    given = (headers or {}).get("Retry-After", "")
    try:
        if given.isdecimal():
            return timedelta(seconds=int(given))
        return max(parsedate_to_datetime(given) - now(), timedelta(0))
    except (TypeError, ValueError, OverflowError):
        return None


def _reason(text: str, status: int) -> tuple[str, str]:
    """The provider's code and sentence, or the bare status where the body cannot be read."""
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        return str(status), ""
    return str(told.get("code") or status)[:20], str(told.get("message") or told.get("detail") or "")


class TwilioGateway:
    """Sends through one account, from one number or messaging service."""

    name = "twilio"
    capabilities = Capabilities(two_way=True, links=True, free_body=True)
    page = 200
    """Rows of the list to ask for at a time."""

    def __init__(self, settings: Mapping[str, Any], timeout_s: float | None = None) -> None:
        self.public_url = str(settings["PUBLIC_URL"]).rstrip("/")
        self.sender = _sender(settings)
        self.client = Client(
            settings["TWILIO_ACCOUNT_SID"],
            settings["TWILIO_AUTH_TOKEN"],
            http_client=HttpClient(
                str(settings.get("TWILIO_API_URL") or ""), timeout_s or float(settings.get("SMS_TIMEOUT_S", TIMEOUT_S))
            ),
        )

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
        """One POST, never repeated here."""
        try:
            message = self.client.messages.create(
                to=to,
                body=body,
                status_callback=f"{self.public_url}/webhooks/twilio/status/{reference}",
                validity_period=max(1, min(int(valid_for.total_seconds()), LONGEST_VALIDITY_S)),
                **self.sender,
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise Unknown("bad_answer") from error
        if not isinstance(message.sid, str) or not message.sid:
            raise Unknown("bad_answer")
        return Receipt(message.sid)

    def writes_here(self, to: str) -> bool:
        return False

    def listed(self, *, to: str, since: datetime) -> Sequence[Listed]:
        """By recipient alone, newest first: date_sent is null while a message is queued, so it is no filter."""
        rows = _until(self.client.messages.stream(to=to, page_size=self.page), since)
        return [
            Listed(row.sid, row.body, str(row.status), row.date_created, str(row.error_code or ""))
            for row in rows
            if not _came_in(row)
        ]

    def received(self, *, since: datetime) -> Sequence[Incoming]:
        """What was written to our number, or to any of a messaging service's."""
        to = {} if "messaging_service_sid" in self.sender else {"to": self.sender["from_"]}
        rows = _until(self.client.messages.stream(**to, page_size=self.page), since)
        return [Incoming(row.sid, row.from_, row.body or "") for row in reversed(rows) if _came_in(row)]


def _came_in(row: Any) -> bool:
    return str(row.direction or "").startswith("inbound")


def _until(rows: Iterable[Any], since: datetime) -> list[Any]:
    """Rows down to the first one that is older; `Unknown` when any of them cannot be read."""
    found = []
    try:
        for row in rows:
            if row.date_created < since:
                break
            found.append(row)
    except (ValueError, TypeError, KeyError, AttributeError, TwilioException) as error:
        raise Unknown("bad_answer") from error
    return found


def _sender(settings: Mapping[str, Any]) -> dict[str, str]:
    service = settings.get("TWILIO_MESSAGING_SERVICE_SID")
    return {"messaging_service_sid": str(service)} if service else {"from_": str(settings["TWILIO_FROM"])}


def is_signed(settings: Mapping[str, Any], path: str, form: Any, signature: str) -> bool:
    """Whether Twilio signed this request, on the exact public address and the raw form fields."""
    token = str(settings.get("TWILIO_AUTH_TOKEN") or "")
    if not token or not signature:
        return False
    url = str(settings["PUBLIC_URL"]).rstrip("/") + path
    return bool(RequestValidator(token).validate(url, form, signature))
