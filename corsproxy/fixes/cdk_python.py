"""AWS CDK v2 in Python: https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_apigateway/README.html"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, when_credentials
from corsproxy.fixes.topic import Topic


def options_method(values: Mapping[str, str]) -> str:
    """A preflight method for one resource; the authorizer stays on the others."""
    return fill(
        """
import aws_cdk as cdk

# resource is the one of «path»
resource.add_cors_preflight(
    allow_origins=[«origin_quoted»],
    allow_methods=[«methods_quoted»],
    allow_headers=[«headers_quoted»],
"""
        + when_credentials(values, "    allow_credentials=True,\n")
        + "    max_age=cdk.Duration.hours(2),\n)\n",
        values,
    )


def gateway_responses(values: Mapping[str, str]) -> str:
    """Both defaults."""
    credentials = when_credentials(values, """        "Access-Control-Allow-Credentials": "'true'",\n""")
    one = (
        """api.add_gateway_response(
    "Default%s",
    type=apigateway.ResponseType.DEFAULT_%s,
    response_headers={
        "Access-Control-Allow-Origin": "«origin_gateway»",
        "Access-Control-Allow-Headers": "'«headers»'",
"""
        + credentials
        + "    },\n)\n"
    )
    return fill(
        "from aws_cdk import aws_apigateway as apigateway\n\n" + one % ("4xx", "4_XX") + one % ("5xx", "5_XX"),
        values,
    )


def http_api_cors(values: Mapping[str, str]) -> str:
    """For the whole API."""
    return fill(
        """
import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigwv2

apigwv2.HttpApi(
    self,
    "HttpApi",
    cors_preflight=apigwv2.CorsPreflightOptions(
        allow_origins=[«origin_quoted»],
        allow_methods=[apigwv2.CorsHttpMethod(name) for name in [«methods_quoted»]],
        allow_headers=[«headers_quoted»],
"""
        + when_credentials(values, "        allow_credentials=True,\n")
        + "        max_age=cdk.Duration.hours(2),\n    ),\n)\n",
        values,
    )


def options_route(values: Mapping[str, str]) -> str:
    """Without the API's default authorizer."""
    return fill(
        """
from aws_cdk import aws_apigatewayv2 as apigwv2

http_api.add_routes(
    path="/{proxy+}",
    methods=[apigwv2.HttpMethod.OPTIONS],
    integration=integration,
    authorizer=apigwv2.HttpNoneAuthorizer(),
)
""",
        values,
    )


DIALECT = Dialect(
    "cdk-python",
    "CDK (Python)",
    {
        Topic.OPTIONS_METHOD: options_method,
        Topic.GATEWAY_RESPONSES: gateway_responses,
        Topic.HTTP_API_CORS: http_api_cors,
        Topic.OPTIONS_ROUTE: options_route,
    },
    "SpecRestApi takes its methods from the specification: put OPTIONS there.",
)
