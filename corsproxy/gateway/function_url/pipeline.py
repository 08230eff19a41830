"""One request to a function URL, question by question.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.function_failure import failed_because
from corsproxy.gateway.function_url.cors import STATEMENTS as CORS_STATEMENTS
from corsproxy.gateway.function_url.cors import actual_lines, preflight_lines
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.function_url.event import STATEMENTS as EVENT_STATEMENTS
from corsproxy.gateway.function_url.event import function_event
from corsproxy.gateway.http_api.function_result import RESULT_LIMIT, Unusable500, result_of
from corsproxy.gateway.http_api.reply import http_date, spelled
from corsproxy.gateway.http_api.signature import access_key_of
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.turn import (
    CallIntegration,
    FunctionFailed,
    FunctionReturned,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
    InvokeFunction,
    Outcome,
    Turn,
)
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Response

LIMIT = 900.0
"""A function's longest life in seconds; a function URL has no shorter timeout of its own."""
FORBIDDEN = (
    b'{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: '
    b'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}'
)
THROTTLED = b'{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}'
"""The function's own (reserved) concurrency is used up; the account's would be ConcurrentInvocationLimitExceeded."""


@dataclass(frozen=True, slots=True)
class UrlVisit:
    """The state that a turn carries."""

    url: FunctionUrl
    arrival: Arrival


def begin(url: FunctionUrl, arrival: Arrival) -> Turn:
    """The first turn of a request: an answer at once, or the call of the function."""
    visit = UrlVisit(url, arrival)
    request = arrival.request
    # 1. Do the CORS settings answer by themselves? They do, before any authorization.
    if url.cors is not None and request.method == "OPTIONS" and "origin" in request.headers:
        because = "the function URL's CORS settings answer the preflight; the function is not invoked"
        author = Author(Layer.CORS_CONFIGURATION, "function-url")
        return _reply(visit, 200, author, because, preflight_lines(url.cors, request.headers))
    # 2. Is it signed?
    access_key = access_key_of(arrival, service="lambda") if url.iam else None
    if url.iam and access_key is None:
        because = "AuthType is AWS_IAM and the request has no Signature Version 4 for lambda"
        return _refused(visit, 403, because, FORBIDDEN, "AccessDeniedException", Layer.AUTHORIZER)
    # 3. Is it small enough?
    event = function_event(url, arrival, access_key)
    if len(event) > RESULT_LIMIT:
        return _refused(visit, 413, "the event is over Lambda's 6 MB", b'{"Message":"Request Entity Too Large"}', "")
    return CallIntegration(visit, InvokeFunction(url.function, event, LIMIT))


def advance(turn: Turn, outcome: Outcome) -> Turn:
    """The answer, now that the function said `outcome`; TypeError where the two do not fit."""
    if not isinstance(turn, CallIntegration) or not isinstance(turn.state, UrlVisit):
        raise TypeError(f"no turn of a function URL waits for an outcome here: {type(turn).__name__}")
    visit = turn.state
    match outcome:
        case FunctionReturned(payload):
            result = result_of(payload, "2.0", "application/json")
            if isinstance(result, Unusable500):
                return _failed(visit, 502, result.why)
            added = actual_lines(visit.url.cors, visit.arrival.request.headers) if visit.url.cors else ()
            vary: tuple[Line, ...] = (("Vary", "Origin"),) if visit.url.cors else ()
            trace = visit.arrival.trace_id
            traced: tuple[Line, ...] = (("X-Amzn-Trace-Id", trace),) if trace else ()
            lines = (*vary, *traced, *result.lines, *added)
            author = Author(Layer.INTEGRATION, "AWS_PROXY")
            because = f"the function answered {result.status}"
            return _reply(visit, result.status, author, because, lines, result.content_type, result.body)
        case FunctionFailed(payload):
            return _failed(visit, 502, failed_because(payload))
        case FunctionThrottled():
            because = "the function's concurrency is used up"
            return _refused(visit, 429, because, THROTTLED, "TooManyRequestsException")
        case FunctionUnavailable(reason):
            because = f"the function cannot be invoked: {reason}"
            return _refused(visit, 403, because, FORBIDDEN, "AccessDeniedException")
        case IntegrationTimedOut():
            return _failed(visit, 504, "the function did not answer in time")
        case _:
            raise TypeError(f"{type(outcome).__name__} is no outcome of a function URL's call")


def _failed(visit: UrlVisit, status: int, because: str) -> Answer:
    return _refused(visit, status, because, b"Internal Server Error", "")


def _refused(
    visit: UrlVisit, status: int, because: str, body: bytes, kind: str, layer: Layer = Layer.GATEWAY_RESPONSE
) -> Answer:
    lines: list[Line] = [("x-amzn-ErrorType", kind)] if kind else []
    if visit.url.cors is not None:
        lines += actual_lines(visit.url.cors, visit.arrival.request.headers)
    return _reply(visit, status, Author(layer, f"function-url-{status}"), because, lines, "application/json", body)


def _reply(
    visit: UrlVisit,
    status: int,
    author: Author,
    because: str,
    lines: Iterable[Line],
    content_type: str = "application/json",
    body: bytes = b"",
) -> Answer:
    """Recorded order: Date, Content-Type, Content-Length, Connection, x-amzn-RequestId, the rest."""
    arrival, request = visit.arrival, visit.arrival.request
    whole: list[Line] = [("Date", http_date(int(arrival.at)))]
    if status != 204:
        whole.append(("Content-Type", content_type or "application/json"))
        whole.append(("Content-Length", str(len(body))))
    old = request.http_version.startswith("HTTP/1")
    if old:
        whole.append(("Connection", "keep-alive"))
    whole.append(("x-amzn-RequestId", arrival.request_id))
    whole.extend(lines)
    headers = Headers(whole) if old else spelled(whole, request.http_version)
    shown = b"" if request.method == "HEAD" or status == 204 else body
    return Answer(Response(status, headers, shown, "", request.http_version), author, because)


STATEMENTS: tuple[Statement, ...] = (
    *CORS_STATEMENTS,
    *EVENT_STATEMENTS,
    Statement(
        "function-url",
        "A request that may not invoke the function is answered 403 with AccessDeniedException and a link.",
        Recorded("a denied function URL", "2026"),
    ),
    Statement(
        "function-url",
        "A function that fails or returns something unusable is a 502 with the body Internal Server Error.",
        Documented("https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html"),
    ),
    Statement(
        "function-url",
        "A function without concurrency left is a 429 naming ReservedFunctionConcurrentInvocationLimitExceeded.",
        Recorded("the 429 bodies of functions with reserved concurrency, in a vendor's public manual", "2024"),
    ),
    Statement(
        "function-url",
        "Errors carry the configured CORS headers when the Origin matches.",
        Assumed("as HTTP APIs do; not recorded for function URLs"),
    ),
    Statement(
        "function-url",
        "A response without content-type is sent as application/json.",
        Documented("https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html"),
    ),
)
