"""Which function a URI means."""

from __future__ import annotations

import pytest

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.lambda_reference import function_of, is_lambda_uri
from corsproxy.iac.node import Node
from corsproxy.where import Where

HERE = Where("f", 1)
KNOWN = {"shop": LambdaFunction("shop", handler="a.b")}
URI = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{}/invocations"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:{}"


@pytest.mark.parametrize(
    "uri",
    [
        URI.format(ARN.format("shop")),
        URI.format(ARN.format("shop:live")),
        URI.format(ARN.format("${stageVariables.fn}")),
        URI.format("shop"),
        ARN.format("shop"),
        ARN.format("shop:$LATEST"),
        "shop",
        "arn:aws-cn:apigateway:cn-north-1:lambda:path/2015-03-31/functions/" + ARN.format("shop") + "/invocations",
        URI.format(ARN.format("shop")).replace("/invocations", "/response-streaming-invocations"),
    ],
)
def test_every_form_of_reference_finds_the_function(uri: str) -> None:
    assert function_of(Node(uri, HERE, uri), KNOWN, {"fn": "shop"}) is KNOWN["shop"]


def test_a_function_outside_the_definition_is_known_by_its_name_alone() -> None:
    found = function_of(Node(URI.format(ARN.format("other")), HERE), KNOWN)
    assert found == LambdaFunction("other", where=HERE)


@pytest.mark.parametrize(
    "uri", ["${arn}", URI.format(ARN.format("${stageVariables.fn}")), "arn:aws:sqs:us-east-1:1:q"]
)
def test_what_names_no_function_yet_stays_open(uri: str) -> None:
    assert function_of(Node(uri, HERE, uri), KNOWN) == Unresolved(uri, HERE)


def test_what_only_the_stage_settles_is_a_choice_among_the_functions_of_that_form() -> None:
    known = {name: LambdaFunction(name) for name in ("shop-dev", "shop-prod", "other", "shop-")}
    uri = URI.format(ARN.format("shop-${stageVariables.env}"))
    found = function_of(Node(uri, HERE, uri), known, by_stage=True)
    assert isinstance(found, LambdaFunction)
    assert found.name == "shop-${stageVariables.env}"
    assert set(found.choices) == {"shop-dev", "shop-prod"}
    assert isinstance(function_of(Node("${arn}", HERE, "${arn}"), known, by_stage=True), Unresolved)


def test_open_and_missing_references_stay_what_they_are() -> None:
    value = Unresolved("!ImportValue X", HERE)
    assert function_of(Node(value, HERE), KNOWN) is value
    assert function_of(None, KNOWN) is None


def test_only_lambda_uris_call_lambda() -> None:
    assert is_lambda_uri(URI.format("x"))
    assert not is_lambda_uri("arn:aws:apigateway:us-east-1:dynamodb:action/PutItem")
    assert not is_lambda_uri("https://example.com")
