"""The table: fetches, what each browser sends for them, and how they end.

A row's summary is one line: every request that goes out, then the end of each fetch. `PREFLIGHT PUT x-a`
stands for a CORS-preflight asking for a method and names, `<null>` for the Origin where it is not the page's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corsproxy.fetch.browser import Browser
from corsproxy.fetch.journey import Failure, Finished, ScriptRequest, Send, advance, begin
from corsproxy.fetch.page_fetch import Credentials, Initiator, Mode, RedirectMode
from corsproxy.fetch.preflight_cache import EMPTY
from corsproxy.fetch.verdict import Phase
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Response

PAGE = "https://app.example"
API = "https://api.example"
CDN = "https://cdn.test"

Answer = tuple[int, list[Line]] | str
"""A status and header lines (`{origin}`, `{method}`, `{names}` echo the request), or why nothing came back."""

ECHO: list[Line] = [("Access-Control-Allow-Origin", "{origin}")]
GRANT: list[Line] = [
    ("Access-Control-Allow-Origin", "{origin}"),
    ("Access-Control-Allow-Methods", "{method}"),
    ("Access-Control-Allow-Headers", "{names}"),
]
STAR: list[Line] = [("Access-Control-Allow-Origin", "*")]


@dataclass(frozen=True)
class Asked:
    """One fetch of a row: what script asks for, what is answered by hop, and when."""

    method: str = "GET"
    url: str = f"{API}/0"
    headers: tuple[Line, ...] = ()
    page: str = PAGE
    credentials: Credentials = Credentials.SAME_ORIGIN
    mode: Mode = Mode.CORS
    redirect: RedirectMode = RedirectMode.FOLLOW
    initiator: Initiator = Initiator.FETCH
    body: bytes = b""
    upload: bool = False
    cache: str = "default"
    public: bool = False
    space: str = ""
    preflights: Mapping[int, Answer] = field(default_factory=dict)
    answers: Mapping[int, Answer] = field(default_factory=dict)
    at: float = 0.0

    def script(self) -> ScriptRequest:
        return ScriptRequest(
            self.page,
            self.method,
            self.url,
            Headers(self.headers),
            self.body,
            self.mode,
            self.credentials,
            self.redirect,
            self.initiator,
            self.upload,
            page_url=f"{self.page}/",
            cache=self.cache,
            page_is_public=self.public or None,
            target_address_space=self.space,
        )

    def answer(self, send: Send) -> Response | Failure:
        scripted = self.preflights if send.phase is Phase.PREFLIGHT else self.answers
        answer = scripted.get(send.hop, (204, GRANT) if send.phase is Phase.PREFLIGHT else (200, ECHO))
        if isinstance(answer, str):
            return Failure(answer)
        status, lines = answer
        asked = send.request.headers
        echoes = {
            "{origin}": asked.get("origin") or "",
            "{method}": asked.get("access-control-request-method") or "",
            "{names}": asked.get("access-control-request-headers") or "",
        }
        return Response(status, Headers((name, echoes.get(value, value)) for name, value in lines))


@dataclass(frozen=True)
class Row:
    """`expected` holds for every browser but those named in `but`."""

    title: str
    fetches: tuple[Asked, ...]
    expected: str
    but: Mapping[str, str] = field(default_factory=dict)

    def expected_of(self, browser: str) -> str:
        return self.but.get(browser, self.expected)


def play(row: Row, browser: Browser) -> tuple[str, list[Finished]]:
    """The row's summary for `browser`, and how each of its fetches ended."""
    told: list[str] = []
    ends: list[Finished] = []
    cache = EMPTY
    for asked in row.fetches:
        move = begin(asked.script(), browser, cache=cache, now=asked.at)
        while isinstance(move, Send):
            told.append(_line(move, asked.page))
            move = advance(move, asked.answer(move), now=asked.at)
        verdict = move.verdict
        told.append(f"= {verdict.error or verdict.outcome}{_detail(verdict.culprit, verdict.readable_headers)}")
        cache = move.cache
        ends.append(move)
    return "; ".join(told), ends


def _detail(culprit: str | None, names: tuple[str, ...]) -> str:
    extra = [name for name in names if not name.startswith("access-control-")]
    return f" ({culprit})" if culprit else f" reads {','.join(extra)}" if extra else ""


def _line(send: Send, page: str) -> str:
    headers = send.request.headers
    origin = headers.get("origin")
    shown = "" if origin == page else " <none>" if origin is None else f" <{origin}>"
    host = send.request.url.partition("://")[2].partition(".")[0]
    if send.phase is Phase.PREFLIGHT:
        names = headers.get("access-control-request-headers")
        asked = f"{headers.get('access-control-request-method')}{' ' + names if names else ''}"
        return f"{host} PREFLIGHT {asked}{shown}"
    sent = [name.lower() for name, _ in headers if name.lower() not in ("accept", "origin")]
    return f"{host} {send.request.method}{' +' + ','.join(sent) if sent else ''}{shown}"


def to(url: str, status: int = 302, lines: list[Line] | None = None) -> Answer:
    """A redirect."""
    return status, [*(ECHO if lines is None else lines), ("Location", url)]


JSON = (("Content-Type", "application/json"),)
X_A = (("X-A", "1"),)
X_B = (("X-B", "1"),)
AUTH = (("Authorization", "x"),)
PUT = Asked("PUT", headers=X_A)
HEAD = Asked("HEAD", headers=X_A, preflights={0: (204, [*STAR, ("Access-Control-Allow-Headers", "x-a")])})


def aged(age: str | None, *more: Line) -> Answer:
    """A preflight's answer that may be kept for `age`."""
    lines = [*STAR, ("Access-Control-Allow-Methods", "PUT"), ("Access-Control-Allow-Headers", "x-a"), *more]
    return 204, [*lines, *([("Access-Control-Max-Age", age)] if age is not None else [])]


def again(title: str, fetches: tuple[Asked, ...], expected: str, **but: str) -> Row:
    """Fetches after each other, sharing the CORS-preflight cache."""
    return Row(title, fetches, expected, but)


def row(title: str, asked: Asked, expected: str, **but: str) -> Row:
    """One fetch."""
    return Row(title, (asked,), expected, but)
