"""CloudFormation: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/AWS_ApiGateway.html"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, when_credentials
from corsproxy.fixes.several_origins import yaml_override
from corsproxy.fixes.topic import Topic


def options_method(values: Mapping[str, str]) -> str:
    """One MOCK OPTIONS method for one resource."""
    declared = when_credentials(values, "            method.response.header.Access-Control-Allow-Credentials: true\n")
    mapped = when_credentials(
        values, """              method.response.header.Access-Control-Allow-Credentials: "'true'"\n"""
    )
    return fill(
        """
Resources:
  OptionsMethod: # for «path»
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref RestApi
      ResourceId: !Ref Resource
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      ApiKeyRequired: false
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
            method.response.header.Access-Control-Max-Age: true
            method.response.header.Vary: true
"""
        + declared
        + """
      Integration:
        Type: MOCK
        RequestTemplates:
          application/json: '{"statusCode": 204}'
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'«origin_first»'"
              method.response.header.Access-Control-Allow-Methods: "'«methods»'"
              method.response.header.Access-Control-Allow-Headers: "'«headers»'"
              method.response.header.Access-Control-Max-Age: "'7200'"
              method.response.header.Vary: "'Origin'"
""".lstrip("\n")
        + mapped
        + yaml_override(values, "ResponseTemplates", 12),
        values,
    )


def gateway_responses(values: Mapping[str, str]) -> str:
    """Both defaults, as resources."""
    credentials = when_credentials(
        values, """        gatewayresponse.header.Access-Control-Allow-Credentials: "'true'"\n"""
    )
    one = (
        """  Default%s:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref RestApi
      ResponseType: DEFAULT_%s
      ResponseParameters:
        gatewayresponse.header.Access-Control-Allow-Origin: "«origin_gateway»"
        gatewayresponse.header.Access-Control-Allow-Headers: "'«headers»'"
"""
        + credentials
    )
    return fill("Resources:\n" + one % ("4xx", "4XX") + one % ("5xx", "5XX"), values)


def http_api_cors(values: Mapping[str, str]) -> str:
    """On the API's own resource."""
    return fill(
        """
Resources:
  HttpApi:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      ProtocolType: HTTP
      CorsConfiguration:
        AllowOrigins: [«origin_quoted»]
        AllowMethods: [«methods_quoted»]
        AllowHeaders: [«headers_quoted»]
        MaxAge: 7200
"""
        + when_credentials(values, "        AllowCredentials: true\n"),
        values,
    )


def options_route(values: Mapping[str, str]) -> str:
    """A route that beats $default for OPTIONS, without authorizer."""
    return fill(
        """
Resources:
  OptionsRoute:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref HttpApi
      RouteKey: OPTIONS /{proxy+}
      AuthorizationType: NONE
      Target: !Sub integrations/${Integration}
""",
        values,
    )


def function_url(values: Mapping[str, str]) -> str:
    """On the URL's own resource."""
    return fill(
        """
Resources:
  FunctionUrl:
    Type: AWS::Lambda::Url
    Properties:
      AuthType: NONE # or AWS_IAM, as it is
      TargetFunctionArn: !GetAtt Function.Arn
      Cors:
        AllowOrigins: [«origin_quoted»]
        AllowMethods: [«methods_quoted»]
        AllowHeaders: [«headers_quoted»]
"""
        + when_credentials(values, "        AllowCredentials: true\n"),
        values,
    )


def options_in_policy(values: Mapping[str, str]) -> str:
    """Preflights for everybody who may open the page; the rest stays as it is."""
    return fill(
        """
      Policy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: execute-api:Invoke
            Resource: execute-api:/*/OPTIONS/*
          # ... your own statements for the other methods
""",
        values,
    )


DIALECT = Dialect(
    "cloudformation",
    "CloudFormation",
    {
        Topic.OPTIONS_METHOD: options_method,
        Topic.GATEWAY_RESPONSES: gateway_responses,
        Topic.HTTP_API_CORS: http_api_cors,
        Topic.OPTIONS_ROUTE: options_route,
        Topic.FUNCTION_URL_CORS: function_url,
        Topic.OPTIONS_IN_POLICY: options_in_policy,
    },
    "An AWS::ApiGateway::Deployment is a snapshot: give it a new logical id (or run `aws apigateway create-deployment`), or the stage keeps the old behaviour.",
)
