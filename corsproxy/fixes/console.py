"""Steps in the AWS console: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors-console.html"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import fill, several, when_credentials
from corsproxy.fixes.several_origins import override
from corsproxy.fixes.topic import Topic


def _several(values: Mapping[str, str]) -> str:
    """One more step where a fixed value cannot say it."""
    if not several(values):
        return ""
    lines = "".join(f"     {line}\n" for line in override(values))
    return f"   then on OPTIONS, Integration response, Mapping templates, application/json:\n{lines}"


def options_method(values: Mapping[str, str]) -> str:
    """Enable CORS is not recursive, and it must be deployed."""
    return fill(
        """
1. API Gateway, your REST API «api», Resources, choose «path» (each path by itself: it is not recursive).
2. Enable CORS. Tick DEFAULT 4XX and DEFAULT 5XX, and OPTIONS.
3. Access-Control-Allow-Methods: «methods»
   Access-Control-Allow-Headers: «headers»
   Access-Control-Allow-Origin: «origin_first»
"""
        + _several(values)
        + when_credentials(values, "   and, on OPTIONS by hand, Access-Control-Allow-Credentials = 'true'\n")
        + """
4. Save. Then choose OPTIONS: Authorization NONE, API key not required.
5. Deploy API, stage «stage».
A method with a proxy integration gets no headers by this: its backend must send them.
""".lstrip("\n"),
        values,
    )


def gateway_responses(values: Mapping[str, str]) -> str:
    """One entry for each default."""
    return fill(
        """
1. API Gateway, your REST API «api», Gateway responses, DEFAULT 4XX, Edit.
2. Response headers, Add: Access-Control-Allow-Origin = «origin_gateway» (single quotes belong to a fixed value)
"""
        + when_credentials(values, "   and Access-Control-Allow-Credentials = 'true'\n")
        + """
3. The same for DEFAULT 5XX, and for each type that you have edited by itself.
4. Deploy API, stage «stage».
""".lstrip("\n"),
        values,
    )


def http_api_cors(values: Mapping[str, str]) -> str:
    """One page for the whole API."""
    return fill(
        """
1. API Gateway, your HTTP API «api», CORS, Configure.
2. Access-Control-Allow-Origin: «origin»
   Access-Control-Allow-Headers: «headers»
   Access-Control-Allow-Methods: «methods»
   Access-Control-Max-Age: 7200
"""
        + when_credentials(values, "   Access-Control-Allow-Credentials: Yes\n")
        + "3. Save; deploy the stage unless it deploys automatically.\n",
        values,
    )


DIALECT = Dialect(
    "console",
    "AWS console",
    {
        Topic.OPTIONS_METHOD: options_method,
        Topic.GATEWAY_RESPONSES: gateway_responses,
        Topic.HTTP_API_CORS: http_api_cors,
    },
    "Enabling CORS again overwrites what was there. A template that owns the API will undo it.",
)
