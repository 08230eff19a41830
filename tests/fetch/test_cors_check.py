"""The CORS check, in the order of its steps and of Firefox's."""

from __future__ import annotations

import pytest

from corsproxy.fetch.browser import FIREFOX, STANDARD
from corsproxy.fetch.cors_check import cors_check
from corsproxy.fetch.error import Error

PAGE = "https://app.example"


def error(
    origin: str | None, credentials: str | None = None, *, include: bool = False, request: str = PAGE
) -> Error | None:
    fault = cors_check(origin, 1, credentials, request, include, 200, STANDARD).fault
    return fault.error if fault else None


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (PAGE, None),
        ("*", None),
        (None, Error.MISSING_ALLOW_ORIGIN_HEADER),
        ("", Error.INVALID_ALLOW_ORIGIN_VALUE),
        (f"{PAGE}/", Error.ALLOW_ORIGIN_MISMATCH),
        (PAGE.upper(), Error.ALLOW_ORIGIN_MISMATCH),
        (f"{PAGE}:443", Error.ALLOW_ORIGIN_MISMATCH),
        ("http://app.example", Error.ALLOW_ORIGIN_MISMATCH),
        ("app.example", Error.INVALID_ALLOW_ORIGIN_VALUE),
        (f"{PAGE}, {PAGE}", Error.MULTIPLE_ALLOW_ORIGIN_VALUES),
        ("null", Error.ALLOW_ORIGIN_MISMATCH),
        # the URL parser strips control bytes at the ends, the comparison does not
        (f"\x0b{PAGE}", Error.ALLOW_ORIGIN_MISMATCH),
    ],
)
def test_the_origin_is_compared_byte_by_byte(origin: str | None, expected: Error | None) -> None:
    assert error(origin) is expected


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        ("true", None),
        (None, Error.INVALID_ALLOW_CREDENTIALS),
        ("True", Error.INVALID_ALLOW_CREDENTIALS),
        ("true, true", Error.INVALID_ALLOW_CREDENTIALS),
        ("1", Error.INVALID_ALLOW_CREDENTIALS),
    ],
)
def test_credentials_are_allowed_by_one_word(credentials: str | None, expected: Error | None) -> None:
    assert error(PAGE, credentials, include=True) is expected
    assert error(PAGE, credentials) is None


def test_a_wildcard_never_takes_credentials() -> None:
    assert error("*", "true", include=True) is Error.WILDCARD_ORIGIN_NOT_ALLOWED


def test_the_origin_is_looked_at_before_the_credentials() -> None:
    assert error("https://other.example", None, include=True) is Error.ALLOW_ORIGIN_MISMATCH


def test_null_is_matched_literally() -> None:
    assert error("null", "true", include=True, request="null") is None
    assert error("Null", request="null") is Error.INVALID_ALLOW_ORIGIN_VALUE


def test_firefox_counts_lines_first() -> None:
    fault = cors_check("*, *", 2, None, PAGE, True, 200, FIREFOX).fault
    assert fault
    assert (fault.error, fault.lines) == (Error.MULTIPLE_ALLOW_ORIGIN_VALUES, 2)


def test_the_parameter_is_the_value_as_utf8_without_what_is_none() -> None:
    fault = cors_check("\xef\xbb\xbfx\xa0", 1, None, PAGE, False, 200, STANDARD).fault
    assert fault
    assert fault.parameter == "\ufeffx"
