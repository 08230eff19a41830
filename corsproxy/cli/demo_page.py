"""The server of the demo's page: three files, and the page's own experience posted back.

It listens on loopback, answers only requests whose Host is its own (DNS rebinding), and takes results only from
its own origin.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from corsproxy.cli.demo_run import Run

FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
}
FOLDER = Path(__file__).parents[1] / "demo" / "page"
_LONGEST_REPORT = 1 << 20

Verdicts = Callable[[], list[dict[str, Any]]]
"""What the page shows beside its own experience, one object per case."""


class PageServer:
    """The server in a thread of its own; `origin` is the page's origin."""

    def __init__(self, run: Run, cases: list[dict[str, Any]], verdicts: Verdicts, port: int) -> None:
        made = _answering(run, cases, verdicts)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), made)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.origin = f"http://localhost:{self.port}"
        made.hosts = frozenset({f"localhost:{self.port}", f"127.0.0.1:{self.port}"})
        made.origin = self.origin
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)

    def __enter__(self) -> PageServer:
        """Start answering."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Answering(BaseHTTPRequestHandler):
    """The standard library's way to write a server: a class whose methods are named after HTTP's."""

    protocol_version = "HTTP/1.1"
    hosts: frozenset[str] = frozenset()
    origin = ""
    run: Run
    cases: list[dict[str, Any]]
    verdicts: Verdicts

    def do_GET(self) -> None:
        """A file of the page, its cases, or the verdicts so far."""
        path = self.path.partition("?")[0]
        if self.headers.get("host", "").lower() not in self.hosts:
            self._send(421, "text/plain", b"this server answers for localhost only\n")
        elif path in FILES:
            name, kind = FILES[path]
            self._send(200, kind, (FOLDER / name).read_bytes())
        elif path == "/cases.json":
            self._send(200, "application/json", json.dumps(self.cases).encode())
        elif path == "/verdicts.json":
            self._send(200, "application/json", json.dumps(type(self).verdicts()).encode())
        elif path == "/favicon.ico":
            self._send(204, "image/x-icon", b"")
        else:
            self._send(404, "text/plain", b"there is nothing here\n")

    def do_POST(self) -> None:
        """The page begins, or reports what it experienced."""
        if self.headers.get("origin") != self.origin or self.headers.get("host", "").lower() not in self.hosts:
            self._send(403, "text/plain", b"only the page itself reports here\n")
            return
        try:
            length = int(self.headers.get("content-length", "0"))
            results = json.loads(self.rfile.read(length)) if 0 < length <= _LONGEST_REPORT else []
        except ValueError:
            self._send(400, "text/plain", b"not JSON\n")
            return
        if self.path == "/begin":
            self.run.begin()
        elif self.path == "/results" and isinstance(results, list):
            self.run.experienced(results)
        self._send(204, "text/plain", b"")

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the terminal belongs to the verdicts."""


def _answering(run: Run, cases: list[dict[str, Any]], verdicts: Verdicts) -> type[_Answering]:
    """The handler class of one server, with what it answers from."""
    given = {"run": run, "cases": cases, "verdicts": staticmethod(verdicts)}
    return type("_PageAnswering", (_Answering,), given)
