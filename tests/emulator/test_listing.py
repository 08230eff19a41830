"""The route table says who answers and who authorizes, for both products."""

from __future__ import annotations

from corsproxy.emulator.listing import Row, rows, title
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api import definition as http
from corsproxy.gateway.rest_api import definition as rest
from corsproxy.gateway.unresolved import Unresolved
from tests.emulator.apis import http_api, rest_api

FUNCTION = LambdaFunction("f")


def test_an_http_apis_rows() -> None:
    jwt = http.JwtAuthorizer("users", "https://issuer", ("a",))
    routes = (
        http.Route("GET /a", http.LambdaIntegration(FUNCTION), jwt),
        http.Route("$default", http.HttpIntegration("https://up.example")),
        http.Route("ANY /b", http.LambdaIntegration(Unresolved("!Ref X")), http.IamAuthorization.AWS_IAM),
        http.Route("GET /c", None, http.LambdaAuthorizer("check", FUNCTION)),
    )
    assert rows(http.HttpApi("a", routes)) == (
        Row("GET", "/a", "Lambda f", "JWT users"),
        Row("any", "$default", "HTTP https://up.example"),
        Row("ANY", "/b", "Lambda <unresolved !Ref X>", "AWS_IAM"),
        Row("GET", "/c", "nothing", "Lambda check"),
    )


def test_a_rest_apis_rows() -> None:
    authorizer = rest.Authorizer("desk", rest.AuthorizerType.TOKEN, FUNCTION)
    http_proxy = rest.Integration(rest.IntegrationType.HTTP_PROXY, uri="https://up.example")
    methods = (
        rest.Method("GET", rest.Integration(rest.IntegrationType.AWS_PROXY, function=FUNCTION), authorizer),
        rest.Method("PUT", http_proxy, api_key_required=True),
        rest.Method("OPTIONS", rest.Integration(rest.IntegrationType.MOCK)),
        rest.Method("POST", rest.Integration(rest.IntegrationType.AWS, function=FUNCTION)),
        rest.Method("HEAD", None, rest.IamAuthorization.AWS_IAM, api_key_required=True),
    )
    assert rows(rest.RestApi("a", (rest.Resource("/x", methods),))) == (
        Row("GET", "/x", "Lambda f", "TOKEN desk"),
        Row("PUT", "/x", "HTTP_PROXY https://up.example", "API key"),
        Row("OPTIONS", "/x", "MOCK"),
        Row("POST", "/x", "AWS Lambda f"),
        Row("HEAD", "/x", "nothing", "AWS_IAM, API key"),
    )


def test_a_title_names_product_and_id() -> None:
    assert title(http_api()) == "HTTP API [http000001]"
    assert title(rest_api()) == "REST API (regional) [rest000001]"
