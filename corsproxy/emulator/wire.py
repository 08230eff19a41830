"""Requests off the wire and answers onto it, byte for byte.

aiohttp parses and keeps connections; its own response classes sort, add and rename headers, so answers are
written here: the lines of the answer in their order and spelling, and nothing else but what the framing of
HTTP/1.1 needs (https://www.rfc-editor.org/rfc/rfc9112#section-6).
"""

from __future__ import annotations

import asyncio
import re
import time
from functools import lru_cache
from http import HTTPStatus
from typing import cast

from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import ERROR, RequestHandler
from aiohttp.web_request import BaseRequest
from aiohttp.web_response import StreamResponse

from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response

# One byte more than the 10 MB that API Gateway takes, so that the model can see that it was too much; what comes
# after is not kept. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
MOST_BODY = 10 * 1024 * 1024 + 1
BODY_SECONDS = 60.0
_LOOK_SECONDS = 0.25

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_BODILESS = frozenset({204, 304})
_REASONS: dict[int, str] = {}
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})
_BREAKS = re.compile("[\r\n\0]")


class Unreadable(Exception):
    """The body never came whole: broken chunks, a client that went away, one that was too slow."""


async def read_request(arrived: BaseRequest) -> Request:
    """The request as it stood on the wire: raw path, header lines in order, body with its codings."""
    headers = headers_of(arrived.raw_headers)
    target = arrived.raw_path
    if not target.isascii():
        target = isomorphic(target)
    if target.startswith("/"):
        url = f"{arrived.scheme}://{headers.get('host') or ''}{target}"
    elif "://" in target:
        url = target  # the absolute form, as a client sends it that takes us for its proxy
    else:
        url = f"{arrived.scheme}://{headers.get('host') or ''}/{target}"
    body = b""
    if arrived.body_exists:
        if (headers.get("expect") or "").lower() == "100-continue" and arrived.transport is not None:
            arrived.transport.write(_CONTINUE)
        body = await _read_body(arrived)
    version = "HTTP/1.1" if arrived.version >= (1, 1) else "HTTP/1.0"
    return Request(arrived.method, url, headers, body, http_version=version)


