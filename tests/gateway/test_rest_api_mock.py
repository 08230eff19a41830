"""MOCK integrations: what CORS preflights meet."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.answer import Author, Layer
from corsproxy.gateway.rest_api.definition import (
    ContentHandling,
    Integration,
    IntegrationResponse,
    IntegrationType,
    PassthroughBehavior,
    Stage,
)
from tests.gateway.rest_api_calls import api_of, call, error_type, mock

CORS = {
    "method.response.header.Access-Control-Allow-Origin": "'https://a.example'",
    "method.response.header.Access-Control-Allow-Methods": "'GET,OPTIONS'",
    "method.response.header.Vary": "'Origin'",
}


def preflight(integration: Integration, headers: Any = None, **more: Any) -> Any:
    return call(api_of(("OPTIONS", "/", integration), **more), "OPTIONS", "/", headers=headers)


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://a.example"}, {"Origin": "https://evil.example"}])
def test_static_headers_are_always_there_whatever_the_origin(headers: dict[str, str]) -> None:
    answer = preflight(mock(IntegrationResponse("200", parameters=CORS)), headers)
    response = answer.response
    assert (response.status, response.body, response.headers.get("content-length")) == (200, b"", "0")
    assert response.headers.get("content-type") == "application/json"
    assert response.headers.get("access-control-allow-origin") == "https://a.example"
    assert response.headers.get("vary") == "Origin"
    assert "x-amzn-trace-id" not in response.headers
    assert answer.author == Author(Layer.MOCK_INTEGRATION, "MOCK")


def test_cdk_answers_204_although_its_template_says_200() -> None:
    response = preflight(mock(IntegrationResponse("204", parameters=CORS), "{ statusCode: 200 }")).response
    assert response.status == 204
    assert response.headers.get("access-control-allow-methods") == "GET,OPTIONS"


def test_sams_default_response_has_its_body() -> None:
    template = {"application/json": "{}\n"}
    response = preflight(mock(IntegrationResponse("200", "default", CORS, template))).response
    assert (response.status, response.body) == (200, b"{}\n")


@pytest.mark.parametrize("template", ["", "{}", "text", '{"statusCode": "x"}', "#set($a = "])
def test_a_template_without_a_status_is_500(template: str) -> None:
    answer = preflight(mock(template=template))
    assert (answer.response.status, answer.response.body) == (500, b'{"message": "Internal server error"}')
    assert error_type(answer) == "InternalServerErrorException"


@pytest.mark.parametrize(
    ("passthrough", "status"),
    [
        (PassthroughBehavior.WHEN_NO_MATCH, 500),  # the body passes and has no statusCode
        (PassthroughBehavior.WHEN_NO_TEMPLATES, 415),
        (PassthroughBehavior.NEVER, 415),
    ],
)
def test_a_content_type_without_a_template_is_refused_or_fails(passthrough: Any, status: int) -> None:
    answer = preflight(mock(passthrough=passthrough), {"Content-Type": "text/plain"})
    assert answer.response.status == status


@pytest.mark.parametrize(("handling", "status"), [(None, 500), (ContentHandling.CONVERT_TO_TEXT, 200)])
def test_binary_media_types_of_everything_break_a_mock_without_conversion(handling: Any, status: int) -> None:
    integration = mock(IntegrationResponse("200", parameters=CORS), content_handling=handling)
    assert preflight(integration, binary_media_types=("*/*",)).response.status == status


def test_the_status_selects_the_integration_response() -> None:
    integration = Integration(
        IntegrationType.MOCK,
        templates={"application/json": '{"statusCode": $input.params("status")}'},
        responses=(
            IntegrationResponse("200"),
            IntegrationResponse("404", "4\\d{2}"),
            IntegrationResponse("500", "5.."),
        ),
    )
    api = api_of(("GET", "/", integration))
    statuses = [call(api, "GET", f"/?status={status}").response.status for status in (200, 404, 429, 503, 301)]
    assert statuses == [200, 404, 404, 500, 200]


def test_the_response_template_sees_parameters_and_not_the_body() -> None:
    template = {"application/json": "$input.params('id')|$input.body"}
    api = api_of(("POST", "/{id}", mock(IntegrationResponse("200", templates=template))))
    assert call(api, "POST", "/7", body=b'{"a": 1}').response.body == b"7|{}"


ALLOW = "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)"
BOTH = """#set($origin = $input.params().header.get("Origin"))
#if($origin == "")#set($origin = $input.params().header.get("origin"))#end
"""
WRITTEN = {
    "pattern": BOTH + rf'#if($origin.matches("^https://([a-z0-9-]+\.)*example\.com$")){ALLOW}#end',
    "list": '#set($allowed = ["https://a.example.com", "https://b.example.com"])'
    "#set($origin = $input.params('origin'))#if($allowed.contains($origin))"
    "#set($context.responseOverride.header['Access-Control-Allow-Origin'] = $origin)#end",
    "stage variable": '#foreach($one in $stageVariables.origins.split(","))'
    + BOTH
    + f"#if($origin.equalsIgnoreCase($one.trim())){ALLOW}#end#end",
    "index": '#set($all = $stageVariables.origins.split(", "))'
    + BOTH
    + "#set($at = $all.indexOf($origin))#if($at >= 0)#set($origin = $all.get($at))"
    + ALLOW
    + "#end",
    "ending": BOTH + f'#if($origin != "" && !$origin.isEmpty() && $origin.endsWith(".example.com")){ALLOW}#end',
    "comparison": BOTH
    + f'#if($origin == "https://a.example.com" || $origin.equals("https://b.example.com")){ALLOW}#end',
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"origin": "https://b.example.com"}, "https://b.example.com"),
        ({"origin": "https://evil.example.org"}, None),
        ({"origin": "https://b.example.com.evil.org"}, None),
        ({"origin": "null"}, None),
        ({}, None),
    ],
)
def test_multi_origin_templates_that_people_write_work(written: str, headers: Any, allowed: str | None) -> None:
    template = {"application/json": WRITTEN[written]}
    stage = Stage("dev", {"origins": "https://a.example.com, https://b.example.com"})
    response = preflight(mock(IntegrationResponse("204", templates=template)), headers, stages=(stage,)).response
    assert response.status == 204
    assert response.headers.get("access-control-allow-origin") == allowed
