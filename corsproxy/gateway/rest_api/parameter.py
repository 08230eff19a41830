"""Mapping expressions: `'static'`, `method.request.header.X`, `context.…`, `stageVariables.…`.

https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
"""

from __future__ import annotations

import json

from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.context import context_value
from corsproxy.gateway.rest_api.definition import Json
from corsproxy.gateway.rest_api.json_path import find
from corsproxy.gateway.rest_api.payload_json import document_of
from corsproxy.gateway.rest_api.received_headers import received_headers

STATEMENTS = (
    Statement(
        "rest-api",
        "Static values of parameter mappings stand in single quotes, other values are expressions",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html"
        ),
    ),
    Statement(
        "rest-api",
        "method.request.body and integration.response.body of an empty body are {}",
        Recorded("mappings of an empty body in AWS's console, in LocalStack's tests", "2024"),
    ),
    Statement(
        "rest-api",
        "method.request.multivaluequerystring.X gives a query parameter of the backend every value, anything else "
        "their list with commas",
        Recorded("mappings tried in AWS's console, in LocalStack's tests", "2024"),
    ),
    Statement(
        "rest-api",
        "method.request.header.X finds the header in any spelling, and takes the last line of several",
        Assumed("the manual says nothing; HTTP/2 clients send lower-case names and such mappings work for them"),
    ),
)


def static_value(expression: str) -> str | None:
    """The text between the quotes of a static value, or None where the expression is not static."""
    if len(expression) >= 2 and expression[0] == expression[-1] and expression[0] in "'\"":
        return expression[1:-1]
    return None


def text_of(value: Json) -> str:
    """A value as parameter mappings write it: strings bare, everything else as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def request_values(expression: str, call: Call) -> list[str]:
    """Like request_value, but a multivaluequerystring's values one by one; none if absent."""
    name = expression.removeprefix("method.request.multivaluequerystring.")
    if name != expression:
        return [value for key, value in call.query if key == name]
    value = request_value(expression, call)
    return [] if value is None else [value]


def request_value(expression: str, call: Call) -> str | None:
    """The value of a `method.request.…`, `context.…`, `stageVariables.…` or static expression; None if absent.

    Raises NotJson for a body that begins like JSON and is not.
    """
    static = static_value(expression)
    if static is not None:
        return static
    head, _, rest = expression.partition(".")
    if head == "context":
        value = context_value(call, rest)
        return None if value is None or isinstance(value, dict) else text_of(value)
    if head == "stageVariables":
        return call.stage_variables.get(rest)
    if head != "method" or not rest.startswith("request."):
        return None
    kind, _, name = rest.removeprefix("request.").partition(".")
    if kind == "header":
        lines = received_headers(call).get_all(name)
        return lines[-1] if lines else None
    if kind == "multivalueheader":
        lines = received_headers(call).get_all(name)
        return ",".join(lines) if lines else None
    if kind == "querystring":
        return call.query_value(name)
    if kind == "multivaluequerystring":
        return ",".join(request_values(expression, call)) or None
    if kind == "path":
        return call.path_parameters.get(name)
    if kind == "body":
        return body_value(name, call.arrival.request.body)
    return None


def body_value(path: str, body: bytes) -> str | None:
    """The part of a body at `path` (`a.b[0]`), or all of it where the path is empty; None if absent.

    Raises NotJson.
    """
    document = document_of(body)
    if not path:
        return body.decode("utf-8", "replace").strip() or "{}"
    found = find(document, f"$.{path}" if not path.startswith("[") else f"${path}")
    return None if found is None else text_of(found)
