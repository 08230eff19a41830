"""A resource policy is written for the callers whom it lets in, and lint asks as one of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from corsproxy.diagnose.lint.callers import callers
from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.gateway.rest_api.definition import EndpointType, Json
from tests.diagnose.lint_apis import http, options, proxy, rest, url


def policy(effect: str, condition: Json, principal: Json = "*") -> Json:
    statement: Json = {
        "Effect": effect, "Principal": principal, "Action": "execute-api:Invoke", "Resource": "*", "Condition": condition,
    }  # fmt: skip
    everything: Json = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}
    return {"Statement": [statement] if effect == "Allow" else [everything, statement]}


def errors(found: Json, endpoint: EndpointType = EndpointType.REGIONAL) -> set[str]:
    api = replace(rest(proxy("POST"), options(), covered=True), policy=found, endpoint_type=endpoint)
    told = [one for each in complaints(api, matrix(api)) for one in each.findings]
    return {one.kind.name for one in told if one.severity == "error"}


@pytest.mark.parametrize(
    "found",
    [
        policy("Allow", {"IpAddress": {"aws:SourceIp": ["10.1.0.0/16", "203.0.113.5"]}}),
        policy("Deny", {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
        json.dumps(policy("Allow", {"IpAddress": {"aws:SourceIp": "10.1.0.0/16"}})),
    ],
)
def test_pages_of_an_allowed_network_are_asked_for(found: Json) -> None:
    assert errors(found) == set()


def test_pages_within_the_vpc_of_a_private_api_are_asked_for() -> None:
    for condition in ({"aws:SourceVpce": "vpce-1"}, {"aws:SourceVpc": ["vpc-1"]}):
        assert errors(policy("Allow", {"StringEquals": condition}), EndpointType.PRIVATE) == set()


def test_a_policy_that_lets_no_page_in_is_still_told() -> None:
    assert errors(policy("Allow", {"StringEquals": {"aws:PrincipalAccount": "111111111111"}})) == {
        "resource-policy-denies"
    }


def test_what_has_no_policy_is_called_from_anywhere() -> None:
    assert callers(http()) == callers(url()) == callers(rest(proxy("GET")))
    assert callers(replace(rest(proxy("GET")), policy="not json")) == callers(http())
