"""The request validator: required parameters first, then the body against the model of its content type.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

from __future__ import annotations

import json

from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Json
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.rest_api.json_schema import problem
from corsproxy.gateway.rest_api.media_type import media_type_of
from corsproxy.gateway.rest_api.received_headers import received_headers
from corsproxy.gateway.rest_api.response_type import ResponseType

STATEMENTS = (
    Statement(
        "rest-api",
        "Parameters are validated before the body; missing ones are named in the order header, path, querystring; "
        "a model applies to GET too, where an empty body counts as {}",
        Recorded("a validator of parameters and body", "2024-01-10"),
    ),
    Statement(
        "rest-api",
        "A content type without a model is not validated, unless there is one for $default; a request without "
        "Content-Type is application/json",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html"
        ),
    ),
    Statement(
        "rest-api",
        "A required parameter that is present and empty counts as missing",
        Assumed("the manual: 'are included in the incoming request and not blank'"),
    ),
)

_KINDS = ("header", "path", "querystring")


def complaint(call: Call) -> Refusal | None:
    """Why the request is not valid, or None."""
    method = call.method
    if method is None:
        return None
    if method.validation.parameters:
        missing = _missing(call, method.required_parameters)
        if missing:
            return Refusal(
                ResponseType.BAD_REQUEST_PARAMETERS,
                f"required parameters are missing: {', '.join(missing)}",
                message=f"Missing required request parameters: [{', '.join(missing)}]",
            )
    if method.validation.body and method.models:
        return _body(call)
    return None


def _missing(call: Call, required: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for kind in _KINDS:
        prefix = f"method.request.{kind}."
        for expression in required:
            if not expression.startswith(prefix):
                continue
            name = expression.removeprefix(prefix)
            if kind == "header":
                # the validator compares spellings, although headers have no case: recorded
                present = any(spelled == name and value for spelled, value in received_headers(call))
            elif kind == "path":
                present = bool(call.path_parameters.get(name))
            else:
                present = bool(call.query_value(name))
            if not present:
                found.append(name)
    return found


def _body(call: Call) -> Refusal | None:
    assert call.method is not None  # noqa: S101 -- the caller looked
    models = call.method.models
    media_type = media_type_of(call.headers.get("content-type")) or "application/json"
    schema = models.get(media_type)
    if schema is None:
        schema = next((value for name, value in models.items() if name.lower() == media_type), models.get("$default"))
    if schema is None:
        return None
    try:
        document: Json = json.loads(call.arrival.request.body or b"{}")
    except (ValueError, RecursionError):
        return Refusal(ResponseType.BAD_REQUEST_BODY, "the body is not JSON", detail="Invalid JSON")
    why = problem(schema, document)
    if why is None:
        return None
    return Refusal(ResponseType.BAD_REQUEST_BODY, f"the body does not fit its model: {why}", detail=why)
