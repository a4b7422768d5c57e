"""A provider twin: the parts of Twilio's 2010 API that we use, over real HTTP, in a process of its own.

    python -m tests.fakes.twilio_twin --port 8081 --callback http://127.0.0.1:5000/webhooks/twilio/inbound

Messages: POST and GET /2010-04-01/Accounts/<sid>/Messages.json with basic authentication. Status callbacks and
inbound webhooks are signed as Twilio signs them (HMAC-SHA1 over address and sorted fields; written here from its
documentation, so that it also checks the package). Steered over HTTP, without authentication:

    POST /twin/mode     mode=MODE, times=N (0: until changed), seconds=S, code=21211, number=+… (refuse only this one)
                        accepted: ok; hang (answers after S); late (accepts after S); drop (closes the connection);
                        broken (half an answer); error_accepted (500)
                        not accepted: throttle; error (503); refuse; lost (closes); silent (hangs S, closes); garbage
    POST /twin/chaos    seed, share (of calls that go wrong), seconds, lag (of the list), mute=1 (no callbacks)
    POST /twin/list     lag=S: a message appears in the list so long after it was accepted; broken=1: no list at all
    POST /twin/inbound  From, Body, sid (the same sid again: a repeated webhook), url (instead of --callback)
    POST /twin/reset    forget everything
    POST /twin/status   sid, status, code: send one more callback
    GET  /twin/messages everything that was accepted
"""

import argparse
import base64
import contextlib
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes.chaos import Chaos
from tests.fakes.twin_books import ACCOUNT, NUMBER, TOKEN, Mode, Twin, public, signature

__all__ = ["ACCOUNT", "NUMBER", "TOKEN", "signature"]
REFUSALS = {"throttle", "error", "refuse", "garbage", "silent", "lost"}


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
            met = self.twin.chaos.met if self.twin.chaos else {}
            return self._answer(200, {"calls": self.twin.calls, "messages": self.twin.messages, "met": met})
        if path.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json" and self._is_ours():
            if self.twin.no_list:
                return self._error(503, 20503, "Service unavailable")
            asked = {name: values[0] for name, values in parse_qs(path.query).items()}
            page, size = int(asked.get("Page", 0)), int(asked.get("PageSize", 50))
            rows, more = self.twin.listed(asked.get("To", ""), page, size)
            on = f"{path.path}?{urlencode(asked | {'Page': page + 1})}" if more else None
            return self._answer(200, {"messages": rows, "page": page, "next_page_uri": on})
        return self._error(404, 20404, "Not found")

    def do_POST(self) -> None:
        path, fields = urlsplit(self.path).path, self._fields()
        if path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            if self._is_ours():
                self._send(fields)
        elif path.startswith("/twin/"):
            self._steer(path.removeprefix("/twin/"), fields)
        else:
            self._error(404, 20404, "Not found")

    def _steer(self, what: str, fields: dict[str, str]) -> None:
        if what == "mode":
            self.twin.mode = Mode(
                fields.get("mode", "ok"),
                int(fields.get("times", 0)),
                float(fields.get("seconds", 0)),
                int(fields.get("code", 21211)),
                fields.get("number", ""),
            )
            self._answer(200, {})
        elif what == "chaos":
            figures = (float(fields[name]) for name in ("share", "seconds", "lag"))
            self.twin.chaos = Chaos(int(fields["seed"]), *figures, mute=fields["mute"] == "1")
            self._answer(200, {})
        elif what == "list":
            self.twin.lag, self.twin.no_list = float(fields.get("lag", 0)), fields.get("broken") == "1"
            self._answer(200, {})
        elif what == "inbound":
            status = self.twin.write(fields["From"], fields["Body"], fields.get("sid", ""), fields.get("url", ""))
            self._answer(200, {"status": status})
        elif what == "reset":
            self.twin.forget()
            self._answer(200, {})
        elif what == "status":
            message = next(m for m in self.twin.messages if m["sid"] == fields["sid"])
            self._answer(200, {"status": self.twin.tell(message, fields["status"], fields.get("code", ""))})
        else:
            self._error(404, 20404, "Not found")

    def _send(self, fields: dict[str, str]) -> None:
        mode = self.twin.next_mode(fields.get("To", ""))
        if mode.name in REFUSALS:
            return self._refuse(mode, fields)
        if mode.name == "late":
            time.sleep(mode.seconds)
        message = self.twin.accept(fields)
        if mode.name == "hang":
            time.sleep(mode.seconds)
        if mode.name == "drop":
            return self._close()
        if mode.name == "broken":
            return self._answer(201, '{"sid": "SM')
        if mode.name == "error_accepted":
            return self._error(500, 20500, "Internal error")
        return self._answer(201, public(message))

    def _refuse(self, mode: Mode, fields: dict[str, str]) -> None:
        """Answers after which nothing was accepted."""
        if mode.name == "throttle":
            return self._error(429, 20429, "Too many requests", Retry_After=str(int(mode.seconds)))
        if mode.name == "error":
            return self._error(503, 20503, "Service unavailable")
        if mode.name == "refuse":
            return self._error(400, mode.code, f"The 'To' number {fields['To']} is not valid.")
        if mode.name == "garbage":
            return self._answer(200, "<html>down for maintenance</html>")
        if mode.name == "silent":
            time.sleep(mode.seconds)
        return self._close()

    def _close(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(2)


class Server(ThreadingHTTPServer):
    """A caller who hangs up is part of the play."""

    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        return


def serve(port: int, callback: str, delay: float) -> ThreadingHTTPServer:
    """A server ready to run; `delay` in seconds between the statuses of a message, negative: no callbacks."""
    handler = type("BoundHandler", (Handler,), {"twin": Twin(callback, delay)})
    return Server(("127.0.0.1", port), handler)


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
