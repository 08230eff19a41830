"""One request through an HTTP API, question by question, in the order in which API Gateway asks them.

`begin` answers the questions that need nobody; each turn then asks the world one thing, and `advance` goes
on with its outcome. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
"""

from __future__ import annotations

from functools import lru_cache

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.http_api.authorization import authorize, authorized
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.http_api.doubts import RoutedPreflight
from corsproxy.gateway.http_api.integration import answered, call
from corsproxy.gateway.http_api.paths import normal_path
from corsproxy.gateway.http_api.prepared import Prepared, prepare
from corsproxy.gateway.http_api.reply import cors_lines, error, reply
from corsproxy.gateway.http_api.routes import select_route
from corsproxy.gateway.http_api.visit import Visit
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.turn import (
    Admitted,
    AskAdmission,
    AskAuthorizer,
    CallIntegration,
    Check,
    Outcome,
    Refused,
    Turn,
)
from corsproxy.http.headers import Headers

HEADER_LIMIT = 10_240
"""Bytes of request line and headers together."""
BODY_LIMIT = 10 * 1024 * 1024


def begin(api: HttpApi, arrival: Arrival) -> Turn:
    """The first turn of a request: an answer at once, or the question whether it may in."""
    prepared = prepare(api)
    request = arrival.request
    # 1. Is the request's head small enough?
    if head_size(arrival) > HEADER_LIMIT:
        because = f"request line and headers are over {HEADER_LIMIT} bytes"
        return error(api, arrival, 431, because, stage_found=False)
    # 2. Can the path be made sense of?
    path = normal_path(arrival.path)
    if path is None:
        because = f"the path {arrival.path} hides `..` behind an encoded slash, or has a broken escape"
        return error(api, arrival, 400, because, stage_found=False)
    # 3. Which stage?
    stage = None if arrival.stage is None else prepared.stages.get(arrival.stage)
    if stage is None:
        return error(api, arrival, 404, "no stage of the API takes this URL", stage_found=False)
    # 4. Is the default endpoint open?
    if api.default_endpoint_disabled and arrival.domain.startswith(f"{api.api_id}.execute-api."):
        because = "the API's default execute-api endpoint is disabled"
        return error(api, arrival, 403, because, stage_found=False)
    # 5. Which route?
    selected = prepared.select(request.method, path)
    # 6. Does the CORS configuration answer by itself?
    #    A route that matches OPTIONS ($default and ANY too) takes part, its authorizer first.
    alone = selected is None or api.doubts.routed_preflight is RoutedPreflight.CORS_CONFIGURATION
    if request.method == "OPTIONS" and api.cors is not None and alone:
        return _preflight(api, arrival)
    if selected is None:
        return error(api, arrival, 404, _no_route(prepared, request.method, path))
    # 7. Is the body small enough?
    if len(request.body) > BODY_LIMIT:
        return error(api, arrival, 413, "the request's body is over 10 MB")
    # 8. Is there room? (throttling of stage and route)
    visit = Visit(api, arrival, stage, selected.route, path, selected.path_parameters)
    throttle = stage.route_throttles.get(visit.route.key, stage.throttle)
    rate, burst = (None, None) if throttle is None else (throttle.rate, throttle.burst)
    bucket = f"{api.api_id}/{stage.name}/{visit.route.key}"
    return AskAdmission(visit, (Check.THROTTLE,), bucket, rate, burst)


def advance(turn: Turn, outcome: Outcome) -> Turn:
    """The turn after `turn`, now that the world said `outcome`. TypeError where the two do not fit: our bug."""
    if isinstance(turn, Answer) or not isinstance(turn.state, Visit):
        raise TypeError(f"no turn of an HTTP API waits for an outcome here: {type(turn).__name__}")
    visit = turn.state
    match turn, outcome:
        case AskAdmission(), Admitted():
            # 9. Who is it, and may they?
            return _go_on(authorize(visit))
        case AskAdmission(), Refused(Check.SIZE):
            return error(visit.api, visit.arrival, 413, "the request's body is too large")
        case AskAdmission(), Refused():
            return error(visit.api, visit.arrival, 429, f"route {visit.route.key} is throttled")
        case AskAuthorizer(), _:
            return _go_on(authorized(turn, visit, outcome))
        case CallIntegration(), _:
            # 11. What of the integration's answer reaches the client?
            return answered(visit, outcome)
        case _:
            raise TypeError(f"{type(outcome).__name__} is no outcome of {type(turn).__name__}")


def _go_on(found: Visit | AskAuthorizer | Answer) -> Turn:
    """10. What does the integration say? (Asked once nothing stands in the way.)"""
    return call(found) if isinstance(found, Visit) else found


def head_size(arrival: Arrival) -> int:
    """Bytes of request line and headers, as limits count them."""
    request = arrival.request
    return len(request.method) + len(request.url) + _lines_size(request.headers)


@lru_cache(maxsize=1024)
def _lines_size(headers: Headers) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers)


def _preflight(api: HttpApi, arrival: Arrival) -> Answer:
    lines = cors_lines(api, arrival)
    headers = arrival.request.headers
    because = "the CORS configuration answers the preflight"
    if not lines:
        origin = headers.get("origin")
        why = (
            "there is no Origin"
            if not origin
            else "there is no Access-Control-Request-Method"
            if "access-control-request-method" not in headers
            else f"{origin} is not in allowOrigins"
        )
        because = f"the CORS configuration answers OPTIONS without CORS headers: {why}"
    return reply(api, arrival, 204, Author(Layer.CORS_CONFIGURATION), because, cors=lines)


def _no_route(prepared: Prepared, method: str, path: str) -> str:
    for pattern in prepared.every_pattern:
        if pattern.method not in ("ANY", method) and select_route((pattern,), pattern.method, path):
            return f"no route takes {method} {path}; {pattern.route.key} takes this path with another method"
    return f"no route takes {method} {path}"


STATEMENTS = (
    Statement(
        "http-api",
        "Nothing before the stage is found carries CORS headers: 404 without a stage, 403 of a disabled endpoint.",
        Assumed("the CORS configuration belongs to a deployment, and that is found through the stage"),
    ),
    Statement(
        "http-api",
        "Request line and headers over 10,240 bytes are answered 431.",
        Assumed("the limit is documented, its answer is not"),
    ),
    Statement(
        "http-api",
        "A body over 10 MB, or an event over Lambda's 6 MB, is answered 413.",
        Recorded("bodies of 6.5 MB and 11 MB", "2026-05-01"),
    ),
    Statement(
        "http-api",
        "A preflight that the CORS configuration answers is neither throttled nor authorized.",
        Assumed("it has no route, and throttles belong to routes; an account's own limits are unmodelled"),
    ),
    Statement(
        "http-api",
        "Throttling comes before the authorizer.",
        Assumed("neither order is recorded for HTTP APIs"),
    ),
    Statement(
        "http-api",
        "A disabled default endpoint is answered 403.",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-disable-default-endpoint.html"
        ),
    ),
)
