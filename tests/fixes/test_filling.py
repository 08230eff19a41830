"""Values from a capture are put into snippets without ever becoming code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.fixes.filling import fill, listed, quoted, safe, when_credentials


@given(st.text())
def test_a_safe_value_cannot_end_a_string_or_a_line(text: str) -> None:
    assert not set(safe(text)) & set("'\"`\\\n\r$;()<>&| #")


def test_ordinary_values_stay_what_they_are() -> None:
    for value in (
        "https://app.example.com:8443",
        "/items/{id}",
        "/{proxy+}",
        "content-type,x-api-key",
        "http://[::1]:3000",
        "*",
    ):
        assert safe(value) == value


def test_lists_are_split_and_quoted() -> None:
    assert listed("a, b,,c") == ["a", "b", "c"]
    assert quoted("a,b") == '"a", "b"'
    assert fill("[«x_single»]", {"x": "a,b"}) == "['a', 'b']\n"


def test_an_unknown_name_is_a_bug() -> None:
    with pytest.raises(KeyError):
        fill("«nobody»", {})


def test_the_line_for_credentials_stands_only_where_they_are_asked_for() -> None:
    assert when_credentials({"credentials": "true"}, "x") == "x"
    assert when_credentials({"credentials": ""}, "x") == ""
