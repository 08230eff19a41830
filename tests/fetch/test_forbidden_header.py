"""What script may not set is dropped by name, by prefix, or by what it would smuggle."""

from __future__ import annotations

import pytest

from corsproxy.fetch.forbidden_header import is_forbidden_request_header


@pytest.mark.parametrize(
    "name", ["Cookie", "DNT", "Sec-Anything", "proxy-x", "Origin", "Access-Control-Request-Method"]
)
def test_forbidden_names(name: str) -> None:
    assert is_forbidden_request_header(name, "x")


@pytest.mark.parametrize(
    "name", ["Authorization", "User-Agent", "Cache-Control", "Access-Control-Request-Private-Network", "Security"]
)
def test_names_that_look_forbidden_and_are_not(name: str) -> None:
    assert not is_forbidden_request_header(name, "x")


@pytest.mark.parametrize(("value", "forbidden"), [("TRACE", True), ("put, track", True), ("PUT", False), ("", False)])
def test_a_method_override_is_forbidden_by_its_value(value: str, forbidden: bool) -> None:
    assert is_forbidden_request_header("X-HTTP-Method-Override", value) is forbidden
