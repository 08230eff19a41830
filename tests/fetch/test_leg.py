"""What a leg of the chain sends as its Origin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.fetch.browser import CHROME, SAFARI, STANDARD
from corsproxy.fetch.leg import Leg
from corsproxy.fetch.script_request import ScriptRequest
from corsproxy.http.headers import Headers
from corsproxy.http.url import parse

PAGE = "https://app.example"


def leg(method: str = "GET", page: str = PAGE) -> Leg:
    url = parse(f"{PAGE}/x")
    assert url
    script = ScriptRequest(page, method, url.href, Headers([("X-A", "1")]))
    return Leg(script, STANDARD, url, method, script.headers.lines, b"")


@pytest.mark.parametrize(
    ("leg", "origin"),
    [
        (leg(), None),
        (leg("POST"), PAGE),
        (replace(leg(), cors=True), PAGE),
        (replace(leg(), cors=True, tainted=True), "null"),
        (replace(leg("POST"), method="GET", hop=1, browser=CHROME), None),
        (replace(leg("POST"), method="GET", hop=1, browser=SAFARI), PAGE),
    ],
)
def test_origin(leg: Leg, origin: str | None) -> None:
    assert leg.origin_header == origin


def test_nothing_is_at_home_with_an_opaque_page() -> None:
    assert leg().at_home
    assert not leg(page="null").at_home


def test_unsafe_names_of_what_is_sent_and_of_what_was_asked() -> None:
    stripped = replace(leg(), lines=())
    assert (stripped.unsafe_names(), stripped.original_unsafe_names()) == ((), ("x-a",))
