"""Which request may follow which redirect."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.pages_request import asked
from corsproxy.diagnose.redirect_chain import may_be_followed, methods_after, origin_may_follow, redirect_target
from corsproxy.http.message import Response
from tests.diagnose.traffic import API, CHROME, FIREFOX, PAGE, actual, preflight

OTHER = "https://other.example.org/x"


@pytest.mark.parametrize(
    ("status", "method", "after"),
    [
        (301, "POST", {"GET"}),
        (302, "POST", {"GET"}),
        (303, "PUT", {"GET"}),
        (303, "HEAD", {"HEAD"}),
        (302, "PUT", {"PUT"}),
        (307, "POST", {"POST"}),
        # WebKit's GTK port turns DELETE into GET
        (307, "DELETE", {"DELETE", "GET"}),
    ],
)
def test_a_redirect_is_followed_with_the_standards_method(status: int, method: str, after: set[str]) -> None:
    assert methods_after(method, Response(status)) == after


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/next", "https://api.example.net/next"),
        ("https://x.example/a#part", "https://x.example/a"),
        ("https://u:p@x.example/a", "https://x.example/a"),
        ("http://[bad", None),
        ("", None),
    ],
)
def test_where_a_redirect_leads(location: str, target: str | None) -> None:
    assert redirect_target(actual(status=302, answer={"location": location})) == target


def test_only_a_redirect_status_leads_anywhere() -> None:
    assert redirect_target(actual(status=300, answer={"location": "/next"})) is None


@pytest.mark.parametrize(
    ("allow", "followed"),
    [("*", True), (PAGE, True), (None, False), ("https://else.example", False), (f"{PAGE}/", False)],
)
def test_a_redirect_that_fails_its_check_leads_nowhere(allow: str | None, followed: bool) -> None:
    answer = {"location": "/x", **({"access-control-allow-origin": allow} if allow else {})}
    assert may_be_followed(actual(status=302, answer=answer)) is followed


def test_a_redirect_without_a_check_is_followed() -> None:
    assert may_be_followed(actual(status=302, answer={"location": "/x"}, mode="no-cors"))
    assert may_be_followed(actual("POST", f"{PAGE}/x", status=302, answer={"location": "/y"}))


@pytest.mark.parametrize(
    ("urls", "following", "origin", "may"),
    [
        # one step away from home, or to another path of the same foreign origin: not tainted
        ([f"{PAGE}/a"], API, PAGE, True),
        ([f"{PAGE}/a"], API, "null", False),
        ([API], f"{API}/b", PAGE, True),
        # from one foreign origin to another, and back home: tainted
        ([API], OTHER, "null", True),
        ([API], OTHER, PAGE, False),
        ([API], f"{PAGE}/b", "null", True),
        ([API, OTHER], f"{OTHER}/y", "null", True),
        ([API], OTHER, "https://else.example", False),
    ],
)
def test_the_origin_turns_null_once_the_chain_is_tainted(
    urls: list[str], following: str, origin: str, may: bool
) -> None:
    last = actual(url=urls[-1], status=302)
    assert origin_may_follow(PAGE, urls, asked(actual(url=following, origin=origin)), last) is may


def test_firefoxs_preflight_keeps_the_pages_origin() -> None:
    last = actual(url=API, status=307)
    assert origin_may_follow(PAGE, [API], asked(preflight(OTHER, agent=FIREFOX)), last)
    assert not origin_may_follow(PAGE, [API], asked(preflight(OTHER, agent=CHROME)), last)
