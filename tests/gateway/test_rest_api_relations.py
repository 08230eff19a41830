"""Relations that hold for every request: hypothesis looks for one that breaks them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corsproxy.gateway.answer import Answer, Layer
from corsproxy.gateway.rest_api.definition import (
    ApiKey,
    Authorizer,
    AuthorizerType,
    EndpointType,
    GatewayResponse,
    IamAuthorization,
    Integration,
    IntegrationResponse,
    IntegrationType,
    Method,
    RequestValidation,
    UsagePlan,
)
from corsproxy.gateway.turn import FunctionReturned
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.rest_api_calls import FUNCTION, World, api_of, arrival, call, drive, lambda_proxy, mock

TEMPLATE = {
    "application/json": "$input.params('id') $input.json('$') $util.escapeJavaScript($input.body) $context.path"
}
TOKEN = Authorizer("t", AuthorizerType.TOKEN, FUNCTION, validation="[^ ]+")
RICH = api_of(
    ("OPTIONS", "/items", mock(IntegrationResponse("204"))),
    ("ANY", "/items/{id}", lambda_proxy()),
    ("POST", "/mock/{id}", mock(IntegrationResponse("200", templates=TEMPLATE))),
    ("GET", "/token", Method("GET", lambda_proxy(), TOKEN)),
    ("GET", "/iam", Method("GET", mock(), IamAuthorization.AWS_IAM)),
    ("POST", "/valid", Method("POST", mock(), validation=RequestValidation(True, True), api_key_required=True,
                             required_parameters=("method.request.header.x",), models={"application/json": {"type": "object"}})),
    ("ANY", "/http/{proxy+}", Integration(IntegrationType.HTTP_PROXY, uri="https://b.example/{proxy}", http_method="ANY",
                                          parameters={"integration.request.path.proxy": "method.request.path.proxy"})),
    ("GET", "/custom", Integration(IntegrationType.HTTP, uri="https://b.example/", responses=(
        IntegrationResponse("200", templates=TEMPLATE, parameters={"method.response.header.X": "method.request.header.x"}),))),
    usage_plans=(UsagePlan("p", (ApiKey("k"),)),),
    endpoint_type=EndpointType.EDGE,
    binary_media_types=("image/*",),
)  # fmt: skip

paths = st.one_of(
    st.sampled_from(["/items", "/items/7", "/mock/x", "/token", "/iam", "/valid", "/http/a/b", "/custom", "/", "", "/no"]),
    st.text(st.sampled_from("/aiz%2F.{}+ \\\"'$#é\0"), max_size=30),
)  # fmt: skip
values = st.text(st.characters(max_codepoint=255), max_size=40)
header_lines = st.lists(
    st.tuples(
        st.sampled_from(["Authorization", "x-api-key", "X", "x", "Accept", "Content-Type", "Origin", "Connection",
                         "X-HTTP-Method-Override", "X-Forwarded-For"]),
        st.one_of(st.sampled_from(["k", "application/json", "image/png", "Bearer a.b", "*/*", "close"]), values),
    ),
    max_size=6,
)  # fmt: skip
requests = st.builds(
    lambda method, path, headers, body, query: arrival(method, f"{path.partition('?')[0]}?{query}", headers, body),
    st.sampled_from(["GET", "POST", "OPTIONS", "HEAD", "DELETE", "PURGE", ""]),
    paths,
    header_lines,
    st.one_of(st.binary(max_size=60), st.sampled_from([b"", b"{}", b'{"a": [1]}', b"[[[["])),
    st.text(st.sampled_from("ab=&%2+é"), max_size=20),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
results = st.one_of(
    st.binary(max_size=40),
    json_values.map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries(
        {},
        optional={
            "statusCode": st.one_of(st.integers(0, 999), st.text(max_size=4), json_values),
            "headers": st.one_of(st.dictionaries(st.text(max_size=8), json_values, max_size=3), json_values),
            "multiValueHeaders": st.one_of(
                st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=5), max_size=2), max_size=3),
                json_values,
            ),
            "body": st.one_of(st.none(), st.text(max_size=20), json_values),
            "isBase64Encoded": json_values,
        },
    ).map(lambda value: json.dumps(value).encode()),
)
several = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answered(api: Any, coming: Any, result: bytes = b"{}") -> Answer:
    world = World(
        function=FunctionReturned(result),
        authorizer=lambda event: {"principalId": "u", "policyDocument": {"Statement": []}},
        backend=lambda request: Response(200, Headers(), coming.request.body),
    )
    return drive(api, coming, world)


def assert_writable(answer: Answer) -> None:
    response = answer.response
    assert 100 <= response.status <= 599
    for name, value in response.headers:
        name.encode("ascii")
        value.encode("latin-1")
        assert name
        assert not set("\r\n\0") & set(name + value)
    length = response.headers.get("content-length")
    assert length is None or int(length) == len(response.body)
    names = [name.lower() for name, _ in response.headers]
    for one in ("content-type", "content-length", "connection", "date", "x-amzn-requestid", "x-amz-apigw-id"):
        assert names.count(one) <= 1


@several
@given(requests)
def test_every_request_gets_an_answer_that_can_be_written(coming: Any) -> None:
    assert_writable(answered(RICH, coming))


@several
@given(results)
def test_every_result_of_a_function_becomes_an_answer_that_can_be_written(result: bytes) -> None:
    answer = answered(RICH, arrival("GET", "/items/7"), result)
    assert_writable(answer)
    if answer.author.layer is Layer.GATEWAY_RESPONSE:
        assert answer.response.status in {500, 502}


@several
@given(requests)
def test_headers_of_gateway_responses_change_nothing_else(coming: Any) -> None:
    """DEFAULT_4XX and DEFAULT_5XX with a header add that header to gateway responses, and to nothing else."""
    cors = {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}
    customised = replace(
        RICH,
        gateway_responses=(GatewayResponse("DEFAULT_4XX", None, cors), GatewayResponse("DEFAULT_5XX", None, cors)),
    )
    before, after = answered(RICH, coming), answered(customised, coming)
    assert (after.response.status, after.response.body) == (before.response.status, before.response.body)
    assert after.response.headers.without("access-control-allow-origin") == before.response.headers
    by_type = before.author.layer is Layer.GATEWAY_RESPONSE and before.author.type.isupper()
    assert ("access-control-allow-origin" in after.response.headers) is (
        by_type and "TOO_LARGE" not in before.author.type
    )


@several
@given(st.lists(st.sampled_from(["/a", "/{x}", "/{p+}", "/a/b", "/a/{x}", "/{x}/b", "/a/{p+}"]), unique=True), paths)
def test_the_order_of_resources_does_not_matter(resources: list[str], path: str) -> None:
    def body(order: list[str]) -> tuple[int, bytes]:
        routes = [
            ("GET", one, mock(IntegrationResponse("200", templates={"application/json": one.replace("$", "")})))
            for one in order
        ]
        response = call(api_of(*routes), "GET", path.partition("?")[0]).response
        return response.status, response.body

    assert body(resources) == body(resources[::-1])
