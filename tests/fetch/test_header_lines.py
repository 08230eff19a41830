"""Odd header lines, as each browser reads them."""

from __future__ import annotations

import pytest

from corsproxy.fetch.browser import BROWSERS, CHROME, FIREFOX, SAFARI, Browser
from corsproxy.fetch.header_lines import as_read, count_exact_lines, is_unreadable
from corsproxy.http.headers import Headers

NAME = "Access-Control-Allow-Origin"


def read(browser: Browser, *lines: tuple[str, str]) -> str | None:
    return as_read(Headers(lines), browser).get(NAME)


def test_plain_lines_are_handed_through() -> None:
    headers = Headers([(NAME, "*"), ("Server", "x")])
    assert all(as_read(headers, browser) is headers for browser in BROWSERS)


def test_a_folded_line_is_one_value() -> None:
    assert {read(browser, (NAME, "\r\n *")) for browser in BROWSERS} == {"*"}
    assert {read(browser, (NAME, "a\r\n , b")) for browser in BROWSERS} == {"a , b"}


def test_a_line_feed_ends_the_line() -> None:
    assert {read(browser, (NAME, "*\nX-After: 1")) for browser in BROWSERS} == {"*"}
    assert as_read(Headers([("Server", f"x\n{NAME}: *")]), CHROME).get(NAME) == "*"
    assert as_read(Headers([(NAME, "Q1,\nPUT")]), CHROME).get(NAME) == "Q1,"


def test_a_blank_before_the_colon_is_overlooked_by_chrome_alone() -> None:
    assert [read(browser, (f"{NAME} ", "*")) for browser in (CHROME, FIREFOX, SAFARI)] == ["*", None, None]


def test_a_bare_cr_is_kept_by_firefox_alone() -> None:
    assert [read(browser, (NAME, "*\r")) for browser in (CHROME, FIREFOX, SAFARI)] == ["*", "*\r", "*"]


def test_an_empty_credentials_line_is_none_for_firefox_alone() -> None:
    lines = Headers([("Access-Control-Allow-Credentials", "true"), ("Access-Control-Allow-Credentials", "")])
    values = [
        as_read(lines, browser).get("access-control-allow-credentials") for browser in (CHROME, FIREFOX, SAFARI)
    ]
    assert values == ["true, ", "true", "true, "]
    alone = Headers([("Access-Control-Allow-Credentials", "")])
    assert as_read(alone, FIREFOX).get("access-control-allow-credentials") == ""


@pytest.mark.parametrize("line", [("Server", "a\x00b"), ("Ser\x00ver", "x")])
def test_a_nul_makes_a_response_unreadable(line: tuple[str, str]) -> None:
    assert is_unreadable(Headers([(NAME, "*"), line]))


def test_firefox_counts_lines_of_one_spelling() -> None:
    assert count_exact_lines(Headers([(NAME, "*"), (NAME.lower(), "*")]), NAME) == 1
