"""Headers that API Gateway drops, renames or replaces on their way to and from a backend.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html has a table; where the
recordings disagree with it, the recordings are right.
"""

from __future__ import annotations

from corsproxy.gateway.provenance import Assumed, Recorded, Statement
from corsproxy.gateway.rest_api.definition import IntegrationType
from corsproxy.http.headers import Line

STATEMENTS = (
    Statement(
        "rest-api",
        "Backend response headers that belong to the connection come back as x-amzn-Remapped-*; Access-Control-* "
        "passes untouched",
        Recorded("HTTP and HTTP_PROXY integrations with every header", "2024-12-11"),
    ),
    Statement(
        "rest-api",
        "HTTP_PROXY does not forward Connection, Content-Encoding, Content-MD5, Expect, Max-Forwards, "
        "Proxy-Authenticate, Server, TE, Trailer, Transfer-Encoding, Upgrade, Via and WWW-Authenticate",
        Recorded("HTTP_PROXY without mapping", "2024-12-11"),
    ),
    Statement(
        "rest-api",
        "Mapping Content-Length or Transfer-Encoding on a request gives 500; with AWS and AWS_PROXY also "
        "Authorization, Connection, Expect, Proxy-Authenticate and TE",
        Recorded("one method per header and integration type", "2024-12-11"),
    ),
    Statement(
        "rest-api",
        "A backend's x-amzn-RequestId comes back as x-amzn-Remapped-x-amzn-RequestId, its X-Amzn-Trace-Id as it is",
        Recorded("an HTTP_PROXY integration before a function URL", "2024-08-07"),
    ),
    Statement(
        "rest-api",
        "What a backend remapped already is remapped again; its x-amzn-ErrorType comes back as it is",
        Assumed("public transcripts of API Gateway behind API Gateway, and AWS's own services behind it"),
    ),
    Statement(
        "rest-api",
        "A Lambda proxy's response headers are remapped like an HTTP backend's",
        Assumed("recorded for HTTP, HTTP_PROXY and AWS only"),
    ),
)

REMAPPED = frozenset(
    {
        "authorization", "connection", "content-length", "content-md5", "date", "expect", "host", "max-forwards",
        "proxy-authenticate", "server", "trailer", "upgrade", "user-agent", "www-authenticate", "x-amzn-requestid",
    }
)  # fmt: skip
# the second is the gateway's own: a backend cannot write it
DROPPED_FROM_RESPONSES = frozenset({"transfer-encoding", "x-amz-apigw-id"})
_PREFIX = "x-amzn-Remapped-"

NOT_FORWARDED = frozenset(
    {
        "connection", "content-encoding", "content-length", "content-md5", "expect", "host", "keep-alive",
        "max-forwards", "proxy-authenticate", "proxy-authorization", "proxy-connection", "server", "te", "trailer",
        "transfer-encoding", "upgrade", "via", "www-authenticate", "x-amzn-trace-id", "x-amzn-apigateway-api-id",
        "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto", "x-http-method-override",
    }
)  # fmt: skip

# written by whoever sends, or dropped although mapped: recorded with every header mapped
NEVER_SENT = (
    "connection",
    "content-length",
    "expect",
    "host",
    "proxy-authenticate",
    "te",
    "transfer-encoding",
    "via",
)

_UNMAPPABLE = frozenset({"content-length", "transfer-encoding"})
_UNMAPPABLE_AWS = _UNMAPPABLE | {"authorization", "connection", "expect", "proxy-authenticate", "te"}


def unmappable(type_: IntegrationType) -> frozenset[str]:
    """Lower-case names whose mapping on the integration request makes the method answer 500."""
    return _UNMAPPABLE_AWS if type_ in {IntegrationType.AWS, IntegrationType.AWS_PROXY} else _UNMAPPABLE


def remapped(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Response headers of a backend as the client sees them (Content-Type is left to the caller)."""
    found: list[Line] = []
    for name, value in lines:
        low = name.lower()
        if low not in DROPPED_FROM_RESPONSES:
            renamed = low in REMAPPED or low.startswith(_PREFIX.lower())
            found.append((f"{_PREFIX}{name}", value) if renamed else (name, value))
    return tuple(found)
