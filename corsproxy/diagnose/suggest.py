"""The least CORS configuration that lets every captured page fetch pass, and nothing more.

What each value is needed for is kept beside it; what no configuration can help is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corsproxy.diagnose.authorship import attribute
from corsproxy.diagnose.clues import Product, clues
from corsproxy.diagnose.pages_author import announced
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.browser import CHROME, SAFARI
from corsproxy.fetch.method import is_cors_safelisted_method
from corsproxy.fetch.page_fetch import Credentials, Mode
from corsproxy.fetch.safelist import cors_unsafe_request_header_names
from corsproxy.http.message import Exchange
from corsproxy.http.url import parse

Needs = dict[str, dict[str, None]]
"""A value, and the fetches (`PUT /items from https://…`) that need it, in order of appearance."""


@dataclass(slots=True)
class Suggestion:
    """What one API has to allow. `host` is as in the captured URLs, `product` what its answers showed it to be.

    `credentials` is True when a fetch surely sent some, None when the capture does not tell. `beyond` holds what no
    configuration can help with, each with its reason.
    """

    host: str
    product: Product = Product.NONE
    origins: Needs = field(default_factory=dict)
    methods: Needs = field(default_factory=dict)
    headers: Needs = field(default_factory=dict)
    exposed: Needs = field(default_factory=dict)
    paths: dict[str, None] = field(default_factory=dict)
    credentials: bool | None = False
    with_credentials: dict[str, None] = field(default_factory=dict)
    beyond: dict[str, None] = field(default_factory=dict)
    fetches: int = 0


# statuses that no preflight may have, and whose authors no CORS configuration replaces
_IN_FRONT = {"cloudfront", "waf", "network", "dev-tool"}


def suggest(sightings: Iterable[Sighting]) -> tuple[Suggestion, ...]:
    """One suggestion for each API host of a capture, in order of appearance."""
    found: dict[str, Suggestion] = {}
    for sighting in sightings:
        fetch = sighting.fetch
        url = parse(fetch.url)
        if url is None or sighting.modes[:1] != (Mode.CORS,) or url.origin == fetch.page_origin:
            continue
        host = url.origin.partition("://")[2]
        one = found.setdefault(host, Suggestion(host))
        one.fetches += 1
        _take(one, sighting, f"{fetch.method} {url.path} from {fetch.page_origin}")
        one.paths.setdefault(url.path)
    return tuple(found.values())


def _take(one: Suggestion, sighting: Sighting, says: str) -> None:
    fetch = sighting.fetch
    first = fetch.hops[0] if fetch.hops else None
    for exchange in (first.preflight, first.actual) if first else ():
        if exchange is not None and one.product is Product.NONE:
            one.product = clues(exchange).product
    if fetch.page_origin == "null":
        one.beyond[f"{says}: the page's origin is opaque (null); allowing it would allow everybody"] = None
        return
    helpless = _helpless(sighting)
    if helpless:
        one.beyond[f"{says}: {helpless}"] = None
    _need(one.origins, fetch.page_origin, says)
    if not is_cors_safelisted_method(fetch.method):
        _need(one.methods, fetch.method, says)
    # what any of the browsers would announce, so that the answer fits all of them
    names = dict.fromkeys(announced(first.preflight) if first else ())
    for browser in (CHROME, SAFARI):
        names.update(dict.fromkeys(cors_unsafe_request_header_names(fetch.headers.lines, browser)))
    for name in names:
        _need(one.headers, name, says)
    response = first.actual.response if first and first.actual else None
    if response is not None:
        for name in (response.headers.get("access-control-expose-headers") or "").split(","):
            if name.strip() and name.strip() != "*":
                _need(one.exposed, name.strip().lower(), says)
    if sighting.credentials == (Credentials.INCLUDE,):
        one.credentials = True
        one.with_credentials[says] = None
    elif Credentials.INCLUDE in sighting.credentials and one.credentials is False:
        one.credentials = None


def _need(needs: Needs, value: str, says: str) -> None:
    needs.setdefault(value, {})[says] = None


def _helpless(sighting: Sighting) -> str:
    """Why no CORS configuration of the API can make this fetch readable; empty when one can."""
    hops = sighting.fetch.hops
    if len(hops) > 1:
        return f"it is redirected to {hops[1].url}, which has to allow it too"
    for exchange in (hops[0].preflight, hops[0].actual) if hops else ():
        if exchange is not None and (why := _not_the_api(exchange)):
            return why
    return ""


def _not_the_api(exchange: Exchange) -> str:
    author = attribute(exchange)[0]
    if exchange.response is None:
        return f"nothing came back ({exchange.failure or 'no response'})"
    if author.author.layer.value in _IN_FRONT and exchange.response.status >= 300:
        return f"{author.author.layer.value} answered, not the API: {author.meaning or author.author.type}"
    return ""
