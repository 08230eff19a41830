"""Applications in process are asked as a server would be, byte for byte, without a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from corsproxy.fetch.journey import Failure
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response
from corsproxy.replay.apps import is_asgi, of_app

ASKED = Request(
    "PUT", "https://api.example.com/a%20b?c=d", Headers([("Origin", "https://x.example"), ("X-A", "1")]), b"hi"
)


async def asgi(scope: dict[str, Any], receive: Callable[[], Any], send: Callable[[dict[str, Any]], Any]) -> None:
    message = await receive()
    names = b",".join(name for name, _ in scope["headers"])
    await send(
        {
            "type": "http.response.start",
            "status": 201,
            "headers": [(b"x-names", names), (b"x-twice", b"1"), (b"x-twice", b"2")],
        }
    )
    text = f"{scope['method']} {scope['path']} {scope['raw_path'].decode()} {scope['query_string'].decode()} {message['body'].decode()}"
    await send({"type": "http.response.body", "body": text.encode()})


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("201 Created", [("X-Twice", "1"), ("X-Twice", "2")])
    body = environ["wsgi.input"].read().decode()
    return [
        f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {environ['QUERY_STRING']} {environ['HTTP_X_A']} {body}".encode()
    ]


async def test_asgi() -> None:
    got = await of_app(asgi)(ASKED)
    assert isinstance(got, Response)
    assert (got.status, got.body) == (201, b"PUT /a b /a%20b c=d hi")
    assert got.headers.get_all("x-twice") == ("1", "2")
    assert got.headers.get("x-names") == "host,origin,x-a,content-length"


async def test_wsgi() -> None:
    got = await of_app(wsgi)(ASKED)
    assert isinstance(got, Response)
    assert (got.status, got.body) == (201, b"PUT /a b c=d 1 hi")
    assert got.headers.get_all("x-twice") == ("1", "2")


async def test_what_it_raises_is_a_failure_with_its_words() -> None:
    async def broken(scope: object, receive: object, send: object) -> None:
        raise ValueError("boom")

    async def silent(scope: object, receive: object, send: object) -> None:
        pass

    for app, says in ((broken, "boom"), (silent, "no response"), (lambda environ, start: [], "no response")):
        got = await of_app(app)(ASKED)
        assert isinstance(got, Failure)
        assert says in got.reason


class Asgi:
    async def __call__(self, scope: object, receive: object, send: object) -> None: ...


class Wsgi:
    def __call__(self, environ: object, start_response: object) -> list[bytes]:
        return []


@pytest.mark.parametrize(("app", "expected"), [(asgi, True), (Asgi(), True), (wsgi, False), (Wsgi(), False)])
def test_the_two_are_told_apart(app: Callable[..., Any], expected: bool) -> None:
    assert is_asgi(app) is expected
