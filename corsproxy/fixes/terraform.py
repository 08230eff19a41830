"""Terraform's AWS provider: https://registry.terraform.io/providers/hashicorp/aws/latest/docs"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, several, when_credentials
from corsproxy.fixes.several_origins import override
from corsproxy.fixes.topic import Topic


def _template(values: Mapping[str, str]) -> str:
    """The response template that chooses among several origins, as a here-document."""
    if not several(values):
        return ""
    lines = "".join(f"      {line}\n" for line in override(values))
    return f"""  response_templates = {{\n    "application/json" = <<-EOT\n{lines}    EOT\n  }}\n"""


def options_method(values: Mapping[str, str]) -> str:
    """Four resources, and a deployment trigger that sees them."""
    declared = when_credentials(values, '    "method.response.header.Access-Control-Allow-Credentials" = true\n')
    mapped = when_credentials(
        values, """    "method.response.header.Access-Control-Allow-Credentials" = "'true'"\n"""
    )
    return fill(
        """
# «path»
resource "aws_api_gateway_method" "options" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_resource.resource.id
  http_method   = "OPTIONS"
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "options" {
  rest_api_id       = aws_api_gateway_rest_api.api.id
  resource_id       = aws_api_gateway_resource.resource.id
  http_method       = aws_api_gateway_method.options.http_method
  type              = "MOCK"
  request_templates = { "application/json" = "{\\"statusCode\\": 204}" }
}

resource "aws_api_gateway_method_response" "options" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  resource_id = aws_api_gateway_resource.resource.id
  http_method = aws_api_gateway_method.options.http_method
  status_code = "204"
  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin"  = true
    "method.response.header.Access-Control-Allow-Methods" = true
    "method.response.header.Access-Control-Allow-Headers" = true
    "method.response.header.Access-Control-Max-Age"       = true
    "method.response.header.Vary"                         = true
"""
        + declared
        + """
  }
}

resource "aws_api_gateway_integration_response" "options" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  resource_id = aws_api_gateway_resource.resource.id
  http_method = aws_api_gateway_method.options.http_method
  status_code = aws_api_gateway_method_response.options.status_code
  response_parameters = {
    "method.response.header.Access-Control-Allow-Origin"  = "'«origin_first»'"
    "method.response.header.Access-Control-Allow-Methods" = "'«methods»'"
    "method.response.header.Access-Control-Allow-Headers" = "'«headers»'"
    "method.response.header.Access-Control-Max-Age"       = "'7200'"
    "method.response.header.Vary"                         = "'Origin'"
""".lstrip("\n")
        + mapped
        + "  }\n"
        + _template(values)
        + """
  depends_on = [aws_api_gateway_integration.options]
}

# in aws_api_gateway_deployment: the snapshot must notice the new method
#   triggers = { redeployment = sha1(jsonencode([aws_api_gateway_integration_response.options])) }
#   lifecycle { create_before_destroy = true }
""".lstrip("\n"),
        values,
    )


def gateway_responses(values: Mapping[str, str]) -> str:
    """Both defaults."""
    credentials = when_credentials(
        values, """    "gatewayresponse.header.Access-Control-Allow-Credentials" = "'true'"\n"""
    )
    one = (
        """resource "aws_api_gateway_gateway_response" "default_%s" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  response_type = "DEFAULT_%s"
  response_parameters = {
    "gatewayresponse.header.Access-Control-Allow-Origin"  = "«origin_gateway»"
    "gatewayresponse.header.Access-Control-Allow-Headers" = "'«headers»'"
"""
        + credentials
        + "  }\n}\n\n"
    )
    return fill(one % ("4xx", "4XX") + one % ("5xx", "5XX"), values)


def http_api_cors(values: Mapping[str, str]) -> str:
    """On the API's own resource."""
    return fill(
        """
resource "aws_apigatewayv2_api" "api" {
  name          = "api"
  protocol_type = "HTTP"

  cors_configuration {
    allow_origins = [«origin_quoted»]
    allow_methods = [«methods_quoted»]
    allow_headers = [«headers_quoted»]
    max_age       = 7200
"""
        + when_credentials(values, "    allow_credentials = true\n")
        + "  }\n}\n",
        values,
    )


def options_route(values: Mapping[str, str]) -> str:
    """A route that beats $default for OPTIONS, without authorizer."""
    return fill(
        """
resource "aws_apigatewayv2_route" "options" {
  api_id             = aws_apigatewayv2_api.api.id
  route_key          = "OPTIONS /{proxy+}"
  authorization_type = "NONE" # or "AWS_IAM", as it is
  target             = "integrations/${aws_apigatewayv2_integration.integration.id}"
}
""",
        values,
    )


def function_url(values: Mapping[str, str]) -> str:
    """The URL answers preflights itself."""
    return fill(
        """
resource "aws_lambda_function_url" "url" {
  function_name      = aws_lambda_function.function.function_name
  authorization_type = "NONE" # or "AWS_IAM", as it is

  cors {
    allow_origins = [«origin_quoted»]
    allow_methods = [«methods_quoted»]
    allow_headers = [«headers_quoted»]
"""
        + when_credentials(values, "    allow_credentials = true\n")
        + "  }\n}\n",
        values,
    )


DIALECT = Dialect(
    "terraform",
    "Terraform",
    {
        Topic.OPTIONS_METHOD: options_method,
        Topic.GATEWAY_RESPONSES: gateway_responses,
        Topic.HTTP_API_CORS: http_api_cors,
        Topic.OPTIONS_ROUTE: options_route,
        Topic.FUNCTION_URL_CORS: function_url,
    },
    "A deployment whose triggers do not name a resource does not notice its change: the stage keeps the old behaviour.",
)
