"""Who is it, and may they?"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer, Layer
from corsproxy.gateway.http_api.definition import (
    IamAuthorization,
)
from corsproxy.gateway.http_api.jwt_authorizer import MALFORMED
from corsproxy.gateway.http_api.pipeline import advance
from corsproxy.gateway.turn import (
    AskAuthorizer,
    AuthorizerFailed,
    AuthorizerReturned,
    CallIntegration,
    InvokeFunction,
    Outcome,
    TokenInvalid,
    TokenVerified,
)
from tests.gateway.http_api_visits import (
    ASKED,
    AT,
    CORS,
    JWT,
    answer,
    api,
    arrive,
    route,
    said,
    walk,
)

GOOD = TokenVerified(json.dumps({"iss": JWT.issuer, "aud": "shop", "exp": AT + 60}).encode())
ALLOWS = AuthorizerReturned(
    b'{"principalId":"u","context":{"k":"v"},"policyDocument":{"Statement":'
    b'[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*"}]}}'
)
SIGNATURE = {
    "authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE1234567/20260101/us-east-1/execute-api/aws4_request, "
    "SignedHeaders=host, Signature=abc",
    "x-amz-date": "x",
}


def test_a_missing_token_is_401_with_the_bare_challenge_and_cors_headers() -> None:
    cors = replace(CORS, allow_origins=("http://localhost:5173",), allow_credentials=True)
    found = answer(
        api(route("GET /getUser", authorizer=JWT), cors=cors),
        arrive("GET", "/getUser", {"origin": "http://localhost:5173"}),
    )
    assert found.response.headers.lines[3:] == (
        ("access-control-allow-origin", "http://localhost:5173"),
        ("vary", "origin"),
        ("access-control-allow-credentials", "true"),
        ("www-authenticate", "Bearer"),
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
