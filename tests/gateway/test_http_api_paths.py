"""Paths as API Gateway sees them."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.paths import normal_path


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("/", "/"),
        ("", "/"),
        ("/items/1", "/items/1"),
        ("/checks/", "/checks/"),
        ("/a%20b", "/a b"),
        ("/caf%C3%A9", "/café"),
        ("/a%2Fb", "/a/b"),
        ("/governance/%2e%2e%2fauth%2fme", "/auth/me"),
        ("/a/../b", "/b"),
        ("/a/./b", "/a/b"),
        ("/a/b/..", "/a/"),
        ("/a/...", "/a/..."),
        ("/a/.hidden", "/a/.hidden"),
        ("/governance/..%2f..%2fauth%2fme", None),
        ("/governance/..%2Fauth", None),
        ("/a/..%5cb", None),
        ("/..", None),
        ("/a/%2e%2e/%2e%2e/b", None),
        # decoded twice, and read as a URL in between
        ("/a%3Fb", "/a"),
        ("/a%23b", "/a#b"),
        ("/a%252Fb", "/a/b"),
        ("/a%253Fb", "/a?b"),
        ("/a%2525b", "/a%b"),
        ("/a%25b", None),
        ("/%CE%BB", "/λ"),
        ("/a%00b", None),
        ("/a%0d%0ab", None),
        ("/a%zz", None),
        ("/a%", None),
    ],
)
def test_paths_are_decoded_collapsed_or_refused(raw: str, normal: str | None) -> None:
    assert normal_path(raw) == normal


def test_dots_inside_a_name_before_an_encoded_slash_are_no_way_up() -> None:
    assert normal_path("/a..%2fb") == "/a../b"
