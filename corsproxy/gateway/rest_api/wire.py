"""The headers that API Gateway and its front ends write around every REST API response.

Via, X-Cache and the X-Amz-Cf-* of edge-optimized APIs are made up but well-formed: derived from the
request id, so the same request gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from datetime import UTC, datetime
from functools import lru_cache

from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api.definition import EndpointType, RestApi
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Response

STATEMENTS = (
    Statement(
        "rest-api",
        "Every response has Date, Content-Type, Content-Length, Connection, x-amzn-RequestId and x-amz-apigw-id; "
        "Content-Type is application/json also on empty bodies",
        Recorded("edge, regional and private REST APIs", "2020-2025"),
    ),
    Statement(
        "rest-api",
        "Edge-optimized APIs add X-Cache, Via, X-Amz-Cf-Pop and X-Amz-Cf-Id; X-Cache is `Error from cloudfront` "
        "from status 400 on",
        Recorded("an edge-optimized API behind curl", "2025-09-04"),
    ),
    Statement(
        "rest-api",
        "Private APIs add `Server: Server`",
        Recorded("a private API through a VPC endpoint", "2020-06-23"),
    ),
    Statement(
        "rest-api",
        "X-Amzn-Trace-Id is on responses of AWS, AWS_PROXY and HTTP integrations only",
        Recorded("an edge-optimized API with MOCK and AWS_PROXY methods", "2024-08-07"),
    ),
    Statement(
        "rest-api",
        "A request's own X-Amzn-Trace-Id is kept, and the answer's gains the parts that it lacks",
        Recorded("requests with a whole trace id and with a root only", "2024-08-07"),
    ),
    Statement(
        "rest-api",
        "An answer's trace id is written Root, Parent, Sampled=0, Lineage; events show the root, or what was sent",
        Recorded("a public transcript", "2026-03-24"),
    ),
    Statement(
        "rest-api",
        "The gateway answers `Connection: close` to a request that says so, `keep-alive` otherwise",
        Assumed("both values are recorded; this is what HTTP/1.1 asks for"),
    ),
    Statement(
        "rest-api",
        "204 and 304 have neither Content-Type nor Content-Length",
        Assumed("HTTP forbids the length; HTTP APIs are recorded without both"),
    ),
    Statement(
        "rest-api",
        "Bodies from minimumCompressionSize on are gzipped for clients that accept it",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-enable-compression.html"
        ),
    ),
    Statement(
        "rest-api",
        "Headers stand in this order: Date, Content-Type, Content-Length, Connection, ids, mapped ones, CloudFront's",
        Assumed("recordings differ in the order of ids and mapped headers, which has no meaning"),
    ),
)

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=16)
def http_date(second: int) -> str:
    """IMF-fixdate of a second since the epoch: `Thu, 04 Sep 2025 18:53:41 GMT`."""
    t = datetime.fromtimestamp(second, UTC)
    day, month = DAYS[t.weekday()], MONTHS[t.month - 1]
    return f"{day}, {t.day:02} {month} {t.year} {t.hour:02}:{t.minute:02}:{t.second:02} GMT"


def request_time(at: float) -> str:
    """`$context.requestTime`, common log format: `12/Mar/2020:19:03:58 +0000`."""
    t = datetime.fromtimestamp(at, UTC)
    return f"{t.day:02}/{MONTHS[t.month - 1]}/{t.year}:{t.hour:02}:{t.minute:02}:{t.second:02} +0000"


def trace_id(arrival: Arrival) -> str:
    """The request's trace id as events show it: the client's, the one it arrived with, or one made of its own."""
    sent = arrival.request.headers.get("x-amzn-trace-id") or ""
    if "root=" in sent.lower():
        return sent
    if arrival.trace_id:
        return arrival.trace_id
    digest = hashlib.sha256(arrival.request_id.encode()).hexdigest()
    return f"Root=1-{int(arrival.at) & 0xFFFFFFFF:08x}-{digest[:24]}"


def answered_trace_id(arrival: Arrival) -> str:
    """The trace id as answers have it: with the parts that the request's lacks."""
    known = trace_id(arrival)
    digest = hashlib.sha256(arrival.request_id.encode()).hexdigest()
    has = {part.partition("=")[0].strip().lower() for part in known.split(";")}
    own = (("Parent", digest[24:40]), ("Sampled", "0"), ("Lineage", f"1:{digest[40:48]}:0"))
    return ";".join([known, *(f"{name}={value}" for name, value in own if name.lower() not in has)])


