"""What does the integration say, and what of it reaches the client?

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations.html
"""

from __future__ import annotations

from typing import assert_never

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.function_failure import failed_because
from corsproxy.gateway.http_api import event_1_0
from corsproxy.gateway.http_api.cors import without_backend_cors
from corsproxy.gateway.http_api.definition import HttpIntegration, LambdaIntegration
from corsproxy.gateway.http_api.function_result import RESULT_LIMIT, Unusable500, result_of
from corsproxy.gateway.http_api.http_backend import backend_request, passed_response
from corsproxy.gateway.http_api.parameter_mapping import changes_of, mapped_request, mapped_response, mapped_visit
from corsproxy.gateway.http_api.recurring_event import recurring_event
from corsproxy.gateway.http_api.reply import cors_lines, error, reply
from corsproxy.gateway.http_api.visit import Visit
from corsproxy.gateway.provenance import Documented, Recorded, Statement
from corsproxy.gateway.turn import (
    BackendAnswered,
    BackendUnreachable,
    CallIntegration,
    FunctionFailed,
    FunctionReturned,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
    InvokeFunction,
    Outcome,
    SendRequest,
)
from corsproxy.http.headers import Headers, Line

_BY_FUNCTION = Author(Layer.INTEGRATION, "AWS_PROXY")


def call(visit: Visit) -> CallIntegration | Answer:
    """The call of the route's integration, or the answer where there is none to call."""
    integration = visit.route.integration
    match integration:
        case None:
            return error(visit.api, visit.arrival, 404, f"route {visit.route.key} has no integration")
        case LambdaIntegration():
            made = event_1_0.function_event if integration.payload_format == "1.0" else recurring_event
            event = made(mapped_visit(visit, changes_of(integration.request_parameters)))
            if len(event) > RESULT_LIMIT:
                return error(visit.api, visit.arrival, 413, "the event is over Lambda's 6 MB")
            return CallIntegration(visit, InvokeFunction(integration.function, event, integration.timeout))
        case HttpIntegration():
            request = backend_request(visit, integration)
            request = mapped_request(request, changes_of(integration.request_parameters), visit)
            return CallIntegration(visit, SendRequest(request, integration.timeout))
        case _:
            assert_never(integration)


def answered(visit: Visit, outcome: Outcome) -> Answer:
    """What becomes of the integration's outcome. TypeError for one that does not fit."""
    api, arrival = visit.api, visit.arrival
    match outcome:
        case FunctionReturned(payload):
            return _function_answer(visit, payload)
        case BackendAnswered(response):
            content_type, lines = passed_response(response)
            author = Author(Layer.INTEGRATION, "HTTP_PROXY")
            # what HEAD leaves out has the length that the backend says
            length = response.headers.get("content-length") or "" if arrival.request.method == "HEAD" else ""
            return _pass(visit, response.status, author, content_type, lines, response.body, length)
        case FunctionFailed(payload):
            return error(api, arrival, 500, failed_because(payload))
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
    return _pass(visit, result.status, _BY_FUNCTION, result.content_type, result.lines, result.body)


def _pass(
    visit: Visit,
    status: int,
    author: Author,
    content_type: str,
    lines: tuple[Line, ...],
    body: bytes,
    length: str = "",
) -> Answer:
    because = f"the integration of route {visit.route.key} answered {status}"
    integration = visit.route.integration
    if integration is not None and integration.response_parameters:
        typed = (("content-type", content_type), *lines) if content_type else lines
        status, lines = mapped_response(status, typed, integration.response_parameters, visit, body)
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
        length=length,
    )


STATEMENTS = (
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
)
