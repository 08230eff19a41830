"""HTTP APIs from OpenAPI 3."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.definition import (
    HttpApi,
    HttpIntegration,
    IamAuthorization,
    JwtAuthorizer,
    LambdaAuthorizer,
    LambdaIntegration,
)
from corsproxy.where import Unusable
from tests.iac.conftest import Load

FUNCTION = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:{}/invocations"
WHOLE = f"""\
openapi: 3.0.1
info: {{title: shop}}
x-amazon-apigateway-cors:
  allowOrigins: ["https://a.example"]
  allowMethods: [GET, post]
  allowHeaders: [Content-Type, X-A]
  exposeHeaders: [X-Total]
  maxAge: 600
  allowCredentials: true
components:
  x-amazon-apigateway-integrations:
    shop: {{type: AWS_PROXY, httpMethod: POST, payloadFormatVersion: "2.0", timeoutInMillis: 1500, uri: "{FUNCTION.format("shop")}"}}
  securitySchemes:
    members:
      type: oauth2
      x-amazon-apigateway-authorizer:
        {{type: jwt, identitySource: $request.header.Authorization, jwtConfiguration: {{issuer: "https://i.example", audience: [a, b]}}}}
    desk:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authorizer:
        type: request
        identitySource: $request.header.Authorization, $request.querystring.q
        authorizerUri: {FUNCTION.format("auth")}
        authorizerPayloadFormatVersion: "2.0"
        authorizerResultTtlInSeconds: 30
        enableSimpleResponses: true
    sigv4: {{type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}}
paths:
  /items/{{id}}:
    get:
      security: [{{members: [read]}}]
      x-amazon-apigateway-integration: {{$ref: '#/components/x-amazon-apigateway-integrations/shop'}}
    put: {{security: [{{desk: []}}]}}
    delete: {{security: [{{sigv4: []}}]}}
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: GET
        uri: https://b.example
        payloadFormatVersion: 1.0
        requestParameters: {{"append:header.x": $request.path.id}}
        responseParameters: {{"200": {{"overwrite:statuscode": "201"}}}}
  /$default:
    x-amazon-apigateway-any-method:
      isDefaultRoute: true
      x-amazon-apigateway-integration: {{type: aws_proxy, uri: "{FUNCTION.format("shop")}"}}
"""


@pytest.fixture
def api(loaded: Load) -> HttpApi:
    (found,) = loaded(WHOLE, "api.yaml").apis
    assert isinstance(found, HttpApi)
    return found


def test_the_cors_configuration_is_stored_as_the_control_plane_stores_it(api: HttpApi) -> None:
    cors = api.cors
    assert cors is not None
    assert cors.allow_headers == ("content-type", "x-a")
    assert cors.expose_headers == ("x-total",)
    assert cors.allow_methods == ("GET", "post")
    assert (cors.max_age, cors.allow_credentials) == (600, True)
    assert cors.where is not None
    assert cors.where.line == 3


def test_route_keys(api: HttpApi) -> None:
    assert [route.key for route in api.routes] == [
        "GET /items/{id}", "PUT /items/{id}", "DELETE /items/{id}", "ANY /items/{id}", "$default",
    ]  # fmt: skip
    assert api.stages[0].name == "$default"


def test_integrations(api: HttpApi) -> None:
    get, _, _, other, default = (route.integration for route in api.routes)
    assert isinstance(get, LambdaIntegration)
    assert (getattr(get.function, "name", ""), get.payload_format, get.timeout) == ("shop", "2.0", 1.5)
    assert isinstance(other, HttpIntegration)
    assert (other.method, other.uri) == ("GET", "https://b.example")
    assert other.request_parameters == {"append:header.x": "$request.path.id"}
    assert other.response_parameters == {"200": {"overwrite:statuscode": "201"}}
    # an import without payloadFormatVersion means 1.0
    assert isinstance(default, LambdaIntegration)
    assert default.payload_format == "1.0"


def test_authorizers(api: HttpApi) -> None:
    get, put, delete, other, _ = api.routes
    assert isinstance(get.authorizer, JwtAuthorizer)
    assert (get.authorizer.issuer, get.authorizer.audience) == ("https://i.example", ("a", "b"))
    assert get.scopes == ("read",)
    assert isinstance(put.authorizer, LambdaAuthorizer)
    assert put.authorizer.identity_sources == ("$request.header.Authorization", "$request.querystring.q")
    assert (put.authorizer.ttl, put.authorizer.simple_responses) == (30, True)
    assert delete.authorizer is IamAuthorization.AWS_IAM
    assert other.authorizer is None


def test_credentials_with_any_origin_are_refused_with_the_line(loaded: Load) -> None:
    text = "openapi: 3.0.1\nx-amazon-apigateway-cors:\n  allowOrigins: ['*']\n  allowCredentials: true\n"
    with pytest.raises(Unusable) as failure:
        loaded(text, "api.yaml")
    assert "allow-credentials is not supported" in str(failure.value)
    assert failure.value.mistakes[0].where is not None
    assert failure.value.mistakes[0].where.line == 2


def test_a_path_with_a_slash_at_its_end_is_imported_as_no_route(loaded: Load) -> None:
    text = WHOLE + "  /items/:\n    get: {x-amazon-apigateway-integration: {type: http_proxy, uri: 'http://b'}}\n"
    found = loaded(text, "api.yaml")
    api = found.apis[0]
    assert isinstance(api, HttpApi)
    assert "GET /items/" not in {route.key for route in api.routes}
    assert any("'/items/' ends with a slash" in note for note in found.notes)
