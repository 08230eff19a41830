"""AWS CDK v2 in TypeScript: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigateway-readme.html"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, when_credentials
from corsproxy.fixes.topic import Topic


def options_method(values: Mapping[str, str]) -> str:
    """A preflight method for one resource; the authorizer stays on the others."""
    return fill(
        """
import * as cdk from 'aws-cdk-lib';

// resource is the one of «path»
resource.addCorsPreflight({
  allowOrigins: [«origin_single»],
  allowMethods: [«methods_single»],
  allowHeaders: [«headers_single»],
"""
        + when_credentials(values, "  allowCredentials: true,\n")
        + "  maxAge: cdk.Duration.hours(2),\n});\n",
        values,
    )


def gateway_responses(values: Mapping[str, str]) -> str:
    """Both defaults."""
    credentials = when_credentials(values, """    'Access-Control-Allow-Credentials': "'true'",\n""")
    one = (
        """api.addGatewayResponse('Default%s', {
  type: apigateway.ResponseType.DEFAULT_%s,
  responseHeaders: {
    'Access-Control-Allow-Origin': "«origin_gateway»",
    'Access-Control-Allow-Headers': "'«headers»'",
"""
        + credentials
        + "  },\n});\n"
    )
    return fill(
        "import * as apigateway from 'aws-cdk-lib/aws-apigateway';\n\n" + one % ("4xx", "4XX") + one % ("5xx", "5XX"),
        values,
    )


def http_api_cors(values: Mapping[str, str]) -> str:
    """For the whole API."""
    return fill(
        """
import * as cdk from 'aws-cdk-lib';
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';

new apigwv2.HttpApi(this, 'HttpApi', {
  corsPreflight: {
    allowOrigins: [«origin_single»],
    allowMethods: [«methods_single»].map((name) => name as apigwv2.CorsHttpMethod),
    allowHeaders: [«headers_single»],
"""
        + when_credentials(values, "    allowCredentials: true,\n")
        + "    maxAge: cdk.Duration.hours(2),\n  },\n});\n",
        values,
    )


def options_route(values: Mapping[str, str]) -> str:
    """Without the API's default authorizer."""
    return fill(
        """
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';

httpApi.addRoutes({
  path: '/{proxy+}',
  methods: [apigwv2.HttpMethod.OPTIONS],
  integration,
  authorizer: new apigwv2.HttpNoneAuthorizer(),
});
""",
        values,
    )


def function_url(values: Mapping[str, str]) -> str:
    """The URL answers preflights itself."""
    return fill(
        """
import * as lambda from 'aws-cdk-lib/aws-lambda';

fn.addFunctionUrl({
  authType: lambda.FunctionUrlAuthType.NONE, // or AWS_IAM, as it is
  cors: {
    allowedOrigins: [«origin_single»],
    allowedMethods: [«methods_single»].map((name) => name as lambda.HttpMethod),
    allowedHeaders: [«headers_single»],
"""
        + when_credentials(values, "    allowCredentials: true,\n")
        + "  },\n});\n",
        values,
    )


DIALECT = Dialect(
    "cdk-typescript",
    "CDK (TypeScript)",
    {
        Topic.OPTIONS_METHOD: options_method,
        Topic.GATEWAY_RESPONSES: gateway_responses,
        Topic.HTTP_API_CORS: http_api_cors,
        Topic.OPTIONS_ROUTE: options_route,
        Topic.FUNCTION_URL_CORS: function_url,
    },
    "SpecRestApi takes its methods from the specification: put OPTIONS there.",
)
