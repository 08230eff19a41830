"""Small APIs for tests of lint: one fault at a time."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api import definition as http_api
from corsproxy.gateway.rest_api import definition as rest_api
from corsproxy.where import Where

ORIGIN = "https://app.example.com"
FUNCTION = LambdaFunction("items", "app.handler", "src")
FILE = "template.yaml"


def at(line: int) -> Where:
    return Where(FILE, line)


def http(*routes: http_api.Route, cors: http_api.CorsConfiguration | None = None) -> http_api.HttpApi:
    return http_api.HttpApi("h1i2j3k4l5", routes, "shop", cors, where=at(1))


def route(key: str, line: int = 10, **more: object) -> http_api.Route:
    return http_api.Route(key, http_api.LambdaIntegration(FUNCTION), where=at(line), **more)  # type: ignore[arg-type]


CORS = http_api.CorsConfiguration((ORIGIN,), ("GET", "POST"), ("content-type", "authorization"), where=at(5))


def url(cors: http_api.CorsConfiguration | None = None, *, iam: bool = False) -> FunctionUrl:
    return FunctionUrl("u1r2l3", FUNCTION, cors, iam, where=at(1))


JWT = http_api.JwtAuthorizer("jwt", "https://issuer.example", ("web",))


def proxy(name: str, line: int = 20, **more: object) -> rest_api.Method:
    integration = rest_api.Integration(rest_api.IntegrationType.AWS_PROXY, function=FUNCTION)
    return rest_api.Method(name, integration, where=at(line), **more)  # type: ignore[arg-type]


def options(
    origin: str = f"'{ORIGIN}'",
    methods: str = "'GET,POST'",
    headers: str = "'content-type,authorization,x-api-key'",
    line: int = 30,
    **more: object,
) -> rest_api.Method:
    parameters = {
        "method.response.header.Access-Control-Allow-Origin": origin,
        "method.response.header.Access-Control-Allow-Methods": methods,
        "method.response.header.Access-Control-Allow-Headers": headers,
    }
    integration = rest_api.Integration(
        rest_api.IntegrationType.MOCK,
        templates={"application/json": '{"statusCode": 200}'},
        responses=(rest_api.IntegrationResponse("200", parameters=parameters),),
    )
    responses = (rest_api.MethodResponse("200", dict.fromkeys(parameters, False)),)
    return rest_api.Method("OPTIONS", integration, responses=responses, where=at(line), **more)  # type: ignore[arg-type]


def rest(*methods: rest_api.Method, path: str = "/items", covered: bool = False) -> rest_api.RestApi:
    api = rest_api.RestApi(
        "a1b2c3d4e5",
        (rest_api.Resource(path, methods, at(15)),),
        "shop",
        (rest_api.Stage("prod"),),
        where=at(1),
        endpoint_type=rest_api.EndpointType.REGIONAL,
    )
    if not covered:
        return api
    header = {"gatewayresponse.header.Access-Control-Allow-Origin": f"'{ORIGIN}'"}
    both = tuple(
        rest_api.GatewayResponse(name, parameters=header, where=at(40)) for name in ("DEFAULT_4XX", "DEFAULT_5XX")
    )
    return replace(api, gateway_responses=both)


AUTHORIZER = rest_api.Authorizer("tokens", rest_api.AuthorizerType.TOKEN, FUNCTION)
