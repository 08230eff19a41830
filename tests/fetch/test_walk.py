"""The walk's moves are values; a capture's missing preflight is a move of its own."""

from __future__ import annotations

from corsproxy.fetch.browser import CHROME, FIREFOX, STANDARD
from corsproxy.fetch.page_fetch import Mode
from corsproxy.fetch.script_request import ScriptRequest
from corsproxy.fetch.walk import (
    AskActual,
    AskPreflight,
    End,
    answered,
    begin,
    preflight_answered,
    preflight_origin,
    preflight_unseen,
)  # fmt: skip
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response

PAGE = "https://app.example"
PUT = ScriptRequest(PAGE, "PUT", "https://api.example/a", Headers([("X-A", "1")]))
STAR = Response(
    200,
    Headers([(f"Access-Control-Allow-{name}", "*") for name in ("Origin", "Methods", "Headers")]),
)


def test_a_preflight_comes_first() -> None:
    move = begin(PUT, STANDARD)
    assert isinstance(move, AskPreflight)
    assert (move.asked.method, move.asked.names) == ("PUT", ("x-a",))


def test_a_preflight_unseen_lets_the_request_go() -> None:
    move = begin(PUT, STANDARD)
    assert isinstance(move, AskPreflight)
    assert isinstance(preflight_unseen(move), AskActual)


def test_the_walk_ends_with_the_response_or_with_a_fault() -> None:
    move = begin(PUT, STANDARD)
    assert isinstance(move, AskPreflight)
    then = preflight_answered(move, STAR)
    assert isinstance(then, AskActual)
    end = answered(then, STAR)
    assert isinstance(end, End)
    assert (end.fault, end.response) == (None, STAR)
    assert isinstance(answered(then, Response(200)), End)


def test_firefox_keeps_the_pages_origin_in_a_preflight_after_a_taint() -> None:
    origins = {}
    for browser in (CHROME, FIREFOX):
        move = begin(PUT, browser)
        assert isinstance(move, AskPreflight)
        then = preflight_answered(move, STAR)
        assert isinstance(then, AskActual)
        away = Response(307, STAR.headers.plus(("Location", "https://cdn.test/")))
        second = answered(then, away)
        assert isinstance(second, AskPreflight)
        origins[browser.name] = preflight_origin(second.leg)
    assert origins == {"chrome": "null", "firefox": PAGE}


def test_data_urls_and_navigations_need_no_check() -> None:
    data = begin(ScriptRequest(PAGE, "GET", "data:text/plain,x"), STANDARD)
    assert isinstance(data, End)
    assert data.fault is None
    navigation = begin(ScriptRequest(PAGE, "GET", "https://api.example/", mode=Mode.NAVIGATE), STANDARD)
    assert isinstance(navigation, AskActual)
    assert not navigation.leg.cors
