"""The CORS settings of a function URL."""

from __future__ import annotations

import pytest

from corsproxy.gateway.function_url.cors import actual_lines, mistakes_in_cors, preflight_lines
from corsproxy.gateway.http_api.definition import CorsConfiguration
from corsproxy.http.headers import Headers

ORIGIN = "https://localhost:8080"
FULL = CorsConfiguration((ORIGIN,), ("GET", "POST"), ("B", "a"), ("X-C",), 60, True)


def test_a_preflight_has_everything_configured_in_the_configured_order_and_always_varies() -> None:
    assert preflight_lines(FULL, Headers([("Origin", ORIGIN)])) == (
        ("Vary", "Origin"),
        ("Access-Control-Allow-Origin", ORIGIN),
        ("Access-Control-Allow-Headers", "b,a"),
        ("Access-Control-Allow-Methods", "GET,POST"),
        ("Access-Control-Expose-Headers", "x-c"),
        ("Access-Control-Max-Age", "60"),
        ("Access-Control-Allow-Credentials", "true"),
    )
    assert preflight_lines(FULL, Headers([("Origin", "https://other.example")])) == (("Vary", "Origin"),)
    assert preflight_lines(CorsConfiguration(("*",)), Headers([("Origin", ORIGIN)])) == (
        ("Vary", "Origin"),
        ("Access-Control-Allow-Origin", "*"),
    )


def test_any_origin_with_credentials_is_echoed() -> None:
    cors = CorsConfiguration(("*",), allow_credentials=True)
    assert actual_lines(cors, Headers([("Origin", ORIGIN)])) == (
        ("Access-Control-Allow-Origin", ORIGIN),
        ("Access-Control-Allow-Credentials", "true"),
    )
    assert actual_lines(cors, Headers()) == ()


def test_an_actual_response_gets_origin_exposed_headers_and_credentials() -> None:
    assert actual_lines(FULL, Headers([("Origin", ORIGIN)])) == (
        ("Access-Control-Allow-Origin", ORIGIN),
        ("Access-Control-Expose-Headers", "x-c"),
        ("Access-Control-Allow-Credentials", "true"),
    )
    assert actual_lines(FULL, Headers()) == ()


@pytest.mark.parametrize(
    ("cors", "count"),
    [
        (FULL, 0),
        (CorsConfiguration(allow_methods=("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "*")), 1),
        (CorsConfiguration(allow_methods=("OPTIONS", "CONNECT")), 2),
        (CorsConfiguration(("example.com", "*"), allow_credentials=True), 0),
        (CorsConfiguration(allow_headers=("x",) * 101), 1),
        (CorsConfiguration(max_age=86401), 1),
        (CorsConfiguration(max_age=-1, allow_methods=("OPTIONS",)), 2),
    ],
)
def test_what_lambda_refuses_is_collected(cors: CorsConfiguration, count: int) -> None:
    assert len(mistakes_in_cors(cors)) == count
