"""AWS SAM templates: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, several, when_credentials
from corsproxy.fixes.topic import Topic

_TO_THE_FUNCTION = """
# The API's Cors property takes one origin: for several, take it away and let the function answer OPTIONS
# (`--fix lambda-python` and `--fix lambda-node` write such a handler).
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Preflight:
          Type: Api
          Properties:
            RestApiId: !Ref Api
            Path: «path»
            Method: options
            Auth:
              Authorizer: NONE
              ApiKeyRequired: false
"""


def options_method(values: Mapping[str, str]) -> str:
    """The Cors property writes a MOCK OPTIONS for every path; the authorizer stays off it.

    It takes one origin: for several, OPTIONS goes to the function, which chooses.
    """
    if several(values):
        return fill(_TO_THE_FUNCTION, values)
    return fill(
        """
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: «stage»
      Cors:
        AllowOrigin: "'«origin»'"
        AllowMethods: "'«methods»'"
        AllowHeaders: "'«headers»'"
        MaxAge: "'7200'"
"""
        + when_credentials(values, "        AllowCredentials: true\n")
        + """
      Auth:
        AddDefaultAuthorizerToCorsPreflight: false
        AddApiKeyRequiredToCorsPreflight: false
""".lstrip("\n"),
        values,
    )


def gateway_responses(values: Mapping[str, str]) -> str:
    """Both defaults; a type that you set yourself inherits nothing from them."""
    credentials = when_credentials(values, """            Access-Control-Allow-Credentials: "'true'"\n""")
    one = (
        """        DEFAULT_%s:
          ResponseParameters:
            Headers:
              Access-Control-Allow-Origin: "«origin_gateway»"
"""
        + credentials.replace("            ", "              ", 1)
        + """              Access-Control-Allow-Headers: "'«headers»'"
"""
    )
    return fill(
        """
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: «stage»
      GatewayResponses:
"""
        + one % "4XX"
        + one % "5XX",
        values,
    )


def http_api_cors(values: Mapping[str, str]) -> str:
    """For the whole API; the function's own CORS headers are dropped from then on."""
    return fill(
        """
Resources:
  HttpApi:
    Type: AWS::Serverless::HttpApi
    Properties:
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
    """An event without authorizer beside the ones that have one."""
    return fill(
        """
      Events:
        Preflight:
          Type: HttpApi
          Properties:
            ApiId: !Ref HttpApi
            Method: OPTIONS
            Path: /{proxy+}
            Auth:
              Authorizer: NONE
""",
        values,
    )


def function_url(values: Mapping[str, str]) -> str:
    """The URL answers preflights itself; the function sets no CORS headers."""
    return fill(
        """
      FunctionUrlConfig:
        AuthType: NONE # or AWS_IAM, as it is
        Cors:
          AllowOrigins: [«origin_quoted»]
          AllowMethods: [«methods_quoted»]
          AllowHeaders: [«headers_quoted»]
"""
        + when_credentials(values, "          AllowCredentials: true\n"),
        values,
    )


DIALECT = Dialect(
    "sam",
    "AWS SAM",
    {
        Topic.OPTIONS_METHOD: options_method,
        Topic.GATEWAY_RESPONSES: gateway_responses,
        Topic.HTTP_API_CORS: http_api_cors,
        Topic.OPTIONS_ROUTE: options_route,
        Topic.FUNCTION_URL_CORS: function_url,
    },
    "Merge it into the API's own resource. AllowOrigin takes one origin: a comma list never matches. `sam deploy` deploys the stage too.",
)
