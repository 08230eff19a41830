"""Which exchanges belong to one page fetch: a preflight to its request, a redirect to where it led.

Nothing on the wire says so. What counts: the same URL, the announced method, the same Origin (or its turn to
`null` after a redirect), a clock that runs forward, the same browser; among several the same page, the same
referrer, the nearest in time. What waits for its partner is kept in bounded memory, the oldest let go first.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeVar

from corsproxy.diagnose.pages_author import announced
from corsproxy.diagnose.pages_request import Asked, family
from corsproxy.diagnose.redirect_chain import (
    REDIRECTS,
    may_be_followed,
    methods_after,
    names_origin,
    origin_may_follow,
    redirect_target,
)
from corsproxy.http.message import Exchange, Gap
from corsproxy.http.url import parse

_PATIENCE = 30.0
"""Seconds between a preflight's answer and the request. Browsers send it at once; one that has to wait for a free
connection, or at a breakpoint, comes later."""
_FOLLOWING = 5.0
"""Seconds between a redirect and the request it leads to."""
_AT_ONCE = 0.25
"""Seconds within which a browser that is not kept waiting sends the request that it announced."""
_ROUNDING = 0.002
"""Seconds: recorders round to milliseconds."""
_AT_ONE_URL = 64
"""How many fetches of one URL may wait at the same time."""


@dataclass(slots=True)
class Link:
    """One URL of a chain, while it grows."""

    url: str
    preflight: Exchange | None = None
    actual: Exchange | None = None


@dataclass(slots=True, eq=False)
class Chain:
    """One page fetch while its exchanges come in. `announced_at` is an earlier preflight for the same request
    that the browser's CORS-preflight cache may have answered from."""

    number: int
    agent: str
    origin: str | None
    links: list[Link] = field(default_factory=list)
    announced_at: Exchange | None = None


Key = tuple[str, str]
K = TypeVar("K")


def could_follow(preflight: Exchange) -> bool:
    """False when no browser sends the request after this preflight answer. A first look, without credentials:
    only the missing consent that every browser sees."""
    response = preflight.response
    if response is None or not 200 <= response.status <= 299:
        return False
    get = response.headers.get
    if not names_origin(preflight):
        # Firefox lets a tainted chain come home without (D29); any other preflight needs it
        asked_by = preflight.request.headers.get("origin")
        return asked_by is not None and preflight.request.url.startswith(asked_by)
    method = preflight.request.headers.get("access-control-request-method") or ""
    if method not in ("GET", "HEAD", "POST"):
        allowed = get("access-control-allow-methods") or ""
        if method not in allowed and "*" not in allowed:
            return False
    names = announced(preflight)
    if not names:
        return True
    listed = (get("access-control-allow-headers") or "").lower()
    return "*" in listed or all(name in listed for name in names)


def _unanswered(exchange: Exchange) -> bool:
    """True for a request that the browser may have kept back: nothing came of it."""
    return exchange.response is None or exchange.response.status == 0


def _followed_all_the_same(preflight: Exchange, actual: Exchange) -> bool:
    """True where a request came right after a preflight that consents to nothing on a first look: one browser
    reads what others do not, or its web security is switched off."""
    response = preflight.response
    if response is None or not 200 <= response.status <= 299:
        return False
    return not actual.started or actual.started - preflight.ended < _AT_ONCE


def _same_browser(chain: Chain, one: Asked) -> bool:
    if chain.agent == one.agent or not chain.agent or not one.agent:
        return True
    # a script may set User-Agent, and then only the actual request carries it; a browser's own differs in family
    mine, other = family(chain.agent), family(one.agent)
    return mine == other or not mine or not other


