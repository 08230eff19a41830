"""$context."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.context import context, context_value, full_path, made_up_vpc, pseudo_id
from corsproxy.gateway.rest_api.definition import IamAuthorization, Method, Stage
from tests.gateway.rest_api_calls import api_of, arrival, mock


def found(**more: Any) -> Call:
    return Call(api_of(), arrival("GET", "/items?q=1", **more), "GET", stage=Stage("dev"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accountId", "123456789012"),
        ("apiId", "abcde12345"),
        ("httpMethod", "GET"),
        ("stage", "dev"),
        ("path", "/dev/items"),
        ("protocol", "HTTP/1.1"),
        ("requestTime", "04/Sep/2025:18:47:01 +0000"),
        ("requestTimeEpoch", 1_757_011_621_250),
        ("identity.sourceIp", "127.0.0.1"),
        ("identity.user", None),
        ("domainPrefix", "abcde12345"),
        ("domainName", "abcde12345.execute-api.us-east-1.amazonaws.com"),
        ("nothing", None),
        ("identity.nothing.deeper", None),
        ("stage.deeper", None),
        ("", "whole"),
    ],
)
def test_a_variable_has_its_value(name: str, value: Any) -> None:
    call = found()
    assert context_value(call, name) == (context(call) if value == "whole" else value)


def test_claims_are_found_by_names_with_dots_and_colons() -> None:
    call = Call(api_of(), arrival("GET", "/"), "GET", authorizer={"claims": {"cognito:groups": "a", "custom.x": "b"}})
    assert context_value(call, "authorizer.claims.cognito:groups") == "a"
    assert context_value(call, "authorizer.claims.custom.x") == "b"


def test_the_trace_id_is_known_to_templates() -> None:
    assert str(context_value(found(), "xrayTraceId")).startswith("Root=1-")
    assert context_value(found(), "awsEndpointRequestId") is None


def test_a_signed_caller_has_an_identity() -> None:
    signed = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE000000/x"
    call = Call(
        api_of(), arrival("GET", "/", {"Authorization": signed}), "GET",
        method=Method("GET", mock(), IamAuthorization.AWS_IAM),
    )  # fmt: skip
    assert context_value(call, "identity.accessKey") == "AKIDEXAMPLE000000"
    assert context_value(call, "identity.accountId") == "123456789012"


def test_a_call_through_a_vpc_endpoint_names_it() -> None:
    call = found(vpc_endpoint="vpce-1")
    assert context_value(call, "identity.vpceId") == "vpce-1"
    assert context_value(call, "identity.vpcId") == made_up_vpc("vpce-1")


def test_the_path_is_the_urls_own() -> None:
    assert full_path(found()) == "/dev/items"
    assert full_path(Call(api_of(), arrival("GET", "", stage=None), "GET")) == "/"


def test_made_up_ids_are_steady_and_well_formed() -> None:
    assert pseudo_id("a") == pseudo_id("a") != pseudo_id("b")
    assert len(pseudo_id("a", "b")) == 6
