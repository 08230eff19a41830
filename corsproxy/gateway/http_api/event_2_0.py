"""The event of payload format 2.0.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import json
from functools import lru_cache

from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.http_api.definition import HttpApi, Stage
from corsproxy.gateway.http_api.incoming import (
    HOP_BY_HOP,
    body_of,
    client_headers,
    cookies,
    domain_of,
    event_time,
    grouped,
    origin_of,
    query_pairs,
    raw_query,
    stage_is_in_url,
)
from corsproxy.gateway.http_api.visit import Visit
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.http.headers import Headers

_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_MANUAL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"


def function_event(visit: Visit) -> bytes:
    """The JSON event that a function behind this route gets; empty parts are left out."""
    event = request_part(visit)
    body, is_base64 = body_of(visit.arrival)
    if body is not None:
        event["body"] = body
    if visit.path_parameters:
        event["pathParameters"] = dict(visit.path_parameters)
    event["isBase64Encoded"] = is_base64 and body is not None
    if visit.stage.variables:
        event["stageVariables"] = dict(visit.stage.variables)
    return encoded(event)


def request_part(visit: Visit) -> dict[str, object]:
    """What a function's and an authorizer's event have in common: everything but body and parameters."""
    request = visit.arrival.request
    query = raw_query(request.url)
    event: dict[str, object] = {
        "version": "2.0",
        "routeKey": visit.route.key,
        "rawPath": shown_path(visit.arrival, visit.stage, visit.path),
        "rawQueryString": query,
    }
    crumbs = cookies(request.headers)
    if crumbs:
        event["cookies"] = crumbs
    event["headers"] = shown_headers(visit.arrival)
    pairs = query_pairs(query)
    if pairs:
        event["queryStringParameters"] = {name: ",".join(values) for name, values in sorted(grouped(pairs).items())}
    event["requestContext"] = request_context(visit)
    return event


def shown_path(arrival: Arrival, stage: Stage, path: str) -> str:
    """`rawPath`: the stage in front where the URL has it; never the mapping key of a custom domain."""
    return f"/{stage.name}{path}" if stage_is_in_url(arrival, stage) else path


def shown_headers(arrival: Arrival) -> dict[str, str]:
    """Names in lower case and in order, duplicates joined with `,`; cookies apart; what API Gateway adds."""
    request = arrival.request
    origin = origin_of(request.url)
    shown = dict(_lasting_headers(request.headers, domain_of(arrival), arrival.source_ip, origin))
    if arrival.trace_id:
        shown["x-amzn-trace-id"] = arrival.trace_id
    elif shown["x-amzn-trace-id"] == "":
        del shown["x-amzn-trace-id"]
    shown["content-length"] = str(len(request.body))
    return shown


@lru_cache(maxsize=512)
def _lasting_headers(headers: Headers, domain: str, source_ip: str, origin: str) -> dict[str, str]:
    """What one client's requests have in common, with places kept for the rest; nobody may change it."""
    joined: dict[str, list[str]] = {"x-amzn-trace-id": []}
    for name, value in headers:
        low = name.lower()
        if low != "cookie" and low not in HOP_BY_HOP:
            joined.setdefault(low, []).append(value)
    shown = {name: ",".join(values) for name, values in joined.items()}
    said = client_headers(headers, origin, source_ip)
    shown.update((name.lower(), value) for name, value in said.items())
    shown["host"] = domain
    shown["content-length"] = ""
    return dict(sorted(shown.items()))


def request_context(visit: Visit) -> dict[str, object]:
    """`requestContext` of a function's event and of an authorizer's (which has no `authorizer`)."""
    api: HttpApi = visit.api
    arrival, request = visit.arrival, visit.arrival.request
    domain = domain_of(arrival)
    context: dict[str, object] = {"accountId": api.account, "apiId": api.api_id}
    if visit.authorization is not None:
        context["authorizer"] = {visit.authorization.by.value: visit.authorization.value}
    context |= {
        "domainName": domain,
        "domainPrefix": domain.partition(".")[0],
        "http": {
            "method": request.method,
            "path": shown_path(arrival, visit.stage, visit.path),
            "protocol": "HTTP/1.1",
            "sourceIp": arrival.source_ip,
            "userAgent": request.headers.get("user-agent") or "",
        },
        "requestId": arrival.extended_id,
        "routeKey": visit.route.key,
        "stage": visit.stage.name,
        "time": event_time(int(arrival.at)),
        "timeEpoch": round(arrival.at * 1000),
    }
    return context


def encoded(event: dict[str, object]) -> bytes:
    """An event as JSON; header values that are no valid UTF-8 stay one character per byte."""
    return _as_json(event).encode("utf-8", "surrogatepass")


STATEMENTS = (
    Statement(
        "http-api", "Payload 2.0: lower-case names, duplicates joined with ',', cookies apart.", Documented(_MANUAL)
    ),
    Statement(
        "http-api",
        "Payload 2.0: headers come in alphabetical order; content-length is there also for an empty body.",
        Recorded("aws-lambda-go apigw-v2-request-no-authorizer.json", "2020-04-21"),
    ),
    Statement(
        "http-api",
        "Payload 2.0: rawPath is decoded and collapsed; it has the stage but not a custom domain's mapping key.",
        Assumed("the manual says the latter; path parameters are documented as decoded"),
    ),
    Statement(
        "http-api",
        "Events say HTTP/1.1 as protocol whatever the client spoke.",
        Assumed("every published event says so, those of HTTP/2 browsers too"),
    ),
)
