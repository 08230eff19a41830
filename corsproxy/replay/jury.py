"""Would a browser at this origin be allowed? Assertions for tests, that fail with the browser's own words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.finding import Finding
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.browser import BROWSERS, Browser
from corsproxy.fetch.error import Error
from corsproxy.fetch.journey import Finished, ScriptRequest
from corsproxy.fetch.judge import judge
from corsproxy.fetch.page_fetch import Credentials, Hop, PageFetch
from corsproxy.fetch.verdict import Outcome, Verdict
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request
from corsproxy.http.url import parse
from corsproxy.replay.apps import App, of_app
from corsproxy.replay.errand import make
from corsproxy.replay.foreign_response import response_of
from corsproxy.replay.sending import Send, over_sockets

Runner = Callable[[Awaitable[Any]], Any]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What each browser makes of one fetch: the page fetch and the verdict, by browser."""

    fetches: Mapping[str, PageFetch]
    verdicts: Mapping[str, Verdict]

    @property
    def allowed(self) -> bool:
        """True when every browser allows it."""
        return all(verdict.outcome is not Outcome.BLOCKED for verdict in self.verdicts.values())

    @property
    def errors(self) -> Mapping[str, Error | None]:
        """The error by browser, None where it is allowed."""
        return {name: verdict.error for name, verdict in self.verdicts.items()}

    def findings(self) -> tuple[Finding, ...]:
        """Why it is blocked, and what to change, for the first browser that blocks it."""
        for name, verdict in self.verdicts.items():
            if verdict.outcome is Outcome.BLOCKED:
                fetch = self.fetches[name]
                seen = Sighting("1", fetch, (fetch.credentials,), (fetch.redirect,), (fetch.mode,), (), name)
                return assess(seen).findings
        return ()

    def told(self) -> str:
        """The browsers' own words, the cause and the fix."""
        lines: list[str] = []
        said: dict[tuple[str, ...], list[str]] = {}
        for name, verdict in self.verdicts.items():
            if verdict.outcome is Outcome.BLOCKED:
                said.setdefault(verdict.console[:1], []).append(name)
        for console, names in said.items():
            lines += [f"{', '.join(names)}: {line}" for line in console]
        for finding in self.findings()[:1]:
            lines.append(f"{finding.kind.code} {finding.title}: {finding.why}")
            lines += [f"fix: {remedy.text}" for remedy in finding.remedies[:1]]
        return "\n".join(lines)


class Cors:
    """The judge that tests ask; `run` executes a coroutine to its end (a plugin brings its own loop).

    `base` is prepended to URLs that begin with a slash.
    """

    def __init__(self, run: Runner | None = None, base: str = "https://api.example.com") -> None:
        self._run: Runner = run or _run
        self.base = base

    def fetch(
        self,
        page_origin: str,
        url: str,
        *,
        app: App | None = None,
        method: str = "GET",
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        body: bytes | str = b"",
        credentials: str = "same-origin",
        cookie: str = "",
        browsers: Iterable[str] = ("chrome", "firefox", "safari"),
    ) -> Judgement:
        """Make the fetch as each browser would, preflight first, against `app` (ASGI or WSGI) or the real URL."""
        lines = headers.items() if isinstance(headers, Mapping) else headers
        script = ScriptRequest(
            page_origin=page_origin,
            method=method,
            url=self.base.rstrip("/") + url if url.startswith("/") else url,
            headers=Headers(lines),
            body=body.encode() if isinstance(body, str) else body,
            credentials=Credentials(credentials),
        )
        if parse(script.url) is None:
            raise ValueError(f"{script.url} is no URL")
        judgement: Judgement = self._run(_ask(script, _named(browsers), app, cookie))
        return judgement

    def judge(
        self,
        page_origin: str,
        response: Any,
        *,
        url: str = "",
        method: str = "GET",
        credentials: str = "same-origin",
        browsers: Iterable[str] = ("chrome", "firefox", "safari"),
    ) -> Judgement:
        """Judge a response that some client got, as the answer to a page's actual request (no preflight is asked)."""
        where = url or str(getattr(response, "url", "") or "/")
        where = self.base.rstrip("/") + where if where.startswith("/") else where
        exchange = Exchange(Request(method, where, Headers([("Origin", page_origin)])), response_of(response))
        fetch = PageFetch(
            page_origin, method, where, (Hop(where, None, exchange),), credentials=Credentials(credentials)
        )
        chosen = _named(browsers)
        return Judgement({one.name: fetch for one in chosen}, {one.name: judge(fetch, one) for one in chosen})

    def assert_allowed(self, page_origin: str, what: Any, **more: Any) -> Judgement:
        """Fail, in the browser's words, unless a page at `page_origin` may read it.

        `what` is a URL or path (with `app=`, `method=`, `headers=` …: the whole fetch is made), or a response.
        """
        __tracebackhide__ = True
        judgement = (
            self.fetch(page_origin, what, **more) if isinstance(what, str) else self.judge(page_origin, what, **more)
        )
        if not judgement.allowed:
            raise AssertionError(judgement.told())
        return judgement

    def assert_blocked(self, page_origin: str, what: Any, *, error: str | None = None, **more: Any) -> Judgement:
        """Fail unless every browser blocks it, by Chrome's `error` where one is given."""
        __tracebackhide__ = True
        judgement = (
            self.fetch(page_origin, what, **more) if isinstance(what, str) else self.judge(page_origin, what, **more)
        )
        readable = [name for name, verdict in judgement.verdicts.items() if verdict.outcome is not Outcome.BLOCKED]
        if readable:
            raise AssertionError(f"{', '.join(readable)}: a page at {page_origin} may read it")
        first = next(iter(judgement.verdicts.values()))
        if error is not None and first.error != error:
            raise AssertionError(f"blocked by {first.error}, not by {error}\n{judgement.told()}")
        return judgement


def _run(awaitable: Awaitable[Any]) -> Any:
    async def whole() -> Any:
        return await awaitable

    return asyncio.run(whole())


def _named(names: Iterable[str]) -> tuple[Browser, ...]:
    known = {browser.name: browser for browser in BROWSERS}
    wanted = (names,) if isinstance(names, str) else tuple(names)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ValueError(f"{unknown[0]} is no browser; there are {', '.join(known)}")
    return tuple(known[name] for name in wanted)


async def _ask(script: ScriptRequest, browsers: tuple[Browser, ...], app: App | None, cookie: str) -> Judgement:
    if app is not None:
        return await _all(script, browsers, of_app(app), cookie)
    async with over_sockets() as send:
        return await _all(script, browsers, send, cookie)


async def _all(script: ScriptRequest, browsers: tuple[Browser, ...], send: Send, cookie: str) -> Judgement:
    fetches: dict[str, PageFetch] = {}
    verdicts: dict[str, Verdict] = {}
    for browser in browsers:
        got = await make(script, browser, send, cookie=cookie)
        if not isinstance(got, Finished):
            raise AssertionError(f"{browser.name}: the server leads around without an end")
        fetches[browser.name], verdicts[browser.name] = got.fetch, got.verdict
    return Judgement(fetches, verdicts)
