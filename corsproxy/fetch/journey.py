"""A fetch as a browser would make it, request by request, for whoever can send them.

    move = begin(script, CHROME)
    while isinstance(move, Send):
        move = advance(move, send(move.request))
    move.verdict

A `Send` is a value: it may be advanced twice with different answers. Whoever makes several fetches hands on
`Finished.cache` and the time, and preflights are spared as that browser would spare them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from corsproxy.fetch import walk
from corsproxy.fetch.browser import Browser
from corsproxy.fetch.error import Error
from corsproxy.fetch.moves import AskActual, AskPreflight, End, Failure, Move
from corsproxy.fetch.page_fetch import Hop, PageFetch
from corsproxy.fetch.preflight_cache import EMPTY, PreflightCache, cleared, matches, stored, without_insufficient
from corsproxy.fetch.script_request import ScriptRequest
from corsproxy.fetch.telling import verdict_of
from corsproxy.fetch.verdict import Phase, Verdict
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Exchange, Request, Response
from corsproxy.http.url import Url

__all__ = ["Failure", "Finished", "ScriptRequest", "Send", "advance", "begin"]


@dataclass(frozen=True, slots=True)
class Send:
    """The next request. `phase` is PREFLIGHT or ACTUAL, `hop` counts the URLs of the chain from 0.

    `request` has the lines that CORS is decided by and those that script gave. Cookies, User-Agent, Referer,
    Sec-Fetch-* and the like are the sender's to add.
    """

    request: Request
    phase: Phase
    hop: int
    move: AskPreflight | AskActual
    hops: tuple[Hop, ...]
    cache: PreflightCache


@dataclass(frozen=True, slots=True)
class Finished:
    """What was sent and received, and what the browser makes of it."""

    fetch: PageFetch
    verdict: Verdict
    cache: PreflightCache


def begin(
    script: ScriptRequest, browser: Browser, *, cache: PreflightCache = EMPTY, now: float = 0.0
) -> Send | Finished:
    """The first request that `browser` would send, or its verdict when it would send none."""
    return _next(walk.begin(script, browser), (), script, cache, now)


def advance(send: Send, seen: Response | Failure, *, now: float = 0.0) -> Send | Finished:
    """The next request after this answer, or the verdict."""
    exchange = Exchange(
        send.request,
        seen if isinstance(seen, Response) else None,
        failure=seen.reason if isinstance(seen, Failure) else "",
    )
    move, hops, cache = send.move, send.hops, send.cache
    script = move.leg.script
    if isinstance(move, AskPreflight):
        hops = (*hops, Hop(send.request.url, exchange, None))
        then = walk.preflight_answered(move, seen)
        return _next(then, hops, script, _after_preflight(move, seen, then, cache, now), now)
    asked = hops[send.hop] if len(hops) > send.hop else Hop(send.request.url, None, None)
    hops = (*hops[: send.hop], Hop(asked.url, asked.preflight, exchange))
    then = walk.answered(move, seen)
    if isinstance(then, End) and then.fault and move.leg.browser.cache.cleared_by_failed_check:
        cache = cleared(cache, move.leg)
    return _next(then, hops, script, cache, now)


def _after_preflight(
    move: AskPreflight, seen: Response | Failure, then: Move, cache: PreflightCache, now: float
) -> PreflightCache:
    if isinstance(seen, Failure):
        return cache
    refused = isinstance(then, End) and then.phase is Phase.PREFLIGHT
    if refused:
        error = then.fault.error if isinstance(then, End) and then.fault else None
        rules = move.leg.browser.cache
        if rules.cleared_by_refusal:
            return cleared(cache, move.leg)
        if not rules.stores_refusals or error not in _REFUSALS:
            return cache
    return stored(cache, move.leg, move.asked, seen.headers, now)


_REFUSALS = (Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE, Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE)


def _next(
    move: Move, hops: tuple[Hop, ...], script: ScriptRequest, cache: PreflightCache, now: float
) -> Send | Finished:
    if isinstance(move, AskPreflight):
        if matches(cache, move.leg, move.asked, now):
            move = walk.preflight_unseen(move)
        else:
            cache = without_insufficient(cache, move.leg)
    match move:
        case AskPreflight():
            return Send(_preflight_request(move), Phase.PREFLIGHT, move.leg.hop, move, hops, cache)
        case AskActual():
            return Send(_actual_request(move), Phase.ACTUAL, move.leg.hop, move, hops, cache)
        case End():
            return Finished(_page_fetch(script, hops), verdict_of(move), cache)
        case _:
            assert_never(move)


def _preflight_request(move: AskPreflight) -> Request:
    """https://fetch.spec.whatwg.org/#cors-preflight-fetch, steps 1 to 5."""
    lines: list[Line] = [("Accept", "*/*"), ("Access-Control-Request-Method", move.asked.method)]
    if move.asked.request_headers is not None:
        lines.append(("Access-Control-Request-Headers", move.asked.request_headers))
    lines.append(("Origin", walk.preflight_origin(move.leg)))
    return Request("OPTIONS", _on_the_wire(move.leg.url), Headers(lines))


def _actual_request(move: AskActual) -> Request:
    leg = move.leg
    lines = list(leg.lines)
    if not any(name.lower() == "accept" for name, _ in lines):
        lines.append(("Accept", "*/*"))
    if leg.origin_header is not None:
        lines.append(("Origin", leg.origin_header))
    return Request(leg.method, _on_the_wire(leg.url), Headers(lines), leg.body)


def _on_the_wire(url: Url) -> str:
    """Without fragment and userinfo, which never go over the wire in a request line."""
    text = url.without_fragment
    if url.has_userinfo:
        scheme, slashes, rest = text.partition("://")
        text = f"{scheme}{slashes}{rest.partition('@')[2]}"
    return text


def _page_fetch(script: ScriptRequest, hops: tuple[Hop, ...]) -> PageFetch:
    return PageFetch(
        page_origin=script.page_origin,
        method=script.method,
        url=script.url,
        hops=hops,
        headers=script.headers,
        mode=script.mode,
        credentials=script.credentials,
        redirect=script.redirect,
        initiator=script.initiator,
        force_preflight=script.force_preflight,
        page_url=script.page_url,
    )
