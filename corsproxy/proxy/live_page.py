"""The live page beside mitmproxy: started with it, told of each page fetch, closed to proxied requests.

The page itself lives in another room; this addon is handed what opens it and what it is told with.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol

from mitmproxy import http
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from corsproxy.diagnose.sighting import Sighting
from corsproxy.http.message import Exchange
from corsproxy.proxy.annotation import METADATA_KEY
from corsproxy.proxy.dialling import is_this_machine
from corsproxy.proxy.kept_flow import kept
from corsproxy.proxy.ledger import Ledger, rebuilt
from corsproxy.proxy.simulate import METADATA_KEY as SIMULATED

log = logging.getLogger("corsproxy")

REFUSAL = "corsproxy refuses proxied connections to its own live page; open it without the proxy"


class Page(Protocol):
    """What is known of the page once it runs."""

    @property
    def url(self) -> str: ...

    @property
    def port(self) -> int: ...


class Put(Protocol):
    """Takes a page fetch, new or changed."""

    def __call__(
        self,
        source: Sighting | Exchange | Deferred,
        *,
        pending: str = "",
        deployed: Sighting | None = None,
        policy: str = "",
        replayed: bool = False,
    ) -> None: ...


Deployed = Callable[[http.HTTPFlow], Sighting | None]
"""For a simulated flow: its page fetch on what the API really answered."""


class Deferred(NamedTuple):
    """A page fetch that is put together when somebody looks; `id` names it."""

    id: str
    made: Callable[[], Sighting | None]


class LivePage:
    """The addon. `opened` starts the page and ends it again; `put` tells it of a page fetch; `ledger` is that of
    `CorsProxy`, behind which this addon stands in the chain; `told` gets the page's URL once it runs; `deployed`
    knows the second truth of simulated fetches."""

    name = "corsproxy-live-page"

    def __init__(
        self,
        ledger: Ledger,
        put: Put,
        opened: Callable[[], AbstractAsyncContextManager[Page]],
        told: Callable[[str], None] = lambda _: None,
        deployed: Deployed = lambda _: None,
    ) -> None:
        self._ledger = ledger
        self._put = put
        self._opened = opened
        self._told = told
        self._deployed = deployed
        self._context: AbstractAsyncContextManager[Page] | None = None
        self.port: int | None = None
        ledger.watch = self._recognised

    # -- life ------------------------------------------------------------------------------------------------

    async def running(self) -> None:
        """Start the page in mitmproxy's own loop; where it cannot be, the proxy goes on without it."""
        context = self._opened()
        try:
            page = await context.__aenter__()
        except OSError as error:
            log.error("the live page cannot listen: %s; the proxy goes on without it", error.strerror or error)
            return
        self._context, self.port = context, page.port
        self._told(page.url)

    async def done(self) -> None:
        """Close the page."""
        context, self._context = self._context, None
        if context is not None:
            await context.__aexit__(None, None, None)

    def _recognised(self, flows: tuple[http.HTTPFlow, ...], fetch_id: str, earlier: Exchange | None) -> None:
        """Show what needed no judging; it is put together when somebody looks."""
        try:
            parts = tuple([kept(flow) for flow in flows])
            last = flows[-1]
            simulated = last.metadata.get(SIMULATED)
            self._put(
                Deferred(fetch_id, lambda: rebuilt([part.flow() for part in parts], fetch_id, earlier)),
                deployed=self._deployed(last) if simulated is not None else None,
                policy=str(simulated["policy"]) if simulated is not None else "",
                replayed=last.is_replay == "request",
            )
        except Exception as error:
            log.error("corsproxy could not show a page fetch (%s: %s)", type(error).__name__, error)

    # -- traffic ---------------------------------------------------------------------------------------------

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Let nobody reach the page through the proxy."""
        address = data.server.address
        if address is not None and address[1] == self.port and is_this_machine(address[0]):
            data.server.error = REFUSAL

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Streamed responses are judged here."""
        if flow.response is not None and flow.response.stream:
            self._look(flow)

    def response(self, flow: http.HTTPFlow) -> None:
        """Show what has just been judged."""
        if flow.response is not None and not flow.response.stream:
            self._look(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """Show what has just failed."""
        self._look(flow)

    def _look(self, flow: http.HTTPFlow) -> None:
        if self._ledger.is_recognised(flow):
            return  # shown already
        try:
            source = self._ledger.sighting_of(flow)
            if source is None:
                return
            said = flow.metadata.get(METADATA_KEY)
            under_way = said is not None and said.get("complete") is False
            simulated = flow.metadata.get(SIMULATED)
            real = self._deployed(flow) if simulated is not None else None
            self._put(
                source,
                pending=str(said.get("headline", "under way")) if said is not None and under_way else "",
                deployed=real,
                policy=str(simulated["policy"]) if simulated is not None else "",
                replayed=flow.is_replay == "request",
            )
        except Exception as error:
            log.error("corsproxy could not show %s (%s: %s)", flow.request.host, type(error).__name__, error)
