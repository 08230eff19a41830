"""APIs on a real socket.

aiohttp's low-level server parses requests and keeps connections; an address tells the API and the stage, the gateway
model answers, `wire` writes that answer as it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence

from aiohttp.web_request import BaseRequest
from aiohttp.web_response import StreamResponse
from aiohttp.web_server import Server

from corsproxy.emulator.address import (
    DEFAULT_STAGE,
    Addresses,
    DomainMapping,
    Place,
    base_urls,
    host_form,
    id_of,
    locate,
)
from corsproxy.emulator.arrivals import arrive
from corsproxy.emulator.drive import Outside, drive
from corsproxy.emulator.faults import Fault, taken_from
from corsproxy.emulator.function_environment import Overrides
from corsproxy.emulator.functions import FunctionSettings
from corsproxy.emulator.ids import short_id
from corsproxy.emulator.open_doors import unsigned, without_authorizers
from corsproxy.emulator.remembered import Remembered
from corsproxy.emulator.wire import Unreadable, as_aiohttp, read_request, request_of
from corsproxy.gateway.answer import Answer
from corsproxy.gateway.api import Api, Served
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.invoke_url import HostForm
from corsproxy.http.message import Exchange, Response

Observer = Callable[[Exchange, Answer | None], None]

# aiohttp gives up on a request line or header longer than this. The limits of API Gateway are far below, and the
# model answers for them; beyond this nobody means it seriously.
_MOST_LINE = 64 * 1024
_MOST_HEADERS = 500
# An idle connection, and one that has not brought a whole request head, ends after so long.
IDLE_SECONDS = 75.0
_BACKLOG = 1024
_MOST_PLACES = 1024
_CLOSING_SECONDS = 3.0


class Running:
    """An emulator at work. `url` reaches the first API's first stage, `urls` each API's and function URL's.

    `port` is the one it listens on, `origin` its scheme, host and port.
    """

    def __init__(
        self,
        apis: Sequence[Api],
        *,
        domains: Sequence[DomainMapping],
        function_urls: Sequence[FunctionUrl],
        stage_in_url: bool,
        authorizers: bool,
        fault: Sequence[Fault],
        settings: FunctionSettings,
        observer: Observer | None,
    ) -> None:
        self.origin = ""
        self.port = 0
        self.outside = Outside(settings)
        self._observer = observer
        self._faults = tuple(fault)
        self._authorizers = authorizers
        self._stage_in_url = stage_in_url
        self._say = settings.say
        self.addresses = self._addresses(apis, domains, function_urls)
        self._remembered = Remembered()
        self._places: dict[tuple[str, str, str | None], Place] = {}
        self._told_of_stages = False
        self.logger = _quiet_logger(settings.say)

    @property
    def urls(self) -> dict[str, str]:
        """By API id, the URL (no slash at its end) that its first stage's paths are appended to."""
        return base_urls(self.addresses, self.origin)

    @property
    def url(self) -> str:
        """The first API's."""
        return next(iter(self.urls.values()))

    def by_host(self, api: Served) -> tuple[str, ...]:
        """The URLs under which `api` has host names of its own, as it has at AWS: one for each stage and mapping."""
        scheme = self.origin.partition("://")[0]
        if isinstance(api, FunctionUrl):
            found = [f"{api.url_id}.lambda-url.localhost:{self.port}"]
        else:
            stages = [stage.name for stage in api.stages] or [""]
            behind = ["" if stage in {"", DEFAULT_STAGE} else f"/{stage}" for stage in stages]
            found = [f"{api.api_id}.execute-api.localhost:{self.port}{stage}" for stage in behind]
        for one in self.addresses.domains:
            if one.api_id == id_of(api):
                found.append(f"{one.domain}:{self.port}/{one.base_path}".rstrip("/"))
        return tuple(f"{scheme}://{url}" for url in found)

    @property
    def apis(self) -> tuple[Api, ...]:
        """The APIs as they are served."""
        return self.addresses.apis

    @property
    def function_urls(self) -> tuple[FunctionUrl, ...]:
        """The function URLs as they are served."""
        return self.addresses.function_urls

    def replace(
        self,
        apis: Iterable[Api],
        domains: Sequence[DomainMapping] | None = None,
        faults: Sequence[Fault] | None = None,
        function_urls: Sequence[FunctionUrl] | None = None,
    ) -> None:
        """Serve `apis` from the next request on; connections and requests under way are left alone."""
        if faults is not None:
            self._faults = tuple(faults)
        kept = self.addresses.domains if domains is None else domains
        urls = self.function_urls if function_urls is None else function_urls
        self.addresses = self._addresses(tuple(apis), kept, urls)
        self.outside.functions.replaced((*self.apis, *self.function_urls))
        self.outside.authorizer_results.clear()
        self._remembered.clear()
        self._places.clear()

    def _addresses(
        self, apis: Sequence[Api], domains: Sequence[DomainMapping], function_urls: Sequence[FunctionUrl]
    ) -> Addresses:
        if not apis and not function_urls:
            raise ValueError("an emulator needs an API to emulate")
        served = tuple(apis) if self._authorizers else tuple(without_authorizers(api) for api in apis)
        urls = tuple(function_urls) if self._authorizers else tuple(unsigned(url) for url in function_urls)
        return Addresses(served, tuple(domains), self._stage_in_url, urls)

    def _place(self, host: str, path: str, asked_api_id: str | None) -> Place:
        """Where that leads; pages ask for the same few again and again, so places are kept."""
        key = (host, path, asked_api_id)
        place = self._places.get(key)
        if place is None:
            if len(self._places) >= _MOST_PLACES:
                self._places.clear()
            place = self._places[key] = locate(self.addresses, host, path, asked_api_id)
            if place.stage is None and not self._told_of_stages:
                self._tell_of_stages(host, path)
        return place

    def _tell_of_stages(self, host: str, path: str) -> None:
        """Once: other tools serve one API without its stage, and here such a path is refused, as it is at AWS."""
        alone = len(self.apis) == 1 and bool(self.apis[0].stages)
        if alone and host_form(host).form is HostForm.LOCAL and path.isprintable():
            self._told_of_stages = True
            shown = path[:200]
            self._say(f"{shown} names no stage, {self.url}{shown} does; --no-prepend-stage-in-url leaves it out")

    async def answer(self, arrived: BaseRequest) -> StreamResponse:
        """Answer one request; what aiohttp's server calls."""
        started = time.time()
        key = None
        if arrived.method == "OPTIONS" and arrived.keep_alive and not arrived.body_exists and not self._faults:
            key = (arrived.method, arrived.raw_path, arrived.raw_headers, arrived.secure)
            ready = self._remembered.get(key)
            if ready is not None:
                extended_id = short_id()
                if self._observer is not None:
                    stamped = ready.stamped(started, extended_id)
                    exchange = Exchange(ready.request, stamped.response, started=started, ended=time.time())
                    self._observer(exchange, stamped)
                return as_aiohttp(ready.head(started, extended_id))
        if arrived.method == "CONNECT":
            self._say(
                f"CONNECT {arrived.raw_path[:200]}: the emulator is no proxy; give its URL to the client instead"
            )
            return as_aiohttp(None)
        try:
            request = await read_request(arrived)
        except Unreadable as broken:
            self._say(f"{arrived.method} {arrived.raw_path[:200]}: the body never came whole ({broken})")
            return as_aiohttp(None)
        name = None
        if self._faults or "x-corsproxy-fault" in request.headers:
            request, name = taken_from(request)
        headers = request.headers
        target = request.url.partition("#")[0].partition("?")[0]
        start = target.find("/", target.find("://") + 3)
        host = headers.get("host") or ""
        place = self._place(host, target[start:] if start >= 0 else "/", headers.get("x-apigw-api-id"))
        peer = arrived.remote or ""
        arrival = arrive(place, request, at=started, source_ip=peer, host=host)
        if name is None and self._faults:
            covering = (one.name for one in self._faults if one.covers(id_of(place.api), request.method, place.path))
            name = next(covering, None)
        answer: Answer | None = None
        response: Response | None = None
        failure = ""
        try:
            answer = await drive(place.api, arrival, self.outside, name)
            response = answer.response
            if key is not None and name is None:
                self._remembered.put(key, arrival, answer)
        except Exception as bug:
            # ours, not the user's: the connection ends, the next request is served
            failure = f"a bug of ours: {type(bug).__name__}: {bug}"
            self._say(f"{request.method} {arrived.raw_path[:200]}: {failure}")
            self.logger.debug("bug", exc_info=bug)
        if self._observer is not None:
            self._observer(Exchange(request, response, failure=failure, started=started, ended=time.time()), answer)
        return as_aiohttp(response)


