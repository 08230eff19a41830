"""`$request.…`, `$context.…` and `$stageVariables.…`: identity sources and parameter mappings.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
Header names are compared without case, query names with it.
"""

from __future__ import annotations

import json
import re

from corsproxy.gateway.http_api.event_2_0 import request_context
from corsproxy.gateway.http_api.hostile_json import decoded
from corsproxy.gateway.http_api.incoming import grouped, query_pairs, raw_query
from corsproxy.gateway.http_api.visit import Visit

_IN_BRACES = re.compile(r"\$\{([^}]*)\}")


def value_of(expression: str, visit: Visit) -> str | None:
    """The value of one expression for this request, None where it has none; text without `$` is itself."""
    if "${" in expression:
        return _IN_BRACES.sub(lambda found: value_of(f"${found[1]}", visit) or "", expression)
    if not expression.startswith("$"):
        return expression
    source, _, name = expression[1:].partition(".")
    match source:
        case "request":
            return _request(name, visit)
        case "context":
            return _context(name, visit)
        case "stageVariables":
            return visit.stage.variables.get(name)
        case _:
            return None


def _request(name: str, visit: Visit) -> str | None:
    request = visit.arrival.request
    kind, _, key = name.partition(".")
    match kind:
        case "header":
            found = request.headers.get_all(key)
            return ",".join(found) if found else None
        case "querystring":
            values = grouped(query_pairs(raw_query(request.url))).get(key)
            return None if values is None else ",".join(values)
        case "path":
            # the manual: the request path, without the stage name
            return visit.path_parameters.get(key) if key else visit.path
        case "body":
            return body_value(key, request.body)
        case _:
            return None


def body_value(key: str, body: bytes) -> str | None:
    """The part of a JSON body that `key` (`pet.name`) leads to, as text; the whole body where it is empty."""
    try:
        value: object = decoded(body)
    except ValueError:
        return body.decode("utf-8", "replace") if not key and body else None
    for step in key.split(".") if key else ():
        value = value.get(step) if isinstance(value, dict) else None
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _context(name: str, visit: Visit) -> str | None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html"""
    arrival = visit.arrival
    context = request_context(visit)
    http = context["http"]
    assert isinstance(http, dict)  # noqa: S101 -- built by request_context
    simple: dict[str, object] = {
        "accountId": context["accountId"],
        "apiId": context["apiId"],
        "domainName": context["domainName"],
        "domainPrefix": context["domainPrefix"],
        "httpMethod": http["method"],
        "path": http["path"],
        "protocol": http["protocol"],
        "extendedRequestId": arrival.extended_id,
        "requestId": arrival.extended_id,
        "requestTime": context["time"],
        "requestTimeEpoch": context["timeEpoch"],
        "routeKey": visit.route.key,
        "stage": visit.stage.name,
        "identity.sourceIp": arrival.source_ip,
        "identity.userAgent": http["userAgent"],
    }
    if name in simple:
        return str(simple[name])
    if name.startswith("authorizer.") and visit.authorization is not None:
        value: object = visit.authorization.value
        for step in name.split(".")[1:]:
            if step == "claims" and isinstance(value, dict) and "claims" in value:
                value = value["claims"]
            else:
                value = value.get(step) if isinstance(value, dict) else None
        return None if value is None else value if isinstance(value, str) else json.dumps(value)
    return None
