"""A policy that admits some places is met from there; what it denies from everywhere stays denied."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from corsproxy.diagnose.lint.callers import Caller, callers
from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.gateway.rest_api.definition import EndpointType, RestApi
from tests.diagnose.lint_apis import CORS, http, options, proxy, rest, route

ALLOW = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}


def policy(effect: str, condition: Any, **more: Any) -> dict[str, Any]:
    return {"Statement": [ALLOW, {**ALLOW, "Effect": effect, "Condition": condition, **more}]}


def kinds(api: RestApi) -> set[str]:
    return {finding.kind.name for one in complaints(api, matrix(api)) for finding in one.findings}


RIGHT = rest(proxy("POST"), options(), covered=True)


@pytest.mark.parametrize(
    ("document", "admitted"),
    [
        (policy("Deny", {"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}), True),
        ({"Statement": [{**ALLOW, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.7"}}}]}, True),
        (json.dumps({"Statement": {**ALLOW, "Condition": {"IpAddress": {"AWS:SourceIP": "203.0.113.7"}}}}), True),
        (policy("Deny", {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), True),
        (policy("Deny", {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}), False),  # a public API sees no VPC
        ({"Statement": [{**ALLOW, "Principal": {"AWS": "123456789012"}}]}, False),
        ({"Statement": []}, False),
        ("not JSON", False),
    ],
)
def test_a_public_api_is_asked_from_an_address_that_its_policy_admits(document: Any, admitted: bool) -> None:
    assert ("resource-policy-denies" not in kinds(replace(RIGHT, policy=document))) is admitted


@pytest.mark.parametrize(
    "condition",
    [
        {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}},
        {"StringNotEquals": {"aws:SourceVpce": ["vpce-2"]}},
        {"NotIpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}},
        {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}, "NotIpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}},
    ],
)
def test_a_private_api_is_asked_from_a_vpc_that_its_policy_admits(condition: Any) -> None:
    private = replace(RIGHT, endpoint_type=EndpointType.PRIVATE, policy=policy("Deny", condition))
    assert "resource-policy-denies" not in kinds(private)


def test_a_preflight_that_is_denied_from_everywhere_is_still_told() -> None:
    where = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    only_post = {**ALLOW, "Resource": "execute-api:/*/POST/*", "Condition": where}
    assert "resource-policy-denies" in kinds(replace(RIGHT, policy={"Statement": [only_post]}))


def test_the_places_are_few_and_anywhere_comes_first() -> None:
    many = {"IpAddress": {"aws:SourceIp": [f"10.0.{n}.0/24" for n in range(200)]}}
    found = callers(replace(RIGHT, policy=policy("Allow", many)))
    assert found[:2] == (Caller(), Caller("10.0.0.0"))
    assert len(found) < 50
    assert callers(http(route("GET /x"), cors=CORS)) == (Caller(),)
