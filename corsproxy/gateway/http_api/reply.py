"""Responses as HTTP APIs put them on the wire: which lines, in which order, in which spelling.

Order as recorded: date, content-type, content-length, (connection), what the backend or the error adds, the
CORS headers, apigw-requestid. An HTTP API's errors cannot be customised: there are no gateway responses.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.http_api.cors import actual_lines, preflight_lines
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.http_api.prepared import prepare
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Response

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=16)
def http_date(second: int) -> str:
    """https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7 (IMF-fixdate); `second` since the epoch."""
    at = datetime.fromtimestamp(second, UTC)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"{day}, {at.day:02d} {month} {at.year:04d} {at.hour:02d}:{at.minute:02d}:{at.second:02d} GMT"


@lru_cache(maxsize=4096)
def _title_case(name: str) -> str:
    return "-".join(part[:1].upper() + part[1:].lower() for part in name.split("-"))


def spelled(lines: Iterable[Line], http_version: str, title_case_over_http_1: bool = True) -> Headers:
    """Header names as this protocol version shows them: lower case from HTTP/2 on, Title-Case before."""
    if http_version.startswith("HTTP/1") and title_case_over_http_1:
        return Headers([(_title_case(name), value) for name, value in lines])
    return Headers([(name.lower(), value) for name, value in lines])


def cors_lines(api: HttpApi, arrival: Arrival) -> tuple[Line, ...]:
    """The CORS headers of whatever is answered to this request; none without a CORS configuration."""
    cors = api.cors
    if cors is None:
        return ()
    lists = prepare(api).cors_lists
    assert lists is not None  # noqa: S101 -- prepared from the same configuration
    request = arrival.request
    if request.method == "OPTIONS":
        return preflight_lines(cors, lists, request.headers, api.doubts)
    return actual_lines(cors, lists, request.headers, api.doubts)


def reply(
    api: HttpApi,
    arrival: Arrival,
    status: int,
    author: Author,
    because: str,
    *,
    content_type: str = "",
    lines: Iterable[Line] = (),
    body: bytes = b"",
    cors: tuple[Line, ...] = (),
    length: str = "",
) -> Answer:
    """A finished answer. `lines` are what backend or error add, without content-type and content-length.

    204 has neither content-type nor content-length; the answer to HEAD has both, of the body that it leaves out
    (`length`, where a backend has left it out already).
    """
    request = arrival.request
    whole: list[Line] = [("date", http_date(int(arrival.at)))]
    if status == 204 or status == 304:
        body = b""
    else:
        if content_type:
            whole.append(("content-type", content_type))
        whole.append(("content-length", length or str(len(body))))
    if request.method == "HEAD":
        body = b""
    if request.http_version.startswith("HTTP/1"):
        whole.append(("connection", "keep-alive"))
    whole.extend(lines)
    whole.extend(cors)
    whole.append(("apigw-requestid", arrival.extended_id))
    headers = spelled(whole, request.http_version, api.doubts.title_case_over_http_1)
    return Answer(Response(status, headers, body, "", request.http_version), author, because)


_ERRORS = {
    400: ("bad-request", b'{"message":"Bad Request"}'),
    401: ("unauthorized", b'{"message":"Unauthorized"}'),
    403: ("forbidden", b'{"message":"Forbidden"}'),
    404: ("not-found", b'{"message":"Not Found"}'),
    413: ("request-too-large", b'{"message":"Request Entity Too Large"}'),
    429: ("too-many-requests", b'{"message":"Too Many Requests"}'),
    431: ("request-header-fields-too-large", b'{"message":"Request Header Fields Too Large"}'),
    500: ("internal-server-error", b'{"message":"Internal Server Error"}'),
    503: ("service-unavailable", b'{"message":"Service Unavailable"}'),
}


def error(
    api: HttpApi,
    arrival: Arrival,
    status: int,
    because: str,
    *,
    layer: Layer = Layer.GATEWAY_RESPONSE,
    lines: Iterable[Line] = (),
    stage_found: bool = True,
) -> Answer:
    """One of the errors that API Gateway writes itself; once the stage is found, CORS headers precede `lines`."""
    kind, body = _ERRORS[status]
    carries_cors = stage_found and status not in api.doubts.errors_without_cors
    cors = cors_lines(api, arrival) if carries_cors else ()
    return reply(
        api,
        arrival,
        status,
        Author(layer, kind),
        because,
        content_type="application/json",
        lines=(*cors, *lines),
        body=body,
    )


STATEMENTS = (
    Statement(
        "http-api",
        "Order of a response's headers: date, content-type, content-length, the backend's, CORS, apigw-requestid.",
        Recorded("a 401 of an integration over HTTP/2", "2025-05-18"),
    ),
    Statement(
        "http-api",
        "In an authorizer's 401 the CORS headers stand before www-authenticate.",
        Recorded("a 401 of a JWT authorizer over HTTP/1.1", "2024-07-01"),
    ),
    Statement(
        "http-api",
        "204 has neither content-type nor content-length; no response has x-amzn-requestid or x-amzn-errortype.",
        Recorded("preflights and errors of several APIs", "2024-2026"),
    ),
    Statement(
        "http-api",
        '401, 403, 404, 413, 500 and 503 have the body {"message":"…"} with the reason phrase, no space.',
        Recorded("errors of several APIs", "2024-2026"),
    ),
    Statement(
        "http-api",
        '429 has the body {"message":"Too Many Requests"}.',
        Assumed("the manual names the status; every other error has its reason phrase as message"),
    ),
    Statement(
        "http-api",
        "Errors cannot be customised: HTTP APIs have no gateway responses.",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html"),
    ),
    Statement(
        "http-api",
        "The answer to HEAD has the content-type and content-length that the answer to GET would have.",
        Recorded("HEAD requests answered by functions: 403 with a body's length, 302 with 0", "2022/2023"),
    ),
)
