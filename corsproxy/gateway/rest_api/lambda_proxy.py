"""AWS_PROXY with a Lambda function: what it may return, and what becomes of it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
"""

from __future__ import annotations

import base64
import binascii
import json

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.provenance import Assumed, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Json
from corsproxy.gateway.rest_api.gateway_response import Refusal, refuse
from corsproxy.gateway.rest_api.header_remapping import remapped
from corsproxy.gateway.rest_api.media_type import is_binary
from corsproxy.gateway.rest_api.response_type import ResponseType
from corsproxy.gateway.rest_api.wire import respond
from corsproxy.http.headers import Line

STATEMENTS = (
    Statement(
        "rest-api",
        "A Lambda proxy may return isBase64Encoded, statusCode, headers, multiValueHeaders and body, each of them "
        "optional; anything else makes 502",
        Recorded("one result per rule", "2024-11-15"),
    ),
    Statement(
        "rest-api",
        "multiValueHeaders and headers are merged, the multi-value ones first and with their spelling",
        Recorded("test-multi: value-multi, value-solo", "2024-11-15"),
    ),
    Statement(
        "rest-api",
        "Numbers as header values are written as text; arrays and objects make 502, null leaves the header out",
        Assumed("recorded for strings and booleans only"),
    ),
    Statement(
        "rest-api",
        "A body that is not a string makes 502, null is an empty body",
        Assumed("the manual's 'malformed Lambda proxy response'; not recorded byte for byte"),
    ),
    Statement(
        "rest-api",
        "Invalid base64 under isBase64Encoded makes 500 where the client accepts a binary media type",
        Recorded("Lambda proxy responses with binary media types", "2025-01-29"),
    ),
)

_KEYS = frozenset({"isBase64Encoded", "statusCode", "headers", "multiValueHeaders", "body"})


class Malformed(Exception):
    """A result that is no Lambda proxy response; its text says why, in words for `because`."""


def bad_gateway(call: Call, because: str) -> Answer:
    """502 with InternalServerErrorException: the function failed, or its result is unusable."""
    return refuse(call, Refusal(ResponseType.INTEGRATION_FAILURE, because, status=502))


def answer(call: Call, payload: bytes) -> Answer:
    """The response that a function's result makes."""
    try:
        status, lines, text, encoded = _read(payload)
    except Malformed as why:
        return bad_gateway(call, f"the Lambda function's result is no proxy response: {why}")
    body = text.encode("utf-8", "replace")
    if encoded and is_binary(call.headers.get("accept"), call.api.binary_media_types):
        try:
            body = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return refuse(
                call,
                Refusal(ResponseType.INTEGRATION_FAILURE, "the body says isBase64Encoded and is not valid base64"),
            )
    types = [value for name, value in lines if name.lower() == "content-type"]
    rest = tuple(line for line in lines if line[0].lower() != "content-type")
    response = respond(
        call.api,
        call.arrival,
        status,
        body,
        content_type=types[0] if types else "application/json",
        lines=remapped(rest),
        traced=True,
    )
    return Answer(response, Author(Layer.INTEGRATION, "AWS_PROXY"), "the Lambda function returned this response")


def _read(payload: bytes) -> tuple[int, tuple[Line, ...], str, bool]:
    try:
        result: Json = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise Malformed("it is not JSON") from error
    if not isinstance(result, dict):
        raise Malformed("it is not an object")
    unknown = sorted(set(result) - _KEYS)
    if unknown:
        raise Malformed(f"it has the unknown key {unknown[0]!r}")
    body = result.get("body")
    if body is not None and not isinstance(body, str):
        raise Malformed("its body is not a string")
    several = _multi(result.get("multiValueHeaders"))
    known = {(name.lower(), value) for name, value in several}
    single = [line for line in _single(result.get("headers")) if (line[0].lower(), line[1]) not in known]
    lines = (*several, *single)
    encoded = result.get("isBase64Encoded")
    return _status(result.get("statusCode")), _grouped(lines), body or "", encoded is True or encoded == "true"


def _status(value: Json) -> int:
    if value is None:
        return 200
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 100 <= value <= 599:
        raise Malformed("its statusCode is not a status code")
    return value


def _text(value: Json, name: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        # the function's text is Unicode, the wire's values are bytes
        return str(value).encode("utf-8", "replace").decode("latin-1")
    raise Malformed(f"the value of its header {name!r} is not text")


def _single(value: Json) -> list[Line]:
    if value is None:
        return []
    if not isinstance(value, dict):
        raise Malformed("its headers are not an object")
    return [(name, text) for name, item in value.items() if (text := _text(item, name)) is not None]


def _multi(value: Json) -> list[Line]:
    if value is None:
        return []
    if not isinstance(value, dict):
        raise Malformed("its multiValueHeaders are not an object")
    lines: list[Line] = []
    for name, items in value.items():
        if not isinstance(items, list):
            raise Malformed(f"the value of {name!r} in its multiValueHeaders is not an array")
        lines += [(name, text) for item in items if (text := _text(item, name)) is not None]
    return lines


def _grouped(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Each name with the spelling of its first line, the lines of one name together."""
    found: dict[str, list[Line]] = {}
    for name, value in lines:
        group = found.setdefault(name.lower(), [])
        spelled = group[0][0] if group else name
        group.append((spelled, value))
    return tuple(line for group in found.values() for line in group)
