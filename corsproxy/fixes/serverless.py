"""The Serverless Framework: https://www.serverless.com/framework/docs/providers/aws/events/apigateway"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, listed, when_credentials
from corsproxy.fixes.topic import Topic


def _items(value: str, indent: int) -> str:
    """A comma-joined value as a YAML list."""
    return "".join(f"{' ' * indent}- {item}\n" for item in listed(value))


def options_method(values: Mapping[str, str]) -> str:
    """`cors` on the event writes the MOCK OPTIONS; the function must still send its own headers."""
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
"""
        + _items(values["origin"], 14)
        + "            headers:\n"
        + _items(values["headers"], 14)
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
          gatewayresponse.header.Access-Control-Allow-Origin: "«origin_gateway»"
          gatewayresponse.header.Access-Control-Allow-Headers: "'«headers»'"
"""
        + credentials
    )
    return fill("resources:\n  Resources:\n" + one % ("4xx", "4XX") + one % ("5xx", "5XX"), values)


def http_api_cors(values: Mapping[str, str]) -> str:
    """Under provider: for the whole API, never on an event."""
    return fill(
        """
provider:
  httpApi:
    cors:
      allowedOrigins:
"""
        + _items(values["origin"], 8)
        + "      allowedMethods:\n"
        + _items(values["methods"], 8)
        + "      allowedHeaders:\n"
        + _items(values["headers"], 8)
        + when_credentials(values, "      allowCredentials: true\n")
        + "      maxAge: 7200\n",
        values,
    )


def function_url(values: Mapping[str, str]) -> str:
    """The URL answers preflights itself."""
    return fill(
        """
functions:
  handler:
    url:
      cors:
        allowedOrigins:
"""
        + _items(values["origin"], 10)
        + """
        allowedMethods:
""".lstrip("\n")
        + _items(values["methods"], 10)
        + """
        allowedHeaders:
""".lstrip("\n")
        + _items(values["headers"], 10)
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
