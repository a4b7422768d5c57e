"""A template-only provider over real HTTP: signature, template code, JSON variables; it keeps our reference."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote

KEY, SECRET = "sample key", "sample secret"
CODES = {"family_news.zh_Hans": "SMS_101", "family_news.en": "SMS_102", "patrol_task": "SMS_103"}


@dataclass
class TemplateTwin:
    """The provider's books; `mode` is ok, or a code to refuse with, or silent, drop, broken, down."""

    address: str = ""
    mode: str = "ok"
    seconds: float = 0.0
    taken: list[dict[str, Any]] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)

    def settings(self) -> dict[str, str]:
        return {
            "SMS_GATEWAY": "template", "TEMPLATE_API_URL": self.address, "TEMPLATE_KEY_ID": KEY,
            "TEMPLATE_KEY_SECRET": SECRET, "TEMPLATE_CODES": json.dumps(CODES), "TEMPLATE_CALLBACK_TOKEN": "sample",
        }  # fmt: skip

    def answer(self, fields: dict[str, str]) -> tuple[int, Any]:
        if not self._is_signed(dict(fields)):
            return 400, {"Code": "SignatureDoesNotMatch", "Message": "Specified signature is not matched."}
        if fields["Action"] == "QuerySendDetails":
            return 200, self._page(fields)
        if fields["SignatureNonce"] in self.nonces:
            return 400, {"Code": "SignatureNonceUsed", "Message": "The nonce was used."}
        self.nonces.add(fields["SignatureNonce"])
        if self.mode == "silent":
            time.sleep(self.seconds)
            return 0, None
        if self.mode == "down":
            return 503, "<html>down</html>"
        if self.mode not in ("ok", "drop", "broken"):
            return 200, {"Code": self.mode, "Message": "not sent to 13800000000"}
        row = {
            "PhoneNum": fields["PhoneNumbers"], "TemplateCode": fields["TemplateCode"], "OutId": fields["OutId"],
            "Content": fields["TemplateParam"], "SendStatus": 1, "ErrCode": "", "_sign": fields["SignName"],
            "SendDate": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 8 * 3600)),
        }  # fmt: skip
        self.taken.append(row)
        if self.mode == "broken":
            return 200, '{"Code": "O'
        return (0, None) if self.mode == "drop" else (200, {"Code": "OK", "BizId": f"biz-{len(self.taken)}"})

    def _is_signed(self, fields: dict[str, str]) -> bool:
        given = fields.pop("Signature", "")
        query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(fields.items()))
        text = "POST&%2F&" + quote(query, safe="-_.~")
        wanted = base64.b64encode(hmac.new((SECRET + "&").encode(), text.encode(), hashlib.sha1).digest()).decode()
        return given == wanted and fields.get("AccessKeyId") == KEY

    def _page(self, fields: dict[str, str]) -> dict[str, Any]:
        day, size, page = fields["SendDate"], int(fields["PageSize"]), int(fields["CurrentPage"])
        rows = [r for r in self.taken if r["PhoneNum"] == fields["PhoneNumber"] and
                r["SendDate"][:10].replace("-", "") == day]  # fmt: skip
        shown = rows[(page - 1) * size : page * size]
        return {"Code": "OK", "TotalCount": str(len(rows)), "SmsSendDetailDTOs": {"SmsSendDetailDTO": shown}}


@contextmanager
def running_template_twin() -> Iterator[TemplateTwin]:
    """The provider for as long as the block lasts."""
    twin = TemplateTwin()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            return

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, told = twin.answer(dict(parse_qsl(raw, keep_blank_values=True)))
            if not status:
                return self.connection.shutdown(2)
            data = (told if isinstance(told, str) else json.dumps(told)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    twin.address = f"http://127.0.0.1:{server.server_port}/"
    yield twin
    server.shutdown()
    thread.join()
