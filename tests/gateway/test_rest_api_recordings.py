"""What real AWS answered, replayed against the model: same status, same decisive headers, same body."""

from __future__ import annotations

import base64
import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from corsproxy.gateway.rest_api import gateway_response, private
from corsproxy.gateway.rest_api.definition import (
    EndpointType,
    GatewayResponse,
    Integration,
    IntegrationResponse,
    IntegrationType,
    Stage,
)
from corsproxy.gateway.rest_api.response_type import DEFAULTS, ResponseType
from corsproxy.gateway.turn import FunctionFailed, FunctionReturned
from corsproxy.http.message import Response
from tests.gateway.rest_api_calls import FUNCTION, World, api_of, arrival, call, drive, lambda_proxy, mock
from tests.gateway.rest_api_recorded import api_of_recording, differences
from tests.gateway.rest_api_recorded_rows import (
    REST,
    assert_agrees,
    exchange,
    needs_recordings,
    recording,
    rows,
)


@needs_recordings
@pytest.mark.parametrize(
    ("spec", "recorded_exchange"),
    rows(
        "rest-missing-auth-token",
        "rest-options-falls-through-to-greedy",
        "rest-specificity",
        "rest-lambda-proxy-get-integration-method",
        "rest-request-validator",
        "rest-api-key",
        "rest-mock-cdk-request-template",
        "rest-edge-response-headers",
        "rest-lambda-proxy-response-format",
        "rest-lambda-proxy-response-validation",
    ),
)
def test_an_exchange_with_a_whole_definition_is_answered_as_recorded(
    spec: dict[str, Any], recorded_exchange: dict[str, Any]
) -> None:
    request = recorded_exchange["request"]
    stage, path = request["path"].removeprefix("/").split("/", 1)
    body = json.dumps(request["body_json"]).encode() if "body_json" in request else b""
    world = World(function=json.dumps({"statusCode": 200}).encode())
    if "result" in str(spec["resources"]):
        # "returns the (JSON) request body as its result"; no body makes it raise
        empty = recorded_exchange["name"] == "invoke-api-empty-response"
        body = b"" if empty else body
        world.function = FunctionFailed(b'{"errorMessage": "..."}') if empty else FunctionReturned(body)
    elif recorded_exchange["name"].startswith("lambda returns "):
        world.function = recorded_exchange["name"].removeprefix("lambda returns ").encode()
    api = api_of_recording(spec)
    answer = drive(api, arrival(request["method"], f"/{path}", request.get("headers"), body, stage=stage), world)
    assert_agrees(answer, recorded_exchange["response"])


@needs_recordings
@pytest.mark.parametrize(("spec", "recorded_exchange"), rows("rest-lambda-proxy-event-1.0"))
def test_the_event_of_a_lambda_proxy_is_the_recorded_one(
    spec: dict[str, Any], recorded_exchange: dict[str, Any]
) -> None:
    raw = recorded_exchange["request"]["raw_path"]
    headers = {
        "Accept-Encoding": "gzip, deflate",
        "Accept": "*/*",
        "Connection": "keep-alive",
        **recorded_exchange["request"]["headers"],
    }
    world = World(function=lambda event: {"statusCode": 200, "body": json.dumps(event)})
    answer = drive(api_of_recording(spec), arrival("GET", raw.removeprefix("/stage"), headers, stage="stage"), world)
    expected = deepcopy(recorded_exchange["response"]["lambda_event"])
    for name in ("X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"):
        expected["multiValueHeaders"][name] = [expected["multiValueHeaders"][name]]  # the recorder unpacked them
    assert answer.response.status == 200
    assert differences(expected, json.loads(answer.response.body)) == []


# --- recordings that describe their definition in words ---------------------------------------------------


@needs_recordings
def test_http_maps_a_backend_status_by_pattern_and_http_proxy_passes_it() -> None:
    custom = Integration(
        IntegrationType.HTTP,
        uri="https://backend.example.com/status/{status}",
        parameters={"integration.request.path.status": "method.request.path.status"},
        responses=(IntegrationResponse("200"),),
    )
    api = api_of(
        ("GET", "/custom/{status}", custom),
        ("GET", "/proxy/{status}", replace(custom, type=IntegrationType.HTTP_PROXY)),
    )
    world = World(backend=lambda request: Response(int(request.url.rpartition("/")[2])))
    expected = [e["response"] for e in recording("rest-http-status-mapping")["exchanges"]]
    assert call(api, "GET", "/custom/400", world=world).response.status == expected[0]["status_code"]
    assert call(api, "GET", "/proxy/200", world=world).response.status == expected[1]["status_code"]


