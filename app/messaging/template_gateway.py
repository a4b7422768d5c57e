"""A provider that takes no free words (Aliyun's SMS API): an approved signature, a template code, short variables.

It keeps our reference (OutId), so its list names our messages exactly. Numbers in mainland China only.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import requests
import urllib3

from app.core.clock import now
from app.messaging.gateway import Capabilities, Incoming, Listed, NotSent, Receipt, Refused, Unknown
from app.messaging.wording import parameters

VERSION = "2017-05-25"
LONGEST_VARIABLE = 35
PAGE = 50
BEIJING = timezone(timedelta(hours=8))
STATUS = {1: "sent", 2: "failed", 3: "delivered"}
"""Of its list: waits for the receipt, not delivered, delivered."""
PER_NUMBER = ("isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL")
BUSY = ("Throttling", "Throttling.User", "ServiceUnavailable.Busy")
UNCLEAR = ("isp.SYSTEM_ERROR", "InternalError", "ServiceUnavailable")
NEVER_CONNECTED = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)


class TemplateGateway:
    """Sends by template code; `TEMPLATE_CODES` says which code stands for which of our texts."""

    name = "template"
    capabilities = Capabilities(two_way=False, links=False, free_body=False)

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.url = str(settings["TEMPLATE_API_URL"])
        self.key = str(settings["TEMPLATE_KEY_ID"]), str(settings["TEMPLATE_KEY_SECRET"])
        self.signature = str(settings["SMS_SIGNATURE"])
        self.codes: dict[str, str] = json.loads(settings["TEMPLATE_CODES"])
        self.timeout_s = float(settings["SMS_TIMEOUT_S"])

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
        """One call; `body` and `valid_for` are the provider's own affair."""
        code = self.codes.get(f"{template}.{language}") or self.codes.get(template)
        short = parameters(template, variables, language)
        if code is None or any(len(value) > LONGEST_VARIABLE for value in short.values()):
            raise Refused("no_template")
        told = self._call(
            "SendSms",
            PhoneNumbers=to.removeprefix("+86"),
            SignName=self.signature,
            TemplateCode=code,
            TemplateParam=json.dumps(short, ensure_ascii=False),
            OutId=reference,
        )
        if not told.get("BizId"):
            raise Unknown("bad_answer")
        return Receipt(str(told["BizId"]))

    def writes_here(self, to: str) -> bool:
        return False

    def listed(self, *, to: str, since: datetime) -> Sequence[Listed]:
        """The list is asked for day by day, on the provider's clock."""
        day, found = since.astimezone(BEIJING).date(), []
        while day <= now().astimezone(BEIJING).date():
            found += self._of_day(to, f"{day:%Y%m%d}")
            day += timedelta(days=1)
        return [row for row in found if row.created_at >= since]

    def _of_day(self, to: str, day: str) -> list[Listed]:
        rows: list[Listed] = []
        number = to.removeprefix("+86")
        for page in range(1, 1000):
            told = self._call("QuerySendDetails", PhoneNumber=number, SendDate=day, PageSize=PAGE, CurrentPage=page)
            try:
                rows += [_row(each) for each in told["SmsSendDetailDTOs"]["SmsSendDetailDTO"]]
                if len(rows) >= int(told["TotalCount"]):
                    return rows
            except (KeyError, TypeError, ValueError) as error:
                raise Unknown("bad_answer") from error
        raise Unknown("bad_answer")

    def received(self, *, since: datetime) -> Sequence[Incoming]:
        return []

    def _call(self, action: str, **facts: Any) -> dict[str, Any]:
        """The provider's answer if it is a success; else one of the three errors."""
        fields = {name: str(value) for name, value in facts.items()} | {
            "Action": action,
            "Version": VERSION,
            "Format": "JSON",
            "AccessKeyId": self.key[0],
            "SignatureMethod": "HMAC-SHA1",
            "SignatureVersion": "1.0",
            # The provider refuses a nonce that it has seen: a repeated request is not sent twice.
            "SignatureNonce": f"{action}-{facts.get('OutId') or now().timestamp()}",
            "Timestamp": f"{now():%Y-%m-%dT%H:%M:%SZ}",
        }
        fields["Signature"] = sign(fields, self.key[1])
        try:
            with requests.Session() as session:
                answer = session.post(self.url, data=fields, timeout=self.timeout_s)
        except requests.RequestException as error:
            raise _not_answered(error) from None
        return _checked(answer)


def sign(fields: Mapping[str, str], secret: str) -> str:
    """The provider's signature of a POST: HMAC-SHA1 over the sorted, escaped fields."""
    query = "&".join(f"{_escaped(name)}={_escaped(fields[name])}" for name in sorted(fields))
    text = f"POST&{_escaped('/')}&{_escaped(query)}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


def _escaped(text: str) -> str:
    return quote(text, safe="-_.~")


def _row(each: Mapping[str, Any]) -> Listed:
    sent = datetime.strptime(each["SendDate"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    status, code = STATUS.get(int(each["SendStatus"]), "sent"), _short(str(each.get("ErrCode") or ""))
    return Listed(f"out-{each['OutId']}", each["Content"], status, sent, code, reference=each["OutId"])


def _not_answered(error: requests.RequestException) -> NotSent | Unknown:
    cause = error.args[0] if error.args else None
    if isinstance(error, requests.ConnectTimeout) or isinstance(getattr(cause, "reason", None), NEVER_CONNECTED):
        return NotSent("not_reached")
    return Unknown("no_answer")


def _checked(answer: requests.Response) -> dict[str, Any]:
    try:
        told = answer.json()
        code = str(told["Code"])
    except (ValueError, KeyError, TypeError):
        raise Unknown(str(answer.status_code) if answer.status_code >= 500 else "bad_answer") from None
    if code == "OK" and answer.status_code == 200:
        return dict(told)
    if code in BUSY or answer.status_code == 429:
        raise NotSent("throttled", busy=True)
    if code in PER_NUMBER:
        raise NotSent("throttled", after=timedelta(minutes=1))
    if code in UNCLEAR or answer.status_code >= 500:
        raise Unknown(str(answer.status_code))
    raise Refused(_short(code), str(told.get("Message", "")))


def _short(code: str) -> str:
    return code.removeprefix("isv.")[:20]
