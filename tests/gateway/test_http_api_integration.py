"""What the integration says, and what of it reaches the client."""

from __future__ import annotations

import json

import pytest

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.http_api.definition import (
    HttpIntegration,
    LambdaIntegration,
)
from corsproxy.gateway.http_api.pipeline import advance
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
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.http_api_visits import (
    APP,
    CORS,
    FUNCTION,
    answer,
    api,
    arrive,
    route,
    said,
    walk,
)

OK = FunctionReturned(b'{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*","X-Own":"1"},"body":"hi"}')


def test_a_functions_answer_passes_and_its_own_cors_headers_are_dropped_once_cors_is_configured() -> None:
    configured = answer(api("GET /", cors=CORS), arrive("GET", "/", {"origin": "https://other.example"}), OK)
    assert said(configured) == (200, b"hi")
    assert configured.response.headers.names() == (
        "date",
        "content-type",
        "content-length",
        "x-own",
        "apigw-requestid",
    )
    untouched = answer(api("GET /"), arrive("GET"), OK)
    assert untouched.response.headers.get("access-control-allow-origin") == "*"
    assert untouched.author == Author(Layer.INTEGRATION, "AWS_PROXY")


def test_the_answer_to_head_has_the_length_that_the_backend_says() -> None:
    shop = api(route("HEAD /", HttpIntegration("https://backend.example/")))
    left_out = BackendAnswered(Response(200, Headers([("Content-Type", "text/html"), ("Content-Length", "17")]), b""))
    said_of_it = answer(shop, arrive("HEAD"), left_out).response
    assert (said_of_it.headers.get("content-length"), said_of_it.body) == ("17", b"")


def test_payload_format_1_gets_its_own_event_and_no_inference() -> None:
    one = api(route("GET /", LambdaIntegration(FUNCTION, "1.0", 5.0)))
    called = walk(one, arrive("GET"))
    assert isinstance(called, CallIntegration)
    assert isinstance(called.call, InvokeFunction)
    assert (json.loads(called.call.event)["version"], called.call.timeout) == ("1.0", 5.0)
    assert answer(one, arrive("GET"), FunctionReturned(b'"text"')).response.status == 500


@pytest.mark.parametrize(
    ("outcome", "status", "body"),
    [
        (FunctionFailed(b"{}"), 500, b'{"message":"Internal Server Error"}'),
        (FunctionReturned(b'{"statusCode":"none"}'), 500, b'{"message":"Internal Server Error"}'),
        (FunctionUnavailable("no permission"), 500, b'{"message":"Internal Server Error"}'),
        (FunctionThrottled(), 503, b'{"message":"Service Unavailable"}'),
        (IntegrationTimedOut(), 503, b'{"message":"Service Unavailable"}'),
        (BackendUnreachable("refused"), 503, b'{"message":"Service Unavailable"}'),
    ],
)
def test_failures_of_the_integration_are_500_or_503_with_cors_headers(
    outcome: Outcome, status: int, body: bytes
) -> None:
    found = answer(api("GET /", cors=CORS), arrive("GET", "/", {"origin": APP}), outcome)
    assert said(found) == (status, body)
    assert found.author.layer is Layer.GATEWAY_RESPONSE
    assert found.response.headers.get("access-control-allow-origin") == APP


def test_an_http_backend_is_called_and_its_response_passes() -> None:
    integration = HttpIntegration(
        "https://backend.example/{proxy}",
        timeout=3.0,
        request_parameters={"append:header.x-stage": "$context.stage"},
        response_parameters={"404": {"overwrite:statuscode": "200", "overwrite:header.content-type": "text/plain"}},
    )
    one = api(route("ANY /{proxy+}", integration), cors=CORS)
    called = walk(one, arrive("GET", "/a/b?x=1"))
    assert isinstance(called, CallIntegration)
    assert isinstance(called.call, SendRequest)
    assert (called.call.request.url, called.call.timeout) == ("https://backend.example/a/b?x=1", 3.0)
    assert called.call.request.headers.get("x-stage") == "$default"
    lines = [("Content-Type", "text/html"), ("Access-Control-Allow-Origin", "*"), ("ETag", "e")]
    found = advance(called, BackendAnswered(Response(404, Headers(lines), b"gone")))
    assert isinstance(found, Answer)
    assert said(found) == (200, b"gone")
    assert found.response.headers.names() == ("date", "content-type", "content-length", "etag", "apigw-requestid")
    assert found.response.headers.get("content-type") == "text/plain"