class Pairing:
    """The memory between exchanges. `limit` bounds how many URLs may have something waiting."""

    def __init__(self, limit: int = 4096) -> None:
        self._limit = limit
        self._count = 0
        # a preflight whose request has not come yet, by URL and announced method
        self._preflighted: OrderedDict[Key, list[Chain]] = OrderedDict()
        # a request listed before its preflight, as the network panels of Chromium and Firefox export them
        self._lonely: OrderedDict[Key, list[Chain]] = OrderedDict()
        # a redirect whose target has not been asked for yet, by that URL
        self._redirected: OrderedDict[str, list[Chain]] = OrderedDict()
        # the last preflight for a URL and method that was consented to
        self._consented: OrderedDict[Key, Exchange] = OrderedDict()

    def take(self, one: Asked) -> Chain:
        """Put one exchange where it belongs: into a chain that waits for it, or into a new one."""
        if one.preflight:
            return self._take_preflight(one)
        return self._take_actual(one)

    def waits(self, url: str, method: str, started: float, *, preflight: bool = False) -> bool:
        """True when an exchange of this URL and method (for a preflight: the announced one) that began at `started`
        may go on with an earlier one."""
        key = (url, method)
        for chain in () if preflight else self._preflighted.get(key, ()):
            asked = chain.links[-1].preflight
            if asked is None or not asked.ended:
                return True
            waited = started - asked.ended
            if waited < _AT_ONCE or (waited <= _PATIENCE and could_follow(asked)):
                return True
        for chain in self._lonely.get(key, ()):
            lonely = chain.links[-1].actual
            if lonely is None or started - max(lonely.started, lonely.ended) <= _PATIENCE:
                return True
        if not self._redirected:
            return False
        parsed = parse(url)
        for known in {url, parsed.without_fragment if parsed else url}:
            for chain in self._redirected.get(known, ()):
                last = chain.links[-1].actual
                if last is None or started - max(last.started, last.ended) <= _FOLLOWING:
                    return True
        return False

    def consent(self, url: str, method: str) -> Exchange | None:
        """The last preflight for this URL and method that was consented to."""
        return self._consented.get((url, method))

    def note_consent(self, url: str, method: str, preflight: Exchange) -> None:
        """Remember a preflight that was consented to and is paired already."""
        self._consented[url, method] = preflight
        self._consented.move_to_end((url, method))
        if len(self._consented) > self._limit:
            self._consented.popitem(last=False)

    def _take_preflight(self, one: Asked) -> Chain:
        exchange = one.exchange
        key = (one.url, one.method)
        chain = self._continued(one) if self._redirected else None
        if chain is None and self._lonely and (waiting := self._lonely.get(key)):
            for candidate in reversed(waiting):
                if _same_browser(candidate, one) and self._belongs_before(candidate, one):
                    candidate.links[-1].preflight = exchange
                    candidate.origin = candidate.origin or one.origin
                    candidate.announced_at = None
                    waiting.remove(candidate)
                    self._drop_if_empty(self._lonely, key)
                    return candidate
        if chain is None:
            chain = self._begin(one)
        else:
            chain.links.append(Link(one.url))
        chain.links[-1].preflight = exchange
        self._wait(self._preflighted, key, chain)
        if could_follow(exchange):
            self.note_consent(one.url, one.method, exchange)
        return chain

    def _take_actual(self, one: Asked) -> Chain:
        exchange = one.exchange
        key = (one.url, one.method)
        chain = None
        if self._preflighted and (waiting := self._preflighted.get(key)):
            chain = self._announced_by(waiting, one)
            if chain is not None:
                waiting.remove(chain)
                self._drop_if_empty(self._preflighted, key)
        if chain is not None:
            chain.links[-1].actual = exchange
        else:
            chain = self._continued(one) if self._redirected else None
            if chain is None:
                chain = self._begin(one)
            else:
                chain.links.append(Link(one.url))
            chain.links[-1].actual = exchange
            if one.origin is not None or _unanswered(exchange):
                if self._consented:
                    chain.announced_at = self._earlier_consent(key, one)
                if _unanswered(exchange) or exchange.resource_type or family(one.agent) == "firefox":
                    self._wait(self._lonely, key, chain)
        if exchange.response is not None and exchange.response.status in REDIRECTS:
            target = redirect_target(exchange)
            if target is not None and may_be_followed(exchange):
                self._wait(self._redirected, target, chain)
        return chain

    def _begin(self, one: Asked) -> Chain:
        self._count += 1
        return Chain(self._count, one.agent, one.origin, [Link(one.url)])

    def _wait(self, where: OrderedDict[K, list[Chain]], key: K, chain: Chain) -> None:
        waiting = where.get(key)
        if waiting is None:
            where[key] = [chain]
            if len(where) > self._limit:
                where.popitem(last=False)
            return
        waiting.append(chain)
        if len(waiting) > _AT_ONE_URL:
            del waiting[0]

    @staticmethod
    def _drop_if_empty(where: OrderedDict[K, list[Chain]], key: K) -> None:
        if not where[key]:
            del where[key]

    @staticmethod
    def _belongs_before(chain: Chain, one: Asked) -> bool:
        """A preflight listed after its request: a browser's own export, where the request's time starts when
        script asked, and the preflight falls into it (Firefox's does not call it one); or a request that was never
        answered."""
        exchange = one.exchange
        actual = chain.links[-1].actual
        if actual is None or chain.links[-1].preflight is not None:
            return False
        if chain.origin is not None and one.origin != chain.origin and one.origin != "null":
            return False
        if actual.page != exchange.page:
            return False
        firefox = actual.page and not actual.resource_type and family(chain.agent) == "firefox"
        if not _unanswered(actual) and exchange.resource_type != "preflight" and not firefox:
            return False
        if not actual.started or not exchange.started:
            return _unanswered(actual)
        if exchange.started < actual.started - _ROUNDING:
            return False
        if _unanswered(actual):
            return exchange.started - actual.started <= _PATIENCE
        return could_follow(exchange) and exchange.started <= actual.ended + _ROUNDING

    def _announced_by(self, waiting: list[Chain], one: Asked) -> Chain | None:
        """The chain whose preflight announced this request. The oldest whose preflight was consented to, as
        browsers send the request at once; a retry's refused first try stays alone."""
        exchange = one.exchange
        best: Chain | None = None
        best_rank: tuple[bool, bool, bool, bool, float] | None = None
        for chain in waiting:
            preflight = chain.links[-1].preflight
            if preflight is None or not _same_browser(chain, one):
                continue
            asked_by = preflight.request.headers.get("origin")
            # Firefox's preflight after a redirect keeps the page's origin, its request says null (D2); a request
            # that was never sent may be recorded without Origin
            if one.origin != asked_by and not (
                (one.origin == "null" and len(chain.links) > 1) or (one.origin is None and _unanswered(exchange))
            ):
                continue
            if exchange.started and preflight.started:
                if _unanswered(exchange):
                    if abs(exchange.started - preflight.started) > _PATIENCE:
                        continue
                elif (
                    not -_ROUNDING
                    <= exchange.started - preflight.started
                    <= _PATIENCE + (preflight.ended - preflight.started)
                ):
                    continue
            consented = _unanswered(exchange) or could_follow(preflight)
            if not consented and not _followed_all_the_same(preflight, exchange):
                continue
            carries = len(chain.links) > 1 or _carries(exchange, announced(preflight))
            if not carries and not _reduced(preflight, exchange, announced(preflight)):
                continue
            same_page = preflight.page == exchange.page
            same_referrer = preflight.request.headers.get("referer") == exchange.request.headers.get("referer")
            waited = exchange.started - preflight.ended
            # of those that were just answered the oldest, as the browser sends one after the other; else the nearest
            rank = (carries, consented, same_page, same_referrer, waited if waited < _AT_ONCE else -waited)
            if best_rank is None or rank > best_rank:
                best, best_rank = chain, rank
        return best

    def _continued(self, one: Asked) -> Chain | None:
        """The chain that a redirect sent here."""
        url = one.url
        waiting = self._redirected.get(url)
        if waiting is None:
            parsed = parse(url)
            url = parsed.without_fragment if parsed else url
            waiting = self._redirected.get(url)
            if waiting is None:
                return None
        best: Chain | None = None
        best_rank: tuple[bool, bool, float] | None = None
        for chain in waiting:
            last = chain.links[-1].actual
            if last is None or last.response is None or not _same_browser(chain, one):
                continue
            started = one.exchange.started
            if (
                started
                and last.started
                and not -_ROUNDING <= started - last.started <= _FOLLOWING + last.ended - last.started
            ):
                continue
            if one.method not in methods_after(last.request.method, last.response):
                continue
            if not origin_may_follow(chain.origin, [link.url for link in chain.links], one, last):
                continue
            same_page = last.page == one.exchange.page
            same_referrer = last.request.headers.get("referer") == one.exchange.request.headers.get("referer")
            waited = started - last.ended
            rank = (same_page, same_referrer, waited if waited < _AT_ONCE else -waited)
            if best_rank is None or rank > best_rank:
                best, best_rank = chain, rank
        if best is not None:
            waiting.remove(best)
            if not waiting:
                del self._redirected[url]
        return best

    def _earlier_consent(self, key: Key, one: Asked) -> Exchange | None:
        earlier = self._consented.get(key)
        if earlier is None or earlier.request.headers.get("origin") != one.origin:
            return None
        return earlier


def _carries(actual: Exchange, names: tuple[str, ...]) -> bool:
    """True when the request carries what its preflight announced, or cannot be expected to."""
    if not names or _unanswered(actual) or Gap.REQUEST_HEADERS in actual.gaps:
        return True
    headers = actual.request.headers
    sanitised = Gap.CREDENTIALS in actual.gaps
    return all(name in headers or (sanitised and name in ("authorization", "cookie")) for name in names)


_STRUCK_OUT = frozenset({"authorization", "cookie", "x-api-key", "x-amz-security-token", "content-type"})


def _reduced(preflight: Exchange, actual: Exchange, names: tuple[str, ...]) -> bool:
    """True for a request of which somebody kept some headers only: every browser sends Accept
    (https://fetch.spec.whatwg.org/#fetching step 13), and it is struck out too, or the very next exchange of the
    capture lacks nothing but what exporters strike out."""
    headers = actual.request.headers
    if "accept" not in headers:
        return True
    lacking = {name for name in names if name not in headers}
    return actual.index == preflight.index + 1 >= 1 and lacking <= _STRUCK_OUT
