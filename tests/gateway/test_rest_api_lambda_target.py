"""Stage variables in function names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Integration, IntegrationResponse, IntegrationType, Stage
from corsproxy.gateway.rest_api.lambda_target import function_of
from corsproxy.gateway.unresolved import Unresolved
from tests.gateway.rest_api_calls import FUNCTION, api_of, arrival, call

NAMED = LambdaFunction("shop-${stageVariables.color}", handler="a.b")


def caller(**variables: str) -> Call:
    return Call(api_of(), arrival("GET", "/"), "GET", stage=Stage("dev", variables))


def test_variables_are_filled_in_and_a_missing_one_leaves_no_function() -> None:
    assert function_of(caller(color="blue"), NAMED) == replace(NAMED, name="shop-blue")
    assert function_of(caller(), NAMED) is None
    blue = LambdaFunction("shop-blue", handler="c.d")
    assert function_of(caller(color="blue"), replace(NAMED, choices={"shop-blue": blue})) is blue
    assert function_of(caller(), FUNCTION) is FUNCTION
    left_open = Unresolved("!ImportValue X")
    assert function_of(caller(), left_open) is left_open


@pytest.mark.parametrize("type_", [IntegrationType.AWS, IntegrationType.AWS_PROXY])
@pytest.mark.parametrize(("variables", "status"), [({"color": "blue"}, 200), ({}, 500)])
def test_an_integration_without_its_variable_is_500(
    type_: IntegrationType, variables: dict[str, str], status: int
) -> None:
    integration = Integration(type_, function=NAMED, responses=(IntegrationResponse("200"),))
    api = api_of(("GET", "/", integration), stages=(Stage("dev", variables),))
    assert call(api, "GET", "/").response.status == status
