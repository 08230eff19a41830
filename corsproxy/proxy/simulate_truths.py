"""Two truths: what the API really answered, kept beside what the page got."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.page_fetch import Hop
from corsproxy.http.message import Exchange

_Key = tuple[str, float, str, str]


def _key(exchange: Exchange) -> _Key:
    return exchange.connection, exchange.started, exchange.request.method, exchange.request.url


class Truths:
    """The real exchanges of simulated flows, and the page fetches as they were with them."""

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._real: OrderedDict[_Key, Exchange] = OrderedDict()

    def keep(self, exchange: Exchange) -> None:
        """Keep what the API really answered; `exchange` as it was before anything was changed."""
        self._real[_key(exchange)] = exchange
        if len(self._real) > self._limit:
            self._real.popitem(last=False)

    @property
    def any(self) -> bool:
        """True once something was simulated."""
        return bool(self._real)

    def deployed(self, sighting: Sighting) -> Sighting | None:
        """The same page fetch on the real responses, to be judged; None where nothing of it was simulated."""
        if not self._real:
            return None
        hops = tuple(
            Hop(hop.url, self._as_deployed(hop.preflight), self._as_deployed(hop.actual))
            for hop in sighting.fetch.hops
        )
        if hops == sighting.fetch.hops:
            return None
        return replace(sighting, fetch=replace(sighting.fetch, hops=hops))

    def _as_deployed(self, exchange: Exchange | None) -> Exchange | None:
        real = self._real.get(_key(exchange)) if exchange is not None else None
        return exchange if real is None or exchange is None else replace(real, index=exchange.index)
