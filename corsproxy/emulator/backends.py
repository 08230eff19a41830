"""Calls to HTTP backends, as the gateway makes them: one hop, raw bytes, nothing followed or decoded."""

from __future__ import annotations

import asyncio
import os

import aiohttp
from yarl import URL

from corsproxy.gateway.turn import BackendAnswered, BackendUnreachable, IntegrationTimedOut, SendRequest
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: 10 MB payload. One byte more is kept, so
# that the model can see that it was too much.
MOST_BODY = 10 * 1024 * 1024
_OURS = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")

Outcome = BackendAnswered | BackendUnreachable | IntegrationTimedOut


class Backends:
    """One connection pool to every HTTP backend of one emulator."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                auto_decompress=False,
                skip_auto_headers=_OURS,
                cookie_jar=aiohttp.DummyCookieJar(),
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=None),
                max_line_size=65536,
                max_field_size=65536,
            )
        return self._session

    async def send(self, call: SendRequest) -> Outcome:
        """Send the request and bring the response back as it stood; failures are outcomes, never exceptions."""
        request = call.request
        if call.service:
            return BackendUnreachable(f"{call.service} is an AWS service, and only Lambda is emulated")
        try:
            async with (
                asyncio.timeout(call.timeout),
                self._client().request(
                    request.method,
                    URL(request.url, encoded=True),
                    headers=request.headers.lines,
                    data=request.body or None,
                    allow_redirects=False,
                ) as got,
            ):
                body = bytearray()
                async for piece in got.content.iter_any():
                    body += piece
                    if len(body) > MOST_BODY:
                        got.close()
                        break
                lines = Headers((n.decode("latin-1"), v.decode("latin-1")) for n, v in got.raw_headers)
                return BackendAnswered(Response(got.status, lines, bytes(body), reason=got.reason or ""))
        except TimeoutError:
            return IntegrationTimedOut()
        except (aiohttp.ClientError, OSError, ValueError) as error:  # ValueError: a URL or header no client can send
            return BackendUnreachable(f"{request.method} {request.url}: {cause_of(error)}")

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def cause_of(error: Exception) -> str:
    """Why a connection came to nothing, in few words."""
    if isinstance(error, aiohttp.ClientConnectorError) and not isinstance(error, aiohttp.ClientSSLError):
        cause = error.os_error
        known = cause.errno is not None and cause.errno > 0
        return os.strerror(cause.errno) if known and cause.errno else cause.strerror or str(cause)
    text = str(error)
    return text if text else type(error).__name__
