"""URLs are parsed as browsers parse them (WHATWG), origins serialise as the standard says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.http.url import origin_of, parse


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://example.com/a", "https://example.com"),
        ("HTTPS://EXAMPLE.com:443/", "https://example.com"),
        ("http://localhost:3000/x", "http://localhost:3000"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("file:///tmp/x", "null"),
        ("data:text/plain,x", "null"),
        ("not a url", "null"),
    ],
)
def test_the_origin_of(text: str, origin: str) -> None:
    assert origin_of(text) == origin


def test_the_port_is_the_effective_one() -> None:
    default, other = parse("https://a.example/"), parse("https://a.example:8443/")
    assert default is not None
    assert other is not None
    assert (default.port, other.port) == (443, 8443)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/x?y", "https://a.example/x?y"),
        ("c", "https://a.example/b/c"),
        ("//other.example/", "https://other.example/"),
        ("", "https://a.example/b/?q"),
        ("http://x:y@z/", "http://x:y@z/"),
    ],
)
def test_a_location_is_parsed_against_its_base(location: str, target: str) -> None:
    url = parse(location, "https://a.example/b/?q")
    assert url is not None
    assert url.href == target


def test_userinfo_is_noticed_with_a_user_name_only() -> None:
    url = parse("https://user@a.example/")
    assert url is not None
    assert url.has_userinfo


@pytest.mark.parametrize("text", ["http://[bad", "http:///", "", "http://a:99999/", "\ud800://x", "//a"])
def test_what_does_not_parse_is_none(text: str) -> None:
    assert parse(text) is None


@given(st.text())
def test_parsing_is_total_and_serialising_is_stable(text: str) -> None:
    url = parse(text)
    if url is not None:
        again = parse(url.href)
        assert again is not None
        assert again.href == url.href
        assert "#" not in url.without_fragment
