"""The Lambda authorizer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corsproxy.gateway.http_api.definition import Stage
from corsproxy.gateway.http_api.lambda_authorizer import (
    Allowed,
    Refusal,
    arn_of,
    authorizer_event,
    cache_key,
    identity_of,
    judge_result,
)
from tests.gateway.http_api_visits import ASKED, arrive, visit

FIXTURES = Path(__file__).parents[3] / "shared" / "recordings" / "lambda-events"
SIMPLE = replace(ASKED, simple_responses=True)
ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/$default/GET/request"
TWO = replace(ASKED, identity_sources=("$request.header.auth", "$request.querystring.Name"))


def policy(effect: str, resource: str = "*") -> dict[str, Any]:
    statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource}
    return {"principalId": "user", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}


@pytest.mark.parametrize(
    ("path", "headers", "identity"),
    [
        ("/?Name=n", {"AUTH": "a"}, ("a", "n")),
        ("/?Name=n", {}, None),
        ("/?Name=", {"auth": "a"}, None),
        ("/?name=n", {"auth": "a"}, None),
        ("/", {}, None),
    ],
)
def test_identity_sources_are_anded_query_names_with_case(
    path: str, headers: dict[str, str], identity: tuple[str, ...] | None
) -> None:
    assert identity_of(visit(arrive("GET", path, headers)), TWO) == identity


def test_without_identity_sources_the_authorizer_is_always_asked() -> None:
    assert identity_of(visit(arrive("GET")), replace(ASKED, identity_sources=())) == ()


def test_caching_needs_a_ttl_and_an_identity_source() -> None:
    assert cache_key(replace(ASKED, ttl=0), ("a",)) is None
    assert cache_key(replace(ASKED, ttl=300, identity_sources=()), ()) is None
    cached = replace(ASKED, ttl=300)
    assert cache_key(cached, ("a",)) == cache_key(cached, ("a",))
    assert cache_key(cached, ("a",)) != cache_key(cached, ("b",))
    assert cache_key(cached, ("a,b",)) != cache_key(cached, ("a", "b"))
    assert cache_key(cached, ("a",)) != cache_key(replace(cached, name="other"), ("a",))


@pytest.mark.parametrize(
    ("authorizer", "result", "status"),
    [
        (SIMPLE, {"isAuthorized": True}, 200),
        (SIMPLE, {"isAuthorized": True, "context": {"k": ["v"]}}, 200),
        (SIMPLE, {"isAuthorized": False}, 403),
        (SIMPLE, {"isAuthorized": "true"}, 500),
        (SIMPLE, {}, 500),
        (SIMPLE, {"isAuthorized": True, "context": "text"}, 500),
        (SIMPLE, policy("Allow"), 500),
        (ASKED, policy("Allow"), 200),
        (ASKED, policy("Allow", ARN), 200),
        (ASKED, policy("Allow", "arn:aws:execute-api:*:*:*/*/POST/*"), 403),
        (ASKED, policy("Deny"), 403),
        (ASKED, {"isAuthorized": True}, 500),
        (ASKED, {"principalId": "user"}, 500),
        (ASKED, {"policyDocument": policy("Allow")["policyDocument"]}, 500),
        # simple responses belong to format 2.0
        (replace(SIMPLE, payload_format="1.0"), policy("Allow"), 200),
        (replace(SIMPLE, payload_format="1.0"), {"isAuthorized": True}, 500),
        (ASKED, {"errorMessage": "Unauthorized"}, 401),
        (SIMPLE, {"errorMessage": "Unauthorized"}, 401),
        (ASKED, [], 500),
        (ASKED, None, 500),
    ],
)
def test_what_a_result_means(authorizer: Any, result: Any, status: int) -> None:
    found = judge_result(json.dumps(result).encode(), authorizer, ARN)
    assert (200 if isinstance(found, Allowed) else found.status) == status


def test_a_result_that_is_not_json_is_500_and_context_is_handed_on() -> None:
    assert judge_result(b"<", ASKED, ARN) == Refusal(500, "the authorizer's result is not JSON")
    assert judge_result(b'{"isAuthorized":true,"context":{"k":1}}', SIMPLE, ARN) == Allowed({"k": 1})
    assert judge_result(json.dumps(policy("Allow")).encode(), ASKED, ARN) == Allowed(None, "user")


def test_the_arn_names_stage_method_and_path() -> None:
    one = visit(arrive("GET", "/request", stage="test"), stage=Stage("test"))
    assert arn_of(one) == "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/test/GET/request"


@pytest.mark.skipif(not FIXTURES.exists(), reason="published fixtures are not here")
@pytest.mark.parametrize(
    ("name", "payload_format"),
    [("apigw-v2-custom-authorizer-v1-request.json", "1.0"), ("apigw-v2-custom-authorizer-v2-request.json", "2.0")],
)
def test_published_authorizer_events_have_the_same_keys(name: str, payload_format: str) -> None:
    recorded = json.loads((FIXTURES / "aws-lambda-go" / name).read_text())
    variables = recorded["stageVariables"]
    query = "parameter1=value1&parameter1=value2&parameter2=value"
    arrival = arrive("GET", f"/request?{query}", {"cookie": "cookie1; cookie2"}, stage="test")
    parameters = {"parameter1": "value1"}
    one = visit(arrival, "GET /request", stage=Stage("test", variables), path_parameters=parameters)
    authorizer = replace(ASKED, payload_format=payload_format)
    made = json.loads(authorizer_event(one, authorizer, ("user1", "123")))
    assert made.keys() == recorded.keys()
    for key in ("version", "type", "identitySource", "stageVariables"):
        assert made[key] == recorded[key]
    arn = made["routeArn" if payload_format == "2.0" else "methodArn"]
    assert arn.endswith("/test/GET/request")
