"""The provider twin's own books: what it accepted, how it misbehaves, and the callbacks it signs and sends."""

import base64
import hashlib
import hmac
import secrets
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.fakes.chaos import Chaos

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "a token for tests only"
NUMBER = "+358505550100"


def signature(token: str, url: str, fields: dict[str, str]) -> str:
    """Twilio's signature of a form posted to `url`."""
    text = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


@dataclass
class Mode:
    """How the next `times` sends go wrong (0: all of them)."""

    name: str = "ok"
    times: int = 0
    seconds: float = 0.0
    code: int = 21211
    number: str = ""


@dataclass
class Twin:
    """The provider's own books."""

    callback: str
    delay: float
    mode: Mode = field(default_factory=Mode)
    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0
    inbound: int = 0
    chaos: Chaos | None = None
    lag: float = 0.0
    no_list: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_mode(self, to: str) -> Mode:
        with self.lock:
            self.calls += 1
            if self.chaos is not None:
                return Mode(self.chaos.of_call(), seconds=self.chaos.seconds)
            now = self.mode
            if now.number and now.number != to:
                return Mode()
            if now.times:
                now.times -= 1
                if not now.times:
                    self.mode = Mode()
            return now

    def accept(self, fields: dict[str, str]) -> dict[str, Any]:
        with self.lock:
            sid = f"SM{secrets.token_hex(16)}"
            message = {
                "sid": sid,
                "to": fields["To"],
                "from": fields.get("From"),
                "body": fields["Body"],
                "messaging_service_sid": fields.get("MessagingServiceSid"),
                "status": "queued",
                "date_created": stamp(),
                "date_sent": None,
                "error_code": None,
                "error_message": None,
                "direction": "outbound-api",
                "_at": time.time(),
                "_callback": fields.get("StatusCallback", ""),
                "_validity": fields.get("ValidityPeriod"),
            }
            self.messages.append(message)
        if message["_callback"] and (self.delay >= 0 or self.chaos is not None):
            threading.Thread(target=self._life, args=(message,), daemon=True).start()
        return message

    def _life(self, message: dict[str, Any]) -> None:
        if self.chaos is not None:
            for status, wait, forged in self.chaos.of_callbacks():
                time.sleep(wait)
                fields = {"MessageSid": message["sid"], "MessageStatus": status}
                post_signed(message["_callback"], fields, token="a forger's" if forged else TOKEN)
            return
        for status in ("sent", "delivered"):
            time.sleep(self.delay)
            message["status"] = status
            self.tell(message, status)

    def tell(self, message: dict[str, Any], status: str, code: str = "") -> int:
        fields = {"MessageSid": message["sid"], "MessageStatus": status, "To": message["to"], "AccountSid": ACCOUNT}
        if code:
            fields["ErrorCode"] = code
        return post_signed(message["_callback"], fields)

    def forget(self) -> None:
        with self.lock:
            self.mode, self.messages, self.calls, self.inbound = Mode(), [], 0, 0
            self.chaos, self.lag, self.no_list = None, 0.0, False

    def listed(self, to: str, page: int, size: int) -> tuple[list[dict[str, Any]], bool]:
        """One page of the list, newest first, and whether there is another."""
        lag = self.chaos.lag if self.chaos else self.lag
        rows = [m for m in reversed(self.messages) if to in ("", m["to"]) and time.time() - m["_at"] >= lag]
        shown = rows[page * size : (page + 1) * size]
        return [public(m) for m in shown], len(rows) > (page + 1) * size

    def write(self, sender: str, body: str, sid: str = "", url: str = "") -> int:
        with self.lock:
            self.inbound += 1
            sid = sid or f"SM{secrets.token_hex(16)}"
            mine = {"direction": "inbound", "date_sent": None, "error_code": None, "_at": time.time(), "_callback": ""}
            if all(m["sid"] != sid for m in self.messages):
                self.messages.append({"sid": sid, "to": NUMBER, "from": sender, "body": body, "status": "received",
                                      "date_created": stamp(), **mine})  # fmt: skip
        if url == "lost":
            return 0
        fields = {
            "MessageSid": sid,
            "From": sender,
            "To": NUMBER,
            "Body": body,
            "AccountSid": ACCOUNT,
            "NumMedia": "0",
        }
        return post_signed(url or self.callback, fields)


def stamp() -> str:
    """The present as the API writes it."""
    return time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())


def public(message: dict[str, Any]) -> dict[str, Any]:
    """What the API shows of a message."""
    return {name: value for name, value in message.items() if not name.startswith("_")}


def post_signed(url: str, fields: dict[str, str], token: str = TOKEN) -> int:
    """Post a form with its signature; the HTTP status, or 0 when nobody answered."""
    request = urllib.request.Request(url, data=urlencode(fields).encode(), method="POST")
    request.add_header("X-Twilio-Signature", signature(token, url, fields))
    try:
        with urllib.request.urlopen(request, timeout=15) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
