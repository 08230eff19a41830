"""The integration's call and every outcome of it."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.definition import (
    GatewayResponse,
    Integration,
    IntegrationResponse,
    IntegrationType,
    Method,
)
from corsproxy.gateway.rest_api.pipeline import advance
from corsproxy.gateway.turn import (
    Admitted,
    BackendAnswered,
    BackendUnreachable,
    FunctionFailed,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
    InvokeFunction,
)
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.rest_api_calls import World, api_of, call, error_type, lambda_proxy

HTTP = Integration(IntegrationType.HTTP_PROXY, uri="https://backend.example.com/", http_method="GET")


@pytest.mark.parametrize(
    ("integration", "outcome", "status", "body"),
    [
        (lambda_proxy(), FunctionFailed(b'{"errorMessage": "x"}'), 502, b'{"message": "Internal server error"}'),
        (lambda_proxy(), FunctionThrottled(), 500, b'{"message": "Internal server error"}'),
        (lambda_proxy(), FunctionUnavailable("no permission"), 500, b'{"message": "Internal server error"}'),
        (lambda_proxy(), IntegrationTimedOut(), 504, b'{"message": "Endpoint request timed out"}'),
        (HTTP, BackendUnreachable("refused"), 500, b'{"message": "Internal server error"}'),
        (HTTP, IntegrationTimedOut(), 504, b'{"message": "Endpoint request timed out"}'),
    ],
)
def test_every_failure_has_its_status_and_takes_default_5xx(
    integration: Any, outcome: Any, status: int, body: bytes
) -> None:
    cors = GatewayResponse("DEFAULT_5XX", parameters={"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"})
    api = api_of(("GET", "/", integration), gateway_responses=(cors,))
    answer = call(api, "GET", "/", world=World(function=outcome, backend=outcome))
    assert (answer.response.status, answer.response.body) == (status, body)
    assert error_type(answer) == "InternalServerErrorException"
    assert answer.response.headers.get("access-control-allow-origin") == "*"
    assert "x-amzn-trace-id" not in answer.response.headers


@pytest.mark.parametrize(
    "integration",
    [
        None,
        Integration(IntegrationType.AWS_PROXY),
        Integration(IntegrationType.AWS),
        Integration(IntegrationType.HTTP_PROXY, uri=""),
        lambda_proxy(http_method="GET"),
    ],
)
def test_an_integration_that_calls_nothing_is_500(integration: Any) -> None:
    api = api_of(("GET", "/", Method("GET", integration)))
    assert call(api, "GET", "/").response.status == 500


@pytest.mark.parametrize("kind", [IntegrationType.HTTP, IntegrationType.HTTP_PROXY])
def test_a_backend_whose_url_is_left_open_is_asked_and_only_the_world_knows_it_is_out_of_reach(
    kind: IntegrationType,
) -> None:
    responses = (IntegrationResponse("200"),)
    integration = Integration(kind, uri=Unresolved("!ImportValue Url"), http_method="GET", responses=responses)
    world = World(backend=BackendAnswered(Response(200, Headers(), b"here")))
    assert call(api_of(("GET", "/", integration)), "GET", "/", world=world).response.body == b"here"
    assert world.sent().url == "http://unresolved.invalid/"


def test_an_outcome_that_cannot_be_is_an_error_of_the_caller() -> None:
    world = World()
    call(api_of(("GET", "/", lambda_proxy())), "GET", "/", world=world)
    with pytest.raises(TypeError):
        advance(world.asked[-1], Admitted())


def test_a_function_is_called_with_the_integrations_timeout() -> None:
    world = World()
    call(api_of(("GET", "/", lambda_proxy(timeout=3.5))), "GET", "/", world=world)
    turn: Any = world.asked[-1]
    assert isinstance(turn.call, InvokeFunction)
    assert turn.call.timeout == 3.5
