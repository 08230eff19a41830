"""The Lambda Runtime API, as AWS's own runtimes and custom ones speak it, for one process of a function.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

Two of its messages are behind every invocation, so the few lines of HTTP/1.1 that runtimes speak are read here by
hand; a whole HTTP server costs more than the rest of the emulator does. What is not understood ends the connection.
"""

from __future__ import annotations

import asyncio
import re
import socket
from typing import Protocol, cast

from corsproxy.emulator.invocation import Invocation
from corsproxy.emulator.lambda_error import MOST_RESULT
from corsproxy.emulator.line import Line
from corsproxy.emulator.streamed_result import collected

PREFIX = "/2018-06-01/runtime/"
_NEXT = f"{PREFIX}invocation/next"
_MOST_HEAD = 64 * 1024
# a result is read to a little more than may be returned: the process must be able to finish writing it
_MOST_READ = 4 * MOST_RESULT
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_STREAMED = re.compile(rb"\r\nlambda-runtime-function-response-mode: *streaming", re.IGNORECASE)
_TYPE = re.compile(rb"\r\ncontent-type: *([^\r]*)", re.IGNORECASE)
_CLOSE = re.compile(rb"^[^\r]* HTTP/1\.0(?:\r|$)|\r\nconnection: *close", re.IGNORECASE)
_CONTINUE = re.compile(rb"\r\nexpect: *100-continue", re.IGNORECASE)
# our own bootstrap, over its line, says so when the handler wrote something, and waits until that has been read
_WROTE = re.compile(rb"\r\ncorsproxy-wrote:", re.IGNORECASE)
EVENT_ID = re.compile(rb"\r\nLambda-Runtime-Aws-Request-Id: ([^\r]+)\r\n")
"""Finds the request's id in the message that brings its event."""
# any page can send a request to a loopback port; none of them is a runtime
_BROWSER = re.compile(rb"\r\n(?:origin|sec-fetch-site):", re.IGNORECASE)


