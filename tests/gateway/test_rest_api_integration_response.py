"""Integration responses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsproxy.gateway.rest_api.definition import ContentHandling, Integration, IntegrationResponse, IntegrationType
from corsproxy.gateway.rest_api.integration_response import select, template_for
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.rest_api_calls import World, api_of, call, mock


@pytest.mark.parametrize(
    ("subject", "chosen"),
    [("200", "200"), ("404", "404"), ("500", "200"), ("", "200"), ("4040", "200"), ("x: Error", "500")],
)
def test_the_first_pattern_that_matches_all_of_the_subject_is_chosen_else_the_default(
    subject: str, chosen: str
) -> None:
    responses = (
        IntegrationResponse("404", "40[34]"),
        IntegrationResponse("200"),
        IntegrationResponse("401", "404"),
        IntegrationResponse("500", ".*Error"),
    )
    found = select(responses, subject)
    assert found is not None
    assert found.status == chosen


def test_without_a_match_and_a_default_there_is_none_and_the_answer_is_500() -> None:
    only = IntegrationResponse("200", "2\\d\\d")
    assert select((only,), "404") is None
    assert call(api_of(("GET", "/", mock(only, '{"statusCode": 404}'))), "GET", "/").response.status == 500


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [(None, "application/json"), ("text/html, application/xml", "application/json"), ("application/xml;q=1", "application/xml")],
)  # fmt: skip
def test_the_template_follows_the_first_accepted_type(accept: str | None, chosen: str) -> None:
    templates = {"application/xml": "<x/>", "application/json": "{}"}
    assert template_for(templates, accept) == (chosen, templates[chosen])
    assert template_for({}, accept) == ("application/json", None)
    assert template_for({"text/plain": "t"}, accept) == ("text/plain", "t")


def backend(
    response: IntegrationResponse,
    headers: Any = (),
    body: bytes = b'{"a": {"b": 7}}',
    *,
    binary: tuple[str, ...] = (),
    **request: Any,
) -> Any:
    integration = Integration(IntegrationType.HTTP, uri="https://backend.example.com/", responses=(response,))
    world = World(backend=lambda sent: Response(200, Headers(headers), body))
    api = api_of(("GET", "/", integration), binary_media_types=binary)
    return call(api, "GET", "/", world=world, **request).response


def test_headers_come_from_where_their_expressions_say() -> None:
    parameters = {
        "method.response.header.X-Static": "'s'",
        "method.response.header.X-Backend": "integration.response.header.Powered-By",
        "method.response.header.X-All": "integration.response.multivalueheader.powered-by",
        "method.response.header.X-Body": "integration.response.body.a.b",
        "method.response.header.X-Whole": "integration.response.body",
        "method.response.header.X-Context": "context.stage",
        "method.response.header.X-None": "integration.response.header.nothing",
        "not.a.header": "'x'",
    }
    found = backend(
        IntegrationResponse("200", parameters=parameters), [("powered-by", "a"), ("Powered-By", "b")]
    ).headers
    assert [found.get(f"x-{name}") for name in ("static", "backend", "all", "body", "whole", "context", "none")] == [
        "s", "b", "a,b", "7", '{"a": {"b": 7}}', "dev", None,
    ]  # fmt: skip
    broken = backend(IntegrationResponse("200", parameters=parameters), body=b"{broken")
    assert (broken.status, broken.headers.get("x-static")) == (500, None)
    assert "powered-by" not in found  # nothing comes through that is not mapped


def test_headers_of_the_connection_are_renamed_when_mapped() -> None:
    parameters = {"method.response.header.Content-Length": "'7'", "method.response.header.Server": "'me'"}
    found = backend(IntegrationResponse("200", parameters=parameters)).headers
    assert found.get("x-amzn-remapped-content-length") == "7"
    assert found.get("x-amzn-remapped-server") == "me"
    assert found.get("content-length") == "15"


def test_the_content_type_is_the_templates_or_json_or_mapped() -> None:
    html = [("Content-Type", "text/html")]
    mapped = {"method.response.header.Content-Type": "integration.response.header.Content-Type"}
    assert backend(IntegrationResponse("200"), html).headers.get("content-type") == "application/json"
    assert backend(IntegrationResponse("200", parameters=mapped), html).headers.get("content-type") == "text/html"
    xml = IntegrationResponse("200", templates={"application/xml": "<a>$input.path('$.a.b')</a>"})
    assert (backend(xml).headers.get("content-type"), backend(xml).body) == ("application/xml", b"<a>7</a>")


def test_a_response_override_beats_the_mapping_and_needs_no_declaration() -> None:
    template = (
        '#set($context.responseOverride.header.Access-Control-Allow-Origin = "https://b.example")'
        '#set($context.responseOverride.header.X-Undeclared = "x")#set($context.responseOverride.status = 418)'
        '#set($context.responseOverride.header.X-Two = ["a", "b"])'
    )
    parameters = {"method.response.header.access-control-allow-origin": "'https://a.example'"}
    found = backend(IntegrationResponse("200", parameters=parameters, templates={"application/json": template}))
    assert found.status == 418
    assert found.headers.get_all("access-control-allow-origin") == ("https://b.example",)
    assert found.headers.get("x-undeclared") == "x"
    assert found.headers.get_all("x-two") == ("a", "b")


def test_a_status_override_that_is_no_status_is_ignored() -> None:
    template = "#set($context.responseOverride.status = 'teapot')"
    assert backend(IntegrationResponse("201", templates={"application/json": template})).status == 201


def test_a_template_that_fails_is_500() -> None:
    response = IntegrationResponse("200", templates={"application/json": "$input.json('$')"})
    assert backend(response, body=b"{not json").status == 500
    assert json.loads(backend(response).body) == {"a": {"b": 7}}


def test_bytes_do_not_go_through_a_template() -> None:
    def answered(handling: ContentHandling | None) -> Any:
        template = {"application/json": '{"data": "$input.body"}'}
        response = IntegrationResponse("200", templates=template, content_handling=handling)
        return backend(response, [("Content-Type", "image/png")], b"\x00", binary=("image/png",))

    assert answered(ContentHandling.CONVERT_TO_BINARY).status == 500
    assert answered(ContentHandling.CONVERT_TO_TEXT).body == b'{"data": "AA=="}'
    assert answered(None).body == b'{"data": "AA=="}'  # Accept asks for text


@pytest.mark.parametrize("status", ["", "default", "20", "1000"])
def test_a_status_that_is_none_is_500(status: str) -> None:
    assert backend(IntegrationResponse(status)).status == 500
