"""Secrets are struck out of headers, URLs and text; everything else stays readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.http.headers import Headers
from corsproxy.http.secrets import (
    STRUCK,
    is_secret_header,
    redact_headers,
    redact_text,
    redact_url,
    redact_value,
)

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "name",
    ["Authorization", "COOKIE", "Set-Cookie", "x-api-key", "X-Amz-Security-Token", "x-my-session-id", "api-key"],
)
def test_these_headers_are_secret(name: str) -> None:
    assert is_secret_header(name)


@pytest.mark.parametrize(
    "name",
    [
        "Origin",
        "Access-Control-Allow-Headers",
        "Access-Control-Request-Headers",
        "WWW-Authenticate",
        "x-amzn-ErrorType",
        "x-amzn-RequestId",
        "x-apigw-api-id",
        "Content-Type",
        "author",
    ],
)
def test_these_headers_stay_readable(name: str) -> None:
    assert not is_secret_header(name)


def test_the_scheme_of_a_credential_stays() -> None:
    assert redact_value("authorization", f"Bearer {JWT}") == f"Bearer {STRUCK}"
    assert redact_value("authorization", JWT) == STRUCK


def test_a_token_is_struck_out_wherever_it_stands() -> None:
    assert JWT not in redact_text(f"Invalid key=value pair in '{JWT}'")
    assert "AKIAIOSFODNN7EXAMPLE" not in redact_value("x-debug", "Credential=AKIAIOSFODNN7EXAMPLE/2026")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?id=1&token=abc#f", f"https://a.example/x?id=1&token={STRUCK}#f"),
        ("https://u:p@a.example/", f"https://{STRUCK}@a.example/"),
        ("https://a/?X-Amz-Signature=ff&X-Amz-Date=d", f"https://a/?X-Amz-Signature={STRUCK}&X-Amz-Date=d"),
        ("https://a.example/mail@b?x", "https://a.example/mail@b?x"),
    ],
)
def test_urls(url: str, shown: str) -> None:
    assert redact_url(url) == shown


@given(st.text("abc123", min_size=8))
def test_no_secret_value_survives(secret: str) -> None:
    shown = redact_headers(Headers([("Cookie", secret), ("Authorization", f"Basic {secret}"), ("X-Ok", "fine")]))
    assert secret not in str([value for _, value in shown.lines[:2]])
    assert shown.get("x-ok") == "fine"


@given(st.text(max_size=60))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    assert redact_url(redact_url(text)) == redact_url(text)