def _reply(status: str, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\n{more}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode("latin-1") + body


def _refusal(status: str, kind: str, message: str) -> bytes:
    return _reply(status, f'{{"errorMessage":"{message}","errorType":"{kind}"}}\n'.encode())


_ACCEPTED = _reply("202 Accepted", b'{"status":"OK"}\n')
_FORBIDDEN = _refusal("403 Forbidden", "Forbidden", "not for browsers")
_NO_SUCH = _refusal("404 Not Found", "UnknownPath", "no such path in the Runtime API")
_NOT_YOURS = _refusal("400 Bad Request", "InvalidRequestID", "Invalid request ID")
_TOO_LARGE = _refusal(
    "413 Request Entity Too Large",
    "RequestEntityTooLarge",
    f"Exceeded maximum allowed payload size ({MOST_RESULT} bytes).",
)


class Runs(Protocol):
    """What the Runtime API needs of the process it serves."""

    def asks(self, hand_out: HandOut) -> None:
        """The process asks for work: `hand_out` is to be called with it, once."""
        ...

    def responded(self, request_id: str, payload: bytes, wrote: bool) -> bool:
        """The handler's result; False when no such request is under way. `wrote` is False where it wrote nothing."""
        ...

    def failed(self, request_id: str, payload: bytes, wrote: bool) -> bool:
        """The handler's error; False when no such request is under way."""
        ...

    def init_failed(self, payload: bytes) -> None:
        """The handler could not be loaded."""
        ...


class HandOut(Protocol):
    """How work is handed out to a process that has asked for it."""

    def __call__(self, invocation: Invocation, deadline_ms: int, arn: str) -> None:
        """Hand `invocation` out; `deadline_ms` is when it ends, in milliseconds since the epoch."""
        ...


class _Connection(asyncio.Protocol):  # asyncio's own extension point for what a socket brings
    """One connection of the process; requests may be pipelined.

    With a `line`, events go out over that, a result is the question for the next one too, and is acknowledged only to
    a process that waits for it.
    """

    def __init__(self, runs: Runs, line: Line | None = None) -> None:
        self._runs = runs
        self._line = line
        self._buffer = bytearray()
        self._coming: list[bytes] = []
        self._asking = False
        self._closing = False
        self._last_question = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # a TCP server makes no other; uvloop's does not say so
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while self._buffer and self._transport is not None and self._one():
            pass
        # Who has asked for work behind its result waits for that: what it has coming goes out together.
        if not self._asking:
            self._flush()

    def _write(self, data: bytes) -> None:
        self._coming.append(data)

    def _flush(self) -> None:
        if self._transport is not None and self._coming:
            self._transport.write(b"".join(self._coming))
            if self._closing:
                self._hang_up()
        self._coming.clear()

    def _end(self) -> bool:
        self._flush()
        self._hang_up()
        return False

    def _hang_up(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _one(self) -> bool:
        """Take one whole request off the buffer and answer it; False when there is none yet."""
        buffer = self._buffer
        if buffer == self._last_question:
            # word for word what this process asked before
            buffer.clear()
            self._ask()
            return True
        end = buffer.find(b"\r\n\r\n")
        if end < 0:
            return self._end() if len(buffer) > _MOST_HEAD else False
        head = bytes(buffer[:end])
        start = end + 4
        body = b""
        if length := _LENGTH.search(head):
            size = int(length[1])
            if size > _MOST_READ:
                return self._end()
            if len(buffer) < start + size:
                self._please_go_on(head)
                return False
            body = bytes(buffer[start : start + size])
            start += size
        elif _CHUNKED.search(head):
            whole = unchunked(buffer, start)
            if whole is None:
                self._please_go_on(head)
                return self._end() if len(buffer) > _MOST_READ else False
            body, start = whole
        del buffer[:start]
        line = head.split(b"\r\n", 1)[0].split(b" ")
        if len(line) != 3:
            return self._end()
        self._closing = _CLOSE.search(head) is not None
        if _BROWSER.search(head):
            self._write(_FORBIDDEN)
        else:
            path = line[1].decode("latin-1")
            if path == _NEXT and not body:
                self._last_question = head + b"\r\n\r\n" if start == end + 4 else b""
            self._answer(path, body, head)
        return True

    def _ask(self) -> None:
        self._asking = self._line is None
        self._runs.asks(self._hand_out)

    def _please_go_on(self, head: bytes) -> None:
        if _CONTINUE.search(head):
            self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._flush()

    def _answer(self, path: str, body: bytes, head: bytes) -> None:
        rest = path.removeprefix(PREFIX)
        if rest == "invocation/next":
            self._ask()
            return
        if rest == "init/error":
            self._runs.init_failed(body)
            self._write(_ACCEPTED)
            return
        request_id, _, what = rest.removeprefix("invocation/").partition("/")
        if what not in ("response", "error"):
            self._write(_NO_SUCH)
            return
        if what == "response" and _STREAMED.search(head):
            kind = _TYPE.search(head)
            body = collected(kind[1].decode("latin-1") if kind else "", body)
        wrote = self._line is None or _WROTE.search(head) is not None
        known = (self._runs.responded if what == "response" else self._runs.failed)(request_id, body, wrote)
        if wrote:
            too_large = what == "response" and len(body) > MOST_RESULT
            self._write(_NOT_YOURS if not known else _TOO_LARGE if too_large else _ACCEPTED)
        if self._line is not None:
            self._ask()

    def _hand_out(self, invocation: Invocation, deadline_ms: int, arn: str) -> None:
        more = (
            f"Lambda-Runtime-Aws-Request-Id: {invocation.request_id}\r\n"
            f"Lambda-Runtime-Deadline-Ms: {deadline_ms}\r\n"
            f"Lambda-Runtime-Invoked-Function-Arn: {arn}\r\n"
            f"Lambda-Runtime-Trace-Id: {invocation.trace_id}\r\n"
        )
        message = _reply("200 OK", invocation.event, more)
        if self._line is not None:
            self._line.send(message)
            return
        self._asking = False
        self._write(message)
        self._flush()


def unchunked(buffer: bytes | bytearray, start: int) -> tuple[bytes, int] | None:
    """The body in chunks that begins at `start`, and where it ends; None while it is not whole.

    https://www.rfc-editor.org/rfc/rfc9112#section-7.1
    """
    pieces: list[bytes] = []
    while True:
        line = buffer.find(b"\r\n", start)
        if line < 0:
            return None
        try:
            size = int(bytes(buffer[start:line]).split(b";")[0], 16)
        except ValueError:
            return b"", len(buffer)
        start = line + 2
        if size == 0:
            trailers = buffer.find(b"\r\n", start)
            while trailers > start:
                start = trailers + 2
                trailers = buffer.find(b"\r\n", start)
            return None if trailers < 0 else (b"".join(pieces), trailers + 2)
        if len(buffer) < start + size + 2:
            return None
        pieces.append(bytes(buffer[start : start + size]))
        start += size + 2


class RuntimeApi:
    """The server; `address` is its `host:port` once it listens."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._listening: asyncio.Server | None = None
        self._connections: list[_Connection] = []
        self.address = ""

    async def listen(self) -> None:
        """Listen on a free loopback port."""
        self._listening = await asyncio.get_running_loop().create_server(self._connect, "127.0.0.1", 0)
        host, port = self._listening.sockets[0].getsockname()[:2]
        self.address = f"{host}:{port}"

    async def line(self) -> Line:
        """A line for a process that inherits its ends."""
        ours, theirs = socket.socketpair()
        line = Line(theirs)
        await asyncio.get_running_loop().connect_accepted_socket(lambda: self._connect(line), ours)
        return line

    def _connect(self, line: Line | None = None) -> _Connection:
        connection = _Connection(self._runs, line)
        self._connections = [one for one in self._connections if one._transport is not None]
        self._connections.append(connection)
        return connection

    def close(self) -> None:
        """Stop listening and hang up."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        for connection in self._connections:
            connection._end()
        self._connections.clear()
