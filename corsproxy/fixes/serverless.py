"""The Serverless Framework: https://www.serverless.com/framework/docs/providers/aws/events/apigateway"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, listed, when_credentials
from corsproxy.fixes.topic import Topic


def options_method(values: Mapping[str, str]) -> str:
    """`cors` on the event writes the MOCK OPTIONS; the function must still send its own headers."""
    names = "".join(f"              - {name}\n" for name in listed(values["headers"]))
    return fill(
        """
functions:
  handler:
    events:
      - http:
          path: «path»
          method: «method»
          cors:
            origins:
              - «origin»
            headers:
"""
        + names
        + when_credentials(values, "            allowCredentials: true\n")
        + "            maxAge: 7200\n",
        values,
    )


def gateway_responses(values: Mapping[str, str]) -> str:
    """Raw CloudFormation, against the API that the framework names ApiGatewayRestApi."""
    credentials = when_credentials(
        values, """          gatewayresponse.header.Access-Control-Allow-Credentials: "'true'"\n"""
    )
    one = (
        """    Default%s:
      Type: AWS::ApiGateway::GatewayResponse
      Properties:
        RestApiId: !Ref ApiGatewayRestApi
        ResponseType: DEFAULT_%s
        ResponseParameters:
          gatewayresponse.header.Access-Control-Allow-Origin: "'«origin»'"
          gatewayresponse.header.Access-Control-Allow-Headers: "'«headers»'"
"""
        + credentials
    )
    return fill("resources:\n  Resources:\n" + one % ("4xx", "4XX") + one % ("5xx", "5XX"), values)


def http_api_cors(values: Mapping[str, str]) -> str:
    """Under provider: for the whole API, never on an event."""
    methods = "".join(f"        - {name}\n" for name in listed(values["methods"]))
    names = "".join(f"        - {name}\n" for name in listed(values["headers"]))
    origins = "".join(f"        - {name}\n" for name in listed(values["origin"]))
    return fill(
        """
provider:
  httpApi:
    cors:
      allowedOrigins:
"""
        + origins
        + "      allowedMethods:\n"
        + methods
        + "      allowedHeaders:\n"
        + names
        + when_credentials(values, "      allowCredentials: true\n")
        + "      maxAge: 7200\n",
        values,
    )


def function_url(values: Mapping[str, str]) -> str:
    """The URL answers preflights itself."""
    names = "".join(f"          - {name}\n" for name in listed(values["headers"]))
    return fill(
        """
functions:
  handler:
    url:
      cors:
        allowedOrigins:
          - «origin»
        allowedMethods:
          - «method»
        allowedHeaders:
"""
        + names
        + when_credentials(values, "        allowCredentials: true\n"),
        values,
    )


DIALECT = Dialect(
    "serverless",
    "Serverless Framework",
    {
        Topic.OPTIONS_METHOD: options_method,
        Topic.GATEWAY_RESPONSES: gateway_responses,
        Topic.HTTP_API_CORS: http_api_cors,
        Topic.FUNCTION_URL_CORS: function_url,
    },
    "`cors` adds nothing to the function's own responses: it must send Access-Control-Allow-Origin itself.",
)
