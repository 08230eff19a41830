"""Cross-Origin-Resource-Policy blocks by origin or by site."""

from __future__ import annotations

import pytest

from corsproxy.fetch.browser import STANDARD
from corsproxy.fetch.leg import Leg
from corsproxy.fetch.resource_policy import is_blocked_by_resource_policy
from corsproxy.fetch.script_request import ScriptRequest
from corsproxy.http.headers import Headers
from corsproxy.http.url import parse


@pytest.mark.parametrize(
    ("policy", "page", "url", "blocked"),
    [
        ("same-origin", "https://a.example", "https://a.example/", False),
        ("same-origin", "https://a.example", "https://b.a.example/", True),
        ("same-site", "https://a.example.com", "https://b.example.com/", False),
        ("same-site", "https://a.example.com", "https://b.example.net/", True),
        ("same-site", "http://a.example.com", "https://b.example.com/", True),
        ("same-site", "http://localhost:1", "http://localhost:2/", False),
        ("same-site", "http://localhost:1", "http://127.0.0.1:1/", True),
        ("same-site", "null", "https://b.example.com/", True),
        ("cross-origin", "https://a.example", "https://b.test/", False),
        ("Same-Origin", "https://a.example", "https://b.test/", False),
    ],
)
def test_policies(policy: str, page: str, url: str, blocked: bool) -> None:
    parsed = parse(url)
    assert parsed
    leg = Leg(ScriptRequest(page, "GET", url), STANDARD, parsed, "GET", (), b"")
    assert is_blocked_by_resource_policy(leg, Headers([("Cross-Origin-Resource-Policy", policy)])) is blocked


def test_no_policy_blocks_nothing() -> None:
    parsed = parse("https://b.test/")
    assert parsed
    leg = Leg(ScriptRequest("https://a.example", "GET", parsed.href), STANDARD, parsed, "GET", (), b"")
    assert not is_blocked_by_resource_policy(leg, Headers())
