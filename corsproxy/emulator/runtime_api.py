"""The Lambda Runtime API, as AWS's own runtimes and custom ones speak it, for one process of a function.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from aiohttp.web_request import BaseRequest
from aiohttp.web_response import StreamResponse
from aiohttp.web_server import Server

from corsproxy.emulator.invocation import Invocation
from corsproxy.emulator.lambda_error import MOST_RESULT
from corsproxy.emulator.wire import as_aiohttp
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response

PREFIX = "/2018-06-01/runtime/"
_JSON = ("Content-Type", "application/json")
_ACCEPTED = Response(202, Headers([_JSON]), b'{"status":"OK"}\n')
# a result is read to a little more than may be returned: the process must be able to finish writing it
_MOST_READ = 2 * MOST_RESULT


def _refusal(status: int, kind: str, message: str) -> Response:
    body = f'{{"errorMessage":"{message}","errorType":"{kind}"}}\n'.encode()
    return Response(status, Headers([_JSON]), body)


_FORBIDDEN = _refusal(403, "Forbidden", "not for browsers")
_NO_SUCH = _refusal(404, "UnknownPath", "no such path in the Runtime API")
_NOT_YOURS = _refusal(400, "InvalidRequestID", "Invalid request ID")
_TOO_LARGE = _refusal(413, "RequestEntityTooLarge", f"Exceeded maximum allowed payload size ({MOST_RESULT} bytes).")


class Runs(Protocol):
    """What the Runtime API needs of the process it serves."""

    async def next(self) -> Invocation:
        """Wait for the next invocation."""
        ...

    def responded(self, request_id: str, payload: bytes, size: int) -> bool:
        """The handler's result, `size` bytes long; False when no such request is under way."""
        ...

    def failed(self, request_id: str, payload: bytes) -> bool:
        """The handler's error; False when no such request is under way."""
        ...

    def init_failed(self, payload: bytes) -> None:
        """The handler could not be loaded."""
        ...

    def deadline_ms(self) -> int:
        """When the invocation at hand ends, in milliseconds since the epoch."""
        ...

    @property
    def arn(self) -> str:
        """The function's ARN."""
        ...


class RuntimeApi:
    """The server; `address` is its `host:port` once it listens."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._listening: asyncio.Server | None = None
        self._http: Server | None = None
        self.address = ""

    async def listen(self) -> None:
        """Listen on a free loopback port."""
        # a function may be idle for days: its connection is kept
        self._http = Server(self._answer, access_log=None, keepalive_timeout=30 * 86_400.0, handler_cancellation=True)
        self._listening = await asyncio.get_running_loop().create_server(self._http, "127.0.0.1", 0)
        host, port = self._listening.sockets[0].getsockname()[:2]
        self.address = f"{host}:{port}"

    async def close(self) -> None:
        """Stop listening and hang up."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        if self._http is not None:
            await self._http.shutdown(0.5)
            self._http = None

    async def _answer(self, request: BaseRequest) -> StreamResponse:
        return as_aiohttp(await self._reply(request))

    async def _reply(self, request: BaseRequest) -> Response:
        headers = request.headers
        if "Origin" in headers or "Sec-Fetch-Site" in headers:
            # any page can send a request to a loopback port; none of them is a runtime
            return _FORBIDDEN
        path = request.raw_path
        if not path.startswith(PREFIX):
            return _NO_SUCH
        rest = path[len(PREFIX) :]
        if rest == "invocation/next":
            return self._handed(await self._runs.next())
        if rest == "init/error":
            body, _ = await _read(request)
            self._runs.init_failed(body)
            return _ACCEPTED
        invocation, _, what = rest.removeprefix("invocation/").partition("/")
        if what == "response":
            body, size = await _read(request)
            if not self._runs.responded(invocation, body, size):
                return _NOT_YOURS
            return _TOO_LARGE if size > MOST_RESULT else _ACCEPTED
        if what == "error":
            body, _ = await _read(request)
            return _ACCEPTED if self._runs.failed(invocation, body) else _NOT_YOURS
        return _NO_SUCH

    def _handed(self, invocation: Invocation) -> Response:
        lines = [
            ("Lambda-Runtime-Aws-Request-Id", invocation.request_id),
            ("Lambda-Runtime-Deadline-Ms", str(self._runs.deadline_ms())),
            ("Lambda-Runtime-Invoked-Function-Arn", self._runs.arn),
            ("Lambda-Runtime-Trace-Id", invocation.trace_id),
            _JSON,
        ]
        return Response(200, Headers(lines), invocation.event)


async def _read(request: BaseRequest) -> tuple[bytes, int]:
    """The body, and its whole length: what is too much is counted but not kept."""
    kept = bytearray()
    size = 0
    content = request.content
    while not content.at_eof():
        piece = await content.readany()
        size += len(piece)
        if size <= _MOST_READ:
            kept += piece
    return bytes(kept), size
