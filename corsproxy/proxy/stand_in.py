"""Real URLs of a configured API, answered by the emulator: a frontend needs no change to its base URL.

The request goes to the emulator with the Host that the page used; once the response is here, the flow shows the
real URL again, and the response says by a header of ours where it came from.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Protocol

from mitmproxy import http

from corsproxy.gateway.invoke_url import HostForm, invoke_url
from corsproxy.proxy.dialling import divert, undivert

log = logging.getLogger("corsproxy")

MARKER = "x-corsproxy-stand-in"
METADATA_KEY = "corsproxy-stand-in"


@dataclass(frozen=True, slots=True)
class StoodInRoute:
    """A method (`*` for any) and a path pattern (`*` stands for anything), with or without the stage before it."""

    method: str
    path: str

    def matches(self, method: str, path: str) -> bool:
        """True when a request of this method to this path (without query) is answered by the emulator."""
        return self.method in ("*", method.upper()) and fnmatchcase(path, self.path)


def parse_route(text: str) -> StoodInRoute:
    """`GET /items*` or `/items*`; raises ValueError with what to write instead."""
    method, space, path = text.strip().partition(" ")
    if not space:
        method, path = "*", method
    path = path.strip()
    if not path.startswith("/"):
        raise ValueError(f"{text!r} is no route; write a method and a path, for example 'GET /items*'")
    method = method.upper()
    return StoodInRoute("*" if method == "ANY" else method, path)


@dataclass(frozen=True, slots=True)
class Territory:
    """What the emulator answers for: ids of APIs and function URLs, custom domains, and the routes (empty: all).
    `stages` are the names that may stand before a route's path in the URL; `*` is any."""

    api_ids: frozenset[str]
    domains: frozenset[str] = frozenset()
    routes: tuple[StoodInRoute, ...] = ()
    url_ids: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()

    def covers(self, request: http.Request) -> bool:
        """True when this request is for the emulator. A CORS-preflight request counts as the method it asks for."""
        host = request.pretty_host
        if host.lower() not in self.domains and not self._names_an_api(request, host):
            return False
        method = request.method
        if method.upper() == "OPTIONS":
            method = request.headers.get("access-control-request-method", method)
        path = request.path.partition("?")[0]
        paths = [path]
        stage, _, rest = path[1:].partition("/")
        if stage in self.stages or "*" in self.stages:
            paths.append(f"/{rest}")
        return not self.routes or any(route.matches(method, one) for route in self.routes for one in paths)

    def _names_an_api(self, request: http.Request, host: str) -> bool:
        told = invoke_url(f"https://{host}/")
        if told.form in (HostForm.EXECUTE_API, HostForm.PRIVATE_ALIAS):
            return told.api_id in self.api_ids
        if told.form is HostForm.FUNCTION_URL:
            return told.api_id in self.url_ids
        # a VPC endpoint's own name says nothing of the API: the header routes
        return told.form is HostForm.VPC_ENDPOINT and request.headers.get("x-apigw-api-id", "") in self.api_ids


class Emulator(Protocol):
    """What is known of the emulator once it runs."""

    port: int


class StandIn:
    """The addon. `opened` starts the emulator on loopback and stops it again. It stands before `CorsProxy`."""

    name = "corsproxy-stand-in"

    def __init__(self, territory: Territory, opened: Callable[[], AbstractAsyncContextManager[Emulator]]) -> None:
        self._territory = territory
        self._opened = opened
        self._context: AbstractAsyncContextManager[Emulator] | None = None
        self._port: asyncio.Future[int] | None = None

    async def running(self) -> None:
        """Start the emulator in mitmproxy's own loop."""
        self._port = asyncio.get_running_loop().create_future()
        self._context = self._opened()
        emulator = await self._context.__aenter__()
        self._port.set_result(emulator.port)

    async def done(self) -> None:
        """Stop the emulator."""
        context, self._context = self._context, None
        if context is not None:
            await context.__aexit__(None, None, None)

    async def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Send the request to the emulator instead, under the name that the page used."""
        try:
            if self._port is not None and self._territory.covers(flow.request):
                port = await asyncio.shield(self._port)
                flow.request.headers["x-forwarded-proto"] = flow.request.scheme
                divert(flow, "127.0.0.1", port, "http")
                flow.metadata[METADATA_KEY] = True
        except Exception as error:
            log.error("corsproxy could not stand in for %s (%s); the request goes on", flow.request.host, error)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Show the real URL again, and say who answered."""
        if METADATA_KEY in flow.metadata and undivert(flow) and flow.response is not None:
            flow.response.headers[MARKER] = "emulator"

    def error(self, flow: http.HTTPFlow) -> None:
        """Show the real URL again also when the emulator did not answer."""
        undivert(flow)
