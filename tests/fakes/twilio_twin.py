"""A provider twin: the parts of Twilio's 2010 API that we use, over real HTTP, in a process of its own.

    python -m tests.fakes.twilio_twin --port 8081 --callback http://127.0.0.1:5000/webhooks/twilio/inbound

Messages: POST and GET /2010-04-01/Accounts/<sid>/Messages.json with basic authentication. Status callbacks and
inbound webhooks are signed as Twilio signs them (HMAC-SHA1 over address and sorted fields; written here from its
documentation, so that it also checks the package). Steered over HTTP, without authentication:

    POST /twin/mode     mode=ok|throttle|error|hang|drop|broken|refuse, times=N (0: until changed), seconds=S,
                        code=21211, number=+… (refuse only this one)
    POST /twin/inbound  From, Body, sid (the same sid again: a repeated webhook), url (instead of --callback)
    POST /twin/reset    forget everything
    POST /twin/status   sid, status, code: send one more callback
    GET  /twin/messages everything that was accepted
"""

import argparse
import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "a token for tests only"


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
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_mode(self, to: str) -> Mode:
        with self.lock:
            self.calls += 1
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
                "date_created": time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()),
                "date_sent": None,
                "error_code": None,
                "error_message": None,
                "_callback": fields.get("StatusCallback", ""),
                "_validity": fields.get("ValidityPeriod"),
            }
            self.messages.append(message)
        if message["_callback"] and self.delay >= 0:
            threading.Thread(target=self._life, args=(message,), daemon=True).start()
        return message

    def _life(self, message: dict[str, Any]) -> None:
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

    def write(self, sender: str, body: str, sid: str = "", url: str = "") -> int:
        with self.lock:
            self.inbound += 1
            sid = sid or f"SM{secrets.token_hex(16)}"
        fields = {
            "MessageSid": sid,
            "From": sender,
            "To": "+358505550100",
            "Body": body,
            "AccountSid": ACCOUNT,
            "NumMedia": "0",
        }
        return post_signed(url or self.callback, fields)


def post_signed(url: str, fields: dict[str, str]) -> int:
    """Post a form with its signature; the HTTP status, or 0 when nobody answered."""
    request = urllib.request.Request(url, data=urlencode(fields).encode(), method="POST")
    request.add_header("X-Twilio-Signature", signature(TOKEN, url, fields))
    try:
        with urllib.request.urlopen(request, timeout=15) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Handler(BaseHTTPRequestHandler):
    twin: Twin
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        return

    def _fields(self) -> dict[str, str]:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        return {name: values[0] for name, values in parse_qs(raw, keep_blank_values=True).items()}

    def _answer(self, status: int, body: Any, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def _error(self, status: int, code: int, message: str, **headers: str) -> None:
        self._answer(status, {"code": code, "message": message, "status": status, "more_info": ""}, **headers)

    def _is_ours(self) -> bool:
        wanted = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if hmac.compare_digest(self.headers.get("Authorization", ""), wanted):
            return True
        self._error(401, 20003, "Authenticate")
        return False

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        if path.path == "/twin/messages":
            return self._answer(200, {"calls": self.twin.calls, "messages": self.twin.messages})
        if path.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json" and self._is_ours():
            to = parse_qs(path.query).get("To", [""])[0]
            rows = [m for m in reversed(self.twin.messages) if not to or m["to"] == to]
            return self._answer(200, {"messages": rows, "page": 0, "next_page_uri": None})
        return self._error(404, 20404, "Not found")

    def do_POST(self) -> None:
        path, fields = urlsplit(self.path).path, self._fields()
        if path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            if self._is_ours():
                self._send(fields)
        elif path == "/twin/mode":
            self.twin.mode = Mode(
                fields.get("mode", "ok"),
                int(fields.get("times", 0)),
                float(fields.get("seconds", 0)),
                int(fields.get("code", 21211)),
                fields.get("number", ""),
            )
            self._answer(200, {})
        elif path == "/twin/inbound":
            status = self.twin.write(fields["From"], fields["Body"], fields.get("sid", ""), fields.get("url", ""))
            self._answer(200, {"status": status})
        elif path == "/twin/reset":
            self.twin.forget()
            self._answer(200, {})
        elif path == "/twin/status":
            message = next(m for m in self.twin.messages if m["sid"] == fields["sid"])
            self._answer(200, {"status": self.twin.tell(message, fields["status"], fields.get("code", ""))})
        else:
            self._error(404, 20404, "Not found")

    def _send(self, fields: dict[str, str]) -> None:
        mode = self.twin.next_mode(fields.get("To", ""))
        if mode.name == "throttle":
            return self._error(429, 20429, "Too many requests", Retry_After=str(int(mode.seconds)))
        if mode.name == "error":
            return self._error(503, 20503, "Service unavailable")
        if mode.name == "refuse":
            return self._error(400, mode.code, f"The 'To' number {fields['To']} is not valid.")
        message = self.twin.accept(fields)
        if mode.name == "hang":
            time.sleep(mode.seconds)
        if mode.name == "drop":
            self.close_connection = True
            return self.connection.close()
        if mode.name == "broken":
            return self._answer(201, '{"sid": "SM')
        return self._answer(201, {name: value for name, value in message.items() if not name.startswith("_")})


def serve(port: int, callback: str, delay: float) -> ThreadingHTTPServer:
    """A server ready to run; `delay` in seconds between the statuses of a message, negative: no callbacks."""
    handler = type("BoundHandler", (Handler,), {"twin": Twin(callback, delay)})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> None:
    parser = argparse.ArgumentParser(description="A twin of Twilio for tests.")
    parser.add_argument("--port", type=int, default=0, help="0: any free one; the address is printed")
    parser.add_argument("--callback", default="", help="address of the inbound webhook")
    parser.add_argument("--delay", type=float, default=0.05, help="seconds between status callbacks; -1: none")
    args = parser.parse_args()
    server = serve(args.port, args.callback, args.delay)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
