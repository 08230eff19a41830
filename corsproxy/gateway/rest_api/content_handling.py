"""contentHandling: converting a body between text and bytes.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
"""

from __future__ import annotations

import base64
import binascii
from typing import assert_never

from corsproxy.gateway.provenance import Documented, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import ContentHandling
from corsproxy.gateway.rest_api.media_type import is_binary

_PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html"

STATEMENTS = (
    Statement(
        "rest-api",
        "CONVERT_TO_TEXT makes base64 of a binary body, CONVERT_TO_BINARY decodes base64 text, and without either a "
        "body passes through",
        Documented(_PAGE),
    ),
    Statement(
        "rest-api",
        "Under binaryMediaTypes */* a MOCK without CONVERT_TO_TEXT answers 500",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html"),
    ),
)


class Undecodable(Exception):
    """A body that should be base64 and is not."""


def request_is_binary(call: Call) -> bool:
    """True when the request's Content-Type is one of the binary media types."""
    return is_binary(call.headers.get("content-type"), call.api.binary_media_types)


def converted_request(body: bytes, handling: ContentHandling | None, call: Call) -> bytes:
    """The request body as the integration receives it."""
    match handling:
        case None:
            return body
        case ContentHandling.CONVERT_TO_TEXT:
            return base64.b64encode(body) if request_is_binary(call) else body
        case ContentHandling.CONVERT_TO_BINARY:
            return body if request_is_binary(call) else _decoded(body)
    assert_never(handling)


def converted(body: bytes, content_type: str | None, handling: ContentHandling | None, call: Call) -> bytes:
    """The backend's body (of `content_type`) as the response template, or the client, receives it.

    The manual's table of response payloads: rows are the kind of payload and the handling, and without a handling
    the first media type of Accept decides.
    """
    payload_is_binary = is_binary(content_type, call.api.binary_media_types)
    match handling:
        case None:
            wanted = is_binary(call.headers.get("accept"), call.api.binary_media_types)
            if payload_is_binary == wanted:
                return body
            return base64.b64encode(body) if payload_is_binary else _decoded(body)
        case ContentHandling.CONVERT_TO_TEXT:
            return base64.b64encode(body) if payload_is_binary else body
        case ContentHandling.CONVERT_TO_BINARY:
            return body if payload_is_binary else _decoded(body)
    assert_never(handling)


def _decoded(body: bytes) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise Undecodable("it is not base64") from error
