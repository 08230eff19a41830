"""What lint says of a definition follows from the model, names the place, and is silent about what is right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.diagnose.finding import Severity
from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.gateway.api import Api
from corsproxy.gateway.rest_api.definition import (
    GatewayResponse,
    IamAuthorization,
    Integration,
    IntegrationResponse,
    IntegrationType,
    Method,
    MethodResponse,
)
from corsproxy.gateway.unresolved import Unresolved
from tests.diagnose.lint_apis import AUTHORIZER, CORS, JWT, ORIGIN, at, http, options, proxy, rest, route

GUARDED = {"authorizer": AUTHORIZER}

TABLE: list[tuple[str, Api, list[tuple[str, str, int]]]] = [
    ("an http api that is right", http(route("GET /items"), route("POST /items"), cors=CORS), []),
    ("a guarded http api that is right", http(route("GET /items", authorizer=JWT), cors=CORS), []),
    (
        "no cors configuration",
        http(route("POST /items")),
        [("cors-not-configured", "error", 1), ("errors-without-cors-configuration", "warning", 1),
         ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "a method that the configuration lacks",
        http(route("DELETE /items/{id}"), cors=CORS),
        [("method-not-in-configuration", "error", 5)],
    ),
    (
        "a header that the configuration lacks",
        http(route("POST /items"), cors=replace(CORS, allow_headers=())),
        [("header-not-in-configuration", "error", 5)],
    ),
    (
        "a guarded default route without cors",
        http(route("$default", authorizer=JWT)),
        [("preflight-caught-by-authorized-route", "error", 10), ("errors-without-cors-configuration", "warning", 1),
         ("handler-must-send-cors-headers", "note", 1)],
    ),
    ("a rest api that is right but for what the handler does", rest(proxy("POST"), options(), covered=True),
     [("handler-must-send-cors-headers", "note", 1)]),
    (
        "no OPTIONS method",
        rest(proxy("POST"), covered=True),
        [("missing-options-method", "error", 20), ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "no gateway responses",
        rest(proxy("POST"), options()),
        [("gateway-response-without-cors", "warning", 1), ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "an authorizer on OPTIONS",
        rest(proxy("GET", **GUARDED), options(**GUARDED), covered=True),
        [("options-requires-authorization", "error", 30), ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "a signature wanted on OPTIONS",
        rest(proxy("GET", authorizer=IamAuthorization.AWS_IAM), options(authorizer=IamAuthorization.AWS_IAM), covered=True),
        [("options-requires-iam", "error", 30), ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "an API key wanted on OPTIONS",
        rest(proxy("GET", api_key_required=True), options(api_key_required=True), covered=True),
        [("options-requires-api-key", "error", 30), ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "a list of origins",
        rest(proxy("POST"), options(origin=f"'{ORIGIN},https://b.example'"), covered=True),
        [("allow-origin-list", "error", 30), ("allow-origin-other", "warning", 40),
         ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "quotes that leak",
        rest(proxy("POST"), options(origin="'\"*\"'"), covered=True),
        [("allow-origin-quoted", "error", 30), ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "a type of its own that does not inherit",
        replace(
            rest(proxy("GET"), options(), covered=True),
            gateway_responses=(*rest(proxy("GET"), covered=True).gateway_responses, GatewayResponse("THROTTLED", 429, where=at(50))),
        ),
        [("gateway-response-without-cors", "warning", 50), ("handler-must-send-cors-headers", "note", 1)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("api", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_complaints_about(api: Api, expected: list[tuple[str, str, int]]) -> None:
    found = complaints(api, matrix(api))
    told = [
        (one.kind.name, one.severity.value, one.where.line if one.where else 0)
        for each in found
        for one in each.findings
    ]
    assert told == expected


def test_a_thousand_cells_with_one_cause_are_one_complaint() -> None:
    api = rest(
        *(proxy(name, line) for line, name in enumerate(("GET", "POST", "PUT", "PATCH", "DELETE"), 60)), options()
    )
    found = [
        one.findings[0]
        for one in complaints(api, matrix(api))
        if one.findings[0].kind.name == "gateway-response-without-cors"
    ]
    assert len(found) == 1
    assert "GET /items" in found[0].why
    assert "THROTTLED" in found[0].why


def test_each_complaint_stands_for_all_browsers_that_meet_it() -> None:
    found = complaints(api := rest(proxy("POST"), covered=True), matrix(api))
    assert set(found[0].rulings) == {"chrome", "firefox", "safari"}


def test_a_mended_definition_is_silent_about_what_was_mended() -> None:
    api = rest(proxy("POST"), options(), covered=True)
    names = {one.findings[0].kind.name for one in complaints(api, matrix(api))}
    assert "missing-options-method" not in names
    assert "gateway-response-without-cors" not in names


@pytest.mark.parametrize(
    "uri",
    ["arn:aws:apigateway:us-east-1:sqs:path/1/q", Unresolved("!Sub arn:aws:apigateway:r:sqs:path/${Queue.Name}")],
)
def test_an_aws_service_whose_response_maps_the_headers_is_no_failure(uri: str | Unresolved) -> None:
    mapped = {"method.response.header.Access-Control-Allow-Origin": f"'{ORIGIN}'"}
    integration = Integration(
        IntegrationType.AWS,
        uri=uri,
        templates={"application/json": "Action=SendMessage&MessageBody=$input.body"},
        responses=(IntegrationResponse("200", parameters=mapped),),
    )
    post = Method("POST", integration, responses=(MethodResponse("200", dict.fromkeys(mapped, False)),), where=at(20))
    api = rest(post, options(), covered=True)
    assert complaints(api, matrix(api)) == ()


def test_a_mock_is_not_mended_in_a_framework() -> None:
    bare = options()
    assert bare.integration is not None
    silent = replace(
        bare, integration=replace(bare.integration, responses=(IntegrationResponse("200"),)), responses=()
    )
    api = rest(proxy("POST"), silent, covered=True)
    found = next(
        one.findings[0]
        for one in complaints(api, matrix(api))
        if one.findings[0].kind.name == "options-without-cors-headers"
    )
    assert [one.kind for one in found.remedies] == ["add-options-method"]


BOTH = '#if(!$origin || $origin == "")#set($origin = $input.params().header.get("origin"))#end'


@pytest.mark.parametrize(("more", "passes"), [("", False), (BOTH, True)])
def test_a_template_that_knows_one_spelling_of_origin_fails_where_browsers_speak_http_2(
    more: str, passes: bool
) -> None:
    template = f'''#set($origin = $input.params().header.get("Origin")){more}
#if($origin == "{ORIGIN}")#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end'''
    preflight = options()
    assert preflight.integration is not None
    (response,) = preflight.integration.responses
    lists = {name: value for name, value in response.parameters.items() if not name.endswith("Origin")}
    answered = replace(response, parameters=lists, templates={"application/json": template})
    preflight = replace(preflight, integration=replace(preflight.integration, responses=(answered,)))
    api = rest(proxy("POST"), preflight, covered=True)
    errors = [
        finding
        for one in complaints(api, matrix(api, (ORIGIN,)))
        for finding in one.findings
        if finding.severity is Severity.ERROR
    ]
    assert [finding.kind.name for finding in errors] == ([] if passes else ["options-without-cors-headers"])
    assert all("look up both" in finding.why for finding in errors)
