"""A road server of our own for tests: speaks OSRM and Valhalla, and fails in known ways by the begin of the path.

From point a to point b it takes ten minutes for each step between their places in the list.
"""

import json
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOW_S = 4.0
asked: list[str] = []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _seconds(count: int) -> list[list[float]]:
    return [[600.0 * abs(a - b) for b in range(count)] for a in range(count)]


class Roads(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/asked":
            self._say(asked)
            return
        self._answer(self.path.split("?")[0].rsplit("/", 1)[-1].count(";") + 1, valhalla=False)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(len(body["sources"]), valhalla=True)

    def _answer(self, count: int, valhalla: bool) -> None:
        asked.append(self.path)
        fault = self.path.split("/")[1]
        table = _seconds(count - 1 if fault == "short" else count)
        if fault == "slow":
            time.sleep(SLOW_S)
        if fault == "broken":
            self.send_error(500)
        elif fault == "wrong":
            self._say(["what?"])
        elif valhalla:
            self._say({"sources_to_targets": [[{"time": s} for s in row] for row in table]})
        else:
            self._say({"durations": [[None for _ in row] for row in table] if fault == "no-road" else table})

    def _say(self, said: object) -> None:
        data = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Silent."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Roads).serve_forever()
