"""What real AWS answered, replayed against the model: same status, same decisive headers, same body."""

from __future__ import annotations

import base64
import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.rest_api import gateway_response, private
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import (
    EndpointType,
    GatewayResponse,
    Integration,
    IntegrationResponse,
    IntegrationType,
    RestApi,
    Stage,
)
from corsproxy.gateway.rest_api.response_type import DEFAULTS, ResponseType
from corsproxy.gateway.turn import BackendUnreachable, FunctionFailed, FunctionReturned
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.rest_api_calls import FUNCTION, World, api_of, arrival, call, drive, lambda_proxy, mock
from tests.gateway.rest_api_recorded import api_of_recording, differences, recorded

REST = recorded("rest-api.json")
needs_recordings = pytest.mark.skipif(REST is None, reason="the recordings are not beside the checkout")

# headers that say who answered and what a browser reads; the rest is ids and clocks
DECISIVE = ("content-type", "content-length", "connection", "x-amzn-errortype", "x-cache", "server")


def recording(id_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in REST["exchanges"] if r["id"] == id_)
    return deepcopy(found)


def exchange(id_: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(e for e in recording(id_)["exchanges"] if e["name"] == name)
    return found


def rows(*ids: str) -> list[Any]:
    if REST is None:
        return []
    return [
        pytest.param(r["api"], e, id=f"{r['id']}:{e['name']}")
        for r in REST["exchanges"]
        if r["id"] in ids
        for e in r["exchanges"]
    ]


def assert_agrees(answer: Answer, response: dict[str, Any]) -> None:
    """Status, the headers that a recording names, and the body agree."""
    found = answer.response
    assert found.status == response.get("status", response.get("status_code", found.status))
    expected = response.get("headers", response.get("response_headers")) or {}
    names = {name.lower() for name in expected}
    for name, value in expected.items():
        if name.lower() in DECISIVE and not (value.startswith("<") or value == name.lower()):
            assert found.headers.get(name) == value, name
        elif not name.lower().startswith("x-amzn-remapped"):
            assert name in found.headers, name
    if {"date", "content-type"} <= names:  # the recording has all headers, so the model must have no more
        assert {name for name in found.headers.names() if name not in names} == set()
    body = response.get("body_json", response.get("body"))
    if isinstance(body, dict):
        assert json.loads(found.body) == body
    elif response.get("body_text", body) is not None:
        assert found.body.decode() == response.get("body_text", body)


def raised(event: dict[str, Any]) -> Any:
    raise AssertionError(event)


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


# --- transcripts of real endpoints -------------------------------------------------------------------------


def static(**headers: str) -> IntegrationResponse:
    return IntegrationResponse(
        "200",
        parameters={f"method.response.header.{n.replace('_', '-')}": f"'{v}'" for n, v in headers.items()},
    )


def field(id_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in FIELD["recordings"] if r["id"] == id_)
    return found


FIELD = recorded("field.json")
CLOCKS_AND_IDS = {
    "date",
    "x-amzn-requestid",
    "x-amz-apigw-id",
    "via",
    "x-amz-cf-pop",
    "x-amz-cf-id",
    "x-amzn-trace-id",
}


def assert_as_seen(answer: Answer, response: dict[str, Any], *, all_headers: bool = True) -> None:
    """The transcript's status, headers and body; the model adds no header to a complete transcript."""
    assert answer.response.status == response["status"]
    expected = {name.lower(): value for name, value in response["headers"]}
    for name, value in expected.items():
        if name in CLOCKS_AND_IDS:
            assert name in answer.response.headers, name
        elif name != "content-length" or response["body"] is not None:
            assert answer.response.headers.get(name) == value, name
    if all_headers and "content-type" in expected:
        # HTTP/2 has no Connection, and the oldest transcripts lack what came later
        assert (
            set(answer.response.headers.names()) - set(expected) <= {"connection", "x-amz-apigw-id"} | CLOCKS_AND_IDS
        )
    if response["body"] and not response["body"].startswith("<html>"):
        assert answer.response.body.decode() == response["body"]


def edge_cors_api(spec: dict[str, Any]) -> RestApi:
    methods = "PATCH, OPTIONS"
    headers = "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,X-Amz-User-Agent"
    options = mock(
        static(
            Access_Control_Allow_Methods=methods,
            Access_Control_Allow_Origin="*",
            Access_Control_Allow_Headers=headers,
        )
    )
    return replace(
        api_of(("OPTIONS", "/dev", options), ("GET", "/prod", mock()), stages=(Stage("api"),)),
        api_id="u1hp5d8r0b",
        region="us-west-2",
        account="767553057089",
        policy=spec["definition"]["policy"],
    )


@needs_recordings
def test_an_edge_optimized_preflight_and_a_policy_denial_are_as_seen() -> None:
    seen = field("v1-edge-cors-options-mock")
    api = edge_cors_api(seen)
    for e, path in zip(seen["exchanges"], ("/dev", "/prod"), strict=True):
        answer = call(api, e["request"]["method"], path, stage="api", headers=e["request"]["headers"])
        assert_as_seen(answer, e["response"])


@needs_recordings
def test_a_default_4xx_with_cors_headers_is_on_every_4xx_as_seen() -> None:
    seen = field("v1-gateway-response-stale-in-stage")
    parameters = {
        f"gatewayresponse.header.{name}": f"'{value}'"
        for name, value in seen["exchanges"][0]["response"]["headers"]
        if name.lower() != "x-amzn-errortype"
    }
    api = api_of(
        ("GET", "/assets/native/price", replace_key(mock())),
        gateway_responses=(GatewayResponse("DEFAULT_4XX", parameters=parameters),),
        stages=(Stage("v1"),),
    )
    for e in seen["exchanges"]:
        path = e["request"]["path"].removeprefix("/v1")
        answer = call(api, "GET", path, stage="v1", headers=e["request"]["headers"])
        assert_as_seen(answer, e["response"], all_headers=False)


def replace_key(integration: Integration) -> Any:
    from corsproxy.gateway.rest_api.definition import Method

    return Method("GET", integration, api_key_required=True)


@needs_recordings
def test_a_customised_missing_authentication_token_is_as_seen() -> None:
    seen = field("v1-customised-missing-auth-token")
    custom = seen["definition"]["gatewayResponse"]
    api = api_of(
        ("GET", "/assets", replace_key(mock())),
        gateway_responses=(
            GatewayResponse(custom["type"], int(custom["statusCode"]), templates=custom["responseTemplates"]),
        ),
        stages=(Stage("v1"),),
    )
    for e in seen["exchanges"]:
        answer = call(
            api, "GET", e["request"]["path"].removeprefix("/v1"), stage="v1", headers=e["request"]["headers"]
        )
        expected = dict(e["response"])
        body, expected["body"] = expected["body"], None
        assert_as_seen(answer, expected, all_headers=False)
        assert json.loads(answer.response.body) == json.loads(body)


@needs_recordings
def test_serverless_cors_is_on_the_preflight_only_as_seen() -> None:
    seen = field("v1-serverless-framework-cors-2018")
    preflight = dict(seen["exchanges"][0]["response"]["headers"])
    cors = {name.replace("-", "_"): value for name, value in preflight.items() if name.startswith("Access-Control")}
    api = api_of(("OPTIONS", "/", mock(static(**cors))), ("POST", "/", lambda_proxy()), stages=(Stage("dev"),))
    for e in seen["exchanges"]:
        assert_as_seen(call(api, e["request"]["method"], "/"), e["response"])


@needs_recordings
def test_a_console_made_preflight_is_as_seen() -> None:
    seen = field("v1-doc-sample-console-cors")
    headers = dict(seen["exchanges"][0]["response"]["headers"])
    cors = {name.replace("-", "_"): value for name, value in headers.items() if name.startswith("Access-Control")}
    api = api_of(("OPTIONS", "/", mock(static(**cors))), endpoint_type=EndpointType.REGIONAL)
    assert_as_seen(call(api, "OPTIONS", ""), seen["exchanges"][0]["response"])


NLB = "web-app-fargate-nlb-internal2-fdeb5f1534e02ddb.elb.cn-northwest-1.amazonaws.com.cn"
ENDPOINT = "vpce-0123456789abcdef0"


@needs_recordings
@pytest.mark.parametrize("number", range(5))
def test_a_private_api_behind_a_load_balancer_is_as_seen(number: int) -> None:
    e = field("v1-private-via-nlb")["exchanges"][number]
    policy = {
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
        ]
    }
    custom = Integration(
        IntegrationType.HTTP, uri="http://internal.example.com/", responses=(IntegrationResponse("200"),)
    )
    good = replace(
        api_of(("GET", "/webpage-vpc-non-proxy", custom), ("GET", "/webpage-vpc", custom)),
        endpoint_type=EndpointType.PRIVATE,
        policy=policy,
        region="cn-northwest-1",
    )
    apis = [replace(good, api_id="3i95y1yx06"), replace(good, api_id="v944po9kjb")]
    headers = e["request"]["headers"]
    # the load balancer forwards to the endpoint: the URL's name is the endpoint's
    name = f"{ENDPOINT}-abcd1234.execute-api.cn-northwest-1.vpce.amazonaws.com.cn"
    reached = private.route(apis, name, host=headers["Host"], api_id=headers.get("x-apigw-api-id"))
    path = e["request"]["path"].split(" ")[0]
    stage = "dev" if path.startswith("/dev") else None
    coming = arrival(
        "GET", path.removeprefix("/dev"), headers, stage=stage, vpc_endpoint=ENDPOINT, domain=headers["Host"]
    )
    if isinstance(reached, private.Reached):
        fails = reached.api.api_id == "v944po9kjb"
        page = Response(200, Headers.of(content_type="application/json"), b"x" * 51)
        answer = drive(
            reached.api, coming, World(backend=BackendUnreachable("TLS") if fails else lambda request: page)
        )
    else:
        assert isinstance(reached, private.Forbidden)
        answer = private.forbidden(apis[0], coming, reached.because)
    assert_as_seen(answer, e["response"])


