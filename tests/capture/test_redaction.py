"""Secrets are found by their place, by their name and by their shape; what is none is left alone."""

from __future__ import annotations

import pytest

from corsproxy.capture.redaction import redact_body, redact_exchange, safe_url, secret_of
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response

TOKEN = "s3cr3t-t0k3n-value"


@pytest.mark.parametrize(
    ("name", "value", "secrets"),
    [
        ("Authorization", f"Bearer {TOKEN}", (TOKEN,)),
        ("x-api-key", TOKEN, (TOKEN,)),
        ("Cookie", f"a=1; session={TOKEN}", (TOKEN,)),
        ("Set-Cookie", f"session={TOKEN}; Path=/a/long/path; HttpOnly", (TOKEN,)),
        ("Authorization", "Digest realm=long-realm-name, uri=/some/path, response=0123456789", ("0123456789",)),
        ("Authorization", "Basic dXNlcjpwYXNzd29yZA==", ("dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA%3D%3D")),
        ("Content-Type", "application/json", ()),
        ("Cookie", "theme=dark", ()),
    ],
)
def test_the_secret_of_a_header_is_known_so_that_its_echo_is_found(
    name: str, value: str, secrets: tuple[str, ...]
) -> None:
    assert secret_of(name, value) == secrets


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (f'{{"access_token": "{TOKEN}", "page": "2"}}', '{"access_token": "[redacted]", "page": "2"}'),
        (f"grant_type=password&password={TOKEN}&x=1", "grant_type=password&password=[redacted]&x=1"),
        (f'"{{\\"id_token\\":\\"{TOKEN}\\"}}"', '"{\\"id_token\\":\\"[redacted]\\"}"'),
        (f"see https://x.example/?token={TOKEN}&a=b", "see https://x.example/?token=[redacted]&a=b"),
        ("eyJhbGciOiJ.eyJzdWIiOi.c2ln", "[redacted]"),
        ('{"message":"Missing Authentication Token"}', '{"message":"Missing Authentication Token"}'),
    ],
)
def test_bodies_lose_tokens_and_nothing_else(body: str, shown: str) -> None:
    assert redact_body(body) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user@x.example/a", "https://user@x.example/a"),
        ("https://user:pass@x.example/a?token=t", "https://user:[redacted]@x.example/a?token=[redacted]"),
        ("https://ghp_0123456789abcdef@x.example/", "https://[redacted]@x.example/"),
        ("https://x.example/?q=user:pass@home", "https://x.example/?q=user:pass@home"),
    ],
)
def test_a_short_user_name_is_no_secret_and_a_password_is(url: str, shown: str) -> None:
    assert safe_url(url) == shown


def test_an_exchange_keeps_its_shape_and_loses_every_trace_of_the_token() -> None:
    asked = Request(
        "GET", f"https://x.example/{TOKEN}/a?token={TOKEN}", Headers([("Authorization", f"Bearer {TOKEN}")]), b"x"
    )
    answered = Response(403, Headers([("Location", f"https://x.example/?t={TOKEN}")]), f"bad header {TOKEN}".encode())
    shown = redact_exchange(Exchange(asked, answered, index=3))
    assert TOKEN not in repr(shown)
    assert shown.request.headers.get("authorization") == "Bearer [redacted]"
    assert shown.request.url.startswith("https://x.example/[redacted]/a?")
    assert shown.index == 3
