"""Conversions of payloads, by the manual's two tables."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.content_handling import Undecodable, converted, converted_request
from corsproxy.gateway.rest_api.definition import ContentHandling
from tests.gateway.rest_api_calls import api_of, arrival

TEXT, BINARY = ContentHandling.CONVERT_TO_TEXT, ContentHandling.CONVERT_TO_BINARY
PNG = "image/png"


def caller(**headers: str) -> Call:
    lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Call(api_of(binary_media_types=(PNG,)), arrival("POST", "/", lines), "POST")


@pytest.mark.parametrize(
    ("content_type", "handling", "sent", "received"),
    [
        ("text/plain", None, b"YQ==", b"YQ=="), ("text/plain", TEXT, b"YQ==", b"YQ=="), ("text/plain", BINARY, b"YQ==", b"a"),
        (PNG, None, b"a", b"a"), (PNG, TEXT, b"a", b"YQ=="), (PNG, BINARY, b"a", b"a"),
        ("text/plain", None, b"\x1f\x8b", b"\x1f\xef\xbf\xbd"), (PNG, None, b"\x1f\x8b", b"\x1f\x8b"),
    ],
)  # fmt: skip
def test_request_payloads(content_type: str, handling: Any, sent: bytes, received: bytes) -> None:
    found = converted_request(sent, handling, caller(content_type=content_type))
    assert found.body == received
    assert found.is_text is (handling is TEXT or (handling is None and content_type != PNG))


@pytest.mark.parametrize(
    ("content_type", "accept", "handling", "sent", "received"),
    [
        ("text/plain", "text/plain", None, b"YQ==", b"YQ=="),
        ("text/plain", PNG, None, b"YQ==", b"a"),
        ("text/plain", PNG, TEXT, b"YQ==", b"YQ=="),
        ("text/plain", "text/plain", BINARY, b"YQ==", b"a"),
        (PNG, "text/plain", None, b"a", b"YQ=="),
        (PNG, PNG, None, b"a", b"a"),
        (PNG, PNG, TEXT, b"a", b"YQ=="),
        (PNG, "text/plain", BINARY, b"a", b"a"),
        (None, "*/*", None, b"a", b"a"),
        ("text/plain", "text/plain", None, b"\x1f\x8b", b"\x1f\xef\xbf\xbd"),  # text is UTF-8
        ("text/plain", PNG, TEXT, b"\x1f\x8b", b"\x1f\xef\xbf\xbd"),
    ],
)
def test_response_payloads(
    content_type: str | None, accept: str, handling: Any, sent: bytes, received: bytes
) -> None:
    found = converted(sent, content_type, handling, caller(accept=accept))
    assert found.body == received
    assert found.is_text is (handling is TEXT or (handling is None and accept != PNG))


def test_what_is_not_base64_cannot_be_decoded() -> None:
    with pytest.raises(Undecodable):
        converted_request(b"!", BINARY, caller(content_type="text/plain"))
