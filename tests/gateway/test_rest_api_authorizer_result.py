"""What a Lambda authorizer may return."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsproxy.gateway.rest_api.authorizer_result import judge
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.rest_api.response_type import ResponseType
from tests.gateway.rest_api_calls import api_of, arrival

ARN = "arn:aws:execute-api:us-east-1:123456789012:abcde12345/dev/GET/items"


def result(effect: str = "Allow", resource: Any = ARN, **more: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": resource}
    return {"principalId": "user", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}, **more}


def judged(payload: Any) -> Call | Refusal:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return judge(Call(api_of(), arrival("GET", "/items"), "GET"), raw)


@pytest.mark.parametrize("resource", [ARN, "*", ARN.replace("GET", "*"), ["x", ARN.replace("items", "*")]])
def test_a_policy_that_covers_the_method_admits(resource: Any) -> None:
    assert isinstance(judged(result(resource=resource)), Call)


def test_context_reaches_the_call_as_text() -> None:
    found = judged(
        result(context={"s": "v", "n": 1, "b": True, "f": 1.5, "z": None}, usageIdentifierKey="key", principalId=7)
    )
    assert isinstance(found, Call)
    assert found.authorizer == {
        "s": "v", "n": "1", "b": "true", "f": "1.5", "z": None, "principalId": "7", "integrationLatency": 0,
    }  # fmt: skip
    assert found.usage_identifier == "key"


@pytest.mark.parametrize(
    ("payload", "ending"),
    [
        (result("Deny"), " with an explicit deny"),
        (result(resource=ARN.replace("items", "other")), ""),
        (result(resource=ARN.replace("GET", "POST")), ""),
    ],
)
def test_a_policy_that_does_not_admit_is_403_in_its_own_words(payload: Any, ending: str) -> None:
    found = judged(payload)
    assert isinstance(found, Refusal)
    assert found.type is ResponseType.ACCESS_DENIED
    assert (found.message or "User is not authorized to access this resource").endswith(f"this resource{ending}")


@pytest.mark.parametrize(
    "payload",
    [
        b"not json", "text", [], {}, {"principalId": "u"}, {"policyDocument": {"Statement": []}},
        {"principalId": "u", "policyDocument": "x"}, {"principalId": "u", "policyDocument": {}},
        {"principalId": {"a": 1}, "policyDocument": {"Statement": []}},
        result(context={"a": {"b": 1}}), result(context={"a": [1]}), result(context="x"),
        {"errorMessage": "boom", "errorType": "Error"}, {"isAuthorized": True},
    ],
)  # fmt: skip
def test_what_is_no_result_is_a_configuration_error(payload: Any) -> None:
    found = judged(payload)
    assert isinstance(found, Refusal)
    assert found.type is ResponseType.AUTHORIZER_CONFIGURATION_ERROR


def test_an_error_that_says_unauthorized_is_401() -> None:
    found = judged({"errorMessage": "Unauthorized"})
    assert isinstance(found, Refusal)
    assert found.type is ResponseType.UNAUTHORIZED
