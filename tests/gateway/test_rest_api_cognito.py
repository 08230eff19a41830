"""Cognito tokens."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.cognito import accepted, invalid, token_of
from corsproxy.gateway.rest_api.definition import Authorizer, AuthorizerType, Method
from corsproxy.gateway.rest_api.gateway_response import Refusal
from tests.gateway.rest_api_calls import AT, api_of, arrival, mock

POOL = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_x"
ID = {"token_use": "id", "iss": POOL, "aud": "client", "exp": AT + 60, "sub": "s"}


def verdict(claims: Any, scopes: tuple[str, ...] = (), **more: Any) -> Call | Refusal:
    method = Method("GET", mock(), scopes=scopes)
    found = Call(api_of(), arrival("GET", "/"), "GET", method=method)
    authorizer = Authorizer("c", AuthorizerType.COGNITO_USER_POOLS, **more)
    return accepted(found, authorizer, claims if isinstance(claims, bytes) else json.dumps(claims).encode())


def test_claims_reach_the_call_as_text() -> None:
    found = verdict(
        {**ID, "exp": 1_757_011_999, "cognito:groups": ["a", "b"], "email_verified": True, "auth_time": 5}
    )
    assert isinstance(found, Call)
    claims = found.authorizer["claims"]
    assert isinstance(claims, dict)
    assert claims["cognito:groups"] == "a,b"
    assert claims["exp"] == "Thu Sep 04 18:53:19 UTC 2025"
    assert claims["email_verified"] == "true"
    assert claims["auth_time"] == "5"
    assert claims["sub"] == "s"


@pytest.mark.parametrize(
    ("claims", "scopes", "more"),
    [
        ({**ID, "exp": AT - 1}, (), {}),
        ({**ID, "token_use": "access"}, (), {}),
        ({**ID, "iss": "https://evil.example"}, (), {"issuer": POOL}),
        (ID, ("api/read",), {}),
        ({**ID, "scope": "api/write openid"}, ("api/read",), {}),
        ({**ID, "aud": "other"}, (), {"validation": "client"}),
        (b"no json", (), {}),
        ([], (), {}),
    ],
)
def test_a_token_that_does_not_fit_is_401(claims: Any, scopes: tuple[str, ...], more: dict[str, Any]) -> None:
    found = verdict(claims, scopes, **more)
    assert isinstance(found, Refusal)
    assert found.type == "UNAUTHORIZED"


def test_a_token_that_fits_is_accepted() -> None:
    assert isinstance(verdict(ID, issuer=POOL, validation="cli.*"), Call)
    assert isinstance(verdict({**ID, "token_use": "access", "scope": "openid api/read"}, ("api/read", "x")), Call)


def test_an_expired_token_is_told_so() -> None:
    assert invalid("Signature has expired").message == "The incoming token has expired"
    assert invalid("bad signature").message is None


@pytest.mark.parametrize(
    ("value", "token"), [("Bearer a.b.c", "a.b.c"), ("bearer  x", "x"), ("a.b.c", "a.b.c"), ("Basic x", "Basic x")]
)
def test_the_bearer_prefix_is_optional(value: str, token: str) -> None:
    assert token_of(value) == token
