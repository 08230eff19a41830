"""Resource policies, alone and beside authorizers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.partition import partition_of
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import (
    Authorizer,
    AuthorizerType,
    EndpointType,
    IamAuthorization,
    Method,
)
from corsproxy.gateway.rest_api.resource_policy import api_arn, method_arn, vpc_of
from corsproxy.gateway.turn import TokenVerified
from corsproxy.gateway.unresolved import Unresolved
from tests.gateway.rest_api_calls import FUNCTION, World, api_of, arrival, call, error_type, message, mock

SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE000000/20250904/us-east-1/execute-api/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=abc",
    "X-Amz-Date": "20250904T184701Z",
}


def policy(effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*", **more}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


ALLOW, DENY, NEITHER = document(policy()), document(policy("Deny")), document()


def lambda_authorizer(effect: str | None) -> World:
    def authorize(event: dict[str, Any]) -> dict[str, Any]:
        own = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": event["methodArn"]}
        return {"principalId": "u", "policyDocument": {"Statement": [own] if effect else []}}

    return World(authorizer=authorize)


def answered(api_policy: Any, authorizer: Any = None, world: World | None = None, **more: Any) -> Answer:
    api = api_of(("GET", "/items", Method("GET", mock(), authorizer)), policy=api_policy)
    return call(api, "GET", "/items", world=world, **more)


@pytest.mark.parametrize(("found", "status"), [(None, 200), (ALLOW, 200), (DENY, 403), (NEITHER, 403)])
def test_without_an_authorizer_a_policy_must_allow(found: Any, status: int) -> None:
    assert answered(found).response.status == status


def test_a_denial_names_the_method_with_a_masked_account() -> None:
    arn = "arn:aws:execute-api:us-east-1:********9012:abcde12345/dev/GET/items"
    text = f"User: anonymous is not authorized to perform: execute-api:Invoke on resource: {arn}"
    implicit, explicit = answered(NEITHER), answered(DENY)
    assert implicit.response.body.decode() == f'{{"Message":"{text}"}}'
    assert explicit.response.body.decode() == f'{{"Message":"{text} with an explicit deny"}}'
    assert error_type(implicit) == "AccessDeniedException"


TOKEN = Authorizer("t", AuthorizerType.TOKEN, FUNCTION)


@pytest.mark.parametrize(
    ("own", "theirs", "status"),
    [
        ("Allow", ALLOW, 200), ("Allow", NEITHER, 200), ("Allow", DENY, 403), ("Allow", None, 200),
        (None, ALLOW, 200), (None, NEITHER, 403), (None, DENY, 403), (None, None, 403),
        ("Deny", ALLOW, 403), ("Deny", NEITHER, 403), ("Deny", DENY, 403), ("Deny", None, 403),
    ],
)  # fmt: skip
def test_beside_a_lambda_authorizer_either_may_allow_and_both_may_deny(
    own: str | None, theirs: Any, status: int
) -> None:
    found = answered(theirs, TOKEN, lambda_authorizer(own), headers={"Authorization": "x"})
    assert found.response.status == status


def test_an_explicit_denial_comes_before_the_authorizer_is_asked() -> None:
    world = lambda_authorizer("Allow")
    answered(DENY, TOKEN, world, headers={"Authorization": "x"})
    assert [type(turn).__name__ for turn in world.asked] == ["AskAdmission"]


@pytest.mark.parametrize(("found", "status"), [(None, 200), (ALLOW, 200), (DENY, 403), (NEITHER, 200)])
def test_beside_iam_only_an_explicit_denial_refuses(found: Any, status: int) -> None:
    assert answered(found, IamAuthorization.AWS_IAM, headers=SIGNED).response.status == status


def test_a_signed_caller_is_named_in_its_denial() -> None:
    found = answered(DENY, IamAuthorization.AWS_IAM, headers=SIGNED)
    assert message(found).startswith("User: arn:aws:iam::123456789012:user/local is not authorized")


@pytest.mark.parametrize(("found", "status"), [(None, 200), (ALLOW, 200), (DENY, 403), (NEITHER, 403)])
def test_behind_cognito_a_policy_must_allow(found: Any, status: int) -> None:
    cognito = Authorizer("c", AuthorizerType.COGNITO_USER_POOLS)
    world = World(authorizer=TokenVerified(b'{"token_use": "id"}'))
    assert answered(found, cognito, world, headers={"Authorization": "x"}).response.status == status


ENDPOINT = "vpce-0123456789abcdef0"


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"StringEquals": {"aws:SourceVpce": ENDPOINT}}, 200),
        ({"StringEquals": {"aws:SourceVpce": "vpce-other"}}, 403),
        ({"StringEquals": {"aws:SourceVpc": "vpc-1"}}, 200),
        ({"StringEquals": {"aws:SourceVpc": "vpc-2"}}, 403),
        ({"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}}, 200),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, 403),  # unknown of calls through an endpoint
    ],
)
def test_a_private_api_is_limited_by_endpoint_vpc_and_address(condition: Any, status: int) -> None:
    api = api_of(
        ("GET", "/", mock()),
        endpoint_type=EndpointType.PRIVATE,
        policy=document(policy(Condition=condition)),
        endpoint_vpcs={ENDPOINT: "vpc-1"},
    )
    assert call(api, "GET", "/", vpc_endpoint=ENDPOINT, source_ip="10.0.0.9").response.status == status


def test_a_private_api_without_a_policy_denies() -> None:
    api = api_of(("OPTIONS", "/", mock()), endpoint_type=EndpointType.PRIVATE)
    assert call(api, "OPTIONS", "/", vpc_endpoint=ENDPOINT).response.status == 403


def test_a_public_api_is_limited_by_source_address_preflights_included() -> None:
    limited = document(policy(Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}))
    api = api_of(("OPTIONS", "/", mock()), policy=limited)
    assert call(api, "OPTIONS", "/", source_ip="192.0.2.7").response.status == 200
    assert call(api, "OPTIONS", "/", source_ip="198.51.100.7").response.status == 403


def test_arns_follow_the_partition_of_the_region() -> None:
    assert [partition_of(r) for r in ("cn-north-1", "us-gov-west-1", "eu-west-1")] == ["aws-cn", "aws-us-gov", "aws"]
    found = Call(api_of(region="cn-north-1"), arrival("GET", "/a/b"), "GET")
    assert api_arn(found) == "arn:aws-cn:execute-api:cn-north-1:123456789012:abcde12345"
    assert method_arn(found).endswith(":abcde12345/dev/GET/a/b")
    assert vpc_of(found, "vpce-1").startswith("vpc-")


def test_a_policy_may_be_json_in_a_text() -> None:
    assert answered(json.dumps(ALLOW)).response.status == 200
    assert answered(json.dumps(DENY)).response.status == 403
    assert answered("not json").response.status == 403


def test_a_policy_that_the_template_leaves_open_as_a_whole_denies_nobody() -> None:
    assert answered(str(Unresolved("!Ref Policy"))).response.status == 200
