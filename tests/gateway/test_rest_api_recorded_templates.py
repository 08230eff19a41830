"""What real mapping templates and header mappings printed and passed on, replayed against the model."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from corsproxy.gateway.rest_api.definition import (
    EndpointType,
    Integration,
    IntegrationResponse,
    IntegrationType,
    RestApi,
    Stage,
)
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.rest_api_calls import FUNCTION, World, api_of, call, mock
from tests.gateway.rest_api_recorded import differences
from tests.gateway.rest_api_recorded_rows import (
    REST,
    assert_agrees,
    exchange,
    needs_recordings,
    recording,
)


def remap_api(type_: IntegrationType) -> RestApi:
    """One method per header, which maps it, beside one that maps nothing."""
    names = (
        "content-length", "transfer-encoding", "authorization", "connection", "expect", "proxy-authenticate", "te",
    )  # fmt: skip
    plain = Integration(
        type_,
        uri="https://backend.example.com/anything",
        function=FUNCTION,
        http_method="POST" if type_.value.startswith("AWS") else "GET",
        responses=(IntegrationResponse("200"),),
    )
    return api_of(
        ("GET", "/full-integration", plain),
        *(
            ("GET", f"/{name}", replace(plain, parameters={f"integration.request.header.{name}": "'value'"}))
            for name in names
        ),
        endpoint_type=EndpointType.REGIONAL,
        stages=(Stage("test"),),
    )


@needs_recordings
@pytest.mark.parametrize(
    ("type_", "name"),
    [
        (type_, e["name"])
        for type_ in ("HTTP", "AWS", "AWS_PROXY")
        if REST is not None
        for e in recording(f"rest-header-remap-{type_}")["exchanges"]
        if e["name"] != "full-integration"
    ],
)
def test_mapping_a_header_that_cannot_be_mapped_is_500(type_: str, name: str) -> None:
    answer = call(remap_api(IntegrationType(type_)), "GET", f"/{name}", stage="test", headers={"Connection": "close"})
    assert_agrees(answer, exchange(f"rest-header-remap-{type_}", name)["response"])


SENT = {
    "Accept": "application/json", "Accept-Charset": "UTF-8", "Accept-Encoding": "br", "Age": "request_Age",
    "Authorization": "Unauthorized", "Connection": "close", "Content-Encoding": "deflate",
    "Content-MD5": "request_md5", "Content-Type": "application/json", "Date": "request_date",
    "Expect": "request_expect", "Max-Forwards": "2", "Pragma": "cache", "Proxy-Authenticate": "request_proxy",
    "Range": "bytes=500-999", "Referer": "https://example.com/", "Server": "request_server", "TE": "deflate",
    "Trailer": "Expires", "Upgrade": "HTTP/2.0", "User-Agent": "localStack/0.0", "Via": "1.0 client",
    "Warn": "299 localStack/0.0", "WWW-Authenticate": "Basic",
}  # fmt: skip


@needs_recordings
def test_a_lambda_proxy_sees_the_recorded_headers() -> None:
    response = exchange("rest-header-remap-AWS_PROXY", "full-integration")["response"]
    world = World()
    answer = call(
        remap_api(IntegrationType.AWS_PROXY), "GET", "/full-integration", stage="test", headers=SENT, world=world
    )
    expected = {name: value for name, value in response["lambda_saw_headers"].items() if name != "Content-Length"}
    assert differences(expected, world.event()["headers"]) == []
    del response["response_headers"]["Content-Length"]
    response["response_headers"].pop("Content-Length", None)
    assert {"connection", "x-amzn-trace-id"} <= set(answer.response.headers.names())
    assert answer.response.headers.get("connection") == response["response_headers"]["Connection"]


@needs_recordings
def test_an_http_proxy_backend_sees_mapped_headers_and_its_own_ones_are_renamed() -> None:
    response = exchange("rest-header-remap-HTTP_PROXY", "full-integration")["response"]
    # every header mapped, except those that only the gateway writes
    own = {"Content-Length", "Host", "X-Amzn-Apigateway-Api-Id", "X-Amzn-Trace-Id", "Date"}
    saw = {name: value for name, value in response["backend_saw_headers"].items() if name not in own}
    backend_lines = [
        ("Date", "Wed, 11 Dec 2024 15:28:50 GMT"),
        ("Content-Type", "application/json"),
        ("Content-Length", "1188"),
        ("Connection", "keep-alive"),
        ("Server", "gunicorn/19.9.0"),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Credentials", "true"),
    ]
    api = api_of(
        (
            "GET",
            "/full-integration",
            Integration(
                IntegrationType.HTTP_PROXY,
                uri="https://backend.example.com/anything",
                http_method="GET",
                parameters={f"integration.request.header.{name}": f"'{value}'" for name, value in saw.items()},
            ),
        ),
        endpoint_type=EndpointType.REGIONAL,
        stages=(Stage("test"),),
    )
    world = World(backend=lambda request: Response(200, Headers(backend_lines), b"x" * 1188))
    answer = call(api, "GET", "/full-integration", stage="test", headers=SENT, world=world)
    sent = world.sent().headers
    assert {name: sent.get(name) for name in saw} == saw
    assert "via" not in sent
    assert "te" not in sent
    del response["body"]  # only its length is recorded
    assert_agrees(answer, response)
    assert answer.response.headers.get("x-amzn-remapped-server") == "gunicorn/19.9.0"
    assert answer.response.headers.get("access-control-allow-origin") == "*"


@needs_recordings
def test_a_request_override_of_a_mock_is_seen_by_its_response_template() -> None:
    spec = recording("rest-mock-request-override-visible-in-response-template")
    template = spec["api"]["resources"]["/{testPath}"]["GET"]["requestTemplates"]["application/json"]
    after = (
        "#set($body = $util.parseJson($context.requestOverride.path.body))\n"
        '#if($body.message == "path1"){"response": "path was path one"}'
        '#elseif($body.message == "path2"){"response": "path was path two"}#else{"response": "other"}#end'
    )
    api = api_of(
        ("GET", "/{testPath}", mock(IntegrationResponse("200", templates={"application/json": after}), template))
    )
    path = base64.b64encode(b'{"message":"path1"}').decode()
    assert_agrees(call(api, "GET", f"/{path}"), spec["exchanges"][0]["response"])


@needs_recordings
def test_maps_are_assigned_by_index_and_by_put() -> None:
    request = (
        '#set($paramName = "foo")\n#set($context.requestOverride.querystring[$paramName] = "bar")\n'
        '#set($ignore = $context.requestOverride.querystring.put("put", "putBar"))\n'
        '#set($context["requestOverride"].querystring["nestedfoo"] = "nestedFoo")\n{"statusCode": 200}'
    )
    response = (
        '{"value": "$context.requestOverride.querystring.foo", '
        '"value2": "$context.requestOverride.querystring.put", '
        '"value3": "$context.requestOverride.querystring.nestedfoo"}'
    )
    api = api_of(("GET", "/", mock(IntegrationResponse("200", templates={"application/json": response}), request)))
    assert_agrees(call(api, "GET", "/"), recording("rest-mock-vtl-map-assignment")["exchanges"][0]["response"])


PATH_TEMPLATES = {
    "path": '#set($result = $input.path("$.json"))$result',
    "nested": '#set($result = $input.path("$.json"))$result.nested',
    "list": '#set($result = $input.path("$.json"))$result[0]',
    "to-string": '#set($result = $input.path("$.json"))$result.toString()',
}


@needs_recordings
@pytest.mark.parametrize(
    ("name", "template", "posted"),
    [
        ("dict-response", "path", {"foo": "bar"}),
        ("nested-list", "nested", {"nested": [{"foo": "bar"}]}),
        ("dict-in-list", "list", [{"foo": "bar"}]),
        ("list-with-nested-list", "list", [[{"foo": "bar"}]]),
        ("dict-with-nested-list", "path", {"foo": [{"nested": "bar"}]}),
        ("to-string", "to-string", {"foo": "bar"}),
        ("list-to-string", "to-string", {"list": [{"foo": "bar"}]}),
    ],
)
def test_input_path_prints_as_recorded(name: str, template: str, posted: Any) -> None:
    integration = Integration(
        IntegrationType.HTTP,
        uri="https://backend.example.com/anything",
        responses=(IntegrationResponse("200", templates={"application/json": PATH_TEMPLATES[template]}),),
    )
    world = World(backend=lambda request: Response(200, body=json.dumps({"json": posted}).encode()))
    answer = call(api_of(("POST", "/path", integration)), "POST", "/path", world=world)
    assert_agrees(answer, exchange("rest-vtl-input-path", name)["response"])


STR_BODY = "Action=SendMessage&MessageBody=$input.body"


@needs_recordings
@pytest.mark.parametrize(
    "name", [e["name"] for e in recording("rest-vtl-input-body")["exchanges"]] if REST is not None else []
)
def test_input_body_prints_as_recorded(name: str) -> None:
    """The backend echoes what it got; templates stand on the request, the response, or both."""
    kind, _, body = name.partition("/")
    bodies = {"empty-body": b"", "json-body": b'{"some": "value"}', "str-body": b"some raw data"}
    encoded = "EncodedBody=$util.urlEncode($input.body)&EncodedBodyAccess=$util.urlEncode($input.body.testAccess)"
    access = '{}#if($input.body.some != "")$input.body.some#end'
    templates = {
        "response-raw-body": ("$input.body", "$input.body"),
        "response-str-body-input": (STR_BODY, "$input.body"),
        "response-str-body-output": ("$input.body", STR_BODY),
        "response-str-body-all": (STR_BODY, STR_BODY),
        "response-body-attr-access": ("$input.body", access),
        "response-url-encode": (encoded, "$input.body"),
    }
    asked, answered = templates[kind]
    integration = Integration(
        IntegrationType.HTTP,
        uri="https://backend.example.com/anything",
        templates={"application/json": asked},
        responses=(IntegrationResponse("200", templates={"application/json": answered}),),
    )
    world = World(backend=lambda request: Response(200, body=request.body))
    answer = call(api_of(("POST", "/body", integration)), "POST", "/body", body=bodies[body], world=world)
    expected = exchange("rest-vtl-input-body", name)["response"]["body_repr"]
    assert f"b{answer.response.body.decode()!r}" == expected
