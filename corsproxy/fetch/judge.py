"""The verdict of one browser on a page fetch that a capture shows."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import assert_never

from corsproxy.fetch import walk
from corsproxy.fetch.browser import Browser
from corsproxy.fetch.evidence import Evidence, essence, evidence_of
from corsproxy.fetch.forbidden_header import is_forbidden_request_header
from corsproxy.fetch.method import is_cors_safelisted_method
from corsproxy.fetch.moves import AskActual, AskPreflight, End, Failure, Move
from corsproxy.fetch.page_fetch import Hop, PageFetch
from corsproxy.fetch.preflight_question import Question
from corsproxy.fetch.rule import Rule
from corsproxy.fetch.safelist import NAMES_BROWSERS_DISAGREE_ON
from corsproxy.fetch.script_request import ScriptRequest
from corsproxy.fetch.telling import decision_of, telling_of, verdict_of
from corsproxy.fetch.verdict import Phase, Telling, Verdict
from corsproxy.fetch.webkit_header_names import customary
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Response
from corsproxy.http.secrets import redact_url


def judge(fetch: PageFetch, browser: Browser) -> Verdict:
    """What `browser` makes of `fetch`: journey's walk, with the capture for the world.

    Total: any headers, any hops. A missing preflight is a hit in the CORS-preflight cache or the recorder's
    choice, never an error. Where the capture ends before the fetch does, `complete` is False.
    """
    evidence = evidence_of(fetch)
    if evidence is None:
        return verdict_of(_walked(fetch, browser))
    return _told_later(_decide(evidence, browser), fetch, browser)


@lru_cache(maxsize=4096)
def _decide(evidence: Evidence, browser: Browser) -> Verdict:
    return decision_of(_walked(essence(evidence), browser)).told_by(Telling)


def _told_later(decision: Verdict, fetch: PageFetch, browser: Browser) -> Verdict:
    """The verdict now; the walk that its words tell of only when somebody wants to read them."""
    return decision.told_by(lambda: telling_of(_walked(fetch, browser)))


def _walked(fetch: PageFetch, browser: Browser) -> End:
    move = walk.begin(_script(fetch), browser)
    while not isinstance(move, End):
        move = _advance(move, fetch)
    return move


def _script(fetch: PageFetch) -> ScriptRequest:
    first = fetch.hops[0] if fetch.hops else None
    return ScriptRequest(
        fetch.page_origin,
        fetch.method,
        fetch.url,
        _author_headers(fetch, first),
        _body(fetch, first),
        fetch.mode,
        fetch.credentials,
        fetch.redirect,
        fetch.initiator,
        fetch.force_preflight,
        fetch.page_url,
        mixed_content_went_out=fetch.page_origin.startswith("https:") and any(map(_answered_by_http, fetch.hops)),
    )


def _answered_by_http(hop: Hop) -> bool:
    return hop.url.startswith("http:") and any(
        exchange is not None and exchange.response is not None for exchange in (hop.preflight, hop.actual)
    )


def _author_headers(fetch: PageFetch, first: Hop | None) -> Headers:
    """What script set, as far as it was seen. Forbidden names are the browser's own: no call was refused for them."""
    lines = [line for line in fetch.headers if not is_forbidden_request_header(line[0], line[1])]
    if first is not None and first.actual is None:  # the names come from the preflight, which spells them lower
        lines = [(customary(name), value) for name, value in lines]
    return Headers(lines)


def _body(fetch: PageFetch, hop: Hop | None) -> bytes:
    """What was uploaded, as far as it was seen: it decides on Chromium's upload listeners alone."""
    if hop is None or hop.actual is None:
        return b"" if fetch.method in ("GET", "HEAD") else b"?"
    request = hop.actual.request
    return request.body or (b"?" if request.headers.get("content-length") not in (None, "0") else b"")


def _advance(move: AskPreflight | AskActual, fetch: PageFetch) -> Move:
    hop = fetch.hops[move.leg.hop] if move.leg.hop < len(fetch.hops) else None
    match move:
        case AskPreflight():
            if hop is None:
                return _ends_here(move)
            if hop.preflight is None:
                return walk.preflight_unseen(move)
            asked = _asked_on_the_wire(move, hop.preflight)
            return walk.preflight_answered(
                replace(move, asked=asked), _seen(hop.preflight), _wire_origin(move, hop.preflight)
            )
        case AskActual():
            if hop is None:
                return _ends_here(move)
            if hop.actual is None:
                return _refused_preflight(move, hop)
            return walk.answered(move, _seen(hop.actual), _wire_origin(move, hop.actual))
        case _:
            assert_never(move)


def _seen(exchange: Exchange) -> Response | Failure:
    return exchange.response or Failure(exchange.failure)


def _wire_origin(move: AskPreflight | AskActual, exchange: Exchange) -> str | None:
    """The origin that was on the wire, where the server answered with it; else None.

    After a redirect one browser says `null` where another says the page's origin. A server that gave back what
    it was sent is taken to give back any origin; one that gave something else gives that to everybody.
    """
    if not move.leg.hop or exchange.response is None:
        return None
    origin = exchange.request.headers.get("origin")
    if origin is None or origin != exchange.response.headers.get("access-control-allow-origin"):
        return None
    return origin if origin in ("null", move.leg.script.page_origin) else None


def _asked_on_the_wire(move: AskPreflight, preflight: Exchange) -> Question:
    """The question as it was asked: a refused request never shows its headers, its preflight names them.

    Where browsers disagree on a name, this browser's own view of the header line decides; so it does on later
    hops, where they disagree on all names and the first hop has shown the headers.
    """
    if move.leg.hop:
        return move.asked
    names = preflight.request.headers.get("access-control-request-headers")
    wire = {name for item in (names or "").split(",") if (name := item.strip("\t ").lower())}
    ours = set(move.asked.names)
    known = {name.lower() for name, _ in move.leg.lines}
    disputed = NAMES_BROWSERS_DISAGREE_ON & known
    asked = (wire - disputed) | (ours & disputed)
    if asked == ours:
        return move.asked
    return replace(move.asked, names=tuple(sorted(asked)), order=())


def _refused_preflight(move: AskActual, hop: Hop) -> Move:
    """A preflight with no request after it: even if this browser would have sent none, it is what was seen."""
    if hop.preflight is None or not _unjudged(move):
        return _ends_here(move)
    method = hop.preflight.request.headers.get("access-control-request-method") or move.leg.method
    forced = is_cors_safelisted_method(method)
    asked = AskPreflight(move.leg, Question(method, (), forced), move.trail)
    judged = walk.preflight_answered(
        replace(asked, asked=_asked_on_the_wire(asked, hop.preflight)),
        _seen(hop.preflight),
        _wire_origin(move, hop.preflight),
    )
    return judged if isinstance(judged, End) else _ends_here(move)


def _unjudged(move: AskActual) -> bool:
    return move.leg.cors and not any(phase is Phase.PREFLIGHT and hop == move.leg.hop for phase, hop, _ in move.trail)


def _ends_here(move: AskPreflight | AskActual) -> End:
    leg = move.leg
    mark = (Rule.CAPTURE_ENDS, None, f"{leg.method} {redact_url(leg.url.without_fragment)} was not seen")
    return End(leg, leg.script, leg.browser, (*move.trail, (Phase.ACTUAL, leg.hop, (mark,))), complete=False)
