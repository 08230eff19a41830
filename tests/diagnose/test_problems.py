"""All problems of a page fetch, in the order in which the developer will meet them."""

from __future__ import annotations

from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.problems import Problem, problems
from corsproxy.diagnose.suppositions import suppositions
from corsproxy.fetch.browser import BROWSERS
from corsproxy.fetch.error import Error
from corsproxy.fetch.judge import judge
from corsproxy.http.message import Exchange
from tests.diagnose.traffic import FIREFOX, SAFARI, actual, preflight


def found(*exchanges: Exchange) -> tuple[Problem, ...]:
    [sighting] = page_fetches(exchanges)
    supposed = suppositions(sighting)
    verdicts = {browser.name: [judge(one.fetch, browser) for one in supposed] for browser in BROWSERS}
    return problems(supposed, verdicts, sighting.browser)


def test_everything_that_is_missing_is_named_and_not_only_the_first() -> None:
    ones = found(preflight(names="x-a,x-b", status=403, answer={}, agent=FIREFOX))
    errors = [one.verdict.error for one in ones]
    assert errors[0] is Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER
    assert set(errors[1:]) == {
        Error.PREFLIGHT_INVALID_STATUS,
        Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,
        Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    }
    assert [
        one.verdict.culprit for one in ones if one.verdict.error is Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE
    ] == [
        "x-a",
        "x-b",
    ]


def test_the_first_is_what_the_console_names_and_the_rest_lies_behind_it() -> None:
    ones = found(preflight(status=403, answer={}, agent=FIREFOX))
    # Firefox names the missing header first and Safari the status: both are in front for somebody
    assert [one.behind for one in ones] == [False, False, True]


def test_browsers_that_name_one_fault_differently_share_the_problem() -> None:
    [one] = found(actual(answer={"access-control-allow-origin": "https://a.example https://b.example"}))
    assert set(one.browsers) == {"chrome", "firefox", "safari"}


def test_a_problem_under_one_supposition_says_so() -> None:
    [wildcard, credentials] = found(actual(agent=SAFARI))
    assert wildcard.verdict.error is Error.WILDCARD_ORIGIN_NOT_ALLOWED
    assert "include" in wildcard.condition
    assert credentials.verdict.error is Error.INVALID_ALLOW_CREDENTIALS


def test_no_problem_where_all_is_well() -> None:
    assert found(actual()) == ()
