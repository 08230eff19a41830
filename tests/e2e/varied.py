"""A few hundred fetches of all sorts, and the servers that answer them as each asks: made from a seed, so the same
for everybody. Nothing here says how any of them should end: the browser does."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from aiohttp import web

PAGE = """<!doctype html><meta charset="utf-8"><title>varied</title><script>
async function one(it) {
  try {
    const response = await fetch(it.url, it.init);
    if (response.type !== "opaqueredirect") await response.text();
    return { id: it.id, outcome: "ok", status: response.status, type: response.type };
  } catch (error) {
    return { id: it.id, outcome: "blocked", status: 0, type: String(error) };
  }
}
function xhr(it) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(it.init.method, it.url);
    request.withCredentials = it.init.credentials === "include";
    for (const [name, value] of Object.entries(it.init.headers)) request.setRequestHeader(name, value);
    request.onload = () => resolve({ id: it.id, outcome: "ok", status: request.status, type: "xhr" });
    request.onerror = () => resolve({ id: it.id, outcome: "blocked", status: 0, type: "xhr" });
    request.send(it.init.body);
  });
}
async function walk(items) {
  const results = [];
  const queue = items.slice();
  const worker = async () => {
    while (queue.length) { const it = queue.shift(); results.push(await (it.xhr ? xhr(it) : one(it))); }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return results;
}
if (location.search === "?walk") {
  fetch("/items").then((response) => response.json()).then(walk)
    .then((results) => fetch("/results", { method: "POST", body: JSON.stringify(results) }));
}
</script>"""


@dataclass(frozen=True, slots=True)
class Item:
    """One fetch; `init` is what fetch() takes, `url` has everything in it that the server shall answer."""

    id: int
    url: str
    init: dict[str, Any]
    xhr: bool

    def plain(self) -> dict[str, Any]:
        """The fetch as JSON, for the page."""
        return {"id": self.id, "url": self.url, "init": self.init, "xhr": self.xhr}


def items(count: int, seed: int, page_origin: str, port: int) -> list[Item]:
    """`count` fetches: methods, headers, credentials, redirects on one side; statuses and grants, right and wrong."""
    draw = random.Random(seed)
    return [_item(draw, number, page_origin, port) for number in range(count)]


def _item(draw: random.Random, number: int, page_origin: str, port: int) -> Item:
    method = draw.choice(["GET"] * 5 + ["POST"] * 3 + ["PUT", "DELETE", "PATCH", "HEAD"])
    headers: dict[str, str] = {}
    if method in ("POST", "PUT", "PATCH"):
        headers["content-type"] = draw.choice(["application/json", "text/plain", "application/x-www-form-urlencoded"])
    if draw.random() < 0.3:
        headers[draw.choice(["x-request-id", "x-trace", "if-none-match", "accept-language"])] = "1"
    if draw.random() < 0.15:
        headers["authorization"] = "Bearer t"
    credentials = draw.choice(["same-origin", "same-origin", "include", "omit"])
    actual = {
        "status": draw.choice([200, 200, 200, 204, 401, 403, 404, 429, 500, 502]),
        "h": _grant(draw, page_origin, method, headers),
    }
    preflight = {
        "status": draw.choice([200, 204, 204, 204, 403, 500]),
        "h": _grant(draw, page_origin, method, headers),
    }
    url = _url(draw.choice(["api", "api", "other"]), port, number, actual, preflight)
    init: dict[str, Any] = {"method": method, "headers": headers, "credentials": credentials, "body": None}
    if method in ("POST", "PUT", "PATCH"):
        init["body"] = "{}"
    xhr = draw.random() < 0.2 and credentials != "omit"
    if draw.random() < 0.2:  # through a redirect, whose own answer may or may not be granted
        hop = {
            "status": draw.choice([301, 302, 307, 308]),
            "h": _grant(draw, page_origin, method, headers),
            "to": url,
        }
        url = _url(draw.choice(["api", "hop"]), port, number, hop, preflight)
    return Item(number, url, init, xhr)


def _url(host: str, port: int, number: int, actual: dict[str, Any], preflight: dict[str, Any]) -> str:
    return f"http://{host}.localhost:{port}/{number}?a={quote(json.dumps(actual), safe='')}&p={quote(json.dumps(preflight), safe='')}"


def _grant(draw: random.Random, page_origin: str, method: str, headers: dict[str, str]) -> list[list[str]]:
    """Header lines that grant this fetch, some, none or something else."""
    lines: list[list[str]] = []
    origin = draw.choice(
        [page_origin] * 7
        + [
            "*",
            "*",
            None,
            None,
            f"{page_origin}/",
            "null",
            "https://elsewhere.example",
            f"{page_origin}, *",
            page_origin.upper(),
            "",
        ]
    )
    if origin is not None:
        lines.append(["Access-Control-Allow-Origin", origin])
        if draw.random() < 0.05:
            lines.append(["Access-Control-Allow-Origin", origin])
    if draw.random() < 0.6:
        lines.append(["Access-Control-Allow-Credentials", draw.choice(["true"] * 6 + ["True", "false", "1"])])
    if draw.random() < 0.8:
        lines.append(
            [
                "Access-Control-Allow-Methods",
                draw.choice([method, method, "GET,POST,PUT,DELETE,PATCH", "*", "GET", method.lower(), "GET POST"]),
            ]
        )
    if draw.random() < 0.8:
        listed = ",".join(headers)
        lines.append(
            [
                "Access-Control-Allow-Headers",
                draw.choice(
                    [
                        listed,
                        listed,
                        "*",
                        "content-type",
                        "content-type,authorization,x-request-id,x-trace,if-none-match",
                        "a b",
                    ]
                ),
            ]
        )
    return lines


async def _answer(request: web.Request) -> web.StreamResponse:
    which = "p" if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers else "a"
    pairs = dict(pair.split("=", 1) for pair in request.rel_url.raw_query_string.split("&"))
    told = json.loads(unquote(pairs[which]))
    response = web.Response(status=told["status"], text="" if told["status"] == 204 else "hello")
    for name, value in told["h"]:
        response.headers.add(name, value)
    if "to" in told:
        response.headers["Location"] = told["to"]
    return response


async def _page(_: web.Request) -> web.StreamResponse:
    return web.Response(text=PAGE, content_type="text/html")


@asynccontextmanager
async def serving(handler: Any) -> AsyncIterator[int]:
    """A server on loopback while the context lasts; yields its port."""
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def api() -> Any:
    """The API's handler: it answers what the URL says."""
    return _answer


def page() -> Any:
    """The page's handler."""
    return _page


class Walking:
    """The page's handler for browsers that nobody can call into: at `/?walk` the page walks by itself and reports."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.results: asyncio.Future[list[dict[str, Any]]] = asyncio.get_running_loop().create_future()

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/items":
            return web.json_response([item.plain() for item in self.items])
        if request.path == "/results":
            self.results.set_result(await request.json())
            return web.Response()
        return await _page(request)
