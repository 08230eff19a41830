"""Chromium's three ways of being wrong, on the values that were measured."""

from __future__ import annotations

import pytest

from corsproxy.fetch.allow_origin_value import mismatch_error
from corsproxy.fetch.error import Error

MISMATCH = [
    "null", "localhost:3000", "example.com:443", "http:example.com", "https:///example.com", "http://*.example.com",
    "https://*", "file://", "data:", "about:blank", "mailto:x", "chrome-extension://abc", "ws://x", "HTTP://X",
    "https://example.com/", "http://a/path", "http://a?x", "http://localhost:09001", "https://example.com:", "a:",
    "http://u@h", "http://a_b.com", "http://1.2.3", "https://a.com;https://b.com", "http://example..com",
    "http://-x.com", "http://ex%61mple.com", "http://[::1]:80",
]  # fmt: skip
INVALID = [
    "", "example.com", "*.example.com", "//example.com", "/", "-", "http://", "http:", "http://a:99999",
    "http://a:abc", "http://[bad", "http//example.com", "%zz", "NULL", "Null", "undefined", "true", "garbage", '"*"',
    "$http_origin", "${origin}", "a|b", "127.0.0.1", "127.0.0.1:9001", "9001.", "::1", "1a:b", "http:///", "http://#",
    "http://caf\xe9",
]  # fmt: skip


@pytest.mark.parametrize("value", MISMATCH)
def test_another_origin(value: str) -> None:
    assert mismatch_error(value) is Error.ALLOW_ORIGIN_MISMATCH


@pytest.mark.parametrize("value", INVALID)
def test_not_a_url(value: str) -> None:
    assert mismatch_error(value) is Error.INVALID_ALLOW_ORIGIN_VALUE


@pytest.mark.parametrize("value", ["not a url", "https://a.com,", "*, *", "https://a.com https://b.com"])
def test_more_than_one(value: str) -> None:
    assert mismatch_error(value) is Error.MULTIPLE_ALLOW_ORIGIN_VALUES
