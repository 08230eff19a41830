"""Lists of tokens: empty items are skipped, one bad item spoils all."""

from __future__ import annotations

import pytest

from corsproxy.fetch.header_list import extract_header_list_values


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ("", ()),
        ("   ", ()),
        ("PUT", ("PUT",)),
        (",,x,,", ("x",)),
        ("\tGET\t, PUT", ("GET", "PUT")),
        ("X-A, x-a", ("X-A", "x-a")),
        ("*", ("*",)),
    ],
)
def test_good_lists(value: str, items: tuple[str, ...]) -> None:
    parsed = extract_header_list_values(value)
    assert (parsed.items, parsed.bad) == (items, None)


@pytest.mark.parametrize(
    ("value", "bad"),
    [
        ("GET;PUT", "GET;PUT"),
        ("PUT POST", "PUT POST"),
        ("['x-custom']", "['x-custom']"),
        ('x, "a,b"', '"a'),
        ("PUT, (bad)", "(bad)"),
        ("x-custom, caf\xe9", "caf\xe9"),
        ("name:", "name:"),
        ("a\x0bb", "a\x0bb"),
    ],
)
def test_the_first_bad_item_is_named(value: str, bad: str) -> None:
    assert extract_header_list_values(value).bad == bad


def test_names_are_compared_without_case() -> None:
    assert extract_header_list_values("X-Custom").lowered == {"x-custom"}
