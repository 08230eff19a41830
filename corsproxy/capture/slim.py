"""An exchange without what no CORS question needs: for captures that are kept as tests or given to others."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.capture.redaction import redact_exchange
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange

ERROR_BODY = 2048
"""An error's first bytes tell who wrote it; the bodies of successes tell nothing."""

# what a request's headers are needed for: who asked, from where, in which mode, with which browser
_REQUEST = frozenset(
    {
        "accept", "accept-language", "access-control-request-headers", "access-control-request-method",
        "authorization", "content-language", "content-type", "cookie", "host", "origin", "range", "referer",
        "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-storage-access", "user-agent",
        "x-apigw-api-id", "x-api-key",
    }
)  # fmt: skip
_CLIENT = ("sec-", "proxy-", ":")
# what a response's headers are needed for, besides access-control-*: who wrote it, and what caches make of it
_RESPONSE_DROPPED = frozenset(
    {
        "date", "age", "etag", "last-modified", "expires", "strict-transport-security", "content-security-policy",
        "content-security-policy-report-only", "permissions-policy", "referrer-policy", "report-to", "nel", "alt-svc",
        "server-timing", "set-cookie", "x-frame-options", "x-xss-protection", "x-content-type-options",
        "accept-ranges",        "content-encoding", "content-length", "connection", "keep-alive", "transfer-encoding",
    }
)  # fmt: skip


def slim(exchange: Exchange, *, announced: frozenset[str] = frozenset(), keep_bodies: bool = False) -> Exchange:
    """The exchange, small and share-safe: secrets struck out, headers and bodies that decide nothing gone.

    `announced` are the lower-case names of author-set headers, which stay whatever they are.
    """
    exchange = redact_exchange(exchange)
    request, response = exchange.request, exchange.response
    lines = tuple(
        (name, value)
        for name, value in request.headers.lines
        if (low := name.lower()) in _REQUEST or low in announced or not _usual(low)
    )
    request = replace(request, headers=Headers(lines), body=request.body if keep_bodies else b"")
    if response is not None:
        kept = Headers(line for line in response.headers.lines if line[0].lower() not in _RESPONSE_DROPPED)
        body = response.body if keep_bodies else response.body[:ERROR_BODY] if response.status >= 400 else b""
        response = replace(response, headers=kept, body=body)
    return replace(exchange, request=request, response=response)


def _usual(low: str) -> bool:
    """True for what every browser sends by itself and no question needs."""
    return low.startswith(_CLIENT) or low in {
        "accept-encoding", "connection", "content-length", "cache-control", "pragma", "dnt", "priority", "te",
        "upgrade-insecure-requests", "if-none-match", "if-modified-since", "x-client-data",
    }  # fmt: skip
