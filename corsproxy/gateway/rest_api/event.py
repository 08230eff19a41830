"""The event that a Lambda function sees behind AWS_PROXY, and a REQUEST authorizer before it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
"""

from __future__ import annotations

import base64
import json

from corsproxy.gateway.provenance import Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.context import context
from corsproxy.gateway.rest_api.definition import Json
from corsproxy.gateway.rest_api.media_type import is_binary
from corsproxy.gateway.rest_api.received_headers import received_headers
from corsproxy.http.headers import Line

STATEMENTS = (
    Statement(
        "rest-api",
        "The last of repeated query parameters wins; path keeps its trailing slash, pathParameters.proxy loses it",
        Recorded("echoed events of a Lambda proxy", "2024-08-02"),
    ),
)


def _multi(lines: tuple[Line, ...]) -> dict[str, Json]:
    found: dict[str, list[Json]] = {}
    for name, value in lines:
        found.setdefault(name, []).append(value)
    return dict(found)


def event_path(call: Call) -> str:
    """The event's `path`: without the stage, with the base path of a custom domain, one leading slash."""
    path = "/" + call.arrival.path.lstrip("/")
    return f"/{call.arrival.mapping_key}{path}" if call.arrival.mapping_key else path


def common(call: Call) -> dict[str, Json]:
    """What the proxy event and the REQUEST authorizer's event have in common."""
    lines = received_headers(call).lines
    return {
        "resource": call.resource.path if call.resource else "",
        "path": event_path(call),
        "httpMethod": call.http_method,
        "headers": dict(lines),
        "multiValueHeaders": _multi(lines),
        "queryStringParameters": dict(call.query) or None,
        "multiValueQueryStringParameters": _multi(call.query) or None,
        "pathParameters": dict(call.path_parameters) or None,
        "stageVariables": dict(call.stage_variables) or None,
        "requestContext": context(call),
    }


def proxy_event(call: Call) -> bytes:
    """The event of a Lambda proxy integration, version 1.0."""
    body = call.arrival.request.body
    encoded = is_binary(call.headers.get("content-type"), call.api.binary_media_types)
    text: str | None = None
    if body:
        text = base64.b64encode(body).decode() if encoded else body.decode("utf-8", "replace")
    event = common(call)
    event["body"] = text
    event["isBase64Encoded"] = bool(body) and encoded
    return json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")
