"""What script may read: the safelist, what is named, and never a cookie."""

from __future__ import annotations

import pytest

from corsproxy.fetch.browser import BROWSERS, CHROME, FIREFOX, SAFARI, STANDARD
from corsproxy.fetch.exposure import basic_readable_headers, cors_readable_headers
from corsproxy.fetch.page_fetch import Initiator
from corsproxy.http.headers import Headers

SENT = Headers(
    (name, "x")
    for name in ("Content-Type", "ETag", "X-Foo", "Set-Cookie", "Authorization", "Accept", "Cache-Control")
)
SAFE = ("cache-control", "content-type")


@pytest.mark.parametrize(
    ("expose", "include", "extra"),
    [
        (None, False, ()),
        ("etag, X-FOO", False, ("etag", "x-foo")),
        ("x-foo, bad token", False, ()),
        ("x-foo;etag", False, ()),
        ("Set-Cookie", False, ()),
        ("*", False, ("accept", "authorization", "etag", "x-foo")),
        ("*", True, ()),
        ("*, etag", True, ("etag",)),
    ],
)
def test_names_are_exposed_by_the_list(expose: str | None, include: bool, extra: tuple[str, ...]) -> None:
    for browser in (STANDARD, *BROWSERS):
        if browser is SAFARI and include:
            continue  # D17, below
        assert cors_readable_headers(SENT, expose, include, browser) == tuple(sorted((*SAFE, *extra)))


def test_firefox_looks_for_the_star_before_the_syntax() -> None:
    assert "x-foo" in cors_readable_headers(SENT, "*, bad token", False, FIREFOX)
    assert "x-foo" not in cors_readable_headers(SENT, "*, bad token", False, SAFARI)
    assert "x-foo" not in cors_readable_headers(SENT, "bad token, *", False, FIREFOX)
    assert "x-foo" not in cors_readable_headers(SENT, "*, bad token", True, FIREFOX)
    assert "x-foo" not in cors_readable_headers(SENT, "*, bad token", False, FIREFOX, Initiator.XHR)
    assert "x-foo" not in cors_readable_headers(SENT, "*, bad token", False, CHROME)


def test_safari_exposes_accept_under_a_star_with_credentials() -> None:
    assert "accept" in cors_readable_headers(SENT, "*", True, SAFARI)
    assert "x-foo" not in cors_readable_headers(SENT, "*", True, SAFARI)


def test_the_own_origin_reads_all_but_cookies() -> None:
    assert set(SENT.names()) - set(basic_readable_headers(SENT)) == {"set-cookie"}