def _quiet_logger(say: Callable[[str], None]) -> logging.Logger:
    """aiohttp reports malformed requests with tracebacks; here each is one line."""

    class OneLine(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
            # aiohttp calls it only a debug matter when the very first bytes are not HTTP
            if record.levelno >= logging.WARNING or "handling request" in str(record.msg):
                text = " ".join(str(error or record.getMessage()).split())
                text = text.removeprefix("400, message: ").removesuffix(" ^")
                say(f"a request that is not HTTP was turned away: {text[:200]}")
            return False

    logger = logging.Logger("corsproxy.emulator")
    logger.addFilter(OneLine())
    return logger


@contextlib.asynccontextmanager
async def serve(
    apis: Api | Sequence[Api],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    observer: Observer | None = None,
    domains: Sequence[DomainMapping] = (),
    function_urls: Sequence[FunctionUrl] = (),
    stage_in_url: bool = True,
    authorizers: bool = True,
    faults: Sequence[Fault] = (),
    watch: bool = True,
    overrides: Overrides | None = None,
    tls: ssl.SSLContext | None = None,
    say: Callable[[str], None] = lambda _: None,
    on_line: Callable[[str, str, str], None] = lambda _function, _request, _line: None,
) -> AsyncIterator[Running]:
    """Serve `apis` at `host:port` (port 0: any free one) for as long as the context lasts.

    127.0.0.1 is the machine's loopback: ::1 is listened at too, where it is free.
    `observer` is called after each request with the exchange and its answer (None where there was none).
    `authorizers` False is `--disable-authorizer`. `say` gets one line about each thing the user should know,
    `on_line` a function's name, the request's id and a line of its log.

    Raises OSError when the port cannot be listened on.
    """
    settings = FunctionSettings(overrides or Overrides(), watch, say, on_line)
    running = Running(
        list(apis) if isinstance(apis, Sequence) else [apis],
        domains=domains,
        function_urls=function_urls,
        stage_in_url=stage_in_url,
        authorizers=authorizers,
        fault=faults,
        settings=settings,
        observer=observer,
    )
    http = Server(
        running.answer,
        request_factory=request_of,
        access_log=None,
        logger=running.logger,
        keepalive_timeout=IDLE_SECONDS,
        max_line_size=_MOST_LINE,
        max_field_size=_MOST_LINE,
        max_headers=_MOST_HEADERS,
        auto_decompress=False,
        lingering_time=2.0,
    )
    loop = asyncio.get_running_loop()
    listening = [await loop.create_server(http, host, port, ssl=tls, backlog=_BACKLOG)]
    try:
        running.port = listening[0].sockets[0].getsockname()[1]
        if host == "127.0.0.1":
            # what we call localhost is ::1 to some clients (Node.js 17 to 19), and they try nothing else
            with contextlib.suppress(OSError):
                listening.append(await loop.create_server(http, "::1", running.port, ssl=tls, backlog=_BACKLOG))
        shown = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0", "::"} else host  # noqa: S104 -- compared only
        if ":" in shown:
            shown = f"[{shown}]"
        running.origin = f"{'https' if tls else 'http'}://{shown}:{running.port}"
        yield running
    finally:
        for one in listening:
            one.close()
        await running.outside.close()
        await http.shutdown(_CLOSING_SECONDS)
