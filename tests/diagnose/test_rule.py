"""Rulings: a verdict where the wire settles it, conditions where it does not, `unknown` where nothing was recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.rule import rule
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.fetch.browser import BROWSERS, CHROME, FIREFOX, SAFARI, Browser
from corsproxy.fetch.error import Error
from corsproxy.fetch.judge import judge
from corsproxy.fetch.page_fetch import Credentials
from corsproxy.fetch.verdict import Outcome
from corsproxy.http.message import Exchange, Gap
from tests.diagnose import traffic
from tests.diagnose.traffic import GRANTED, PAGE, actual, preflight

EXACT = {"access-control-allow-origin": PAGE, "access-control-allow-credentials": "true"}


def ruled(browser: Browser, *exchanges: Exchange) -> Ruling:
    [found] = page_fetches(exchanges)
    return rule(found, browser)


@pytest.mark.parametrize("browser", BROWSERS, ids=lambda browser: browser.name)
def test_a_star_is_allowed_or_blocked_by_what_safaris_wire_does_not_tell(browser: Browser) -> None:
    ruling = ruled(browser, actual(agent=traffic.SAFARI))
    assert ruling.standing is Standing.DEPENDS
    assert ruling.credentials is None
    assert {word: verdict.outcome for word, verdict in ruling.conditions.items()} == {
        "omit": Outcome.ALLOWED,
        "include": Outcome.BLOCKED,
    }


def test_no_condition_where_the_verdicts_agree() -> None:
    ruling = ruled(SAFARI, actual(agent=traffic.SAFARI, answer=EXACT))
    assert (ruling.standing, ruling.conditions) == (Standing.ALLOWED, {})


def test_reading_may_depend_where_the_outcome_does_not() -> None:
    """Under credentials a `*` in Access-Control-Expose-Headers is no wildcard."""
    answer = {**EXACT, "access-control-expose-headers": "*", "x-a": "1"}
    ruling = ruled(SAFARI, actual(agent=traffic.SAFARI, answer=answer))
    assert ruling.standing is Standing.ALLOWED
    assert "x-a" in ruling.conditions["omit"].readable_headers
    assert "x-a" not in ruling.conditions["include"].readable_headers


def test_the_wire_of_chrome_settles_it() -> None:
    ruling = ruled(CHROME, actual())
    assert (ruling.standing, ruling.credentials) == (Standing.ALLOWED, Credentials.SAME_ORIGIN)


def test_the_redirect_mode_is_a_condition_of_its_own() -> None:
    ruling = ruled(CHROME, actual(status=302, answer={**EXACT, "location": "/x"}))
    assert ruling.standing is Standing.DEPENDS
    assert {word: verdict.error for word, verdict in ruling.conditions.items()} == {
        "redirect: manual": None,
        "redirect: error": Error.REDIRECT_MODE_ERROR,
    }


def test_a_redirect_that_fails_its_check_fails_in_every_mode() -> None:
    ruling = ruled(CHROME, actual(status=302, answer={"location": "/x"}))
    assert (ruling.standing, ruling.verdict.error) == (Standing.BLOCKED, Error.MISSING_ALLOW_ORIGIN_HEADER)


def test_missing_response_headers_are_unknown_with_the_reason() -> None:
    ruling = ruled(CHROME, actual(answer={}, gaps=frozenset({Gap.RESPONSE_HEADERS})))
    assert ruling.standing is Standing.UNKNOWN
    assert "headers are not in the capture" in ruling.notes[-1]


def test_the_pages_own_origin_is_not_cors_whatever_the_headers_say() -> None:
    ruling = ruled(
        CHROME, actual(url=f"{PAGE}/x", origin=None, site="same-origin", answer={"access-control-allow-origin": "no"})
    )
    assert ruling.standing is Standing.NOT_CORS


def test_a_passed_preflight_whose_request_is_still_to_come_is_no_verdict() -> None:
    ruling = ruled(CHROME, preflight(answer={**GRANTED, "access-control-allow-credentials": "true"}))
    assert ruling.standing is Standing.UNKNOWN
    assert "not in the capture" in ruling.notes[-1]


def test_a_request_without_the_preflight_it_needs_is_never_an_error_by_itself() -> None:
    ruling = ruled(CHROME, actual("PUT"))
    assert ruling.standing is Standing.ALLOWED
    assert "preflight" in ruling.notes[-1]


def test_a_preflight_that_another_browser_would_have_sent_is_said_and_not_guessed() -> None:
    """Save-Data is safelisted in Chrome alone: no preflight there, one in Firefox and Safari."""
    asked = actual(headers={"Save-Data": "on"})
    assert ruled(CHROME, asked).standing is Standing.ALLOWED
    for browser in (FIREFOX, SAFARI):
        ruling = ruled(browser, asked)
        assert ruling.standing is Standing.UNKNOWN
        assert "would have sent a preflight" in ruling.notes[-1]


def test_such_a_request_stays_blocked_where_its_own_answer_is_refused() -> None:
    asked = actual(headers={"Save-Data": "on"}, answer={})
    assert ruled(FIREFOX, asked).standing is Standing.BLOCKED


def test_what_another_browser_would_have_gone_on_to_is_unknown() -> None:
    """Firefox preflights a GET again after a redirect, Chrome does not: refused there, unseen here."""
    there = "https://other.example.org/items"
    first = preflight(method="GET", names="authorization", agent=traffic.FIREFOX,
                      answer={**GRANTED, "access-control-allow-headers": "authorization"})  # fmt: skip
    hop = actual("GET", headers={"Authorization": "Bearer t"}, status=302, agent=traffic.FIREFOX,
                 answer={**GRANTED, "location": there})  # fmt: skip
    again = preflight(there, "GET", agent=traffic.FIREFOX, at=1.05, index=2, status=403, answer={})
    [found] = page_fetches([first, hop, again])
    assert rule(found, FIREFOX).standing is Standing.BLOCKED
    assert rule(found, FIREFOX).verdict.error is Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER


_FAULTS: tuple[dict[str, str], ...] = (
    {},
    {"access-control-allow-origin": "https://other.example"},
    {"access-control-allow-origin": "a b"},
    {"access-control-allow-origin": "https://a.example, https://b.example"},
    {"access-control-allow-origin": PAGE},
    {"access-control-allow-origin": PAGE, "access-control-allow-credentials": "true"},
    {"access-control-allow-origin": PAGE, "access-control-allow-credentials": "True"},
    {**GRANTED, "access-control-allow-credentials": "true", "access-control-allow-methods": "<"},
    {**GRANTED, "access-control-allow-credentials": "true", "access-control-allow-headers": "x y"},
    {**GRANTED, "access-control-allow-credentials": "true", "access-control-allow-headers": "*"},
)


@pytest.mark.parametrize("browser", BROWSERS, ids=lambda browser: browser.name)
@pytest.mark.parametrize("status", [200, 302, 403])
@pytest.mark.parametrize("given", _FAULTS, ids=str)
def test_what_is_printed_of_one_fault_does_not_depend_on_the_credentials_mode(
    browser: Browser, status: int, given: dict[str, str]
) -> None:
    answer = {**given, "location": "https://there.example/"} if status == 302 else given
    for made in (preflight(names="x-a,x-z", status=status, answer=answer), actual(status=status, answer=answer)):
        [sighting] = page_fetches([made])
        omitted, included = (
            judge(replace(sighting.fetch, credentials=mode), browser)
            for mode in (Credentials.SAME_ORIGIN, Credentials.INCLUDE)
        )
        if omitted.outcome is Outcome.BLOCKED and (omitted.error, omitted.culprit, omitted.parameter) == (
            included.error,
            included.culprit,
            included.parameter,
        ):
            assert omitted.console == included.console


def test_refused_for_one_reason_or_for_another_is_refused() -> None:
    [seen] = page_fetches([preflight(status=403, answer={"access-control-allow-origin": "*"})])
    ruling = rule(replace(seen, credentials=(Credentials.SAME_ORIGIN, Credentials.INCLUDE)), CHROME)
    assert ruling.standing is Standing.BLOCKED
    assert {verdict.error for verdict in ruling.conditions.values()} == {
        Error.PREFLIGHT_INVALID_STATUS,
        Error.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED,
    }
