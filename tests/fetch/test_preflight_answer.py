"""A preflight's answer: each browser finds its faults in its own order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.fetch.browser import BROWSERS, CHROME, FIREFOX, SAFARI, STANDARD, Browser
from corsproxy.fetch.error import Error
from corsproxy.fetch.preflight_answer import PreflightAnswer, examine_preflight
from corsproxy.fetch.preflight_question import Question

PAGE = "https://app.example"
GOOD = PreflightAnswer(204, None, PAGE, 1, "true", "PUT", "x-a")
ASKED = Question("PUT", ("x-a",))


def error(
    browser: Browser, asked: Question = ASKED, *, include: bool = False, home: bool = False, **but: object
) -> Error | None:
    answer = replace(GOOD, **but)  # type: ignore[arg-type]  # the names are checked by the dataclass
    fault = examine_preflight(answer, asked, PAGE, include, home, browser).fault
    return fault.error if fault else None


@pytest.mark.parametrize("status", [200, 201, 202, 203, 204, 205, 206, 226, 299])
def test_any_2xx_is_ok(status: int) -> None:
    assert {error(browser, status=status) for browser in BROWSERS} == {None}


@pytest.mark.parametrize("status", [199, 300, 304, 305, 301, 400, 401, 404, 405, 500, 503])
def test_nothing_else_is(status: int) -> None:
    assert {error(browser, status=status) for browser in (STANDARD, *BROWSERS)} == {Error.PREFLIGHT_INVALID_STATUS}


def test_the_first_of_several_faults_is_each_browsers_own() -> None:
    redirected = {"status": 302, "location": "/login", "allow_origin": None}
    assert error(CHROME, **redirected) is Error.PREFLIGHT_DISALLOWED_REDIRECT
    assert error(FIREFOX, **redirected) is Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER
    assert error(SAFARI, **redirected) is Error.PREFLIGHT_INVALID_STATUS
    forbidden = {"status": 403, "allow_origin": None}
    assert error(CHROME, **forbidden) is Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER
    assert error(SAFARI, **forbidden) is Error.PREFLIGHT_INVALID_STATUS
    both = {"allow_methods": "GET", "allow_headers": "[x]"}
    assert error(CHROME, **both) is Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE
    assert error(FIREFOX, **both) is Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE


def test_a_list_that_does_not_parse_blocks_even_where_nothing_needs_listing() -> None:
    asked = Question("POST", ("x-a",))
    assert error(STANDARD, asked, allow_methods="PUT POST") is Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE
    assert error(STANDARD, asked, allow_methods=None) is None


def test_the_method_is_compared_with_its_case_and_names_are_not() -> None:
    assert error(STANDARD, allow_methods="put") is Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE
    assert error(STANDARD, allow_headers="X-A") is None


def test_wildcards_hold_without_credentials_only() -> None:
    stars = {"allow_methods": "GET, *", "allow_headers": "x-b, *"}
    assert error(STANDARD, **stars) is None
    assert error(STANDARD, include=True, **stars) is Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE
    assert error(STANDARD, Question("PUT", ("*",)), include=True, allow_headers="*") is None


def test_only_the_standard_wants_authorization_by_name() -> None:
    asked = Question("PUT", ("authorization",))
    assert error(STANDARD, asked, allow_headers="*") is Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE
    assert {error(browser, asked, allow_headers="*") for browser in BROWSERS} == {None}


def test_the_alphabetically_first_name_is_reported() -> None:
    fault = examine_preflight(GOOD, Question("PUT", ("x-b", "x-c")), PAGE, False, False, CHROME).fault
    assert fault
    assert (fault.culprit, fault.parameter) == ("x-b", "x-b")


def test_firefox_takes_the_pages_own_origin_for_granted() -> None:
    assert error(FIREFOX, home=True, allow_origin=None) is None
    assert error(CHROME, home=True, allow_origin=None) is Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER


VALUES = st.none() | st.sampled_from(["*", PAGE, "null", "", "PUT", "x-a", "PUT, *", "a b", "true", "x-a,,x-b"])


@given(VALUES, VALUES, VALUES, VALUES, st.sampled_from([200, 204, 302, 403]), st.booleans())
def test_browsers_agree_on_the_outcome_of_any_answer_that_is_no_redirect(
    origin: str | None, credentials: str | None, methods: str | None, headers: str | None, status: int, include: bool
) -> None:
    answer = PreflightAnswer(status, None, origin, 1, credentials, methods, headers)
    faults = [
        examine_preflight(answer, ASKED, PAGE, include, False, browser).fault for browser in (STANDARD, *BROWSERS)
    ]
    assert len({fault is None for fault in faults}) == 1
