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
from corsproxy.gateway.provenance import Assumed, Documented, Statement

_MANUAL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"
_SET_BY_THE_GATEWAY = ("Content-Length", "Host", "User-Agent")


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
    event["isBase64Encoded"] = is_base64
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
    own = {name.lower(): name for name in _SET_BY_THE_GATEWAY}
    several: dict[str, list[str]] = {}
    spelling: dict[str, str] = {}
    for name, value in arrival.request.headers:
        low = name.lower()
        if low not in HOP_BY_HOP:
            several.setdefault(spelling.setdefault(low, own.get(low, name)), []).append(value)
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
        "queryStringParameters": {name: several[0] for name, several in values.items()} or None,
        "multiValueQueryStringParameters": values or None,
    }


def _context(visit: Visit) -> dict[str, object]:
    api, arrival, request = visit.api, visit.arrival, visit.arrival.request
    domain = domain_of(arrival)
    context: dict[str, object] = {"accountId": api.account, "apiId": api.api_id}
    found = visit.authorization
    if found is not None and found.by is AuthorizedBy.LAMBDA:
        held = found.value if isinstance(found.value, dict) else {}
        context["authorizer"] = {"principalId": found.principal, **held} if found.principal else held
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
        "Payload 1.0: the headers that the gateway sets, and User-Agent, are in Title-Case, the rest as sent.",
        Assumed("the manual says lower case for all, published samples mix; no recorded event settles it"),
    ),
    Statement(
        "http-api",
        "Payload 1.0: of several values the last header and the first query parameter stand in the single maps.",
        Assumed("the published fixtures show it so; the manual does not say"),
    ),
)
