"""One fetch made for real: the journey of a browser, with a sender for its requests."""

from __future__ import annotations

import time

from corsproxy.fetch.browser import Browser
from corsproxy.fetch.journey import Finished, ScriptRequest, advance, begin
from corsproxy.fetch.journey import Send as Ask
from corsproxy.fetch.page_fetch import Credentials
from corsproxy.fetch.verdict import Phase
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Response
from corsproxy.replay.sending import Send

MOST_REQUESTS = 64
"""Twenty redirects with a preflight each are 42; whoever sends more is leading us around."""


async def make(
    script: ScriptRequest, browser: Browser, send: Send, *, cookie: str = "", preflight_only: bool = False
) -> Finished | Exchange | None:
    """Make the fetch; the verdict with all that was exchanged.

    `cookie` goes with actual requests of fetches with credentials, and with nothing else. With `preflight_only`
    the exchange of a preflight that would let the request pass is the result, and None when none is needed.
    """
    move = begin(script, browser, now=time.time())
    for _ in range(MOST_REQUESTS):
        if isinstance(move, Finished):
            return move
        if preflight_only and move.phase is not Phase.PREFLIGHT:
            return _last_preflight(move)
        request = move.request
        if cookie and move.phase is not Phase.PREFLIGHT and script.credentials is Credentials.INCLUDE:
            request = type(request)(
                request.method, request.url, request.headers.plus(("Cookie", cookie)), request.body
            )
        move = advance(move, await send(request), now=time.time())
    return move if isinstance(move, Finished) else None


def _last_preflight(move: Ask) -> Exchange | None:
    for hop in reversed(move.hops):
        if hop.preflight is not None:
            return hop.preflight
    return None


def decisive(response: Response | None) -> Headers:
    """The header lines of a response that decide a CORS question, lower case, in a stable order."""
    if response is None:
        return Headers()
    found = response.headers.combined()
    return Headers((name, found[name]) for name in DECISIVE if name in found)


DECISIVE = (
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
    "location",
    "vary",
)
