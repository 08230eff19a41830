"""What lint says of a definition follows from the model, names the place, and is silent about what is right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.gateway.api import Served
from corsproxy.gateway.http_api import definition as http_api
from corsproxy.gateway.rest_api import definition as rest_api
from corsproxy.gateway.rest_api.definition import GatewayResponse, IamAuthorization, IntegrationResponse
from corsproxy.gateway.unresolved import Unresolved
from tests.diagnose.lint_apis import AUTHORIZER, CORS, JWT, ORIGIN, at, http, options, proxy, rest, route, url

SERVICE = http_api.HttpIntegration(Unresolved("SQS-SendMessage"), service="SQS-SendMessage")
GUARDED = {"authorizer": AUTHORIZER}
SIGNED = replace(CORS, allow_headers=("authorization", "content-type", "x-amz-date"))

TABLE: list[tuple[str, Served, list[tuple[str, str, int]]]] = [
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
    (
        "a guarded default route that catches the preflights of others",
        http(route("POST /items", 11), route("GET /orders", 12, authorizer=JWT), route("$default", 13, authorizer=JWT)),
        [("preflight-caught-by-authorized-route", "error", 13), ("errors-without-cors-configuration", "warning", 1),
         ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "a default route that answers preflights with the configuration's lists",
        http(route("$default"), cors=replace(CORS, allow_headers=())),
        [("header-not-in-configuration", "error", 5)],
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
    (
        "an http api that wants signatures",
        http(route("GET /items", authorizer=http_api.IamAuthorization.AWS_IAM), cors=SIGNED),
        [],
    ),
    (
        "an aws service behind an http api without cors",
        http(http_api.Route("GET /items", SERVICE, where=at(10))),
        [("integration-without-cors-headers", "error", 10), ("errors-without-cors-configuration", "warning", 1)],
    ),
    ("an aws service behind an http api", http(http_api.Route("GET /items", SERVICE, where=at(10)), cors=CORS), []),
    ("a function url that is right but for what the handler may do", url(CORS), [("function-url-duplicate-cors", "note", 1)]),
    (
        "a signed function url that is right but for what the handler may do",
        url(SIGNED, iam=True),
        [("function-url-duplicate-cors", "note", 1)],
    ),
    (
        "a function url whose function must do everything",
        url(),
        [("function-url-errors-without-cors", "warning", 1), ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "a function url that asks the preflight for a signature",
        url(iam=True),
        [("function-url-denies-preflight", "error", 1), ("function-url-errors-without-cors", "warning", 1),
         ("handler-must-send-cors-headers", "note", 1)],
    ),
    (
        "a function url that lists no headers",
        url(replace(CORS, allow_headers=())),
        [("header-not-listed", "error", 5), ("function-url-duplicate-cors", "note", 1)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("api", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_complaints_about(api: Served, expected: list[tuple[str, str, int]]) -> None:
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


def test_a_function_url_is_asked_the_methods_that_its_configuration_lists() -> None:
    asked = {cell.endpoint.method for cell in matrix(url(replace(CORS, allow_methods=("PUT", "GET"))))}
    assert asked == {"PUT", "GET"}
    assert {cell.endpoint.method for cell in matrix(url())} == {"GET", "POST"}


def test_the_mend_of_a_function_url_keeps_the_listed_methods_and_never_names_options() -> None:
    api = url(replace(CORS, allow_headers=()))
    (finding,) = complaints(api, matrix(api))[0].findings
    assert "AllowMethods GET,POST, AllowHeaders content-type" in finding.remedies[0].text


def test_a_resource_without_options_is_one_complaint_whose_mend_serves_all_its_methods() -> None:
    api = rest(proxy("GET", 20), proxy("PUT", 21, authorizer=AUTHORIZER), covered=True)
    found = [one.findings[0] for one in complaints(api, matrix(api))]
    (missing,) = [one for one in found if one.kind.name == "missing-options-method"]
    assert missing.where == at(20)
    assert missing.why.startswith("On PUT /items;")  # a plain GET asks no preflight
    assert "-Methods: GET,PUT,OPTIONS, -Headers: authorization,content-type" in missing.remedies[0].text


def test_the_mend_of_an_http_api_serves_all_its_routes() -> None:
    api = http(route("POST /items"), route("DELETE /items/{id}", authorizer=JWT))
    found = [one.findings[0] for one in complaints(api, matrix(api))]
    (missing,) = [one for one in found if one.kind.name == "cors-not-configured"]
    assert missing.remedies[0].values["methods"] == "POST,DELETE"
    assert missing.remedies[0].values["headers"] == "content-type,authorization"


def test_all_that_one_list_lacks_is_one_complaint() -> None:
    routes = [route(f"{method} /items/{{id}}") for method in ("PUT", "PATCH", "DELETE")]
    api = http(*routes, cors=CORS)
    (finding,) = [one.findings[0] for one in complaints(api, matrix(api))]
    assert finding.title == "shop: AllowMethods does not list the page's method: PUT, PATCH, DELETE"
    assert "AllowMethods PUT,PATCH,DELETE,GET,POST" in finding.remedies[0].text
    lacking_api = rest(proxy("PUT"), proxy("DELETE"), options(), covered=True)
    lacking = [
        one.findings[0] for one in complaints(lacking_api, matrix(lacking_api)) if one.findings[0].severity == "error"
    ]
    assert [one.title.partition(": ")[2] for one in lacking] == [
        "Access-Control-Allow-Methods does not list the page's method: PUT, DELETE"
    ]
    assert "Add PUT, DELETE to Access-Control-Allow-Methods" in lacking[0].remedies[0].text


def test_an_aws_service_is_not_mended_in_code() -> None:
    api = http(http_api.Route("GET /items", SERVICE, where=at(10)))
    (finding,) = complaints(api, matrix(api))[0].findings
    assert [one.kind for one in finding.remedies] == ["configure-http-api-cors"]


def test_an_integration_that_the_definition_breaks_is_told_what_is_wrong_with_it() -> None:
    broken = rest_api.Method("GET", rest_api.Integration(rest_api.IntegrationType.MOCK), where=at(20))
    api = rest(broken, options())
    (finding,) = [one.findings[0] for one in complaints(api, matrix(api)) if one.findings[0].severity == "error"]
    assert finding.kind.name == "integration-broken"
    assert "MOCK cannot answer: no request template covers the request." in finding.why
