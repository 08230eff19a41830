"""The page's server: static files, the stream of changes, details, and what the page can ask for.

It runs in whichever event loop enters it: mitmproxy's, the demo's, a test's.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from corsproxy.dashboard.actions import FORMATS, Actions, Refused
from corsproxy.dashboard.detail import detail
from corsproxy.dashboard.events import changes, resumed
from corsproxy.dashboard.guard import SECURITY_HEADERS, is_loopback, knows_token, refusal
from corsproxy.dashboard.store import Item, Store
from corsproxy.dashboard.strike import Redaction, by_names

PAGE = Path(__file__).parent / "page"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_MOST_BODY = 4 * 1024 * 1024
_MOST_READERS = 32
_TOKEN_MARK = "{{token}}"  # noqa: S105 -- where the token goes, not a token

NO_ACTIONS = Actions()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Running:
    """The page while it is served. `token` is what the page itself sends with every change."""

    url: str
    port: int
    token: str


@asynccontextmanager
async def serve(
    store: Store,
    *,
    host: str = "127.0.0.1",
    port: int = 8081,
    redaction: Redaction = by_names,
    actions: Actions = NO_ACTIONS,
) -> AsyncIterator[Running]:
    """Serve the page on loopback (port 0: any free one) for as long as the context lasts.

    Raises ValueError for an address that is not this machine's own, OSError when the port cannot be listened on.
    """
    if not is_loopback(host):
        raise ValueError(f"the live page listens on this machine only, not on {host}")
    page = _Page(store, redaction, actions)
    runner = web.AppRunner(page.application(), access_log=None, handle_signals=False, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        page.port = int(runner.addresses[0][1])
        yield Running(f"http://localhost:{page.port}", page.port, page.token)
    finally:
        page.closing.set()
        await runner.cleanup()


class _Page:
    """The handlers of one served page, and what they share."""

    def __init__(self, store: Store, redaction: Redaction, actions: Actions) -> None:
        self.store = store
        self.redaction = redaction
        self.actions = actions
        self.token = secrets.token_urlsafe(24)
        self.port = 0
        self.closing = asyncio.Event()
        self._files = {path.name: path.read_bytes() for path in PAGE.iterdir() if path.suffix in _TYPES}

    def application(self) -> web.Application:
        """The endpoints."""
        app = web.Application(middlewares=[self._guarded], client_max_size=_MOST_BODY)
        app.router.add_get("/", self.index)
        app.router.add_get("/page/{name}", self.file)
        app.router.add_get("/api/events", self.events)
        app.router.add_get("/api/fetches/{key}", self.fetch)
        app.router.add_post("/api/fetches/{key}/replay", self.replay)
        app.router.add_post("/api/export", self.export)
        app.router.add_post("/api/clear", self.clear)
        app.router.add_post("/api/simulation", self.simulate)
        app.router.add_post("/api/simulation/draft", self.draft)
        return app

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse strangers; let nothing out without the headers that keep the page to itself."""
        why = refusal(
            request.headers,
            request.headers.getall("Host", []),
            request.raw_path,
            self.port,
            page=request.path == "/" and request.method in ("GET", "HEAD"),
        )
        changes_something = request.method not in ("GET", "HEAD")
        if not why and changes_something and not knows_token(request.headers, self.token):
            why = "the token is missing or of an earlier start; reload the page"
        if why:
            return _problem(403, why)
        try:
            response = await handler(request)
        except web.HTTPException as error:
            response = _problem(error.status, error.reason)
        except Refused as error:
            response = _problem(409, str(error))
        if not response.prepared:
            response.headers.update(SECURITY_HEADERS)
        return response

    # -- the page --------------------------------------------------------------------------------------------

    async def index(self, _: web.Request) -> web.Response:
        """The page itself, with the token in it: who can read this page may use it."""
        body = self._files["index.html"].replace(_TOKEN_MARK.encode(), self.token.encode())
        return web.Response(body=body, content_type="text/html", charset="utf-8")

    async def file(self, request: web.Request) -> web.Response:
        """A script or style of the page, from a fixed list."""
        name = request.match_info["name"]
        body = self._files.get(name)
        if body is None or name == "index.html":
            raise web.HTTPNotFound
        kind = _TYPES[Path(name).suffix]
        return web.Response(body=body, content_type=kind, charset="utf-8")

    # -- what it shows ---------------------------------------------------------------------------------------

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The stream of changes, from Last-Event-ID on."""
        if self.store.readers >= _MOST_READERS:
            return _problem(503, "too many pages are open; close some")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **SECURITY_HEADERS})
        await response.prepare(request)
        since = resumed(request.headers.get("Last-Event-ID"), self.store)
        stream = changes(self.store, since, self.redaction, self._state)
        ended = asyncio.create_task(self.closing.wait())
        try:
            while not self.closing.is_set():
                following = asyncio.ensure_future(anext(stream))
                await asyncio.wait({following, ended}, return_when=asyncio.FIRST_COMPLETED)
                if not following.done():
                    following.cancel()
                    await asyncio.gather(following, return_exceptions=True)
                    break
                await response.write(following.result())
        except ConnectionError:
            pass  # the page was closed
        finally:
            ended.cancel()
            await stream.aclose()
        return response

    def _state(self) -> str:
        simulation = self.actions.simulation
        return json.dumps(
            {
                "replay": self.actions.replay is not None,
                "export": self.actions.export is not None,
                "simulation": None if simulation is None else simulation.state(),
                "hint": None if self.actions.hint is None else self.actions.hint(),
            }
        )

    async def fetch(self, request: web.Request) -> web.Response:
        """Everything about one page fetch."""
        return web.json_response(detail(self._item(request), self.redaction))

    def _item(self, request: web.Request) -> Item:
        item = self.store.get(request.match_info["key"])
        if item is None:
            raise web.HTTPNotFound(reason="this fetch is no longer kept")
        return item

    # -- what it can ask for ---------------------------------------------------------------------------------

    async def replay(self, request: web.Request) -> web.Response:
        """Send a page fetch again."""
        if self.actions.replay is None:
            raise Refused("this start of the page cannot send anything")
        return web.json_response({"said": await self.actions.replay(self._item(request).sighting())})

    async def export(self, request: web.Request) -> web.Response:
        """The named page fetches as a file, in the order given."""
        wanted = await _object(request)
        form, keys = wanted.get("format"), wanted.get("ids")
        if self.actions.export is None or not isinstance(form, str) or form not in FORMATS:
            raise Refused("this cannot be exported; ask for har, json or html")
        if not isinstance(keys, list):
            raise Refused("say which page fetches: a list of their ids")
        items = [item for key in keys if isinstance(key, str) and (item := self.store.get(key)) is not None]
        sightings = [item.sighting() for item in sorted(items, key=lambda item: item.number)]
        kind, name = FORMATS[form]
        body = await asyncio.to_thread(self.actions.export, sightings, form)
        headers = {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=body, headers=headers)

    async def clear(self, _: web.Request) -> web.Response:
        """Let go of everything that is shown."""
        self.store.clear()
        return web.json_response({})

    async def simulate(self, request: web.Request) -> web.Response:
        """Switch the simulation on, over or off."""
        self._simulation().switch(await _policy(request))
        self.store.announce()
        return web.json_response(self._simulation().state())

    async def draft(self, request: web.Request) -> web.Response:
        """What a policy would be in every dialect, without switching it on."""
        return web.json_response(self._simulation().drafted(await _policy(request)))

    def _simulation(self) -> Any:
        if self.actions.simulation is None:
            raise Refused("this start of the page cannot simulate")
        return self.actions.simulation


async def _object(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(reason="send application/json")
    try:
        value = json.loads(await request.read())
    except (ValueError, RecursionError) as error:
        raise web.HTTPBadRequest(reason="this is no JSON") from error
    if not isinstance(value, dict):
        raise web.HTTPBadRequest(reason="send a JSON object")
    return value


async def _policy(request: web.Request) -> str:
    policy = (await _object(request)).get("policy")
    if not isinstance(policy, str) or len(policy) > 100_000:
        raise web.HTTPBadRequest(reason="send a policy, as text")
    return policy


def _problem(status: int, why: str) -> web.Response:
    return web.json_response({"problem": why}, status=status, headers=SECURITY_HEADERS)
