"""OpenAPI with x-amazon-apigateway extensions, for REST APIs and HTTP APIs:

https://docs.aws.amazon.com/apigateway/latest/developerguide/enable-cors-for-resource-using-swagger-importer-tool.html
"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, when_credentials
from corsproxy.fixes.several_origins import yaml_override
from corsproxy.fixes.topic import Topic


def options_method(values: Mapping[str, str]) -> str:
    """`security: []` takes the API-wide authorizer off this one operation."""
    declared = when_credentials(values, "            Access-Control-Allow-Credentials: {schema: {type: string}}\n")
    mapped = when_credentials(
        values, """              method.response.header.Access-Control-Allow-Credentials: "'true'"\n"""
    )
    return fill(
        """
paths:
  «path»:
    options:
      security: []
      responses:
        "204":
          description: CORS preflight
          headers:
            Access-Control-Allow-Origin: {schema: {type: string}}
            Access-Control-Allow-Methods: {schema: {type: string}}
            Access-Control-Allow-Headers: {schema: {type: string}}
            Access-Control-Max-Age: {schema: {type: string}}
            Vary: {schema: {type: string}}
"""
        + declared
        + """
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates:
          application/json: '{"statusCode": 204}'
        responses:
          default:
            statusCode: "204"
            responseParameters:
              method.response.header.Access-Control-Allow-Origin: "'«origin_first»'"
              method.response.header.Access-Control-Allow-Methods: "'«methods»'"
              method.response.header.Access-Control-Allow-Headers: "'«headers»'"
              method.response.header.Access-Control-Max-Age: "'7200'"
              method.response.header.Vary: "'Origin'"
""".lstrip("\n")
        + mapped
        + yaml_override(values, "responseTemplates", 12),
        values,
    )


def method_responses(values: Mapping[str, str]) -> str:
    """On the method itself, once for each status that it answers with."""
    declared = when_credentials(values, "            Access-Control-Allow-Credentials: {schema: {type: string}}\n")
    mapped = when_credentials(
        values, """              method.response.header.Access-Control-Allow-Credentials: "'true'"\n"""
    )
    return fill(
        """
paths:
  «path»:
    «method_lower»:
      responses:
        "200":
          headers:
            Access-Control-Allow-Origin: {schema: {type: string}}
"""
        + declared
        + """
      x-amazon-apigateway-integration:
        responses:
          default:
            responseParameters:
              method.response.header.Access-Control-Allow-Origin: "'«origin_first»'"
""".lstrip("\n")
        + mapped
        + yaml_override(values, "responseTemplates", 12, ("$input.json('$')",)),
        {**values, "method_lower": values.get("method", "GET").lower()},
    )


def gateway_responses(values: Mapping[str, str]) -> str:
    """At the top level of the document."""
    credentials = when_credentials(
        values, """      gatewayresponse.header.Access-Control-Allow-Credentials: "'true'"\n"""
    )
    one = (
        """  DEFAULT_%s:
    responseParameters:
      gatewayresponse.header.Access-Control-Allow-Origin: "«origin_gateway»"
      gatewayresponse.header.Access-Control-Allow-Headers: "'«headers»'"
"""
        + credentials
    )
    return fill("x-amazon-apigateway-gateway-responses:\n" + one % "4XX" + one % "5XX", values)


def http_api_cors(values: Mapping[str, str]) -> str:
    """At the top level of the document; a REST API ignores it."""
    return fill(
        """
x-amazon-apigateway-cors:
  allowOrigins: [«origin_quoted»]
  allowMethods: [«methods_quoted»]
  allowHeaders: [«headers_quoted»]
  maxAge: 7200
"""
        + when_credentials(values, "  allowCredentials: true\n"),
        values,
    )


DIALECT = Dialect(
    "openapi",
    "OpenAPI",
    {
        Topic.OPTIONS_METHOD: options_method,
        Topic.METHOD_RESPONSES: method_responses,
        Topic.GATEWAY_RESPONSES: gateway_responses,
        Topic.HTTP_API_CORS: http_api_cors,
    },
    "Import it again (put-rest-api --mode merge), then deploy the stage again.",
)