@needs_recordings
def test_an_endpoint_without_its_stage_variable_is_500() -> None:
    integration = Integration(IntegrationType.HTTP_PROXY, uri="https://${stageVariables.url}")
    api = api_of(("GET", "/path1", integration), stages=(Stage("v2"),))
    answer = call(api, "GET", "/path1", stage="v2")
    assert_agrees(answer, recording("rest-stage-variable-missing")["exchanges"][0]["response"])


@needs_recordings
@pytest.mark.parametrize("status", [400, 500])
def test_a_selection_pattern_matches_the_error_message_of_a_function(status: int) -> None:
    response = exchange("rest-lambda-selection-pattern", f"lambda-selection-pattern-{status}")["response"]
    integration = Integration(
        IntegrationType.AWS,
        function=FUNCTION,
        responses=(
            IntegrationResponse("200"),
            IntegrationResponse("400", ".*four hundred.*"),
            IntegrationResponse("500", ".*five hundred.*"),
        ),
    )
    world = World(function=FunctionFailed(json.dumps(response["body"]).encode()))
    assert_agrees(call(api_of(("GET", "/", integration)), "GET", "/", world=world), response)


@needs_recordings
@pytest.mark.parametrize(
    "name", [e["name"] for e in recording("rest-lambda-proxy-binary")["exchanges"]] if REST is not None else []
)
def test_the_first_accept_media_type_decides_whether_base64_is_decoded(name: str) -> None:
    types = name.partition("[")[2].partition("]")[0].split(",")
    content_type = name.partition("lambda Content-Type=")[2] or "image/png"
    accept = name.partition("Accept=")[2].split(" ")[0]
    raw = bytes(range(256))
    result: dict[str, Any] = {
        "statusCode": 200,
        "body": base64.b64encode(raw).decode(),
        "isBase64Encoded": True,
        "headers": {"Content-Type": content_type} if content_type != "None" else {},
    }
    api = api_of(("GET", "/", lambda_proxy()), binary_media_types=tuple(types))
    answer = call(api, "GET", "/", headers={"Accept": accept}, world=World(function=json.dumps(result).encode()))
    assert (answer.response.body == raw) is exchange("rest-lambda-proxy-binary", name)["response"]["binary"]


@needs_recordings
def test_gateway_responses_inherit_as_recorded() -> None:
    """What GetGatewayResponses shows after five changes is what the model works with."""
    shown = {e["name"]: e["response"]["control"] for e in recording("rest-gateway-response-inheritance")["exchanges"]}
    items = shown["get-gateway-responses"]["items"]
    own = tuple(
        GatewayResponse(i["responseType"], int(i["statusCode"]), i["responseParameters"], i["responseTemplates"])
        for i in items
        if not i["defaultResponse"]
    )
    api = api_of(("GET", "/", mock()), gateway_responses=own)
    default = {"application/json": '{"message":$context.error.messageString}'}
    for item in items:
        type_ = ResponseType(item["responseType"])
        found = gateway_response.effective(api, type_)
        if found is None:
            assert item["responseTemplates"] == default
            assert item["responseParameters"] == {}
            assert str(DEFAULTS[type_].status) == item.get("statusCode", "None")
        else:
            assert item["responseTemplates"] == found.templates
            assert item["responseParameters"] == found.parameters
            assert item["statusCode"] == str(found.status)
    assert {i["responseType"] for i in items} == set(ResponseType)


@needs_recordings
def test_a_private_api_is_reached_by_the_recorded_forms() -> None:
    spec = recording("rest-private-api-invoke-forms")
    policy = {"Version": "2012-10-17", "Statement": [spec["api"]["policy"]]}
    api = api_of(
        ("POST", "/test", mock()),
        endpoint_type=EndpointType.PRIVATE,
        policy=policy,
        vpc_endpoints=("vpce-0123456789abcdef0",),
    )
    name = "vpce-0123456789abcdef0-abcd1234.execute-api.us-east-1.vpce.amazonaws.com"
    for e in spec["exchanges"]:
        headers = {k: v.format(api=api.api_id, region=api.region) for k, v in e["request"]["headers"].items()}
        reached = private.route([api], name, host=headers.get("Host", ""), api_id=headers.get("x-apigw-api-id"))
        assert isinstance(reached, private.Reached)
        answer = call(api, "POST", "/test", domain=name, headers=headers, vpc_endpoint=reached.vpc_endpoint)
        assert answer.response.status == e["response"]["status"]
