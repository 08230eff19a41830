"""AWS: a Lambda function with templates."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.rest_api.definition import Integration, IntegrationResponse, IntegrationType
from corsproxy.gateway.turn import FunctionFailed
from corsproxy.gateway.unresolved import Unresolved
from tests.gateway.rest_api_calls import FUNCTION, World, api_of, call, error_type, message
from tests.gateway.rest_api_recorded_rows import raised

RESPONSES = (
    IntegrationResponse("200", parameters={"method.response.header.Access-Control-Allow-Origin": "'*'"}),
    IntegrationResponse("400", ".*Bad Request.*", templates={"application/json": '{"e": "$input.path(\'$.errorMessage\')"}'}),
)  # fmt: skip


def invoked(world: World, function: Any = FUNCTION, **more: Any) -> Answer:
    integration = Integration(
        IntegrationType.AWS, function=function, responses=RESPONSES, templates=more.pop("templates", {}), **more
    )
    return call(api_of(("POST", "/", integration)), "POST", "/", body=b'{"a": 1}', world=world)


def test_the_function_sees_the_rendered_body_and_its_result_is_the_body() -> None:
    world = World(function=lambda event: {"got": event})
    answer = invoked(world, templates={"application/json": "{\"inner\": $input.json('$.a')}"})
    assert world.event() == {"inner": 1}
    assert json.loads(answer.response.body) == {"got": {"inner": 1}}
    assert answer.response.headers.get("access-control-allow-origin") == "*"
    assert "x-amzn-trace-id" in answer.response.headers


def test_an_event_with_open_parts_may_be_json_when_they_are_filled_in() -> None:
    answer = invoked(World(), templates={"application/json": '{"limit": <unresolved Limit>}'})
    assert answer.response.status == 200


def test_what_is_left_open_may_be_no_function_and_take_what_is_not_json() -> None:
    answer = invoked(World(), Unresolved("!Ref Uri"), templates={"application/json": "a=$input.path('$.a')"})
    assert answer.response.status == 200


def test_what_is_not_json_does_not_reach_the_function() -> None:
    answer = invoked(
        World(function=lambda event: raised(event)), templates={"application/json": "a=$input.path('$.a')"}
    )
    assert (answer.response.status, error_type(answer)) == (400, "BadRequestException")
    assert message(answer).startswith("Could not parse request body into json: ")


def test_without_a_template_the_body_passes_through() -> None:
    world = World(function=lambda event: event)
    invoked(world)
    assert world.event() == {"a": 1}


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        ("Bad Request: no name", 400, b'{"e": "Bad Request: no name"}'),
        ("something else", 200, None),  # no pattern matches: the default one, as AWS warns
        ("Bad Request\nin two lines", 200, None),
    ],
)
def test_the_error_message_selects_the_response(error: str, status: int, body: bytes | None) -> None:
    payload = json.dumps({"errorMessage": error, "errorType": "Error"}).encode()
    answer = invoked(World(function=FunctionFailed(payload)))
    assert answer.response.status == status
    assert answer.response.body == (body or payload)


def test_an_integration_with_another_service_is_500() -> None:
    assert invoked(World(), function=None).response.status == 500


def test_a_result_that_says_error_message_without_failing_is_no_error() -> None:
    answer = invoked(World(function=b'{"errorMessage": "Bad Request"}'))
    assert answer.response.status == 200


def test_an_asynchronous_invocation_answers_with_nothing() -> None:
    parameters = {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}
    answer = invoked(World(function=b'{"secret": 1}'), parameters=parameters)
    assert (answer.response.status, answer.response.body) == (200, b"")
