"""The event of payload format 1.0: shaped like a REST API's, with its own casing.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

from corsproxy.gateway.http_api.event_2_0 import encoded
from corsproxy.gateway.http_api.incoming import (
    HOP_BY_HOP,
    body_of,
    domain_of,
    event_time,
    forwarding_headers,
    grouped,
    query_pairs,
    raw_query,
    stage_is_in_url,
)
from corsproxy.gateway.http_api.routes import DEFAULT_KEY
from corsproxy.gateway.http_api.visit import AuthorizedBy, Visit
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement

_MANUAL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"
# how names are spelled whatever the client wrote; names that are in neither list stand as sent
_TITLE_CASE = ("Content-Length", "Content-Type", "Cookie", "Host", "User-Agent")
_LOWER_CASE = ("accept", "accept-encoding", "cache-control")
_SPELLED = {name.lower(): name for name in (*_TITLE_CASE, *_LOWER_CASE)}


def function_event(visit: Visit) -> bytes:
    """The JSON event that a function behind this route gets; empty parts are null."""
    body, is_base64 = body_of(visit.arrival)
    event: dict[str, object] = {"version": "1.0", "resource": _resource(visit), "path": shown_path(visit)}
    event["httpMethod"] = visit.arrival.request.method
    event |= _headers(visit)
    event |= _query(visit)
    event["requestContext"] = _context(visit)
    event["pathParameters"] = dict(visit.path_parameters) or None
    event["stageVariables"] = dict(visit.stage.variables) or None
    event["body"] = body
    event["isBase64Encoded"] = is_base64 and body is not None
    return encoded(event)


def authorizer_request_part(visit: Visit) -> dict[str, object]:
    """What a Lambda authorizer's event of format 1.0 tells of the request."""
    return {
        "resource": _resource(visit),
        "path": shown_path(visit),
        "httpMethod": visit.arrival.request.method,
        "headers": _headers(visit)["headers"],
        "queryStringParameters": _query(visit)["queryStringParameters"] or {},
        "pathParameters": dict(visit.path_parameters),
        "stageVariables": dict(visit.stage.variables),
        "requestContext": _context(visit),
    }


def shown_path(visit: Visit) -> str:
    """`path`: with the stage where the URL has it, and with a custom domain's mapping key (2.0 leaves it out)."""
    if visit.arrival.mapping_key:
        return f"/{visit.arrival.mapping_key}{visit.path}"
    return f"/{visit.stage.name}{visit.path}" if stage_is_in_url(visit.arrival, visit.stage) else visit.path


def _resource(visit: Visit) -> str:
    return DEFAULT_KEY if visit.route.key == DEFAULT_KEY else visit.route.key.partition(" ")[2]


def _headers(visit: Visit) -> dict[str, object]:
    arrival = visit.arrival
    several: dict[str, list[str]] = {}
    spelling: dict[str, str] = {}
    for name, value in arrival.request.headers:
        low = name.lower()
        if low not in HOP_BY_HOP:
            several.setdefault(spelling.setdefault(low, _SPELLED.get(low, name)), []).append(value)
    said = {**forwarding_headers(arrival), "Host": domain_of(arrival)}
    said["Content-Length"] = str(len(arrival.request.body))
    for name, value in said.items():
        several.pop(spelling.get(name.lower(), name), None)
        several[name] = [value]
    ordered = dict(sorted(several.items()))
    return {"headers": {name: values[-1] for name, values in ordered.items()}, "multiValueHeaders": ordered}


def _query(visit: Visit) -> dict[str, object]:
    values = dict(sorted(grouped(query_pairs(raw_query(visit.arrival.request.url))).items()))
    return {
        "queryStringParameters": {name: several[-1] for name, several in values.items()} or None,
        "multiValueQueryStringParameters": values or None,
    }


def _context(visit: Visit) -> dict[str, object]:
    api, arrival, request = visit.api, visit.arrival, visit.arrival.request
    domain = domain_of(arrival)
    context: dict[str, object] = {"accountId": api.account, "apiId": api.api_id}
    found = visit.authorization
    if found is not None and found.by is AuthorizedBy.LAMBDA:
        held = found.value if isinstance(found.value, dict) else {}
        named = {"principalId": found.principal} if found.principal else {}
        context["authorizer"] = {"claims": None, "scopes": None, **named, **held}
    elif found is not None and found.by is AuthorizedBy.JWT:
        context["authorizer"] = found.value
    iam = found.value if found is not None and found.by is AuthorizedBy.IAM else None
    caller: dict[str, object] = iam if isinstance(iam, dict) else {}
    context |= {
        "domainName": domain,
        "domainPrefix": domain.partition(".")[0],
        "extendedRequestId": arrival.extended_id,
        "httpMethod": request.method,
        "identity": {
            "accessKey": caller.get("accessKey"),
            "accountId": caller.get("accountId"),
            "caller": caller.get("callerId"),
            "cognitoAmr": None,
            "cognitoAuthenticationProvider": None,
            "cognitoAuthenticationType": None,
            "cognitoIdentityId": None,
            "cognitoIdentityPoolId": None,
            "principalOrgId": None,
            "sourceIp": arrival.source_ip,
            "user": caller.get("userId"),
            "userAgent": request.headers.get("user-agent") or "",
            "userArn": caller.get("userArn"),
        },
        "path": shown_path(visit),
        "protocol": "HTTP/1.1",
        "requestId": arrival.extended_id,
        "requestTime": event_time(int(arrival.at)),
        "requestTimeEpoch": round(arrival.at * 1000),
        "resourceId": visit.route.key,
        "resourcePath": _resource(visit),
        "stage": visit.stage.name,
    }
    return context


STATEMENTS = (
    Statement("http-api", "Payload 1.0: path has the mapping key of a custom domain.", Documented(_MANUAL)),
    Statement(
        "http-api",
        "Payload 1.0: Content-Length, Content-Type, Cookie, Host, User-Agent and X-Forwarded-* are in Title-Case, "
        "Accept, Accept-Encoding and Cache-Control in lower case whatever the client wrote; Postman-Token as sent.",
        Recorded("events of ten public APIs: browsers, curl, Postman and python-requests as clients", "2020-2024"),
    ),
    Statement(
        "http-api",
        "Payload 1.0: Authorization, Origin, Referer and other names are as sent (over HTTP/2: in lower case).",
        Assumed("no recorded event tells what clients sent over HTTP/1.1"),
    ),
    Statement(
        "http-api",
        "Payload 1.0: of several values of a query parameter the last stands in the single map.",
        Recorded("an event of params=1&params=2; the manual's sample shows the first", "2021"),
    ),
    Statement(
        "http-api",
        "Payload 1.0: of several values of a header the last stands in the single map.",
        Assumed("the published fixtures show it so; the manual does not say"),
    ),
    Statement(
        "http-api",
        "Payload 1.0: what a Lambda authorizer hands on stands beside null `claims` and `scopes`.",
        Recorded("an event behind a Lambda authorizer", "2024-08-01"),
    ),
)