@lru_cache(maxsize=1024)
def headers_of(raw: tuple[tuple[bytes, bytes], ...]) -> Headers:
    """A header block as values; clients send the same ones again and again, so blocks are kept."""
    return Headers([(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw])


def isomorphic(target: str) -> str:
    """A request target with raw bytes above 0x7F: one character per byte (aiohttp decodes as UTF-8)."""
    return target.encode("utf-8", "surrogateescape").decode("latin-1")


async def _read_body(arrived: BaseRequest) -> bytes:
    kept = bytearray()
    content = arrived.content
    until = time.monotonic() + BODY_SECONDS
    while len(kept) < MOST_BODY:
        try:
            piece = content.read_nowait()
            if not piece:
                if content.at_eof():
                    break
                async with asyncio.timeout(_LOOK_SECONDS):
                    piece = await content.readany()
            kept += piece
        except TimeoutError:
            if is_broken(arrived):
                raise Unreadable("it is not in the form that it says") from None
            if time.monotonic() > until:
                raise Unreadable(f"it took longer than {BODY_SECONDS:.0f} seconds") from None
        except asyncio.CancelledError:
            raise
        except Exception as error:  # whatever the parser calls it: the body is broken, and so is the connection
            raise Unreadable(str(error) or type(error).__name__) from error
    return bytes(kept)


def is_broken(arrived: BaseRequest) -> bool:
    """True when the parser has given up on the connection.

    aiohttp tells the body's reader so only sometimes; what it always does is to queue a refusal as the next request.
    """
    waiting = getattr(arrived.protocol, "_messages", ())
    return any(not hasattr(message, "method") for message, _ in waiting)


def request_of(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> BaseRequest:
    """aiohttp's request. What is not HTTP is hung up on: aiohttp's own answer is none of API Gateway's."""
    if message is ERROR and protocol.transport is not None:
        protocol.transport.close()
    return BaseRequest(message, payload, protocol, writer, task, asyncio.get_running_loop())


class Written:
    """An answer on its way out: what aiohttp's server asks of a response, and no more.

    `response` is written as it is when it is bytes already; None closes the connection without a word.
    """

    __slots__ = ("_response", "keep_alive")

    def __init__(self, response: Response | bytes | None) -> None:
        self._response = response
        self.keep_alive = False

    async def prepare(self, request: BaseRequest) -> None:
        """Write the whole answer; called once by aiohttp's server."""
        response = self._response
        transport = request.transport
        if response is None:
            if transport is not None:
                transport.close()
            return
        if isinstance(response, bytes):
            self.keep_alive = request.keep_alive
            if transport is None or transport.is_closing():
                raise ConnectionResetError("the client has gone")
            transport.write(response)
            return
        keep_alive = request.keep_alive
        head, body, closes = serialise(response, head_only=request.method == "HEAD", closing=not keep_alive)
        if closes:
            keep_alive = False
        self.keep_alive = keep_alive
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the client has gone")
        transport.write(head + body if len(body) < 65536 else head)
        if len(body) >= 65536:
            transport.write(body)
        if not transport.get_write_buffer_size():
            return
        try:
            async with asyncio.timeout(BODY_SECONDS):
                await request.writer.drain()
        except TimeoutError:
            # a client that does not read must not hold its answer's memory for ever
            transport.abort()
            raise ConnectionResetError("the client does not read") from None

    async def write_eof(self) -> None:
        """Nothing is left to write."""


def as_aiohttp(response: Response | bytes | None) -> StreamResponse:
    """What aiohttp's server sends instead of a response of its own.

    It needs `prepare`, `write_eof` and `keep_alive` of it and nothing else; its type asks for a whole class.
    """
    return cast(StreamResponse, Written(response))


def serialise(response: Response, *, head_only: bool, closing: bool = False) -> tuple[bytes, bytes, bool]:
    """The head and the body of `response` as bytes, and whether the connection closes after it.

    The answer's own Content-Length stands when it is true; a missing or wrong one is put right, because the next
    answer on this connection would be read from the wrong byte.
    """
    status = response.status
    body = b"" if head_only or status in _BODILESS else response.body
    lines: list[str] = [f"HTTP/1.1 {status} {response.reason or reason(status)}"]
    bodiless = status in _BODILESS
    # the answer to HEAD ends with its head, whatever it says of a length: RFC 9112, section 6.3
    framed = bodiless or head_only
    closes = False
    for name, value in response.headers.lines:
        low = name.lower()
        if low in _FRAMING:
            if low == "transfer-encoding" or (low == "content-length" and bodiless):
                continue
            if low == "content-length":
                framed = True
                if not head_only:
                    value = str(len(body))
            elif "close" in value.lower():
                closes = True
            elif low == "connection" and closing:
                # the client asked for the end of the connection, and is told that it comes
                value = "close"
        lines.append(f"{name}: {value}")
    if not framed:
        lines.append(f"Content-Length: {len(response.body)}")
    text = "\r\n".join(lines)
    if text.count("\n") != len(lines) - 1 or text.count("\r") != len(lines) - 1 or "\0" in text:
        # a backend that puts line breaks into a header does not get to write headers of its own:
        # https://www.rfc-editor.org/rfc/rfc9110#section-5.5
        text = "\r\n".join(_BREAKS.sub(" ", line) for line in lines)
    try:
        head = text.encode("latin-1")
    except UnicodeEncodeError:
        head = text.encode("utf-8", "surrogateescape")
    return head + b"\r\n\r\n", body, closes


def reason(status: int) -> str:
    """The reason phrase that goes with a status; empty for those without one."""
    known = _REASONS.get(status)
    if known is None:
        try:
            known = HTTPStatus(status).phrase
        except ValueError:
            known = ""
        _REASONS[status] = known
    return known
