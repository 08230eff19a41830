"""The Runtime API as other runtimes speak it: by hand, in pieces, in chunks, pipelined or not; and not by browsers."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from corsproxy.emulator.invocation import Invocation
from corsproxy.emulator.lambda_error import MOST_RESULT
from corsproxy.emulator.line import AVAILABLE
from corsproxy.emulator.runtime_api import PREFIX, HandOut, RuntimeApi, unchunked
from tests.emulator.apis import Client, eventually


class Runs:
    """A process that records what it is told, and hands out one invocation after another."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, bytes]] = []
        self.waiting: list[HandOut] = []

    def asks(self, hand_out: HandOut) -> None:
        self.waiting.append(hand_out)

    def hand_out(self, event: bytes) -> None:
        future = asyncio.get_running_loop().create_future()
        self.waiting.pop()(Invocation("id-1", event, "Root=1", future, lambda: None), 123, "arn:x")

    def responded(self, request_id: str, payload: bytes, wrote: bool) -> bool:
        self.said.append(("response" if wrote else "silent response", request_id, payload))
        return request_id == "id-1"

    def failed(self, request_id: str, payload: bytes, wrote: bool) -> bool:
        self.said.append(("error" if wrote else "silent error", request_id, payload))
        return request_id == "id-1"

    def init_failed(self, payload: bytes) -> None:
        self.said.append(("init", "", payload))


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Runs, Client]]:
    runs = Runs()
    api = RuntimeApi(runs)
    await api.listen()
    client = await Client.to(int(api.address.partition(":")[2]))
    try:
        yield runs, client
    finally:
        await client.close()
        api.close()


def request(method: str, path: str, body: bytes = b"", *lines: str) -> bytes:
    head = "\r\n".join([f"{method} {PREFIX}{path} HTTP/1.1", "Host: x", *lines, f"Content-Length: {len(body)}"])
    return head.encode() + b"\r\n\r\n" + body


async def test_work_is_handed_out_with_its_headers_and_its_result_accepted() -> None:
    async with connected() as (runs, client):
        client.send(request("GET", "invocation/next"))
        await asyncio.sleep(0.05)
        runs.hand_out(b'{"a":1}')
        got = await client.get()
        assert (got.status, got.body) == (200, b'{"a":1}')
        assert got.headers.get("lambda-runtime-aws-request-id") == "id-1"
        assert got.headers.get("lambda-runtime-deadline-ms") == "123"
        assert got.headers.get("lambda-runtime-invoked-function-arn") == "arn:x"
        assert got.headers.get("lambda-runtime-trace-id") == "Root=1"
        client.send(request("POST", "invocation/id-1/response", b"[]"))
        assert (await client.get()).status == 202
        assert runs.said == [("response", "id-1", b"[]")]


async def test_a_request_may_come_byte_by_byte() -> None:
    async with connected() as (runs, client):
        for byte in request("POST", "invocation/id-1/error", b"{}"):
            client.send(bytes([byte]))
            await asyncio.sleep(0)
        assert (await client.get()).status == 202
        assert runs.said == [("error", "id-1", b"{}")]


async def test_a_result_may_come_in_chunks() -> None:
    async with connected() as (runs, client):
        head = f"POST {PREFIX}invocation/id-1/response HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        client.send(head + b"3;x=y\r\nabc\r\n")
        await asyncio.sleep(0.02)
        client.send(b"2\r\nde\r\n0\r\nTrailer: 1\r\n\r\n" + request("POST", "init/error", b"z"))
        assert [(await client.get()).status for _ in range(2)] == [202, 202]
        assert runs.said == [("response", "id-1", b"abcde"), ("init", "", b"z")]


