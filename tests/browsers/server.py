"""Scripted servers on loopback: four origins, raw HTTP/1.1, every request written down."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.browsers.case import ROLES, Answer, Case, Seen

_HOSTS = {"A": "localhost", "B": "localhost", "C": "127.0.0.1", "D": "localhost"}
_PAGE = Path(__file__).with_name("page.html")
_NEXT = re.compile(r"\{next:([A-D]):(\d+)\}")
BATCH = 40


@dataclass
class Site:
    """The four origins, the cases still to do, and what was seen of each."""

    ports: dict[str, int] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    waiting: list[Case] = field(default_factory=list)
    seen: dict[str, Seen] = field(default_factory=dict)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    results: int = 0
    settle: int = 0

    def origin(self, role: str) -> str:
        """The serialised origin of a role."""
        return f"http://{_HOSTS[role]}:{self.ports[role]}"

    @property
    def page_url(self) -> str:
        """The page that runs the cases."""
        return f"{self.origin('A')}/page.html?settle={self.settle}"

    def opened(self, settle: int) -> str:
        """The page for an engine whose console needs `settle` milliseconds after each case."""
        self.settle = settle
        return self.page_url

    def page_origin(self, case: Case) -> str:
        """The origin of the page that a case runs in."""
        return "null" if case.context == "sandbox" else self.origin("A")

    def url(self, case: Case, hop: int) -> str:
        """One URL of a case's chain."""
        return f"{self.origin(case.steps[hop].role)}{case.path(hop)}"

    def arrange(self, cases: Sequence[Case]) -> None:
        """Set the work."""
        self.cases = {case.id: case for case in cases}
        self.waiting = list(cases)
        self.seen = {case.id: Seen() for case in cases}
        self.results = 0
        self.done.clear()

    def filled(self, case: Case, answer: Answer, request: Mapping[str, str]) -> list[tuple[str, str]]:
        """The header lines of an answer, its placeholders filled in."""
        values = {
            "{page}": self.page_origin(case),
            "{echo-origin}": request.get("origin", ""),
            "{echo-acrm}": request.get("access-control-request-method", ""),
            "{echo-acrh}": request.get("access-control-request-headers", ""),
        }
        lines = []
        for name, text in answer.headers:
            value = _NEXT.sub(lambda found: f"{self.origin(found.group(1))}{case.path(int(found.group(2)))}", text)
            for placeholder, actual in values.items():
                value = value.replace(placeholder, actual)
            lines.append((name, value))
        return lines


def _task(site: Site, case: Case) -> dict[str, object]:
    return {
        "id": case.id, "url": site.url(case, 0), "api": case.api, "method": case.method, "headers": case.headers,
        "credentials": case.credentials, "mode": case.mode, "redirect": case.redirect, "body": case.body,
        "upload": case.upload_listener, "context": case.context,
    }  # fmt: skip


def _own(site: Site, path: str, body: bytes) -> tuple[int, str, bytes]:
    """What the page itself asks for."""
    if path == "/page.html":
        return 200, "text/html; charset=utf-8", _PAGE.read_bytes()
    if path == "/batch":
        batch, site.waiting = site.waiting[:BATCH], site.waiting[BATCH:]
        return 200, "application/json", json.dumps([_task(site, case) for case in batch]).encode()
    if path == "/results":
        for told in json.loads(body):
            seen = site.seen[told["id"]]
            seen.outcome, seen.status, seen.kind = told["outcome"], told.get("status", 0), told.get("type", "")
            seen.readable = tuple(sorted(told.get("headers", ())))
            site.results += 1
        return 204, "text/plain", b""
    if path == "/done":
        site.done.set()
        return 204, "text/plain", b""
    return 404, "text/plain", b""


def _scripted(site: Site, method: str, path: str, headers: Mapping[str, str]) -> tuple[Answer, list[tuple[str, str]]]:
    _, _, name, hop = path.split("/")
    case = site.cases[name]
    step = case.steps[int(hop)]
    announced = headers.get("access-control-request-method") if method == "OPTIONS" else None
    site.seen[name].wire.append(
        (int(hop), announced is not None, announced or method, headers.get("access-control-request-headers", ""),
         headers.get("origin"))
    )  # fmt: skip
    answer = step.response if announced is None else step.preflight
    return answer, site.filled(case, answer, headers)


async def _serve_one(site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head[:-4].split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    if path.startswith("/t/") and path.split("/")[2] in site.cases:
        answer, sent = _scripted(site, method, path, headers)
        status, content = answer.status, b"ok"
    else:
        status, kind, content = _own(site, path.partition("?")[0], body)
        sent = [("Content-Type", kind), ("Cache-Control", "no-store")]
    if status in (204, 304):
        content = b""
    else:
        sent = [*sent, ("Content-Length", str(len(content)))]
    told = "".join(f"{name}: {value}\r\n" for name, value in sent)
    writer.write(f"HTTP/1.1 {status} X\r\n{told}\r\n".encode("latin-1") + (b"" if method == "HEAD" else content))
    await writer.drain()
    return headers.get("connection", "").lower() != "close"


@asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    """The four origins, on free ports of loopback, until the block ends."""
    site = Site()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await _serve_one(site, reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    servers = []
    for role in ROLES:
        # localhost resolves to ::1 first in some engines; 127.0.0.1 alone would cost each of them a failed try
        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        site.ports[role] = server.sockets[0].getsockname()[1]
        servers.append(server)
    try:
        yield site
    finally:
        for server in servers:
            server.close()
