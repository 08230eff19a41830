"""Sizes and throttles."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.definition import (
    Authorizer,
    AuthorizerType,
    EndpointType,
    GatewayResponse,
    Method,
    Stage,
    Throttle,
)
from corsproxy.gateway.turn import AskAdmission
from tests.gateway.rest_api_calls import FUNCTION, World, api_of, call, error_type, lambda_proxy, message, mock


def test_a_body_of_more_than_10_mb_is_413_and_cannot_be_customised() -> None:
    cors = GatewayResponse("DEFAULT_4XX", parameters={"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"})
    api = api_of(("POST", "/", lambda_proxy()), gateway_responses=(cors,))
    assert call(api, "POST", "/", body=bytes(10 * 1024 * 1024)).response.status == 200
    answer = call(api, "POST", "/", body=bytes(10 * 1024 * 1024 + 1))
    assert answer.response.status == 413
    assert message(answer) == "HTTP content length exceeded 10485760 bytes."
    assert error_type(answer) == "RequestTooLargeException"
    assert "access-control-allow-origin" not in answer.response.headers


@pytest.mark.parametrize(
    ("endpoint", "length", "status"),
    [("REGIONAL", 9_000, 200), ("REGIONAL", 10_240, 413), ("PRIVATE", 7_000, 403), ("PRIVATE", 9_000, 413)],
)
def test_headers_have_a_limit_that_is_lower_for_private_apis(endpoint: str, length: int, status: int) -> None:
    api = api_of(("GET", "/", mock()), endpoint_type=EndpointType(endpoint))
    assert call(api, "GET", "/", headers={"x": "y" * length}).response.status == status


def test_a_target_that_is_too_long_is_414() -> None:
    assert call(api_of(("GET", "/{p+}", mock())), "GET", "/" + "x" * 9_000).response.status == 414


def test_the_arn_of_an_authorized_method_has_a_limit() -> None:
    token = Authorizer("t", AuthorizerType.TOKEN, FUNCTION)
    api = api_of(("GET", "/{p+}", Method("GET", mock(), token)), ("POST", "/{p+}", mock()))
    path = "/" + "x" * 1_700
    assert call(api, "GET", path, headers={"Authorization": "x"}).response.status == 414
    assert call(api, "POST", path).response.status == 200


@pytest.mark.parametrize(
    ("throttles", "found"),
    [
        ({}, (100.0, 200)),
        ({"*/*": Throttle(1, 2)}, (1, 2)),
        ({"*/*": Throttle(1, 2), "/items/GET": Throttle(3, 4)}, (3, 4)),
        ({"*/GET": Throttle(5, 6), "/other/GET": Throttle(3, 4)}, (5, 6)),
        ({"/items/POST": Throttle(3, 4)}, (100.0, 200)),
    ],
)
def test_the_most_specific_throttle_counts(throttles: Any, found: Any) -> None:
    stage = Stage("dev", throttle=Throttle(100.0, 200), method_throttles=throttles)
    world = World()
    call(api_of(("GET", "/items", mock()), stages=(stage,)), "GET", "/items", world=world)
    turn = world.asked[-1]
    assert isinstance(turn, AskAdmission)
    assert (turn.rate, turn.burst) == found
    assert turn.bucket == "abcde12345/dev GET /items"


def test_a_disabled_default_endpoint_is_403_and_a_custom_domain_still_serves() -> None:
    api = api_of(("GET", "/", mock()), default_endpoint_disabled=True)
    answer = call(api, "GET", "/")
    assert (answer.response.status, answer.response.body) == (403, b'{"message":"Forbidden"}')
    assert call(api, "GET", "/", domain="api.example.com").response.status == 200
