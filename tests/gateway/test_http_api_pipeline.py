"""One request through an HTTP API, question by question."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.http_api.definition import (
    HttpIntegration,
    IamAuthorization,
    LambdaIntegration,
    Stage,
    Throttle,
)
from corsproxy.gateway.http_api.doubts import Doubts, RoutedPreflight
from corsproxy.gateway.http_api.function_result import RESULT_LIMIT
from corsproxy.gateway.http_api.jwt_authorizer import MALFORMED
from corsproxy.gateway.http_api.pipeline import BODY_LIMIT, HEADER_LIMIT, advance, begin, head_size
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
)
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.http_api_visits import (
    APP,
    ASKED,
    AT,
    BACKEND,
    CORS,
    FUNCTION,
    JWT,
    LAMBDA,
    answer,
    api,
    arrive,
    preflight,
    route,
    walk,
)

GOOD = TokenVerified(json.dumps({"iss": JWT.issuer, "aud": "shop", "exp": AT + 60}).encode())
ALLOWS = AuthorizerReturned(
    b'{"principalId":"u","context":{"k":"v"},"policyDocument":{"Statement":'
    b'[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*"}]}}'
)
OK = FunctionReturned(b'{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*","X-Own":"1"},"body":"hi"}')
SIGNATURE = {
    "authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE1234567/20260101/us-east-1/execute-api/aws4_request, "
    "SignedHeaders=host, Signature=abc",
    "x-amz-date": "x",
}


def said(found: Answer) -> tuple[int, bytes]:
    return found.response.status, found.response.body


# head, path, stage


def test_a_head_over_the_limit_is_refused_before_anything_else() -> None:
    big = arrive("GET", "/", {"x": "y" * HEADER_LIMIT})
    assert head_size(big) > HEADER_LIMIT
    assert answer(api("GET /"), big).response.status == 431


def test_an_encoded_way_up_is_400_and_a_decoded_one_is_routed_again() -> None:
    one = api(route("GET /auth/me", authorizer=JWT), "GET /governance/{proxy+}")
    assert answer(one, arrive("GET", "/governance/..%2f..%2fauth%2fme")).response.status == 400
    assert said(answer(one, arrive("GET", "/governance/%2e%2e%2fauth%2fme"))) == (401, b'{"message":"Unauthorized"}')


@pytest.mark.parametrize("stage", [None, "prod"])
def test_no_such_stage_is_404_without_cors_headers(stage: str | None) -> None:
    found = answer(api("GET /", cors=CORS), arrive("GET", "/", {"origin": APP}, stage=stage))
    assert said(found) == (404, b'{"message":"Not Found"}')
    assert "access-control-allow-origin" not in found.response.headers


def test_a_disabled_default_endpoint_is_403_while_a_custom_domain_works() -> None:
    closed = api("GET /", default_endpoint_disabled=True)
    assert said(answer(closed, arrive("GET"))) == (403, b'{"message":"Forbidden"}')
    assert isinstance(begin(closed, arrive("GET", host="api.example.com")), AskAdmission)


# route


@pytest.mark.parametrize(("method", "path"), [("GET", "/nope"), ("POST", "/items"), ("HEAD", "/items")])
def test_an_unknown_path_or_method_is_404_and_carries_cors_headers(method: str, path: str) -> None:
    found = answer(api("GET /items", cors=CORS), arrive(method, path, {"origin": APP}))
    assert found.author == Author(Layer.GATEWAY_RESPONSE, "not-found")
    assert found.response.status == 404
    assert found.response.headers.get("access-control-allow-origin") == APP


def test_the_404_of_a_known_path_says_which_route_has_it() -> None:
    assert "GET /items takes this path" in answer(api("GET /items"), arrive("PUT", "/items")).because


def test_a_route_without_integration_is_404() -> None:
    assert answer(api(route("GET /", None)), arrive("GET")).response.status == 404


# preflights that a route takes part in


@pytest.mark.parametrize("key", ["$default", "ANY /items", "ANY /{proxy+}", "OPTIONS /items"])
def test_an_authorizer_on_a_route_that_matches_options_refuses_the_preflight(key: str) -> None:
    found = answer(api(route(key, authorizer=JWT), cors=CORS), preflight("/items"))
    assert found.response.status == 401
    assert found.author.layer is Layer.AUTHORIZER


def test_an_open_options_route_beside_it_is_answered_by_its_integration_with_the_configurations_headers() -> None:
    one = api(route("$default", authorizer=JWT), route("OPTIONS /{proxy+}"), cors=CORS)
    found = answer(one, preflight("/items"), FunctionReturned(OK.payload))
    assert found.author.layer is Layer.INTEGRATION
    assert found.response.headers.get("access-control-allow-origin") == APP
    assert found.response.headers.get("access-control-allow-methods") == "DELETE,GET,POST"


def test_whose_answer_a_routed_preflight_is_can_be_switched() -> None:
    doubts = Doubts(routed_preflight=RoutedPreflight.CORS_CONFIGURATION)
    found = answer(api(route("$default", authorizer=JWT), cors=CORS, doubts=doubts), preflight("/items"))
    assert (found.response.status, found.author.layer) == (204, Layer.CORS_CONFIGURATION)


def test_without_a_cors_configuration_an_options_route_is_any_other_route() -> None:
    found = answer(api("OPTIONS /items"), preflight("/items"), OK)
    assert found.response.headers.get("access-control-allow-origin") == "*"


# admission


def test_a_body_over_the_limit_is_413() -> None:
    big = arrive("POST", "/", {}, b"x" * (BODY_LIMIT + 1))
    assert said(answer(api(route("POST /", BACKEND)), big)) == (413, b'{"message":"Request Entity Too Large"}')


def test_an_event_over_lambdas_limit_is_413_and_the_same_body_reaches_an_http_backend() -> None:
    big = arrive("POST", "/", {"content-type": "text/plain"}, b"x" * RESULT_LIMIT)
    assert answer(api("POST /"), big).response.status == 413
    assert isinstance(walk(api(route("POST /", BACKEND)), big), CallIntegration)


def test_throttles_are_the_routes_else_the_stages() -> None:
    stage = Stage(throttle=Throttle(10, 5), route_throttles={"GET /b": Throttle(1, 2)})
    one = api("GET /a", "GET /b", stages=(stage,))
    a, b = begin(one, arrive("GET", "/a")), begin(one, arrive("GET", "/b"))
    assert isinstance(a, AskAdmission)
    assert isinstance(b, AskAdmission)
    assert (a.rate, a.burst, b.rate, b.burst) == (10, 5, 1, 2)
    assert a.bucket != b.bucket
    assert a.checks == (Check.THROTTLE,)


def test_a_throttled_request_is_429_and_a_refused_size_413() -> None:
    asked = begin(api("GET /", cors=CORS), arrive("GET", "/", {"origin": APP}))
    throttled, large = advance(asked, Refused(Check.THROTTLE)), advance(asked, Refused(Check.SIZE))
    assert isinstance(throttled, Answer)
    assert isinstance(large, Answer)
    assert said(throttled) == (429, b'{"message":"Too Many Requests"}')
    assert throttled.response.headers.get("access-control-allow-origin") == APP
    assert large.response.status == 413


# authorizers


def test_a_missing_token_is_401_with_the_bare_challenge_and_cors_headers() -> None:
    cors = replace(CORS, allow_origins=("http://localhost:5173",), allow_credentials=True)
    found = answer(
        api(route("GET /getUser", authorizer=JWT), cors=cors),
        arrive("GET", "/getUser", {"origin": "http://localhost:5173"}),
    )
    assert found.response.headers.lines[3:] == (
        ("www-authenticate", "Bearer"),
        ("access-control-allow-origin", "http://localhost:5173"),
        ("vary", "origin"),
        ("access-control-allow-credentials", "true"),
        ("apigw-requestid", "cs_pJhGvoAMEJYQ="),
    )


def bearer(outcome: Outcome, scopes: tuple[str, ...] = ()) -> Any:
    one = replace(route("GET /", authorizer=JWT), scopes=scopes)
    return walk(api(one), arrive("GET", "/", {"authorization": "Bearer abc"}), outcome)


def test_a_token_is_asked_for_and_its_claims_reach_the_function() -> None:
    one = api(route("GET /", authorizer=JWT))
    asked = walk(one, arrive("GET", "/", {"authorization": "Bearer abc"}))
    assert isinstance(asked, AskAuthorizer)
    assert (asked.token, asked.authorizer, asked.cache_key) == ("abc", JWT, None)
    called = bearer(GOOD)
    assert isinstance(called.call, InvokeFunction)
    context = json.loads(called.call.event)["requestContext"]
    assert context["authorizer"]["jwt"]["claims"]["aud"] == "shop"
    assert context["authorizer"]["jwt"]["scopes"] is None


def test_a_bad_token_is_401_a_token_without_scope_403_and_unreachable_keys_401() -> None:
    malformed = bearer(TokenInvalid(MALFORMED))
    assert said(malformed) == (401, b'{"message":"Unauthorized"}')
    expected = f'Bearer scope="" error="invalid_token" error_description="{MALFORMED}"'
    assert malformed.response.headers.get("www-authenticate") == expected
    scoped = bearer(GOOD, ("a",))
    assert said(scoped) == (403, b'{"message":"Forbidden"}')
    assert 'error="insufficient_scope"' in scoped.response.headers.get("www-authenticate")
    assert bearer(AuthorizerFailed("timeout")).response.status == 401


def test_a_lambda_authorizer_is_not_asked_without_its_identity_sources() -> None:
    found = answer(api(route("GET /", authorizer=ASKED)), arrive("GET"))
    assert said(found) == (401, b'{"message":"Unauthorized"}')
    assert "www-authenticate" not in found.response.headers


@pytest.mark.parametrize(
    ("outcome", "status", "layer"),
    [
        (AuthorizerReturned(ALLOWS.payload.replace(b"Allow", b"Deny")), 403, Layer.AUTHORIZER),
        (AuthorizerFailed("Unauthorized"), 401, Layer.AUTHORIZER),
        (AuthorizerFailed("Error: boom"), 500, Layer.GATEWAY_RESPONSE),
        (AuthorizerReturned(b"{}"), 500, Layer.GATEWAY_RESPONSE),
    ],
)
def test_what_a_lambda_authorizer_says_becomes_a_status(outcome: Outcome, status: int, layer: Layer) -> None:
    found = answer(api(route("GET /", authorizer=ASKED)), arrive("GET", "/", {"x-key": "k"}), outcome)
    assert (found.response.status, found.author.layer) == (status, layer)


def test_an_allowing_authorizers_context_reaches_the_function() -> None:
    one = api(route("GET /", authorizer=replace(ASKED, ttl=60)))
    asked = walk(one, arrive("GET", "/", {"x-key": "k"}))
    assert isinstance(asked, AskAuthorizer)
    assert (asked.ttl, asked.cache_key is None) == (60, False)
    assert json.loads(asked.event)["type"] == "REQUEST"
    called = advance(asked, ALLOWS)
    assert isinstance(called, CallIntegration)
    assert isinstance(called.call, InvokeFunction)
    assert json.loads(called.call.event)["requestContext"]["authorizer"] == {"lambda": {"k": "v"}}


def test_iam_wants_a_signature_and_believes_whoever_checks_it() -> None:
    one = api(route("GET /", authorizer=IamAuthorization.AWS_IAM))
    assert said(answer(one, arrive("GET"))) == (403, b'{"message":"Forbidden"}')
    asked = walk(one, arrive("GET", "/", SIGNATURE))
    assert isinstance(asked, AskAuthorizer)
    assert asked.token == "AKIDEXAMPLE1234567"
    assert isinstance(advance(asked, TokenVerified(b"{}")), CallIntegration)
    refused = advance(asked, TokenInvalid("no match"))
    assert isinstance(refused, Answer)
    assert refused.response.status == 403


# integrations


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


def test_a_turn_can_be_resumed_twice() -> None:
    called = walk(api("GET /"), arrive("GET"))
    assert advance(called, OK) == advance(called, OK)
    assert advance(called, FunctionThrottled()) != advance(called, OK)


@pytest.mark.parametrize(
    ("outcomes", "wrong"),
    [
        ((), FunctionThrottled()),
        ((Admitted(),), Admitted()),
    ],
)
def test_an_outcome_that_does_not_fit_its_turn_is_our_bug(outcomes: tuple[Outcome, ...], wrong: Outcome) -> None:
    turn = begin(api(route("GET /", LAMBDA)), arrive("GET"))
    for outcome in outcomes:
        turn = advance(turn, outcome)
    with pytest.raises(TypeError):
        advance(turn, wrong)
