"""The safelist, byte by byte: the examples of the standard and those that browsers disagree on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.fetch.browser import BROWSERS, CHROME, FIREFOX, SAFARI, STANDARD, Browser
from corsproxy.fetch.safelist import (
    combined,
    cors_unsafe_request_header_names,
    is_cors_safelisted_request_header,
    mime_essence,
)

ALL = (STANDARD, *BROWSERS)
BYTES = st.text(st.characters(max_codepoint=255), max_size=160)


@pytest.mark.parametrize("browser", ALL, ids=lambda browser: browser.name)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accept", ""),
        ("accept", "a\tb"),
        ("accept", "a" * 128),
        ("accept-language", "*"),
        ("accept-language", "en-US,en;q=0.9"),
        ("content-type", "text/plain;charset=UTF-8"),
        ("content-type", "TEXT/PLAIN"),
        ("content-type", "text/plain;"),
        ("content-type", "multipart/form-data"),
        ("range", "bytes=0-"),
        ("range", "bytes=0-499"),
    ],
)
def test_safe_everywhere(name: str, value: str, browser: Browser) -> None:
    assert is_cors_safelisted_request_header(name, value, browser)


@pytest.mark.parametrize("browser", ALL, ids=lambda browser: browser.name)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("accept", f"a{byte}b") for byte in '"():<>?@[\\]{}\x7f\x01'),
        ("accept", "a" * 129),
        ("accept-language", "en_US"),
        ("accept-language", "en/US"),
        ("content-language", "\xe9"),
        ("content-type", "application/json"),
        ("content-type", ""),
        ("content-type", "text /plain"),
        ("content-type", "text/plain, application/json"),
        ("content-type", 'text/plain; boundary="x"'),
        ("content-type", "application/csp-report"),
        ("range", "bytes=-500"),
        ("range", "bytes=5-3"),
        ("range", "bytes=0-1,2-3"),
        ("range", "bytes = 0-"),
        ("range", "lines=0-1"),
        ("x-requested-with", "XMLHttpRequest"),
        ("cache-control", "no-cache"),
        ("authorization", ""),
    ],
)
def test_unsafe_everywhere(name: str, value: str, browser: Browser) -> None:
    assert not is_cors_safelisted_request_header(name, value, browser)


@pytest.mark.parametrize(
    ("name", "value", "safe_in"),
    [
        ("save-data", "on", {CHROME}),
        ("save-data", "off", set()),
        ("dpr", "2.0", {CHROME}),
        ("width", "2.0", set()),
        ("ect", "4g", {CHROME}),
        ("intervention", "x", {CHROME}),
        ("accept", "\xe9", {STANDARD, CHROME, SAFARI}),
        ("content-type", "text/plain; a=\xe9", {STANDARD, CHROME, SAFARI}),
        ("content-type", "text/plain; charset=utf-8, application/json", {STANDARD, CHROME, SAFARI}),
        ("range", "Bytes=0-", {SAFARI}),
        ("range", "bytes=+0-1", {SAFARI}),
        ("range", f"bytes={2**63 - 1}-", {STANDARD, FIREFOX, SAFARI}),
        ("range", f"bytes={10**21}-", {STANDARD}),
    ],
)
def test_where_browsers_disagree(name: str, value: str, safe_in: set[Browser]) -> None:
    assert {browser for browser in ALL if is_cors_safelisted_request_header(name, value, browser)} == safe_in


@pytest.mark.parametrize(
    ("value", "essence"),
    [(" text/plain ", "text/plain"), ("Text/HTML; x", "text/html"), ("text", None), ("/x", None), ("a/", None)],
)
def test_the_essence_of_one_mime_type(value: str, essence: str | None) -> None:
    assert mime_essence(value) == essence


def test_lines_are_combined_at_the_place_of_the_first() -> None:
    assert combined([("A", " 1"), ("b", "2"), ("a", "3\t")]) == [("a", "1, 3"), ("b", "2")]


def test_names_come_sorted_and_once() -> None:
    lines = (("X-B", "1"), ("Accept", "*/*"), ("x-a", "1"), ("X-B", "2"), ("Content-Type", "application/json"))
    assert cors_unsafe_request_header_names(lines, STANDARD) == ("content-type", "x-a", "x-b")


@given(st.lists(st.tuples(st.sampled_from(["Accept", "Range", "Content-Type", "X-A"]), BYTES), max_size=12))
def test_no_line_makes_another_ones_name_safe(lines: list[tuple[str, str]]) -> None:
    for browser in ALL:
        names = set(cors_unsafe_request_header_names(tuple(lines), browser))
        for line in lines:
            assert set(cors_unsafe_request_header_names((line,), browser)) <= names | {"range", "content-type"}
            assert names <= {name.lower() for name, _ in lines}
