"""Where a redirect leads, and what the request that follows it has to look like."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corsproxy.diagnose.pages_request import Asked, family, url_origin
from corsproxy.http.message import Exchange, Response
from corsproxy.http.url import parse

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def redirect_target(exchange: Exchange) -> str | None:
    """Where this answer sends the browser, absolute and without fragment; None when it is no redirect."""
    response = exchange.response
    if response is None or response.status not in REDIRECTS:
        return None
    location = response.headers.get("location")
    if not location:
        return None
    url = parse(location, exchange.request.url)
    if url is None:
        return None
    if url.has_userinfo:
        # a request line carries none
        return f"{url.scheme}://{url.href.partition('@')[2]}".partition("#")[0]
    return url.without_fragment


def names_origin(exchange: Exchange) -> bool:
    """Whether the answer's Access-Control-Allow-Origin may satisfy the request's Origin, whatever the credentials."""
    allowed = exchange.response.headers.get("access-control-allow-origin") if exchange.response else None
    return allowed is not None and (allowed == "*" or allowed == exchange.request.headers.get("origin"))


def may_be_followed(exchange: Exchange) -> bool:
    """False for a redirect that fails its CORS check in every browser: nobody goes where it leads."""
    headers = exchange.request.headers
    origin = headers.get("origin")
    if origin is None or headers.get("sec-fetch-mode") not in ("cors", None):
        return True
    return origin == url_origin(exchange.request.url) or names_origin(exchange)


def methods_after(method: str, response: Response) -> frozenset[str]:
    """The methods with which a browser may follow this redirect: https://fetch.spec.whatwg.org/#http-redirect-fetch
    step 12, and WebKit's GTK port, which turns DELETE into GET on any status."""
    status = response.status
    if status == 303 and method not in ("GET", "HEAD"):
        return frozenset({"GET"})
    if status in (301, 302) and method == "POST":
        return frozenset({"GET"})
    return frozenset({method, "GET"}) if method == "DELETE" else frozenset({method})


def origin_may_follow(origin: str | None, urls: Sequence[str], one: Asked, last: Exchange) -> bool:
    """Whether a request can be the next of a chain through `urls`, whose first Origin header was `origin` and whose
    last answer is `last`'s."""
    if one.origin is None:
        # same origin, no-cors or a navigation: none of them had one on a GET before either
        return origin is None or one.method in ("GET", "HEAD")
    if origin is not None:
        # once a chain goes from one foreign origin to another its Origin is null, and not before; Firefox's
        # preflights keep the page's (D2)
        if one.origin == "null":
            return origin == "null" or _tainted(origin, (*urls, one.url))
        kept = one.preflight and family(one.agent) == "firefox"
        return one.origin == origin and (kept or not _tainted(origin, (*urls, one.url)))
    if one.origin == "null":
        return True
    here = parse(last.request.url)
    first = parse(urls[0])
    return one.origin in (here.origin if here else "", first.origin if first else "") or (
        last.request.headers.get("sec-fetch-site") != "same-origin"
        and (last.request.headers.get("referer") or "").startswith(one.origin)
    )


def _tainted(origin: str, urls: Sequence[str]) -> bool:
    """https://fetch.spec.whatwg.org/#concept-request-tainted-origin, at the last of `urls`."""
    return any(here not in (origin, there) for here, there in pairwise(map(url_origin, urls)))