@needs_recordings
def test_a_web_acl_block_is_as_seen() -> None:
    from corsproxy.gateway.turn import Check

    seen = field("waf-block-regional-rest")["exchanges"][0]
    api = api_of(("GET", "/", mock()), endpoint_type=EndpointType.REGIONAL)
    answer = call(api, "GET", "/", world=World(refuse=Check.WAF))
    assert_as_seen(answer, seen["response"], all_headers=False)


@needs_recordings
@pytest.mark.parametrize(
    "name",
    [e["name"] for e in recording("rest-gateway-response-inheritance")["exchanges"] if e["name"].startswith("put-")]
    if REST is not None
    else [],
)
def test_a_gateway_response_as_it_was_put_is_what_is_answered(name: str) -> None:
    shown = exchange("rest-gateway-response-inheritance", name)["response"]["control"]
    custom = GatewayResponse(
        shown["responseType"], int(shown["statusCode"]), shown["responseParameters"], shown["responseTemplates"]
    )
    answered_as = "INTEGRATION_TIMEOUT" if custom.type == "DEFAULT_5XX" else custom.type
    api = api_of(("GET", "/", mock()), gateway_responses=(custom,))
    coming = arrival("GET", "/", {"Accept": "text/plain"})
    answer = gateway_response.refuse(
        Call(api, coming, "GET"), gateway_response.Refusal(ResponseType(answered_as), "because")
    )
    assert str(answer.response.status) == shown["statusCode"]
    for key, value in shown["responseParameters"].items():
        expected = "text/plain" if value == "method.request.header.Accept" else value.strip("'")
        assert answer.response.headers.get(key.removeprefix("gatewayresponse.header.")) == expected
    document = json.loads(answer.response.body)
    assert document["message"] == DEFAULTS[ResponseType(answered_as)].message
    if "type" in shown["responseTemplates"]["application/json"]:
        assert document["type"] == answered_as
        assert document["stage"] == "dev"
