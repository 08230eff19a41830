"""The JWT authorizer: which token, and how its claims are judged."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from corsproxy.gateway.http_api.jwt_authorizer import (
    EXPIRED,
    NOT_YET,
    WRONG_AUDIENCE,
    WRONG_ISSUER,
    Accepted,
    Denied,
    claim_text,
    insufficient_scope,
    invalid_token,
    judge_claims,
    keys_out_of_reach,
    missing_token,
    token_of,
)
from corsproxy.gateway.unresolved import Unresolved
from tests.gateway.http_api_visits import JWT, arrive, route, visit

NOW = 1_700_000_000.0
GOOD: dict[str, Any] = {"iss": "https://issuer.example/", "aud": "shop", "exp": NOW + 60, "sub": "someone"}
SCOPED = replace(route("GET /hello", authorizer=JWT), scopes=("HelloAPI/hello.read", "HelloAPI/hello.write"))
PLAIN = route("GET /hello", authorizer=JWT)


def judge(claims: Any, the_route: Any = PLAIN, authorizer: Any = JWT) -> Accepted | Denied:
    return judge_claims(json.dumps(claims).encode(), authorizer, the_route, NOW)


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ({"Authorization": "Bearer abc"}, "abc"),
        ({"authorization": "bearer  abc "}, "abc"),
        ({"authorization": "abc"}, "abc"),
        ({"authorization": "  "}, None),
        ({}, None),
    ],
)
def test_the_prefix_bearer_is_optional(headers: dict[str, str], token: str | None) -> None:
    assert token_of(visit(arrive("GET", "/", headers)), JWT) == token


def test_a_token_can_come_from_the_query_string() -> None:
    authorizer = replace(JWT, identity_source="$request.querystring.token")
    assert token_of(visit(arrive("GET", "/?token=abc")), authorizer) == "abc"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"aud": ["other", "shop"]},
        {"client_id": "other"},
        {"nbf": NOW, "iat": NOW - 5},
        {"exp": NOW + 0.5},
    ],
)
def test_good_claims_are_accepted(changed: dict[str, Any]) -> None:
    assert isinstance(judge(GOOD | changed), Accepted)


def test_client_id_counts_only_where_there_is_no_aud() -> None:
    without = {name: value for name, value in GOOD.items() if name != "aud"}
    assert isinstance(judge(without | {"client_id": "shop"}), Accepted)
    assert judge(GOOD | {"aud": "other", "client_id": "shop"}) == invalid_token(PLAIN, WRONG_AUDIENCE)
    assert judge(without) == invalid_token(PLAIN, WRONG_AUDIENCE)


@pytest.mark.parametrize(
    ("changed", "description"),
    [
        ({"iss": "https://issuer.example"}, WRONG_ISSUER),
        ({"aud": "other"}, WRONG_AUDIENCE),
        ({"aud": {"a": "shop"}}, WRONG_AUDIENCE),
        ({"exp": NOW}, EXPIRED),
        ({"exp": None}, EXPIRED),
        ({"exp": True}, EXPIRED),
        ({"nbf": NOW + 1}, NOT_YET),
        ({"iat": NOW + 1}, NOT_YET),
        ({"nbf": "soon"}, NOT_YET),
        # the issuer is judged before the audience, the audience before the time
        ({"iss": "x", "aud": "other", "exp": 0}, WRONG_ISSUER),
        ({"aud": "other", "exp": 0}, WRONG_AUDIENCE),
    ],
)
def test_one_wrong_claim_is_401_and_says_which(changed: dict[str, Any], description: str) -> None:
    found = judge(GOOD | changed)
    assert isinstance(found, Denied)
    assert found.status == 401
    assert found.www_authenticate == f'Bearer scope="" error="invalid_token" error_description="{description}"'


@pytest.mark.parametrize("claims", [[], "x", None])
def test_claims_that_are_no_object_are_401(claims: Any) -> None:
    assert judge(claims).status == 401  # type: ignore[union-attr]
    assert judge_claims(b"\xff", JWT, PLAIN, NOW).status == 401  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("claim", "accepted"),
    [
        ({"scope": "openid HelloAPI/hello.read"}, True),
        ({"scp": ["HelloAPI/hello.write"]}, True),
        ({"scope": "openid"}, False),
        ({"scope": "openid", "scp": ["HelloAPI/hello.write"]}, False),
        ({}, False),
    ],
)
def test_any_one_of_the_routes_scopes_is_enough(claim: dict[str, Any], accepted: bool) -> None:
    assert isinstance(judge(GOOD | claim, SCOPED), Accepted) is accepted


def test_the_challenges_are_as_recorded() -> None:
    assert missing_token().www_authenticate == "Bearer"
    found = insufficient_scope(SCOPED)
    assert found.status == 403
    assert found.www_authenticate == (
        'Bearer scope="HelloAPI/hello.read HelloAPI/hello.write" error="insufficient_scope" '
        'error_description="expected scopes: [HelloAPI/hello.read HelloAPI/hello.write]"'
    )


def test_a_description_cannot_break_out_of_its_quotes() -> None:
    assert invalid_token(PLAIN, 'a"b\r\nc').www_authenticate.endswith("error_description=\"a'b''c\"")


def test_keys_out_of_reach_are_401_and_say_which_part_was() -> None:
    found = keys_out_of_reach(PLAIN, JWT, "timeout")
    assert (found.status, "OIDC discovery endpoint communication error" in found.www_authenticate) == (401, True)
    assert "timeout" in found.why
    assert "timeout" not in found.www_authenticate
    assert "JWKS communication error" in keys_out_of_reach(PLAIN, replace(JWT, jwks="keys.json"), "").www_authenticate


def test_what_a_definition_leaves_open_is_not_judged() -> None:
    open_issuer = replace(JWT, issuer=Unresolved("!Ref Issuer"))
    open_audience = replace(JWT, audience=("other", Unresolved("!Ref Client")))
    assert isinstance(judge(GOOD | {"iss": "anyone"}, authorizer=open_issuer), Accepted)
    assert isinstance(judge(GOOD, authorizer=open_audience), Accepted)


def test_claims_reach_the_function_as_text_and_scopes_only_where_the_route_has_some() -> None:
    claims = {**GOOD, "exp": 1700000060, "groups": ["a", "b"], "ok": True, "ratio": 1.50, "deep": {"b": 1, "a": None}}
    found = judge(claims)
    assert isinstance(found, Accepted)
    assert found.value == {
        "claims": {
            "iss": "https://issuer.example/",
            "aud": "shop",
            "exp": "1700000060",
            "sub": "someone",
            "groups": "[a b]",
            "ok": "true",
            "ratio": "1.5",
            "deep": "map[a:<nil> b:1]",
        },
        "scopes": None,
    }
    assert list(found.value["claims"]) == sorted(found.value["claims"])
    assert judge(GOOD | {"scope": "HelloAPI/hello.read x"}).value["scopes"] is None  # type: ignore[union-attr,index]
    scoped = judge(GOOD | {"scope": "HelloAPI/hello.read x"}, SCOPED)
    assert scoped.value["scopes"] == ["HelloAPI/hello.read", "x"]  # type: ignore[union-attr,index]


def test_lists_are_rendered_in_brackets() -> None:
    assert claim_text(["a", ["b", 1]]) == "[a [b 1]]"
