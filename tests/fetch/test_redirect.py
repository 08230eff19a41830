"""What a redirect is, and what becomes of the request. Chains in each browser are in table_redirects.py."""

from __future__ import annotations

import pytest

from corsproxy.fetch.browser import CHROME, FIREFOX, SAFARI, STANDARD, Browser
from corsproxy.fetch.leg import Leg
from corsproxy.fetch.redirect import follow, location_of, location_url
from corsproxy.fetch.script_request import ScriptRequest
from corsproxy.http.headers import Headers
from corsproxy.http.url import parse

PAGE = "https://app.example"
API = "https://api.example"
LINES = (("Authorization", "x"), ("Content-Type", "application/json"), ("X-A", "1"))


def leg(method: str, browser: Browser = STANDARD, url: str = f"{API}/0") -> Leg:
    parsed = parse(url)
    assert parsed
    script = ScriptRequest(PAGE, method, url, Headers(LINES), b"{}")
    return Leg(script, browser, parsed, method, LINES, b"{}", cors=True)


def followed(before: Leg, status: int, location: str) -> Leg:
    after = follow(before, status, location)
    assert isinstance(after, Leg)
    return after


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_has_its_status_and_a_location(status: int) -> None:
    assert location_of(status, "/x", STANDARD) == "/x"
    assert location_of(status, None, STANDARD) is None


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305])
def test_other_statuses_are_answers(status: int) -> None:
    assert location_of(status, "/x", STANDARD) is None


def test_chrome_takes_an_empty_location_for_none() -> None:
    assert [location_of(302, "", browser) for browser in (STANDARD, CHROME, FIREFOX)] == ["", None, ""]


@pytest.mark.parametrize(
    ("method", "status", "becomes"),
    [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("POST", 303, "GET"),
        ("POST", 307, "POST"),
        ("PUT", 302, "PUT"),
        ("PUT", 303, "GET"),
        ("PATCH", 301, "PATCH"),
        ("HEAD", 303, "HEAD"),
        ("DELETE", 308, "DELETE"),
    ],
)
def test_methods(method: str, status: int, becomes: str) -> None:
    after = followed(leg(method), status, "/1")
    assert after.method == becomes
    rewritten = becomes != method
    assert (after.body == b"") is rewritten
    assert any(name == "Content-Type" for name, _ in after.lines) is not rewritten


def test_authorization_stays_behind_at_a_border() -> None:
    assert ("Authorization", "x") in followed(leg("GET"), 302, "/1").lines
    assert ("Authorization", "x") not in followed(leg("GET"), 302, "https://cdn.test/").lines


def test_firefox_sends_it_again_further_on() -> None:
    beyond = {
        browser.name: followed(followed(leg("GET", browser), 302, "https://cdn.test/1"), 302, "/2").lines
        for browser in (STANDARD, CHROME, FIREFOX, SAFARI)
    }
    assert [name for name, lines in beyond.items() if ("Authorization", "x") in lines] == ["firefox"]


@pytest.mark.parametrize(
    ("first", "then", "tainted"),
    [
        (f"{PAGE}/0", f"{API}/1", False),
        (f"{API}/0", f"{API}/1", False),
        (f"{API}/0", "https://cdn.test/", True),
        (f"{API}/0", f"{PAGE}/1", True),
        (f"{API}/0", "https://api.example:8443/", True),
    ],
)
def test_the_origin_is_tainted_by_the_second_border(first: str, then: str, tainted: bool) -> None:
    assert followed(leg("GET", url=first), 302, then).tainted is tainted


def test_a_taint_stays() -> None:
    assert followed(followed(leg("GET"), 302, "https://cdn.test/"), 302, "/1").tainted


@pytest.mark.parametrize(
    ("current", "location", "target"),
    [
        (f"{API}/a/b?q#f", "c", f"{API}/a/c#f"),
        (f"{API}/a#f", "/c#g", f"{API}/c#g"),
        (f"{API}/a#f", "", f"{API}/a#f"),
        (f"{API}/a", "//cdn.test", "https://cdn.test/"),
        (f"{API}/a", "  HTTPS://CDN.test/x  ", "https://cdn.test/x"),
    ],
)
def test_a_location_is_resolved_and_inherits_the_fragment(current: str, location: str, target: str) -> None:
    here = parse(current)
    assert here
    there = location_url(here, location)
    assert there
    assert there.href == target