async def test_who_asks_behind_its_result_gets_both_answers_in_order() -> None:
    async with connected() as (runs, client):
        client.send(request("POST", "invocation/id-1/response", b"1") + request("GET", "invocation/next"))
        await asyncio.sleep(0.05)
        runs.hand_out(b"2")
        assert [(await client.get()).status for _ in range(2)] == [202, 200]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request("POST", "invocation/other/response", b"1"), 400),
        (request("POST", "invocation/other/error", b"1"), 400),
        (request("GET", "nonsense"), 404),
        (request("GET", "invocation/next", b"", "Origin: https://evil.example"), 403),
        (request("POST", "invocation/id-1/response", b"1", "Sec-Fetch-Site: cross-site"), 403),
        (request("POST", "invocation/id-1/response", b"x" * (MOST_RESULT + 1)), 413),
    ],
)
async def test_what_is_not_a_runtimes_is_refused(sent: bytes, status: int) -> None:
    async with connected() as (runs, client):
        client.send(sent)
        assert (await client.get()).status == status
        assert not runs.waiting


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"x" * 70_000,
        b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
    ],
)
async def test_what_is_not_understood_ends_the_connection(sent: bytes) -> None:
    async with connected() as (_, client):
        client.send(sent)
        assert await client.ended()


def test_chunks_that_are_not_whole_are_waited_for() -> None:
    whole = b"3\r\nabc\r\n0\r\n\r\n"
    assert unchunked(whole, 0) == (b"abc", len(whole))
    assert all(unchunked(whole[:end], 0) is None for end in range(len(whole)))


@pytest.mark.skipif(not AVAILABLE, reason="there are no such sockets here")
async def test_a_line_brings_events_in_packets_and_takes_results_for_questions() -> None:
    runs = Runs()
    api = RuntimeApi(runs)
    await api.listen()
    line = await api.line()
    events = socket.fromfd(line.inherited[0], socket.AF_UNIX, socket.SOCK_SEQPACKET)
    reader, writer = await asyncio.open_connection(sock=line.results.dup())
    line.handed_over()
    writer.write(request("GET", "invocation/next"))
    for number in range(3):
        await asyncio.sleep(0.05)
        assert len(runs.waiting) == 1, "a result asks for the next event"
        runs.hand_out(str(number).encode())
        head, _, event = events.recv(65536).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-1")
        assert event == str(number).encode()
        writer.write(request("POST", "invocation/id-1/response", b"9"))
    writer.write(request("POST", "invocation/id-1/error", b"8", "Corsproxy-Wrote: 1"))
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 202"), "only who wrote waits for an answer"
    assert runs.said == [("silent response", "id-1", b"9")] * 3 + [("error", "id-1", b"8")]
    api.close()
    line.close()
    assert await reader.read() == b'{"status":"OK"}\n', "it ends with the Runtime API"
    events.setblocking(True)
    assert events.recv(1) == b"", "and so do its events"
    events.close()
    writer.close()


async def test_the_same_question_again_is_answered_again() -> None:
    async with connected() as (runs, client):
        for number in range(3):
            client.send(request("GET", "invocation/next"))
            await asyncio.sleep(0.05)
            runs.hand_out(str(number).encode())
            assert (await client.get()).body == str(number).encode()


@pytest.mark.parametrize("line", ["Connection: close", "connection:close"])
async def test_who_wants_the_connection_closed_gets_it_closed(line: str) -> None:
    async with connected() as (runs, client):
        client.send(request("GET", "invocation/next", b"", line))
        await eventually(lambda: bool(runs.waiting))
        runs.hand_out(b"{}")
        assert (await client.get()).status == 200
        assert await client.ended()


async def test_http_1_0_is_answered_once() -> None:
    async with connected() as (_, client):
        client.send(request("POST", "invocation/id-1/response", b"1").replace(b"HTTP/1.1", b"HTTP/1.0"))
        assert (await client.get()).status == 202
        assert await client.ended()


async def test_a_streamed_response_is_collected() -> None:
    async with connected() as (runs, client):
        lines = (
            "Lambda-Runtime-Function-Response-Mode: streaming",
            "Content-Type: application/vnd.awslambda.http-integration-response",
        )
        client.send(request("POST", "invocation/id-1/response", b'{"statusCode":201}' + bytes(8) + b"hi", *lines))
        assert (await client.get()).status == 202
        assert json.loads(runs.said[0][2]) == {"statusCode": 201, "body": "aGk=", "isBase64Encoded": True}
