"""From exchanges on the wire to the fetches of pages.

Every exchange ends up in exactly one page fetch, and every page fetch becomes one sighting, also when it is not
CORS. `page_fetches` reads a finished capture, `Tracker` a running one; both by `pairing.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from corsproxy.diagnose.pages_author import announced
from corsproxy.diagnose.pages_reading import reading
from corsproxy.diagnose.pages_request import asked
from corsproxy.diagnose.pairing import Chain, Pairing
from corsproxy.diagnose.sighting import Sighting
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Response


class _Stored:
    """Responses that a browser may revalidate: what a 304 stands for. `limit` bounds how many URLs are kept."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._by_url: OrderedDict[str, Response] = OrderedDict()

    def seen(self, exchange: Exchange) -> Exchange:
        """The exchange as the page sees it: a 304 that answers the browser's own revalidation becomes the stored
        response with its headers brought up to date (https://www.rfc-editor.org/rfc/rfc9111#section-4.3.4)."""
        response = exchange.response
        if response is None or exchange.request.method != "GET":
            return exchange
        if response.status == 304:
            if exchange.request.headers.get("if-none-match") is None and (
                exchange.request.headers.get("if-modified-since") is None
            ):
                return exchange
            stored = self._by_url.get(exchange.request.url)
            if stored is None:
                return exchange
            renewed = response.headers.names()
            headers = Headers((*stored.headers.without(*renewed), *response.headers))
            return replace(exchange, response=replace(stored, headers=headers))
        if response.status == 200 and ("etag" in response.headers or "last-modified" in response.headers):
            self._by_url[exchange.request.url] = response
            if len(self._by_url) > self._limit:
                self._by_url.popitem(last=False)
        return exchange


class Tracker:
    """Follows running traffic. `limit` bounds how many URLs may have something waiting for its partner."""

    def __init__(self, limit: int = 4096) -> None:
        self._pairing = Pairing(limit)
        self._stored = _Stored(limit)

    def see(self, exchange: Exchange) -> list[Sighting]:
        """Take one finished exchange; give the sightings that are new or changed by it. A sighting that changed
        keeps its id: a preflight's, when its request comes; a redirect's, when the next URL is asked for."""
        return [reading(self._take(exchange))]

    def waits(self, url: str, method: str, started: float, *, preflight: bool = False) -> bool:
        """True when an exchange of this URL and method (for a preflight: the announced one) that began at `started`
        may go on with an earlier one."""
        return self._pairing.waits(url, method, started, preflight=preflight)

    def consent(self, url: str, method: str) -> Exchange | None:
        """The last preflight for this URL and method that was consented to."""
        return self._pairing.consent(url, method)

    def note_consent(self, url: str, method: str, preflight: Exchange) -> None:
        """Remember a preflight that was consented to, whose request has come; of it Origin and index are needed."""
        self._pairing.note_consent(url, method, preflight)

    def _take(self, exchange: Exchange) -> Chain:
        one = asked(exchange)
        if not one.preflight:
            renewed = self._stored.seen(exchange)
            if renewed is not exchange:
                one = one._replace(exchange=renewed)
        return self._pairing.take(one)


def page_fetches(exchanges: Iterable[Exchange]) -> list[Sighting]:
    """Every page fetch of a capture, in the order of their first exchanges.

    Exchanges are taken in the order of their start where the recorder has a clock, in the capture's own order
    where it has none or where two started at once.
    """
    ordered = list(exchanges)
    if any(later.started < earlier.started for earlier, later in pairwise(ordered)) and all(
        exchange.started for exchange in ordered
    ):
        ordered.sort(key=lambda exchange: exchange.started)
    tracker = Tracker(limit=1 << 16)
    chains: dict[int, Chain] = {}
    take = tracker._take
    for exchange in ordered:
        chain = take(exchange)
        chains[chain.number] = chain
    open_ends = _open_ends(chains.values(), ordered)
    found = [(chain, reading(chain)) for chain in chains.values()]
    return [replace(one, open_end=True) if chain.number in open_ends else one for chain, one in found]


def _open_ends(chains: Iterable[Chain], ordered: list[Exchange]) -> frozenset[int]:
    """The chains whose preflight is the last that the capture shows of its browser, and those after which the same
    page asked the same URL in another way, as captures show that somebody pieced together."""
    waiting = [chain for chain in chains if chain.links[-1].actual is None]
    if not waiting:
        return frozenset()
    latest: dict[str, Exchange] = {}
    following: dict[int, Exchange] = {}
    for exchange, later in pairwise(ordered):
        following[id(exchange)] = later
    for exchange in ordered:
        latest[exchange.request.headers.get("user-agent") or ""] = exchange
    found = set()
    for chain in waiting:
        preflight = chain.links[-1].preflight
        if preflight is None:
            continue
        next_one = following.get(id(preflight))
        if latest.get(chain.agent) is preflight or (next_one is not None and _asks_otherwise(preflight, next_one)):
            found.add(chain.number)
    return frozenset(found)


def _asks_otherwise(preflight: Exchange, later: Exchange) -> bool:
    """True for a request to the same URL by the same page with another method than announced, and no preflight."""
    asked = later.request
    return (
        asked.url == preflight.request.url
        and asked.headers.get("origin") == preflight.request.headers.get("origin")
        and asked.method not in ("OPTIONS", preflight.request.headers.get("access-control-request-method"))
        # a browser's own request always has Accept; and one that carries what was announced had a preflight
        and ("accept" not in asked.headers or _carries_all(announced(preflight), asked.headers))
    )


def _carries_all(names: tuple[str, ...], headers: Headers) -> bool:
    return bool(names) and all(name in headers for name in names)
