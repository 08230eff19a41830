"""The event that a Lambda function sees behind AWS_PROXY, and a REQUEST authorizer before it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
"""

from __future__ import annotations

import base64
import json

from corsproxy.gateway.provenance import Assumed, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.context import context, domain_name
from corsproxy.gateway.rest_api.definition import EndpointType, Json
from corsproxy.gateway.rest_api.header_remapping import NOT_IN_EVENT
from corsproxy.gateway.rest_api.media_type import is_binary
from corsproxy.gateway.rest_api.wire import cloudfront_id, trace_id, via
from corsproxy.http.headers import Line

STATEMENTS = (
    Statement(
        "rest-api",
        "The event keeps header names as sent, except a few that are spelled their usual way (`Authorization`); the "
        "last of repeated query parameters wins; path keeps its trailing slash, pathParameters.proxy loses it",
        Recorded("echoed events of a Lambda proxy", "2024-08-02"),
    ),
    Statement(
        "rest-api",
        "The names spelled their usual way are those of HTTP itself (Accept, Authorization, Content-Type, Host, …)",
        Assumed("recorded for Authorization only; Via, Host and User-Agent are never seen otherwise"),
    ),
    Statement(
        "rest-api",
        "An edge-optimized API's event has the CloudFront-* headers, Via and X-Amz-Cf-Id",
        Recorded("echoed events of an edge-optimized API", "2024-08-02"),
    ),
)

_USUAL = {
    name.lower(): name
    for name in (
        "Accept", "Accept-Charset", "Accept-Encoding", "Age", "Authorization", "Content-Encoding",
        "Content-Type", "Date", "Host", "Pragma", "Range", "Referer", "User-Agent", "Via", "Warn",
    )
}  # fmt: skip


def event_headers(call: Call) -> list[Line]:
    """The header lines of the event: the client's, then those of CloudFront and of the gateway."""
    arrival = call.arrival
    lines: list[Line] = []
    for name, value in call.headers:
        low = name.lower()
        if low in NOT_IN_EVENT or low == "host":
            continue
        lines.append((_USUAL.get(low, name), value))
    lines.append(("Host", domain_name(call)))
    client = arrival.source_ip
    if call.api.endpoint_type is EndpointType.EDGE:
        lines += [
            ("CloudFront-Forwarded-Proto", "https"),
            ("CloudFront-Is-Desktop-Viewer", "true"),
            ("CloudFront-Is-Mobile-Viewer", "false"),
            ("CloudFront-Is-SmartTV-Viewer", "false"),
            ("CloudFront-Is-Tablet-Viewer", "false"),
            ("CloudFront-Viewer-ASN", "64496"),
            ("CloudFront-Viewer-Country", "US"),
            ("Via", via(arrival)),
            ("X-Amz-Cf-Id", cloudfront_id(arrival)),
        ]
        client = f"{client}, 127.0.0.1"
    forwarded = ", ".join(call.headers.get_all("x-forwarded-for"))
    lines += [
        ("X-Amzn-Trace-Id", trace_id(arrival)),
        ("X-Forwarded-For", f"{forwarded}, {client}" if forwarded else client),
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Proto", "https"),
    ]
    return sorted(lines, key=lambda line: line[0])


def _multi(lines: list[Line] | tuple[Line, ...]) -> dict[str, Json]:
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
    lines = event_headers(call)
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
