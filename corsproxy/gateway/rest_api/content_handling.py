"""contentHandling: converting a body between text and bytes.

Text is UTF-8: what cannot be decoded comes out as the replacement character. Templates read text and nothing else.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from corsproxy.gateway.provenance import Documented, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import ContentHandling
from corsproxy.gateway.rest_api.media_type import is_binary

STATEMENTS = (
    Statement(
        "rest-api",
        "CONVERT_TO_TEXT makes base64 of a binary body, CONVERT_TO_BINARY decodes base64 text, and without either a "
        "request's body passes through while a response's is converted to what Accept says",
        Recorded("uploads to and downloads from S3 under each contentHandling", "2025-03-17"),
    ),
    Statement(
        "rest-api",
        "Text that is no UTF-8 goes on with U+FFFD for what cannot be decoded; what should be base64 and is not, and "
        "bytes that meet a mapping template, make 500",
        Recorded("a gzip file up to and down from S3 without binary media types", "2025-03-17"),
    ),
    Statement(
        "rest-api",
        "Under binaryMediaTypes */* a MOCK without CONVERT_TO_TEXT answers 500",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html"),
    ),
)


class Undecodable(Exception):
    """A body that should be base64 and is not."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A converted body: bytes as they are, or text in UTF-8, which alone may go through a template."""

    body: bytes
    is_text: bool


def request_is_binary(call: Call) -> bool:
    """True when the request's Content-Type is one of the binary media types."""
    return is_binary(call.headers.get("content-type"), call.api.binary_media_types)


def converted_request(body: bytes, handling: ContentHandling | None, call: Call) -> Payload:
    """The request body as the integration receives it. Raises Undecodable."""
    binary = request_is_binary(call)
    return _converted(body, binary=binary, as_binary=binary if handling is None else _asks_for_bytes(handling))


def converted(body: bytes, content_type: str | None, handling: ContentHandling | None, call: Call) -> Payload:
    """The backend's body (of `content_type`) as the response template, or the client, receives it.

    Without a handling the first media type of Accept decides. Raises Undecodable.
    """
    wanted = (
        is_binary(call.headers.get("accept"), call.api.binary_media_types)
        if handling is None
        else _asks_for_bytes(handling)
    )
    return _converted(body, binary=is_binary(content_type, call.api.binary_media_types), as_binary=wanted)


def _asks_for_bytes(handling: ContentHandling) -> bool:
    return handling is ContentHandling.CONVERT_TO_BINARY


def _converted(body: bytes, *, binary: bool, as_binary: bool) -> Payload:
    if as_binary:
        return Payload(body if binary else _decoded(body), is_text=False)
    if binary:
        return Payload(base64.b64encode(body), is_text=True)
    return Payload(body.decode("utf-8", "replace").encode(), is_text=True)


def _decoded(body: bytes) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise Undecodable("it is not base64") from error
