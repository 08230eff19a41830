"""One request through an HTTP API, question by question, in the order in which API Gateway asks them.

`begin` answers the questions that need nobody; each turn then asks the world one thing, and `advance` goes
on with its outcome. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.http_api import event_1_0, event_2_0, jwt_authorizer, lambda_authorizer, signature
from corsproxy.gateway.http_api.cors import without_backend_cors
from corsproxy.gateway.http_api.definition import (
    HttpApi,
    HttpIntegration,
    IamAuthorization,
    JwtAuthorizer,
    LambdaAuthorizer,
    LambdaIntegration,
)
from corsproxy.gateway.http_api.doubts import RoutedPreflight
from corsproxy.gateway.http_api.function_result import RESULT_LIMIT, Unusable500, result_of
from corsproxy.gateway.http_api.http_backend import backend_request, passed_response
from corsproxy.gateway.http_api.parameter_mapping import changes_of, mapped_request, mapped_response, mapped_visit
from corsproxy.gateway.http_api.paths import normal_path
from corsproxy.gateway.http_api.prepared import Prepared, prepare
from corsproxy.gateway.http_api.reply import cors_lines, error, reply
from corsproxy.gateway.http_api.routes import select_route
from corsproxy.gateway.http_api.visit import Authorization, AuthorizedBy, Visit
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.turn import (
    Admitted,
    AskAdmission,
    AskAuthorizer,
    AuthorizerFailed,
    AuthorizerReturned,
    BackendAnswered,
    BackendUnreachable,
    CallIntegration,
    Check,
    FunctionFailed,
    FunctionReturned,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
    InvokeFunction,
    Outcome,
    Refused,
    SendRequest,
    TokenInvalid,
    TokenVerified,
    Turn,
)
from corsproxy.http.headers import Headers, Line

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
    selected = select_route(prepared.candidates(request.method), request.method, path, api.doubts.empty_segments)
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
            return _authorize(visit)
        case AskAdmission(), Refused(Check.SIZE):
            return error(visit.api, visit.arrival, 413, "the request's body is too large")
        case AskAdmission(), Refused():
            return error(visit.api, visit.arrival, 429, f"route {visit.route.key} is throttled")
        case AskAuthorizer(), _:
            return _authorized(turn, visit, outcome)
        case CallIntegration(), _:
            return _integrated(visit, outcome)
        case _:
            raise TypeError(f"{type(outcome).__name__} is no outcome of {type(turn).__name__}")


def head_size(arrival: Arrival) -> int:
    """Bytes of request line and headers, as limits count them."""
    request = arrival.request
    return len(request.method) + len(request.url) + sum(len(name) + len(value) + 4 for name, value in request.headers)


def _preflight(api: HttpApi, arrival: Arrival) -> Answer:
    lines = cors_lines(api, arrival)
    because = (
        "the CORS configuration answers the preflight"
        if lines
        else "the CORS configuration answers OPTIONS, but allows no such Origin (or the request is no preflight)"
    )
    return reply(api, arrival, 204, Author(Layer.CORS_CONFIGURATION), because, cors=lines)


def _no_route(prepared: Prepared, method: str, path: str) -> str:
    for pattern in prepared.every_pattern:
        if pattern.method not in ("ANY", method) and select_route((pattern,), pattern.method, path):
            return f"no route takes {method} {path}; {pattern.route.key} takes this path with another method"
    return f"no route takes {method} {path}"


# 9. Who is it?


def _authorize(visit: Visit) -> Turn:
    authorizer = visit.route.authorizer
    match authorizer:
        case None:
            return _integrate(visit)
        case JwtAuthorizer():
            token = jwt_authorizer.token_of(visit, authorizer)
            if token is None:
                return _denied(visit, jwt_authorizer.missing_token())
            return AskAuthorizer(visit, authorizer, token=token)
        case LambdaAuthorizer():
            identity = lambda_authorizer.identity_of(visit, authorizer)
            if identity is None:
                because = "an identity source of the authorizer is missing; it was not invoked"
                return error(visit.api, visit.arrival, 401, because, layer=Layer.AUTHORIZER)
            event = lambda_authorizer.authorizer_event(visit, authorizer, identity)
            key = lambda_authorizer.cache_key(authorizer, identity)
            return AskAuthorizer(visit, authorizer, event=event, cache_key=key, ttl=authorizer.ttl)
        case IamAuthorization.AWS_IAM:
            access_key = signature.access_key_of(visit.arrival)
            if access_key is None:
                because = "AWS_IAM: the request has no Signature Version 4 for execute-api"
                return error(visit.api, visit.arrival, 403, because, layer=Layer.AUTHORIZER)
            return AskAuthorizer(visit, authorizer, token=access_key)
        case _:
            assert_never(authorizer)


def _authorized(turn: AskAuthorizer, visit: Visit, outcome: Outcome) -> Turn:
    match turn.authorizer:
        case JwtAuthorizer() as authorizer:
            return _jwt(visit, authorizer, outcome)
        case LambdaAuthorizer() as authorizer:
            return _lambda(visit, authorizer, outcome)
        case _:
            return _iam(turn.token, visit, outcome)


def _jwt(visit: Visit, authorizer: JwtAuthorizer, outcome: Outcome) -> Turn:
    match outcome:
        case TokenVerified(claims):
            verdict = jwt_authorizer.judge_claims(claims, authorizer, visit.route, visit.arrival.at)
            if isinstance(verdict, jwt_authorizer.Denied):
                return _denied(visit, verdict)
            return _integrate(replace(visit, authorization=Authorization(AuthorizedBy.JWT, verdict.value)))
        case TokenInvalid(reason):
            return _denied(visit, jwt_authorizer.invalid_token(visit.route, reason))
        case AuthorizerFailed(failure):
            # issuer or keys out of reach are the token's fault to a JWT authorizer: 401, not 500
            return _denied(visit, jwt_authorizer.keys_out_of_reach(visit.route, authorizer, failure))
        case _:
            raise TypeError(f"{type(outcome).__name__} is no outcome of a JWT authorizer")


def _denied(visit: Visit, denied: jwt_authorizer.Denied) -> Answer:
    lines = [("www-authenticate", denied.www_authenticate)]
    because = f"JWT authorizer: {denied.why}"
    return error(visit.api, visit.arrival, denied.status, because, layer=Layer.AUTHORIZER, lines=lines)


def _lambda(visit: Visit, authorizer: LambdaAuthorizer, outcome: Outcome) -> Turn:
    match outcome:
        case AuthorizerReturned(payload):
            verdict = lambda_authorizer.judge_result(payload, authorizer, lambda_authorizer.arn_of(visit))
        case AuthorizerFailed("Unauthorized"):
            verdict = lambda_authorizer.Refusal(401, "the authorizer raised Unauthorized")
        case AuthorizerFailed(failure):
            verdict = lambda_authorizer.Refusal(500, f"the authorizer failed: {failure}")
        case _:
            raise TypeError(f"{type(outcome).__name__} is no outcome of a Lambda authorizer")
    if isinstance(verdict, lambda_authorizer.Allowed):
        return _integrate(replace(visit, authorization=Authorization(AuthorizedBy.LAMBDA, verdict.context)))
    layer = Layer.GATEWAY_RESPONSE if verdict.status == 500 else Layer.AUTHORIZER
    return error(visit.api, visit.arrival, verdict.status, verdict.why, layer=layer)


def _iam(access_key: str, visit: Visit, outcome: Outcome) -> Turn:
    match outcome:
        case TokenVerified():
            value = signature.identity_of(visit.api, access_key)
            return _integrate(replace(visit, authorization=Authorization(AuthorizedBy.IAM, value)))
        case TokenInvalid(reason) | AuthorizerFailed(reason):
            because = f"AWS_IAM: {reason}"
            return error(visit.api, visit.arrival, 403, because, layer=Layer.AUTHORIZER)
        case _:
            raise TypeError(f"{type(outcome).__name__} is no outcome of AWS_IAM")


# 10. What does the integration say?


def _integrate(visit: Visit) -> Turn:
    integration = visit.route.integration
    match integration:
        case None:
            return error(visit.api, visit.arrival, 404, f"route {visit.route.key} has no integration")
        case LambdaIntegration():
            builder = event_1_0 if integration.payload_format == "1.0" else event_2_0
            event = builder.function_event(mapped_visit(visit, changes_of(integration.request_parameters)))
            if len(event) > RESULT_LIMIT:
                return error(visit.api, visit.arrival, 413, "the event is over Lambda's 6 MB")
            return CallIntegration(visit, InvokeFunction(integration.function, event, integration.timeout))
        case HttpIntegration():
            request = backend_request(visit, integration)
            request = mapped_request(request, changes_of(integration.request_parameters), visit)
            return CallIntegration(visit, SendRequest(request, integration.timeout))
        case _:
            assert_never(integration)


def _integrated(visit: Visit, outcome: Outcome) -> Turn:
    api, arrival = visit.api, visit.arrival
    match outcome:
        case FunctionReturned(payload):
            return _function_answer(visit, payload)
        case BackendAnswered(response):
            content_type, lines = passed_response(response)
            author = Author(Layer.INTEGRATION, "HTTP_PROXY")
            return _pass(visit, response.status, author, content_type, lines, response.body)
        case FunctionFailed():
            return error(api, arrival, 500, "the function failed (it raised, exited or ran out of its own timeout)")
        case FunctionUnavailable(reason):
            return error(api, arrival, 500, f"the function cannot be invoked: {reason}")
        case FunctionThrottled():
            return error(api, arrival, 503, "the function's concurrency is used up")
        case IntegrationTimedOut():
            return error(api, arrival, 503, "the integration did not answer in time")
        case BackendUnreachable(reason):
            return error(api, arrival, 503, f"the backend cannot be reached: {reason}")
        case _:
            raise TypeError(f"{type(outcome).__name__} is no outcome of an integration")


def _function_answer(visit: Visit, payload: bytes) -> Answer:
    integration = visit.route.integration
    payload_format = integration.payload_format if isinstance(integration, LambdaIntegration) else "2.0"
    result = result_of(payload, payload_format)
    if isinstance(result, Unusable500):
        return error(visit.api, visit.arrival, 500, result.why)
    author = Author(Layer.INTEGRATION, "AWS_PROXY")
    return _pass(visit, result.status, author, result.content_type, result.lines, result.body)


# 11. What of it reaches the client?


def _pass(
    visit: Visit, status: int, author: Author, content_type: str, lines: tuple[Line, ...], body: bytes
) -> Answer:
    because = f"the integration of route {visit.route.key} answered {status}"
    integration = visit.route.integration
    if integration is not None and integration.response_parameters:
        typed = (("content-type", content_type), *lines) if content_type else lines
        status, lines = mapped_response(status, typed, integration.response_parameters, visit)
        content_type = Headers(lines).get("content-type") or ""
        lines = Headers(lines).without("content-type").lines
    if visit.api.cors is not None:
        lines = without_backend_cors(lines)
    return reply(
        visit.api,
        visit.arrival,
        status,
        author,
        because,
        content_type=content_type,
        lines=lines,
        body=body,
        cors=cors_lines(visit.api, visit.arrival),
    )


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
        "A function that fails is a 500; one that is throttled, or too slow, a 503 (never 502 or 504).",
        Recorded("Lambda concurrency exhausted; integration timeouts", "2024/2026"),
    ),
    Statement(
        "http-api",
        "A backend that cannot be reached is a 503.",
        Documented("https://repost.aws/knowledge-center/api-gateway-vpc-link-error"),
    ),
    Statement(
        "http-api",
        "A route without an integration is a 404.",
        Recorded("an OPTIONS route without integration beside an authorizer, a public report", "2022"),
    ),
    Statement(
        "http-api",
        "A disabled default endpoint is answered 403.",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-disable-default-endpoint.html"
        ),
    ),
)
