"""What pairing asks of two exchanges before it lets them belong together."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.pairing import could_follow, methods_after, redirect_target
from corsproxy.http.message import Response
from tests.diagnose.traffic import API, GRANTED, actual, preflight


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
    ("status", "answer", "names", "follows"),
    [
        (204, GRANTED, "", True),
        (403, GRANTED, "", False),
        (204, {}, "", False),
        (204, {**GRANTED, "access-control-allow-methods": "GET"}, "", False),
        (204, {**GRANTED, "access-control-allow-methods": "*"}, "", True),
        (204, GRANTED, "x-a", True),
        (204, GRANTED, "x-b", False),
    ],
)
def test_no_browser_sends_the_request_after_a_plain_refusal(
    status: int, answer: dict[str, str], names: str, follows: bool
) -> None:
    assert could_follow(preflight(API, status=status, answer=answer, names=names)) is follows