def _digest(arrival: Arrival) -> bytes:
    return hashlib.blake2b(arrival.request_id.encode(), digest_size=56).digest()


def via(arrival: Arrival) -> str:
    """A well-formed Via of CloudFront."""
    return f"1.1 {_digest(arrival)[:16].hex()}.cloudfront.net (CloudFront)"


def cloudfront_id(arrival: Arrival) -> str:
    """A well-formed X-Amz-Cf-Id: 40 bytes in base64url."""
    return base64.urlsafe_b64encode(_digest(arrival)[16:56]).decode()


POP = "FRA56-P7"
_BODILESS = frozenset({204, 304})


def _compressed(accepted: str | None, body: bytes, lines: tuple[Line, ...]) -> tuple[bytes, tuple[Line, ...]]:
    """The body in gzip where the client takes it and the backend did not encode it already."""
    codings = {item.partition(";")[0].strip().lower() for item in (accepted or "").split(",")}
    if not codings & {"gzip", "*"} or any(name.lower() == "content-encoding" for name, _ in lines):
        return body, lines
    packer = zlib.compressobj(wbits=31)
    return packer.compress(body) + packer.flush(), (*lines, ("Content-Encoding", "gzip"))


_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_ENDS_LINE = re.compile(r"[\r\n\0]")


def field_value(text: str) -> str:
    """A text as a header value: no line ends, and UTF-8's bytes where it has characters that are no bytes."""
    if text.isascii():
        return _ENDS_LINE.sub(" ", text) if _ENDS_LINE.search(text) else text
    if any(char > "\xff" for char in text):
        text = text.encode("utf-8", "replace").decode("latin-1")
    return _ENDS_LINE.sub(" ", text)


def _clean(lines: tuple[Line, ...]) -> list[Line]:
    """Lines that can be written: a name that is no token is left out, as no client could read it."""
    return [(name, field_value(value)) for name, value in lines if _TOKEN.fullmatch(name)]


def respond(
    api: RestApi,
    arrival: Arrival,
    status: int,
    body: bytes,
    *,
    content_type: str = "application/json",
    error_type: str = "",
    lines: tuple[Line, ...] = (),
    traced: bool = False,
) -> Response:
    """A whole response: the gateway's own headers around `lines`.

    `lines` that name one of the gateway's own headers must have been remapped before. HEAD has
    `Content-Length: 0`, 204 and 304 have neither length nor type.
    """
    request = arrival.request
    if request.method == "HEAD" or status in _BODILESS:
        body = b""
    elif api.minimum_compression_size is not None and len(body) >= api.minimum_compression_size:
        body, lines = _compressed(request.headers.get("accept-encoding"), body, lines)
    own: list[Line] = []
    if api.endpoint_type is EndpointType.PRIVATE:
        own.append(("Server", "Server"))
    connection = request.headers.get("connection")
    close = connection is not None and connection.lower() == "close"
    own.append(("Date", http_date(int(arrival.at))))
    if status not in _BODILESS:
        own += [("Content-Type", field_value(content_type)), ("Content-Length", str(len(body)))]
    own += [
        ("Connection", "close" if close else "keep-alive"),
        ("x-amzn-RequestId", arrival.request_id),
    ]
    if error_type:
        own.append(("x-amzn-ErrorType", error_type))
    own.append(("x-amz-apigw-id", arrival.extended_id))
    if traced:  # in place of the backend's
        lines = tuple(line for line in lines if line[0].lower() != "x-amzn-trace-id")
    own += _clean(lines)
    if traced:
        own.append(("X-Amzn-Trace-Id", answered_trace_id(arrival)))
    if api.endpoint_type is EndpointType.EDGE:
        own += [
            ("X-Cache", "Error from cloudfront" if status >= 400 else "Miss from cloudfront"),
            ("Via", via(arrival)),
            ("X-Amz-Cf-Pop", POP),
            ("X-Amz-Cf-Id", cloudfront_id(arrival)),
        ]
    return Response(status, Headers(own), body, http_version=request.http_version)
