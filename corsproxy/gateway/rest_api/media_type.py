"""Binary media types: which bodies API Gateway treats as bytes, and how it converts them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
"""

from __future__ import annotations

from corsproxy.gateway.provenance import Documented, Recorded, Statement

STATEMENTS = (
    Statement(
        "rest-api",
        "Only the first media type of Accept decides whether a base64 response is decoded; `image/*` in "
        "binaryMediaTypes matches by its right wildcard, `*/x` matches nothing, `*/*` everything",
        Recorded("Lambda proxy responses under several Accept headers", "2025-01-29"),
    ),
    Statement(
        "rest-api",
        "A request body whose Content-Type is binary reaches a Lambda proxy in base64",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html"
        ),
    ),
)


def media_type_of(value: str | None) -> str:
    """The first media type of a Content-Type or Accept value, lower-case, without parameters."""
    return (value or "").partition(",")[0].partition(";")[0].strip().lower()


def is_binary(value: str | None, binary_media_types: tuple[str, ...]) -> bool:
    """True when the first media type of a header's value is one of the API's binary media types."""
    if not binary_media_types:
        return False
    media_type = media_type_of(value)
    for pattern in binary_media_types:
        low = pattern.lower().replace("~1", "/")
        if low == "*/*":
            return True
        if not media_type:
            continue
        head, slash, tail = low.partition("/")
        if not slash or head == "*":  # `*/x` is no pattern, and matches not even itself
            continue
        # an Accept of `image/*` is a media type like any other, not a pattern: only the same entry matches it
        if low == media_type or (tail == "*" and media_type.startswith(f"{head}/")):
            return True
    return False
