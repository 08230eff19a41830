"""Every way to answer is walked, with what was supposed on it."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.lint.endpoints import endpoints
from corsproxy.diagnose.lint.ways import ways
from corsproxy.gateway.rest_api.definition import EndpointType
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request
from tests.diagnose.lint_apis import JWT, ORIGIN, http, options, proxy, rest, route

ALLOWS_ALL = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}


def test_a_mock_is_certain_but_for_admission() -> None:
    api = rest(proxy("POST"), options())
    url = endpoints(api)[0].url
    headers = Headers([("Origin", ORIGIN), ("Access-Control-Request-Method", "POST")])
    found = {way.name: way.answer.response.status for way in ways(api, "prod", Request("OPTIONS", url, headers))}
    assert found["admitted"] == 200
    assert found["throttled"] == 429


def test_an_authorizer_multiplies_the_ways() -> None:
    api = http(route("GET /x", authorizer=JWT))
    one = endpoints(api)[0]
    found = {way.name for way in ways(api, "$default", Request("GET", one.url, Headers(one.lines)))}
    assert {
        "token-expired",
        "token-wrong-audience",
        "function-crashes",
        "integration-times-out",
        "throttled",
    } <= found


def test_without_credentials_the_refusal_is_certain() -> None:
    api = http(route("GET /x", authorizer=JWT))
    found = ways(api, "$default", Request("GET", endpoints(api)[0].url))
    assert {way.answer.response.status for way in found} <= {401, 429}


def test_the_same_definition_gives_the_same_bytes() -> None:
    api = rest(proxy("GET"))
    request = Request("GET", endpoints(api)[0].url)
    assert ways(api, "prod", request) == ways(api, "prod", request)


def test_a_private_api_is_reached_through_an_endpoint() -> None:
    api = replace(rest(proxy("GET")), endpoint_type=EndpointType.PRIVATE, vpc_endpoints=("vpce-1",),
                  policy={"Statement": [ALLOWS_ALL]})  # fmt: skip
    found = ways(api, "prod", Request("GET", endpoints(api)[0].url))
    assert any(way.answer.response.status == 200 for way in found)


def test_what_a_browser_writes_is_in_lower_case_but_for_private_apis() -> None:
    url = "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/items"
    asked = Request("OPTIONS", url, Headers([("Origin", ORIGIN), ("X-Tenant", "1")]))
    template = "#foreach($name in $input.params().header.keySet())$name,#end"
    preflight = options()
    assert preflight.integration is not None
    (response,) = preflight.integration.responses
    telling = replace(preflight.integration, responses=(replace(response, templates={"application/json": template}),))
    api = rest(replace(preflight, integration=telling))
    private = replace(
        api,
        endpoint_type=EndpointType.PRIVATE,
        vpc_endpoints=("vpce-1",),
        policy={"Statement": [ALLOWS_ALL]},
    )
    for one, origin in ((api, "origin"), (private, "Origin")):
        (seen,) = [way.answer.response.body.decode().split(",") for way in ways(one, "prod", asked) if way.sunny]
        assert {origin, "X-Tenant"} <= set(seen)
