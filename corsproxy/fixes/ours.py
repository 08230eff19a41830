"""corsproxy's own configuration: for the emulator, until the fix stands in the real definition."""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, when_credentials
from corsproxy.fixes.topic import Topic


def options_method(values: Mapping[str, str]) -> str:
    """`cors` on a resource is a MOCK OPTIONS method without authorization."""
    return fill(
        """
apis:
  - rest-api: «api»
    resources:
      «path»:
        cors:
          origins: [«origin_quoted»]
          methods: [«methods»]
          headers: [«headers»]
          max_age: 7200
"""
        + when_credentials(values, "          credentials: true\n"),
        values,
    )


def gateway_responses(values: Mapping[str, str]) -> str:
    """Both defaults; the values stand as in AWS, in single quotes of their own."""
    credentials = when_credentials(
        values, """          gatewayresponse.header.Access-Control-Allow-Credentials: "'true'"\n"""
    )
    one = (
        """      DEFAULT_%s:
        parameters:
          gatewayresponse.header.Access-Control-Allow-Origin: "«origin_gateway»"
          gatewayresponse.header.Access-Control-Allow-Headers: "'«headers»'"
"""
        + credentials
    )
    head = """
apis:
  - rest-api: «api»
    gateway_responses:
"""
    return fill(head + one % "4XX" + one % "5XX", values)


def http_api_cors(values: Mapping[str, str]) -> str:
    """For the whole API."""
    return fill(
        """
apis:
  - http-api: «api»
    cors:
      origins: [«origin_quoted»]
      methods: [«methods»]
      headers: [«headers»]
      max_age: 7200
"""
        + when_credentials(values, "      credentials: true\n"),
        values,
    )


DIALECT = Dialect(
    "corsproxy",
    "corsproxy's configuration",
    {
        Topic.OPTIONS_METHOD: options_method,
        Topic.GATEWAY_RESPONSES: gateway_responses,
        Topic.HTTP_API_CORS: http_api_cors,
    },
    "Merge it into the API's own entry. This changes the emulator only: deploy the same in your own definition.",
)
