"""What a chain of exchanges tells about the fetch behind it, and what it leaves open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.page_fetch import Credentials, Mode, RedirectMode
from corsproxy.http.message import Exchange, Gap
from tests.diagnose.traffic import API, CHROME, FIREFOX, PAGE, SAFARI, actual, exchange, preflight


def only(*exchanges: Exchange) -> Sighting:
    [found] = page_fetches(exchanges)
    return found


def test_a_cookie_or_the_storage_access_header_settles_include() -> None:
    assert only(actual(headers={"Cookie": "a=1"})).credentials == (Credentials.INCLUDE,)
    assert only(actual(headers={"Sec-Fetch-Storage-Access": "none"})).credentials == (Credentials.INCLUDE,)


def test_their_absence_settles_it_only_where_the_browser_always_says() -> None:
    assert only(actual(agent=CHROME)).credentials == (Credentials.SAME_ORIGIN,)
    assert set(only(actual(agent=SAFARI)).credentials) == {Credentials.SAME_ORIGIN, Credentials.INCLUDE}
    assert set(only(actual(site="same-site")).credentials) == {Credentials.SAME_ORIGIN, Credentials.INCLUDE}


def test_a_font_and_a_beacon_have_no_choice() -> None:
    font = exchange("GET", API, {"Origin": PAGE, "Sec-Fetch-Dest": "font", "Sec-Fetch-Mode": "cors",
                                 "User-Agent": SAFARI}, 200)  # fmt: skip
    assert only(font).credentials == (Credentials.SAME_ORIGIN,)
    beacon = actual("POST", kind="ping")
    assert only(beacon).credentials == (Credentials.INCLUDE,)


def test_a_redirect_that_nobody_followed_leaves_the_redirect_mode_open_for_fetch_alone() -> None:
    moved = {"location": "/next", "access-control-allow-origin": PAGE}
    assert set(only(actual(status=302, answer=moved)).redirects) == set(RedirectMode)
    assert only(actual(status=302, answer=moved, kind="xhr")).redirects == (RedirectMode.FOLLOW,)


def test_a_chain_that_started_at_home_without_cookie_may_have_been_omit() -> None:
    home = actual("GET", f"{PAGE}/go", origin=None, site="same-origin", at=1.0, index=0, status=302, agent=SAFARI,
                  answer={"location": API})  # fmt: skip
    found = only(home, actual("GET", API, index=1, agent=SAFARI))
    assert Credentials.OMIT in found.credentials


@pytest.mark.parametrize(
    ("failure", "words"),
    [("", "no response"), ("net::ERR_FAILED", "refused"), ("net::ERR_BLOCKED_BY_CLIENT", "ad blocker"),
     ("net::ERR_ABORTED", "cancelled")],
)  # fmt: skip
def test_what_never_came_back_is_said_and_not_guessed(failure: str, words: str) -> None:
    assert words in only(actual(status=None, failure=failure)).unknown


def test_a_failed_connection_is_a_verdict_and_not_unknown() -> None:
    assert not only(actual(status=None, failure="net::ERR_CONNECTION_REFUSED")).unknown


def test_missing_response_headers_make_it_unknown() -> None:
    assert "headers" in only(actual(gaps=frozenset({Gap.RESPONSE_HEADERS}))).unknown


def test_a_preflight_that_asks_for_nothing_was_forced() -> None:
    assert only(preflight(method="POST", agent=CHROME), actual("POST")).fetch.force_preflight
    assert not only(preflight(method="POST", names="x-a"), actual("POST", headers={"x-a": "1"})).fetch.force_preflight


def test_a_foreign_get_without_origin_on_plain_http_is_no_cors_request() -> None:
    sent = {"User-Agent": FIREFOX, "Referer": "http://page.example/a"}
    found = only(exchange("GET", "http://api.example/i.png", sent, 200))
    assert (found.modes, found.fetch.page_origin) == ((Mode.NO_CORS,), "http://page.example")


def test_a_sandboxed_page_keeps_its_null_origin() -> None:
    assert only(actual(origin="null")).fetch.page_origin == "null"


def test_status_zero_means_that_nothing_came_back() -> None:
    found = only(actual(status=0, answer={}, failure="net::ERR_CONNECTION_RESET"))
    hop = found.fetch.hops[0]
    assert hop.actual is not None
    assert hop.actual.response is None


def test_a_request_that_was_never_sent_has_the_origin_of_its_preflight() -> None:
    refused = preflight(status=403, answer={}, at=1.0)
    unsent = exchange("PUT", API, {"User-Agent": FIREFOX}, None, at=1.0, index=1)
    refused = replace(
        refused, request=replace(refused.request, headers=refused.request.headers.having("User-Agent", FIREFOX))
    )
    seen = only(refused, unsent)
    assert len(seen.entries) == 2
    assert seen.fetch.page_origin == PAGE
    assert seen.modes == (Mode.CORS,)


def test_firefox_lists_a_request_before_the_preflight_that_falls_into_its_time() -> None:
    sent = actual("PUT", API, headers={"x-a": "1"}, agent=FIREFOX, at=1.0, took=0.05, index=0, page="page_1")
    asked = preflight(API, names="x-a", agent=FIREFOX, at=1.002, index=1, page="page_1")
    assert [entry.index for entry in only(sent, asked).entries] == [1, 0]
    # a proxy's capture has no pages, and there each stays by itself
    assert len(page_fetches([replace(sent, page=""), replace(asked, page="")])) == 2
