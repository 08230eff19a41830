"""What is sent is what was given, byte for byte in the head; what comes back is as it stood."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from corsproxy.fetch.journey import Failure
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response
from corsproxy.replay.sending import MOST_BODY, over_sockets


@asynccontextmanager
async def server(answer: bytes, *, heads: list[bytes] | None = None) -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if heads is not None:
            heads.append(head)
        writer.write(answer)
        await writer.drain()
        writer.close()

    running = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with running:
        yield f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}"


async def test_no_header_is_added_but_host_and_user_agent() -> None:
    heads: list[bytes] = []
    async with server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", heads=heads) as url, over_sockets() as send:
        await send(Request("OPTIONS", f"{url}/a%2fb?x=%20", Headers([("Origin", "https://a.example")])))
    names = [line.partition(b":")[0].lower() for line in heads[0].split(b"\r\n")[1:] if line]
    assert sorted(names) == [b"host", b"origin", b"user-agent"]
    assert heads[0].startswith(b"OPTIONS /a%2fb?x=%20 HTTP/1.1\r\n")


async def test_repeats_and_spelling_of_the_answer_are_kept_and_redirects_not_followed() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: /x\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 0\r\n\r\n"
    async with server(answer) as url, over_sockets() as send:
        got = await send(Request("GET", url))
    assert isinstance(got, Response)
    assert got.status == 302
    assert got.headers.get_all("x-a") == ("1", "2")


async def test_names_under_localhost_are_this_machine_as_in_browsers() -> None:
    heads: list[bytes] = []
    async with server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", heads=heads) as url, over_sockets() as send:
        name = f"shop.execute-api.localhost:{url.rpartition(':')[2]}"
        got = await send(Request("GET", f"http://{name}/items"))
    assert isinstance(got, Response)
    assert f"\r\nHost: {name}\r\n".encode() in heads[0]


async def test_an_endless_body_is_left() -> None:
    async with server(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (MOST_BODY + 100)) as url, over_sockets() as send:
        got = await send(Request("GET", url))
    assert isinstance(got, Response)
    assert len(got.body) == MOST_BODY


async def test_failures_are_words() -> None:
    async with over_sockets(seconds=2) as send:
        refused = await send(Request("GET", "http://127.0.0.1:1/"))
        unknown = await send(Request("GET", "http://no-such-name.invalid/"))
        async with server(b"") as url:
            hung_up = await send(Request("GET", url))
    for got in (refused, unknown, hung_up):
        assert isinstance(got, Failure)
        assert got.reason
    assert isinstance(refused, Failure)
    assert "127.0.0.1:1" in refused.reason
