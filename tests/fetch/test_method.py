"""Methods are normalised as the standard lists them, and no further."""

from __future__ import annotations

import pytest

from corsproxy.fetch.method import is_cors_safelisted_method, is_forbidden_method, normalize


@pytest.mark.parametrize(
    ("written", "sent"),
    [("get", "GET"), ("Post", "POST"), ("put", "PUT"), ("delete", "DELETE"), ("patch", "patch"), ("Foo", "Foo")],
)
def test_only_the_listed_methods_are_upper_cased(written: str, sent: str) -> None:
    assert normalize(written) == sent


def test_the_safelist_is_case_sensitive() -> None:
    assert is_cors_safelisted_method("HEAD")
    assert not is_cors_safelisted_method("head")
    assert not is_cors_safelisted_method("OPTIONS")


@pytest.mark.parametrize("method", ["CONNECT", "trace", "Track"])
def test_forbidden_methods_are_so_in_any_case(method: str) -> None:
    assert is_forbidden_method(method)
