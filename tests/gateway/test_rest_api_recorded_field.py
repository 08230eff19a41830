"""Transcripts of real endpoints in the field, replayed against the model."""

from __future__ import annotations

import json
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
from corsproxy.gateway.turn import BackendUnreachable
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.rest_api_calls import World, api_of, arrival, call, drive, lambda_proxy, mock
from tests.gateway.rest_api_recorded import recorded
from tests.gateway.rest_api_recorded_rows import (
    REST,
    exchange,
    needs_recordings,
    recording,
)


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
