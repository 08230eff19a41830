"""The AWS command line: https://docs.aws.amazon.com/cli/latest/reference/apigateway/"""

from __future__ import annotations

import json
from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import REFLECTED, fill, listed, several, when_credentials
from corsproxy.fixes.several_origins import override
from corsproxy.fixes.topic import Topic

_DEPLOY = "aws apigateway create-deployment --rest-api-id «api» --stage-name «stage»\n"


def _merged(credentials: bool) -> tuple[str, str]:
    names = ["Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"]
    if credentials:
        names.append("Access-Control-Allow-Credentials")
    given = {
        "Access-Control-Allow-Origin": "«origin_first»",
        "Access-Control-Allow-Methods": "«methods»",
        "Access-Control-Allow-Headers": "«headers»",
        "Access-Control-Allow-Credentials": "true",
    }
    declared = ",".join(f'"method.response.header.{name}":false' for name in names)
    # each value stands in single quotes of its own, which the shell must be told
    mapped = ",".join(f""""method.response.header.{name}":"'"'"'{given[name]}'"'"'\"""" for name in names)
    return declared, mapped


def _template(values: Mapping[str, str]) -> str:
    """The response template that chooses among several origins, as JSON for the shell."""
    if not several(values):
        return ""
    text = json.dumps({"application/json": "\n".join(override(values))})
    return f" \\\n  --response-templates '{text}'"


def options_method(values: Mapping[str, str]) -> str:
    """Method, integration, both responses, and the deployment that everybody forgets."""
    declared, mapped = _merged(bool(values.get("credentials")))
    return fill(
        """
# the resource's id: aws apigateway get-resources --rest-api-id «api» --query "items[?path=='«path»'].id" --output text
RESOURCE=RESOURCE_ID
aws apigateway put-method --rest-api-id «api» --resource-id $RESOURCE --http-method OPTIONS \\
  --authorization-type NONE --no-api-key-required
aws apigateway put-integration --rest-api-id «api» --resource-id $RESOURCE --http-method OPTIONS \\
  --type MOCK --request-templates '{"application/json":"{\\"statusCode\\": 204}"}'
aws apigateway put-method-response --rest-api-id «api» --resource-id $RESOURCE --http-method OPTIONS \\
  --status-code 204 --response-parameters '{"""
        + declared
        + """}'
aws apigateway put-integration-response --rest-api-id «api» --resource-id $RESOURCE --http-method OPTIONS \\
  --status-code 204 --response-parameters '{"""
        + mapped
        + "}'"
        + _template(values)
        + "\n"
        + _DEPLOY,
        values,
    )


def method_responses(values: Mapping[str, str]) -> str:
    """The method response declares each header, the integration response maps it; once for each status."""
    pairs = [("Access-Control-Allow-Origin", "«origin_first»")]
    if values.get("credentials"):
        pairs.append(("Access-Control-Allow-Credentials", "true"))
    at = "op=add,path=/responseParameters/method.response.header."
    declared = " ".join(f"'{at}{name},value=false'" for name, _ in pairs)
    mapped = " ".join(f"""\"{at}{name},value='{value}'\"""" for name, value in pairs)
    return fill(
        """
# the resource's id: aws apigateway get-resources --rest-api-id «api» --query "items[?path=='«path»'].id" --output text
RESOURCE=RESOURCE_ID
aws apigateway update-method-response --rest-api-id «api» --resource-id $RESOURCE --http-method «method» \\
  --status-code 200 --patch-operations """
        + declared
        + """
aws apigateway update-integration-response --rest-api-id «api» --resource-id $RESOURCE --http-method «method» \\
  --status-code 200 --patch-operations """
        + mapped
        + "\n"
        + _DEPLOY,
        values,
    )


def gateway_responses(values: Mapping[str, str]) -> str:
    """Both defaults, then the deployment."""
    pairs = [("Access-Control-Allow-Headers", "«headers»")]
    if values.get("credentials"):
        pairs.append(("Access-Control-Allow-Credentials", "true"))
    if not several(values):
        pairs.insert(0, ("Access-Control-Allow-Origin", "«origin»"))
    mapped = ",".join(f""""gatewayresponse.header.{name}":"'"'"'{value}'"'"'\"""" for name, value in pairs)
    if several(values):
        mapped = f'"gatewayresponse.header.Access-Control-Allow-Origin":"{REFLECTED}",{mapped}'
    one = (
        "aws apigateway put-gateway-response --rest-api-id «api» --response-type DEFAULT_%s \\\n"
        "  --response-parameters '{" + mapped.replace("%", "%%") + "}'\n"
    )
    return fill(one % "4XX" + one % "5XX" + _DEPLOY, values)


def http_api_cors(values: Mapping[str, str]) -> str:
    """Replaces the whole configuration; live at once on a stage with automatic deployment."""
    origins, methods, headers = (
        ",".join(f'"{item}"' for item in listed(values[name])) for name in ("origin", "methods", "headers")
    )
    return (
        fill("aws apigatewayv2 update-api --api-id «api» --cors-configuration \\\n", values)
        + f"""  '{{"AllowOrigins":[{origins}],"AllowMethods":[{methods}],"AllowHeaders":[{headers}],"MaxAge":7200"""
        + when_credentials(values, ',"AllowCredentials":true')
        + "}'\n"
    )


def options_route(values: Mapping[str, str]) -> str:
    """A route that beats $default for OPTIONS, without authorizer."""
    return fill(
        """
aws apigatewayv2 create-route --api-id «api» --route-key 'OPTIONS /{proxy+}' \\
  --authorization-type NONE --target integrations/INTEGRATION_ID
""",
        values,
    )


def function_url(values: Mapping[str, str]) -> str:
    """Replaces the whole configuration."""
    headers = ",".join(f'"{item}"' for item in listed(values["headers"]))
    return (
        "aws lambda update-function-url-config --function-name FUNCTION_NAME --cors \\\n"
        + fill("""  '{"AllowOrigins":[«origin_quoted»],"AllowMethods":[«methods_quoted»],""", values).rstrip("\n")
        + f'"AllowHeaders":[{headers}]'
        + when_credentials(values, ',"AllowCredentials":true')
        + "}'\n"
    )


DIALECT = Dialect(
    "aws-cli",
    "AWS CLI",
    {
        Topic.OPTIONS_METHOD: options_method,
        Topic.METHOD_RESPONSES: method_responses,
        Topic.GATEWAY_RESPONSES: gateway_responses,
        Topic.HTTP_API_CORS: http_api_cors,
        Topic.OPTIONS_ROUTE: options_route,
        Topic.FUNCTION_URL_CORS: function_url,
    },
    "A REST API's stage is a snapshot: without create-deployment nothing changes. Definitions kept elsewhere will undo this.",
)
