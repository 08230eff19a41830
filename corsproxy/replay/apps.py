"""An application under test, in process, as somewhere to send requests to: ASGI and WSGI, without a socket."""

from __future__ import annotations

import asyncio
import inspect
import io
import sys
from collections.abc import Callable, Iterable
from typing import Any

from corsproxy.fetch.journey import Failure
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response
from corsproxy.http.url import Url, parse
from corsproxy.replay.sending import Send

App = Callable[..., Any]


def of_app(app: App) -> Send:
    """A sender to an ASGI 3 application (`async app(scope, receive, send)`) or a WSGI one.

    What the application raises is a failure with its words, as a server's would be a hang-up.
    """
    ask = _asgi if is_asgi(app) else _wsgi

    async def send(request: Request) -> Response | Failure:
        url = parse(request.url)
        if url is None:
            return Failure(f"{request.url} is no URL")
        try:
            return await ask(app, request, url)
        except Exception as error:
            return Failure(f"the application raised {type(error).__name__}: {error}")

    return send


def is_asgi(app: App) -> bool:
    """True for a callable that takes scope, receive and send."""
    call = app if inspect.isfunction(app) or inspect.ismethod(app) else type(app).__call__
    if inspect.iscoroutinefunction(call):
        return True
    try:
        taken = [
            one
            for one in inspect.signature(app).parameters.values()
            if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) and one.default is one.empty
        ]
    except (TypeError, ValueError):
        return False
    return len(taken) == 3


def _lines(request: Request, url: Url) -> list[tuple[str, str]]:
    lines = list(request.headers.lines)
    names = request.headers.names()
    if "host" not in names:
        lines.insert(0, ("Host", url.origin.partition("://")[2]))
    if request.body and "content-length" not in names:
        lines.append(("Content-Length", str(len(request.body))))
    return lines


async def _asgi(app: App, request: Request, url: Url) -> Response | Failure:
    """https://asgi.readthedocs.io/en/latest/specs/www.html"""
    from urllib.parse import unquote

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": unquote(url.path),
        "raw_path": url.path.encode("latin-1"),
        "query_string": url.query.encode("latin-1"),
        "root_path": "",
        "headers": [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in _lines(request, url)],
        "client": ("127.0.0.1", 0),
        "server": (url.host, url.port),
    }
    asked = iter([{"type": "http.request", "body": request.body, "more_body": False}])
    finished = asyncio.Event()
    status = 0
    lines: list[tuple[str, str]] = []
    body = bytearray()

    async def receive() -> dict[str, Any]:
        message = next(asked, None)
        if message is None:
            await finished.wait()
            return {"type": "http.disconnect"}
        return message

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            lines.extend((n.decode("latin-1"), v.decode("latin-1")) for n, v in message.get("headers", ()))
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                finished.set()

    await app(scope, receive, send)
    if not status:
        return Failure("the application sent no response")
    return Response(status, Headers(lines), bytes(body))


async def _wsgi(app: App, request: Request, url: Url) -> Response | Failure:
    """https://peps.python.org/pep-3333/"""
    from urllib.parse import unquote_to_bytes

    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(url.path).decode("latin-1"),
        "QUERY_STRING": url.query,
        "SERVER_NAME": url.host,
        "SERVER_PORT": str(url.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": url.scheme,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in _lines(request, url):
        key = name.upper().replace("-", "_")
        key = key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written = bytearray()

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> Callable[[bytes], None]:
        started[:] = [(status, headers)]
        return written.extend

    chunks: Iterable[bytes] = app(environ, start_response)
    try:
        for chunk in chunks:
            written.extend(chunk)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    if not started:
        return Failure("the application sent no response")
    status, headers = started[0]
    return Response(int(status.split(" ")[0]), Headers(headers), bytes(written))
