"""Gateway responses: default bytes, customisation, inheritance."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsproxy.gateway.answer import Author, Layer
from corsproxy.gateway.rest_api.call import Call, query_of
from corsproxy.gateway.rest_api.definition import GatewayResponse, Stage
from corsproxy.gateway.rest_api.gateway_response import Refusal, effective, refuse
from corsproxy.gateway.rest_api.response_type import DEFAULTS, ResponseType
from tests.gateway.rest_api_calls import api_of, arrival, error_type, mock

CORS = {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}


def refused(type_: ResponseType, *responses: GatewayResponse, headers: Any = None, **more: Any) -> Any:
    api = api_of(("GET", "/", mock()), gateway_responses=responses, stages=(Stage("dev", {"color": "red"}),))
    coming = arrival("GET", "/?q=1", headers)
    call = Call(api, coming, "GET", query_of(coming.request.url), stage=api.stages[0])
    return refuse(call, Refusal(type_, "because", **more))


@pytest.mark.parametrize(
    ("type_", "status", "body", "error"),
    [
        (
            "ACCESS_DENIED",
            403,
            '{"Message":"User is not authorized to access this resource"}',
            "AccessDeniedException",
        ),
        ("API_CONFIGURATION_ERROR", 500, '{"message": "Internal server error"}', "InternalServerErrorException"),
        ("AUTHORIZER_CONFIGURATION_ERROR", 500, '{"message":null}', "AuthorizerConfigurationException"),
        ("BAD_REQUEST_BODY", 400, '{"message": "Invalid request body"}', "BadRequestException"),
        ("EXPIRED_TOKEN", 403, '{"message":"The security token included in the request is expired"}', None),
        ("INTEGRATION_FAILURE", 500, '{"message": "Internal server error"}', "InternalServerErrorException"),
        ("INTEGRATION_TIMEOUT", 504, '{"message": "Endpoint request timed out"}', "InternalServerErrorException"),
        ("INVALID_API_KEY", 403, '{"message":"Forbidden"}', "ForbiddenException"),
        (
            "MISSING_AUTHENTICATION_TOKEN",
            403,
            '{"message":"Missing Authentication Token"}',
            "MissingAuthenticationTokenException",
        ),
        ("QUOTA_EXCEEDED", 429, '{"message":"Limit Exceeded"}', "LimitExceededException"),
        ("THROTTLED", 429, '{"message":"Too Many Requests"}', "TooManyRequestsException"),
        ("UNAUTHORIZED", 401, '{"message":"Unauthorized"}', "UnauthorizedException"),
        ("UNSUPPORTED_MEDIA_TYPE", 415, '{"message": "Unsupported Media Type"}', "BadRequestException"),
        ("WAF_FILTERED", 403, '{"message":"Forbidden"}', "ForbiddenException"),
    ],
)
def test_a_type_nobody_customised_has_awss_bytes(type_: str, status: int, body: str, error: str | None) -> None:
    answer = refused(ResponseType(type_))
    assert (answer.response.status, answer.response.body.decode()) == (status, body)
    assert answer.response.headers.get("content-type") == "application/json"
    assert error is None or error_type(answer) == error
    assert answer.author == Author(Layer.GATEWAY_RESPONSE, type_)
    assert not [name for name in answer.response.headers.names() if name.startswith("access-control")]


def test_there_are_21_types() -> None:
    assert len(ResponseType) == 21
    assert set(DEFAULTS) == set(ResponseType)


@pytest.mark.parametrize("type_", [t for t in ResponseType if DEFAULTS[t].status is not None])
def test_a_type_inherits_from_the_default_of_its_class_only(type_: ResponseType) -> None:
    four = GatewayResponse("DEFAULT_4XX", parameters=CORS)
    five = GatewayResponse("DEFAULT_5XX", status=599, parameters=CORS)
    found = effective(api_of(gateway_responses=(four, five)), type_)
    assert found is (four if (DEFAULTS[type_].status or 0) < 500 else five)


def test_a_customised_type_takes_nothing_from_the_default() -> None:
    own = GatewayResponse("UNAUTHORIZED", status=418)
    answer = refused(ResponseType.UNAUTHORIZED, GatewayResponse("DEFAULT_4XX", parameters=CORS), own)
    assert answer.response.status == 418
    assert "access-control-allow-origin" not in answer.response.headers


def test_headers_alone_leave_status_and_bytes() -> None:
    answer = refused(ResponseType.INTEGRATION_FAILURE, GatewayResponse("DEFAULT_5XX", parameters=CORS))
    assert answer.response.status == 500
    assert answer.response.body == b'{"message": "Internal server error"}'
    assert answer.response.headers.get("Access-Control-Allow-Origin") == "*"


def test_a_customised_status_beats_the_one_of_the_occasion() -> None:
    custom = GatewayResponse("INTEGRATION_FAILURE", status=504)
    assert refused(ResponseType.INTEGRATION_FAILURE, status=502).response.status == 502
    assert refused(ResponseType.INTEGRATION_FAILURE, custom, status=502).response.status == 504


def test_parameters_map_the_request_and_what_is_missing_writes_nothing() -> None:
    custom = GatewayResponse(
        "DEFAULT_4XX",
        parameters={
            "gatewayresponse.header.Access-Control-Allow-Origin": "method.request.header.Origin",
            "gatewayresponse.header.X-Query": "method.request.querystring.q",
            "gatewayresponse.header.X-Missing": "method.request.header.nothing",
            "gatewayresponse.header.X-Color": "stageVariables.color",
            "gatewayresponse.header.X-Id": "context.requestId",
            "gatewayresponse.path.x": "'ignored'",
        },
    )
    headers = refused(ResponseType.UNAUTHORIZED, custom, headers={"origin": "https://a.example"}).response.headers
    assert headers.get("access-control-allow-origin") == "https://a.example"
    assert headers.get("x-query") == "1"
    assert headers.get("x-color") == "red"
    assert headers.get("x-id") == headers.get("x-amzn-requestid")
    assert "x-missing" not in headers


def test_templates_are_filled_in_and_are_no_vtl() -> None:
    template = (
        '{"m": $context.error.messageString, "t": "$context.error.responseType", "s": "${stageVariables.color}", '
        '"p": "$context.stage", "h": "$method.request.header.Origin", "n": "$context.nothing", '
        '"v": "#if(true)$input.body#end", "e": "$context.error.validationErrorString"}'
    )
    custom = GatewayResponse("BAD_REQUEST_BODY", templates={"application/json": template})
    answer = refused(ResponseType.BAD_REQUEST_BODY, custom, headers={"Origin": 'https://"a'}, detail="[why]")
    text = answer.response.body.decode().replace('https://"a', "O")
    assert json.loads(text) == {
        "m": "Invalid request body", "t": "BAD_REQUEST_BODY", "s": "red", "p": "dev", "h": "O", "n": "",
        "v": "#if(true)$input.body#end", "e": "[why]",
    }  # fmt: skip


def test_the_template_follows_accept_where_there_is_one_and_is_json_otherwise() -> None:
    custom = GatewayResponse("UNAUTHORIZED", templates={"application/xml": "<e/>", "application/json": "{}"})
    for accept, content_type in [("application/xml", "application/xml"), ("text/html", "application/json")]:
        response = refused(ResponseType.UNAUTHORIZED, custom, headers={"Accept": accept}).response
        assert response.headers.get("content-type") == content_type


def test_a_mapped_content_type_replaces_the_default_one() -> None:
    custom = GatewayResponse("UNAUTHORIZED", parameters={"gatewayresponse.header.Content-Type": "'text/plain'"})
    headers = refused(ResponseType.UNAUTHORIZED, custom).response.headers
    assert headers.get_all("content-type") == ("text/plain",)


def test_an_answer_before_any_deployment_cannot_be_customised() -> None:
    api = api_of(gateway_responses=(GatewayResponse("DEFAULT_4XX", parameters=CORS),))
    answer = refuse(Call(api, arrival("GET", "/"), "GET"), Refusal(None, "because", message="Forbidden"))
    assert answer.response.status == 403
    assert "access-control-allow-origin" not in answer.response.headers


def test_a_header_may_tell_the_error() -> None:
    custom = GatewayResponse(
        "UNAUTHORIZED", parameters={"gatewayresponse.header.X-Why": "context.error.responseType"}
    )
    assert refused(ResponseType.UNAUTHORIZED, custom).response.headers.get("x-why") == "UNAUTHORIZED"


def test_a_status_that_is_none_is_not_used() -> None:
    assert refused(ResponseType.UNAUTHORIZED, GatewayResponse("UNAUTHORIZED", 7)).response.status == 401


@pytest.mark.parametrize(
    ("template", "body"),
    [
        ('{"message":$context.error.messageString}', '{"message":"Unauthorized"}'),
        ("{$context.error.message}", "{Unauthorized}"),
        ("${context.error.message}}", "Unauthorized}"),
        ("$context.error.message.", "Unauthorized."),
        ("$ ${} $nothing ${stageVariables}", "$ ${} $nothing ${stageVariables}"),
    ],
)
def test_a_variable_ends_where_its_name_ends(template: str, body: str) -> None:
    custom = GatewayResponse("UNAUTHORIZED", templates={"application/json": template})
    assert refused(ResponseType.UNAUTHORIZED, custom).response.body.decode() == body


def test_the_template_that_every_type_shows_is_no_template() -> None:
    """An export of a deployed API carries it for each type, whatever its bytes are."""
    shown = {"application/json": '{"message":$context.error.messageString}'}
    for type_ in (ResponseType.ACCESS_DENIED, ResponseType.INTEGRATION_FAILURE, ResponseType.THROTTLED):
        custom = GatewayResponse(type_, templates=shown, parameters=CORS)
        assert refused(type_, custom).response.body == refused(type_).response.body
