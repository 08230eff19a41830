"""A request's headers as they are seen behind the front end: by events, templates and mappings alike.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
"""

from __future__ import annotations

from corsproxy.gateway.provenance import Assumed, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.context import domain_name
from corsproxy.gateway.rest_api.definition import EndpointType
from corsproxy.gateway.rest_api.wire import cloudfront_id, trace_id, via
from corsproxy.http.headers import Headers, Line

STATEMENTS = (
    Statement(
        "rest-api",
        "Connection, Content-Length, Content-MD5, Expect, Max-Forwards, Proxy-Authenticate, Server, TE, Trailer, "
        "Transfer-Encoding, Upgrade and WWW-Authenticate of a request are seen by no event and no template",
        Recorded("a Lambda proxy's event, and a template that prints $input.params() of every header", "2024-12-11"),
    ),
    Statement(
        "rest-api",
        "Header names stay as sent, except Host, User-Agent and Authorization, and what CloudFront spells its own "
        "way in front of an edge-optimized API: Accept, Accept-Encoding, Accept-Language, Referer, Via",
        Recorded("public events of HTTP/2 clients: content-type and origin stay lower-case everywhere", "2017-2024"),
    ),
    Statement(
        "rest-api",
        "Authorization is spelled so by regional and private APIs too",
        Assumed("recorded with an edge-optimized API only"),
    ),
    Statement(
        "rest-api",
        "An edge-optimized API's requests gain the CloudFront-* headers, Via and X-Amz-Cf-Id",
        Recorded("echoed events of an edge-optimized API", "2024-08-02"),
    ),
)

_USUAL = {name.lower(): name for name in ("Authorization", "Host", "User-Agent")}
_USUAL_AT_THE_EDGE = {
    **_USUAL,
    **{name.lower(): name for name in ("Accept", "Accept-Encoding", "Accept-Language", "Referer", "Via")},
}

DROPPED = frozenset(
    {
        "connection", "content-length", "content-md5", "expect", "keep-alive", "max-forwards", "proxy-authenticate",
        "proxy-authorization", "proxy-connection", "server", "te", "trailer", "transfer-encoding", "upgrade",
        "www-authenticate",
    }
)  # fmt: skip
# said anew by the front end
_REPLACED = frozenset({"host", "x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"})


def received_headers(call: Call) -> Headers:
    """The client's header lines that got through, and those of CloudFront and of the gateway, sorted by name."""
    arrival = call.arrival
    edge = call.api.endpoint_type is EndpointType.EDGE
    usual = _USUAL_AT_THE_EDGE if edge else _USUAL
    lines: list[Line] = []
    for name, value in call.headers:
        low = name.lower()
        if low not in DROPPED and low not in _REPLACED:
            lines.append((usual.get(low, name), value))
    lines.append(("Host", domain_name(call)))
    client = arrival.source_ip
    if edge:
        lines += [
            ("CloudFront-Forwarded-Proto", "https"),
            ("CloudFront-Is-Desktop-Viewer", "true"),
            ("CloudFront-Is-Mobile-Viewer", "false"),
            ("CloudFront-Is-SmartTV-Viewer", "false"),
            ("CloudFront-Is-Tablet-Viewer", "false"),
            ("CloudFront-Viewer-ASN", "64496"),
            ("CloudFront-Viewer-Country", "US"),
            ("Via", via(arrival)),
            ("X-Amz-Cf-Id", cloudfront_id(arrival)),
        ]
        client = f"{client}, 127.0.0.1"
    forwarded = ", ".join(call.headers.get_all("x-forwarded-for"))
    lines += [
        ("X-Amzn-Trace-Id", trace_id(arrival)),
        ("X-Forwarded-For", f"{forwarded}, {client}" if forwarded else client),
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Proto", "https"),
    ]
    return Headers(sorted(lines, key=lambda line: line[0].lower()))
