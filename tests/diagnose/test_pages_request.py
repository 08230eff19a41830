"""What one request's headers tell about the page that asked (facts of the wire)."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.pages_request import (
    asked,
    family,
    included,
    initiator,
    mode,
    tells_storage_access,
    trustworthy,
    url_origin,
)
from corsproxy.fetch.page_fetch import Initiator, Mode
from corsproxy.http.url import origin_of
from tests.diagnose.traffic import CHROME, FIREFOX, SAFARI, actual, exchange, preflight


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "chrome"),
        (FIREFOX, "firefox"),
        (SAFARI, "safari"),
        (CHROME.replace("Chrome/", "HeadlessChrome/"), "chrome"),
        (CHROME + " Edg/156.0.0.0", "chrome"),
        (
            "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/150.0 Mobile/15E148 Safari/604.1",
            "safari",
        ),
        (
            "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/150.0 Mobile/15E148 Safari/605.1",
            "safari",
        ),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_the_engine_behind_a_user_agent(agent: str, name: str) -> None:
    assert family(agent) == name


def test_an_options_request_is_a_preflight_only_with_the_header_that_script_cannot_set() -> None:
    assert asked(preflight()).preflight
    assert asked(preflight(method="PATCH")).method == "PATCH"
    assert not asked(actual("OPTIONS")).preflight


@pytest.mark.parametrize("said", ["cors", "no-cors", "navigate", "same-origin", "websocket"])
def test_the_browsers_own_word_settles_the_mode(said: str) -> None:
    one = asked(actual(mode=said))
    assert mode(one, url_origin(one.url)) == (Mode(said),)


def test_on_plain_http_a_foreign_post_like_a_forms_may_be_either_mode() -> None:
    sent = {"Origin": "http://page.example", "User-Agent": CHROME, "Content-Type": "text/plain"}
    one = asked(exchange("POST", "http://api.example/", sent, 200))
    assert mode(one, url_origin(one.url)) == (Mode.CORS, Mode.NO_CORS)
    one = asked(exchange("POST", "http://api.example/", {**sent, "Content-Type": "application/json"}, 200))
    assert mode(one, url_origin(one.url)) == (Mode.CORS,)


def test_a_websocket_handshake_and_a_page_load_are_no_cors_requests() -> None:
    one = asked(exchange("GET", "http://a.example/", {"Upgrade": "websocket", "Origin": "http://b.example"}, 101))
    assert mode(one, url_origin(one.url)) == (Mode.WEBSOCKET,)
    one = asked(exchange("POST", "http://a.example/", {"Accept": "text/html,*/*", "Origin": "http://b.example"}, 200))
    assert mode(one, url_origin(one.url)) == (Mode.NAVIGATE,)


@pytest.mark.parametrize(
    ("kind", "headers", "who"),
    [
        ("xhr", {}, Initiator.XHR),
        ("stylesheet", {}, Initiator.STYLE),
        ("", {"Sec-Fetch-Dest": "image"}, Initiator.IMAGE),
        ("", {"Sec-Fetch-Dest": "audio"}, Initiator.MEDIA),
        ("", {"Sec-Fetch-Dest": "empty", "Accept": "text/event-stream"}, Initiator.EVENT_SOURCE),
        ("", {"Sec-Fetch-Dest": "empty", "Accept": "application/json, text/plain, */*"}, Initiator.XHR),
        ("", {"Sec-Fetch-Dest": "empty", "User-Agent": FIREFOX, "Priority": "u=4"}, Initiator.FETCH),
        ("", {"Sec-Fetch-Dest": "empty", "User-Agent": FIREFOX}, Initiator.XHR),
        ("", {"Sec-Fetch-Dest": "empty", "User-Agent": FIREFOX, "Priority": "u=6"}, Initiator.BEACON),
        ("", {}, Initiator.FETCH),
    ],
)
def test_who_asked(kind: str, headers: dict[str, str], who: Initiator) -> None:
    assert initiator(asked(exchange("GET", "https://a.example/", headers, 200, kind=kind))) is who


@pytest.mark.parametrize(
    ("headers", "agent", "first", "told"),
    [
        ({"Cookie": "a=1"}, SAFARI, True, True),
        ({"Sec-Fetch-Storage-Access": "none"}, CHROME, False, True),
        ({}, CHROME, True, False),
        ({}, FIREFOX, True, False),
        # later hops lack the header for other reasons, and Safari never sends it
        ({}, CHROME, False, None),
        ({}, SAFARI, True, None),
        ({}, CHROME.replace("156", "120"), True, None),
    ],
)
def test_whether_credentials_were_included(
    headers: dict[str, str], agent: str, first: bool, told: bool | None
) -> None:
    assert included(asked(actual(headers=headers, agent=agent)), first=first) is told


def test_a_preflight_of_chromium_tells_nothing_and_one_of_firefox_does() -> None:
    assert included(asked(preflight()), first=True) is None
    assert included(asked(preflight(agent=FIREFOX)), first=True) is False


def test_the_same_site_tells_nothing() -> None:
    assert included(asked(actual(site="same-site")), first=True) is None


def test_browsers_that_are_known_to_send_storage_access() -> None:
    assert tells_storage_access(CHROME)
    assert tells_storage_access(FIREFOX)
    assert not tells_storage_access(FIREFOX.replace("153", "128"))
    assert not tells_storage_access(SAFARI)


@pytest.mark.parametrize(
    ("url", "yes"),
    [("https://a.example/", True), ("http://localhost:3000/", True), ("http://127.0.0.9/", True),
     ("http://x.localhost/", True), ("http://[::1]:80/", True), ("http://a.example/", False)],
)  # fmt: skip
def test_where_browsers_send_fetch_metadata(url: str, yes: bool) -> None:
    assert trustworthy(url) is yes


@pytest.mark.parametrize(
    "url",
    ["https://a.example/x", "https://a.example:443/", "https://A.example/", "http://a.example:8080?x", "http://1.2/", "http://0x7f.1/",
     "https://a.example", "https://xn--bcher-kva.example/", "http://localhost/", "http://localhost:3000/", "data:,x", "nonsense",
     "https://u@a.example/", "http://a.example./", "http://a..example/", "https://a.ex4mple/", "ws://a.example/", "http://a_b.example/",
     "https://xn--\u00e9.example/", "https://xn--.example/", "https://a-.example/", "https://-a.example/x"],
)  # fmt: skip
def test_an_origin_read_off_its_url_is_the_parsers(url: str) -> None:
    assert url_origin(url) == origin_of(url)
