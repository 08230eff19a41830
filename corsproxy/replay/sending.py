"""Sending one request as it stands and bringing back what came: nothing followed, decoded, stored or added.

A `Send` is any coroutine function from a request to a response or a failure; this file has the one for sockets.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
from aiohttp.abc import ResolveResult
from yarl import URL

from corsproxy.fetch.journey import Failure
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response

Send = Callable[[Request], Awaitable[Response | Failure]]

USER_AGENT = "corsproxy"
MOST_BODY = 1024 * 1024
"""More of a response is not read: what decides stands in its head, and the errors of gateways are short."""
_OURS = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")


@asynccontextmanager
async def over_sockets(*, seconds: float = 30.0, verify: bool = True) -> AsyncIterator[Send]:
    """A sender with a connection pool of its own; `seconds` bounds each exchange.

    `verify` False accepts any certificate, for local HTTPS. Proxies of the environment are honoured, cookies are not
    kept, and redirects are not followed: whether one may be followed is the journey's question.
    """
    context: ssl.SSLContext | bool = True
    if not verify:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    session = aiohttp.ClientSession(
        auto_decompress=False,
        skip_auto_headers=_OURS,
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(ssl=context, resolver=_AtHome()),
        timeout=aiohttp.ClientTimeout(total=None),
        trust_env=True,
        max_line_size=65536,
        max_field_size=65536,
    )

    async def send(request: Request) -> Response | Failure:
        headers = request.headers
        if "user-agent" not in headers:
            headers = headers.plus(("User-Agent", USER_AGENT))
        try:
            async with (
                asyncio.timeout(seconds),
                session.request(
                    request.method,
                    URL(request.url, encoded=True),
                    headers=headers.lines,
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
                return Response(got.status, lines, bytes(body[:MOST_BODY]), reason=got.reason or "")
        except TimeoutError:
            return Failure(f"no answer within {seconds:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Failure(_said(error))

    async with session:
        yield send


class _AtHome(aiohttp.ThreadedResolver):  # aiohttp takes its own class only
    """Names under localhost are this machine, whatever the resolver says: browsers hold it so too.

    https://www.rfc-editor.org/rfc/rfc6761#section-6.3
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name."""
        name = host.lower().rstrip(".")
        return await super().resolve("localhost" if name.endswith(".localhost") else host, port, family)


def _said(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"the name {error.host} is not known"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return f"the certificate of {error.host} is not trusted: {error.certificate_error}"
    if isinstance(error, aiohttp.ClientConnectorError):
        why = os.strerror(error.os_error.errno) if error.os_error.errno else error.os_error
        return f"no connection to {error.host}:{error.port}: {why}"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the server hung up without an answer"
    return str(error) or type(error).__name__
