"""HTTP APIs of templates."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.definition import (
    HttpApi,
    HttpIntegration,
    IamAuthorization,
    JwtAuthorizer,
    LambdaIntegration,
    Throttle,
)
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.where import Unusable
from tests.iac.conftest import Load

API = "Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: shop}}"


def api_of(loaded: Load, resources: str) -> tuple[HttpApi, tuple[str, ...]]:
    lines = "".join(f"  {line}\n" for line in resources.strip().splitlines())
    found = loaded(f"Resources:\n{lines}")
    (api,) = found.apis
    assert isinstance(api, HttpApi)
    return api, found.notes


@pytest.mark.parametrize(
    ("target", "key", "kind"),
    [
        ("https://b.example", "", HttpIntegration),
        ("!GetAtt Fn.Arn", "", LambdaIntegration),
        ("!GetAtt Fn.Arn", "RouteKey: GET /x,", LambdaIntegration),
    ],
)
def test_quick_create_makes_one_route_and_the_default_stage(loaded: Load, target: str, key: str, kind: type) -> None:
    properties = f"Properties: {{ProtocolType: HTTP, {key} Target: !Ref T}}"
    text = f"""
Api:
  Type: AWS::ApiGatewayV2::Api
  {properties.replace("!Ref T", target)}
Fn: {{Type: AWS::Lambda::Function, Properties: {{Handler: a.b}}}}
"""
    api, notes = api_of(loaded, text)
    (route,) = api.routes
    assert route.key == ("GET /x" if key else "$default")
    assert isinstance(route.integration, kind)
    if isinstance(route.integration, LambdaIntegration):
        assert route.integration.payload_format == "2.0"
    assert [stage.name for stage in api.stages] == ["$default"]
    assert not any("stands in" in note for note in notes)


def test_stages_with_their_throttles_and_variables(loaded: Load) -> None:
    api, _ = api_of(loaded, API + """
S:
  Type: AWS::ApiGatewayV2::Stage
  Properties:
    ApiId: !Ref Api
    StageName: live
    StageVariables: {fn: shop}
    RouteSettings: {GET /x: {ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1}}
I: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: 'arn:aws:lambda:us-east-1:123456789012:function:${stageVariables.fn}'}}
R: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: GET /x, Target: !Sub 'integrations/${I}', AuthorizationType: AWS_IAM}}
""")  # fmt: skip
    (stage,) = api.stages
    assert (stage.name, stage.variables, stage.throttle) == ("live", {"fn": "shop"}, None)
    assert stage.route_throttles == {"GET /x": Throttle(1, 2)}
    (route,) = api.routes
    assert isinstance(route.integration, LambdaIntegration)
    assert getattr(route.integration.function, "name", None) == "shop"
    # an Integration resource without PayloadFormatVersion means 1.0
    assert route.integration.payload_format == "1.0"
    assert route.authorizer is IamAuthorization.AWS_IAM


def test_what_is_not_in_the_template_is_noted(loaded: Load) -> None:
    api, notes = api_of(loaded, API + """
R: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: GET /x, Target: integrations/abc, AuthorizationType: JWT, AuthorizerId: xyz}}
""")  # fmt: skip
    assert api.routes[0].integration is None
    guard = api.routes[0].authorizer
    assert isinstance(guard, JwtAuthorizer)
    assert isinstance(guard.issuer, Unresolved)
    said = " ".join(notes)
    assert "the integration 'abc'" in said
    assert "the authorizer of the route 'GET /x' (xyz)" in said
    assert "$default stands in" in said


def test_a_route_that_stands_twice_is_told(loaded: Load) -> None:
    route = "Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: GET /x}"
    with pytest.raises(Unusable, match="the route 'GET /x' is defined twice"):
        api_of(loaded, f"{API}\nA: {{{route}}}\nB: {{{route}}}")


def test_websocket_apis_are_noted_and_not_loaded(loaded: Load) -> None:
    found = loaded("Resources: {Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: WEBSOCKET}}}")
    assert found.apis == ()
    assert "WebSocket" in found.notes[0]


def test_an_inline_body_is_an_import(loaded: Load) -> None:
    api, _ = api_of(loaded, """
Api:
  Type: AWS::ApiGatewayV2::Api
  Properties:
    Body:
      openapi: 3.0.1
      x-amazon-apigateway-cors: {allowOrigins: [!Sub 'https://${AWS::Region}.example']}
      paths:
        /x: {get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: !GetAtt Fn.Arn, payloadFormatVersion: '2.0'}}}
Fn: {Type: AWS::Lambda::Function, Properties: {Handler: a.b}}
""")  # fmt: skip
    assert api.cors is not None
    assert api.cors.allow_origins == ("https://us-east-1.example",)
    assert getattr(getattr(api.routes[0].integration, "function", None), "handler", "") == "a.b"


def test_a_dynamic_reference_is_open(loaded: Load) -> None:
    found = loaded("""\
        Parameters: {Host: {Type: String, Default: a.example}}
        Resources:
          Api:
            Type: AWS::ApiGatewayV2::Api
            Properties:
              ProtocolType: HTTP
              CorsConfiguration:
                AllowOrigins:
                  - '{{resolve:ssm:/shop/origin}}'
                  - !Sub 'https://{{resolve:ssm:/shop/name}}.${Host}'
        """)
    (api,) = found.apis
    assert api.cors is not None
    assert all(origin.startswith("<unresolved ") for origin in api.cors.allow_origins)
    assert any("left open: {{resolve:ssm:/shop/origin}}" in note for note in found.notes)
