"""Who wrote a response is told by what only that writer leaves on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.diagnose.authorship import attribute
from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.finding import Certainty
from corsproxy.gateway.answer import Layer
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response
from tests.diagnose.answers import (
    DOMAIN,
    FUNCTION,
    HTTP,
    HTTP_ID,
    ORIGIN,
    REST,
    REST_IDS,
    VPCE,
    actual,
    body,
    preflight,
    rest,
)

MISSING_TOKEN = Response(403, rest("MissingAuthenticationTokenException"), body("Missing Authentication Token"))
FORBIDDEN = body("Forbidden")
BARE_FORBIDDEN = Headers([("x-amzn-errortype", "ForbiddenException"), ("content-type", "application/json")])

TABLE: list[tuple[str, Exchange, Layer, str, str]] = [
    ("no OPTIONS method", preflight(REST, MISSING_TOKEN), Layer.GATEWAY_RESPONSE, "MISSING_AUTHENTICATION_TOKEN",
     "missing-options-method"),
    ("unknown path", actual(REST, MISSING_TOKEN), Layer.GATEWAY_RESPONSE, "MISSING_AUTHENTICATION_TOKEN", "unknown-path"),
    (
        "bearer token on an unknown path",
        actual(REST, Response(403, rest("IncompleteSignatureException"), b"{}"), more=(("Authorization", "Bearer x"),)),
        Layer.GATEWAY_RESPONSE, "INVALID_SIGNATURE", "bearer-token-on-unknown-path",
    ),
    (
        "authorizer on OPTIONS",
        preflight(REST, Response(401, rest("UnauthorizedException"), body("Unauthorized"))),
        Layer.GATEWAY_RESPONSE, "UNAUTHORIZED", "options-requires-authorization",
    ),
    (
        "token expired",
        actual(REST, Response(401, rest("UnauthorizedException"), body("The incoming token has expired"))),
        Layer.GATEWAY_RESPONSE, "UNAUTHORIZED", "token-refused",
    ),
    (
        "resource policy",
        preflight(REST, Response(403, rest("AccessDeniedException"), body(
            "User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn", "Message"))),
        Layer.GATEWAY_RESPONSE, "ACCESS_DENIED", "resource-policy-denies",
    ),
    (
        "authorizer denies",
        actual(REST, Response(403, rest("AccessDeniedException"), body(
            "User is not authorized to access this resource", "Message"))),
        Layer.GATEWAY_RESPONSE, "ACCESS_DENIED", "authorizer-denies",
    ),
    ("throttled", actual(REST, Response(429, rest("TooManyRequestsException"), body("Too Many Requests"))),
     Layer.GATEWAY_RESPONSE, "THROTTLED", "request-throttled"),
    ("quota", actual(REST, Response(429, rest("LimitExceededException"), body("Limit Exceeded"))),
     Layer.GATEWAY_RESPONSE, "QUOTA_EXCEEDED", "quota-exceeded"),
    ("lambda crashed", actual(REST, Response(502, rest("InternalServerErrorException"), b'{"message": "Internal server error"}')),
     Layer.GATEWAY_RESPONSE, "INTEGRATION_FAILURE", "malformed-proxy-response"),
    ("timeout", actual(REST, Response(504, rest("InternalServerErrorException"), b'{"message": "Endpoint request timed out"}')),
     Layer.GATEWAY_RESPONSE, "INTEGRATION_TIMEOUT", "integration-timeout"),
    ("mock broken", preflight(REST, Response(500, rest("InternalServerErrorException"), b'{"message": "Internal server error"}')),
     Layer.GATEWAY_RESPONSE, "INTEGRATION_FAILURE", "mock-options-broken"),
    ("bad parameters", actual(REST, Response(400, rest("BadRequestException"), body("Missing required request parameters: [q]"))),
     Layer.GATEWAY_RESPONSE, "BAD_REQUEST_PARAMETERS", "request-invalid"),
    ("too large", actual(REST, Response(413, Headers(), b"HTTP content length exceeded 10485760 bytes.")),
     Layer.GATEWAY_RESPONSE, "REQUEST_TOO_LARGE", "payload-too-large"),
    ("authorizer broken", actual(REST, Response(500, rest("AuthorizerConfigurationException"), b'{"message":null}')),
     Layer.GATEWAY_RESPONSE, "AUTHORIZER_CONFIGURATION_ERROR", "authorizer-broken"),
    ("vpc endpoint name", actual(VPCE, Response(403, BARE_FORBIDDEN, FORBIDDEN)), Layer.GATEWAY_RESPONSE, "",
     "private-api-not-addressed"),
    ("private dns", preflight(REST, Response(403, BARE_FORBIDDEN, FORBIDDEN)), Layer.GATEWAY_RESPONSE, "",
     "private-dns-captures-public-api"),
    ("no mapping", preflight(DOMAIN, Response(403, Headers([REST_IDS[0], *BARE_FORBIDDEN]), FORBIDDEN)),
     Layer.GATEWAY_RESPONSE, "", "domain-mapping-missing"),
    ("unknown stage", preflight(REST.replace("/prod", ""), Response(403, rest("ForbiddenException"), FORBIDDEN)), Layer.GATEWAY_RESPONSE, "",
     "unknown-stage"),
    ("api key", actual(REST, Response(403, rest("ForbiddenException"), FORBIDDEN), more=(("x-api-key", "k"),)),
     Layer.GATEWAY_RESPONSE, "INVALID_API_KEY", "api-key-refused"),
    ("mock answers", preflight(REST, Response(200, Headers([*REST_IDS, ("content-type", "application/json")]))),
     Layer.MOCK_INTEGRATION, "MOCK", ""),
    ("lambda answers", actual(REST, Response(200, Headers([*REST_IDS, ("x-amzn-trace-id", "Root=1-x")]), b"{}")),
     Layer.INTEGRATION, "AWS_PROXY", ""),
    ("http backend answers", actual(REST, Response(200, Headers([*REST_IDS, ("x-amzn-remapped-server", "nginx")]), b"{}")),
     Layer.INTEGRATION, "HTTP_PROXY", ""),
    ("http api allows", preflight(HTTP, Response(204, Headers([*HTTP_ID, ("access-control-allow-origin", ORIGIN)]))),
     Layer.CORS_CONFIGURATION, "", ""),
    ("http api says nothing", preflight(HTTP, Response(204, Headers(HTTP_ID))), Layer.CORS_CONFIGURATION, "",
     "origin-not-in-configuration"),
    ("http api without cors", preflight(HTTP, Response(404, Headers(HTTP_ID), body("Not Found"))),
     Layer.GATEWAY_RESPONSE, "not-found", "cors-not-configured"),
    ("http api route", actual(HTTP, Response(404, Headers(HTTP_ID), body("Not Found"))),
     Layer.GATEWAY_RESPONSE, "not-found", "route-not-found"),
    ("http api authorizer catches OPTIONS",
     preflight(HTTP, Response(401, Headers([*HTTP_ID, ("www-authenticate", "Bearer")]), body("Unauthorized"))),
     Layer.AUTHORIZER, "unauthorized", "preflight-caught-by-authorized-route"),
    ("http api integration", actual(HTTP, Response(200, Headers(HTTP_ID), b"{}")), Layer.INTEGRATION, "AWS_PROXY", ""),
    ("waf captcha", actual(DOMAIN, Response(405, Headers([("x-amzn-waf-action", "captcha"), ("server", "CloudFront")]))),
     Layer.WAF, "captcha", "waf-challenges"),
    ("cloudfront to https", preflight("http://api.example.com/items", Response(301, Headers([
        ("server", "CloudFront"), ("x-cache", "Redirect from cloudfront"), ("location", "https://api.example.com/items")]))),
     Layer.CLOUDFRONT, "redirect", "redirected-preflight"),
    ("cloudfront error page", actual(DOMAIN, Response(403, Headers([("server", "CloudFront"), ("content-type", "text/html")]),
     b"<HTML>The request could not be satisfied. Bad request.")), Layer.CLOUDFRONT, "error-page", "cloudfront-error-page"),
    ("s3 answers", actual(DOMAIN, Response(404, Headers([("server", "AmazonS3")]))), Layer.INTEGRATION, "S3",
     "cloudfront-behavior-misses-api"),
    ("load balancer", preflight(DOMAIN, Response(503, Headers([("server", "awselb/2.0")]))), Layer.NETWORK, "load-balancer",
     "load-balancer-answers"),
    ("login", actual(DOMAIN, Response(302, Headers([("location", "https://x.auth.eu-west-1.amazoncognito.com/login?y")]))),
     Layer.UNKNOWN, "redirect", "redirected-to-login"),
    ("function url", preflight(FUNCTION, Response(200, Headers([("x-amzn-requestid", "c")]))), Layer.CORS_CONFIGURATION,
     "function-url", "function-url-cors-mismatch"),
    ("nothing came back", Exchange(Request("GET", DOMAIN), None, "net::ERR_NAME_NOT_RESOLVED"), Layer.NETWORK, "failure",
     "network-failure"),
    ("mixed content", actual("http://api.example.com/", None), Layer.NETWORK, "mixed-content", "mixed-content"),
    ("local network", actual("http://localhost:3000/items", None), Layer.NETWORK, "local-network-access",
     "local-network-access-denied"),
    ("localstack", preflight("http://localhost:4566/_aws/execute-api/abc/dev/items", Response(403)), Layer.DEV_TOOL,
     "localstack", "local-tool-differs"),
    ("vite", preflight("http://localhost:5173/api/items", Response(204, Headers([("access-control-allow-origin", "*")]))),
     Layer.DEV_TOOL, "vite", "local-tool-differs"),
    ("starlette", preflight(REST, Response(400, Headers([*REST_IDS, ("vary", "Origin")]), b"Disallowed CORS origin")),
     Layer.INTEGRATION, "starlette", "framework-refuses-preflight"),
    ("framework 405", preflight(REST, Response(405, Headers([*REST_IDS, ("allow", "POST")]), b'{"detail":"Method Not Allowed"}')),
     Layer.INTEGRATION, "starlette", "framework-answers-options"),
    ("nobody known", actual(DOMAIN, Response(200, Headers([("server", "nginx")]))), Layer.UNKNOWN, "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("exchange", "layer", "kind_", "cause"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_likeliest_author_and_cause_of(exchange: Exchange, layer: Layer, kind_: str, cause: str) -> None:
    first = attribute(exchange)[0]
    assert (first.author.layer, first.author.type, first.cause) == (layer, kind_, cause)
    assert first.evidence


def test_byte_identical_causes_are_all_named_each_with_the_command_that_decides() -> None:
    found = attribute(preflight(REST, MISSING_TOKEN))
    assert [one.cause for one in found] == [
        "missing-options-method",
        "unknown-path",
        "options-requires-iam",
        "change-not-deployed",
    ]
    assert all("a1b2c3d4e5" in one.decide_with for one in found)
    assert found[0].certainty is Certainty.LIKELY


def test_what_stands_on_one_witness_only_is_certain() -> None:
    found = attribute(preflight(HTTP, Response(404, Headers(HTTP_ID), body("Not Found"))))
    assert len(found) == 1
    assert found[0].certainty is Certainty.CERTAIN


def test_a_lambda_that_returns_the_gateways_words_is_not_taken_for_the_gateway() -> None:
    response = Response(
        403, Headers([*REST_IDS, ("x-amzn-trace-id", "Root=1-x")]), body("Missing Authentication Token")
    )
    assert attribute(actual(REST, response))[0].author.layer is Layer.INTEGRATION


def test_every_cause_that_a_witness_names_is_in_the_catalogue() -> None:
    for row in TABLE:
        for one in attribute(row[1]):
            if one.cause:
                assert kind(one.cause).code


headers = st.lists(
    st.tuples(
        st.sampled_from(
            ["server", "x-amzn-errortype", "apigw-requestid", "x-amz-apigw-id", "location", "x-cache", "allow"]
        ),
        st.text(max_size=12),
    ),
    max_size=5,
)


@given(
    headers,
    st.integers(100, 599),
    st.binary(max_size=40),
    st.sampled_from([REST, HTTP, VPCE, FUNCTION, "x", "http://localhost:1/"]),
)
def test_attribution_is_total(lines: list[tuple[str, str]], status: int, content: bytes, url: str) -> None:
    for make in (preflight, actual):
        found = attribute(make(url, Response(status, Headers(lines), content)))
        assert found
        assert all(one.evidence for one in found)
