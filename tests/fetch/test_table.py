"""Every row of the table in every browser, and: nothing that a browser can do is without a row."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import Any

import pytest

from corsproxy.fetch.browser import BROWSERS, CHROME, STANDARD, Browser
from corsproxy.fetch.error import Error
from corsproxy.fetch.judge import judge
from corsproxy.fetch.rule import Rule
from corsproxy.fetch.verdict import Outcome
from tests.fetch import table_answers, table_cache, table_redirects, table_requests
from tests.fetch.rows import Row, play

ROWS = (*table_requests.ROWS, *table_answers.ROWS, *table_redirects.ROWS, *table_cache.ROWS)
PROFILES = (STANDARD, *BROWSERS)
# a browser names it and none refuses for it: Chromium only warns
NEVER_AN_ERROR = {Error.INVALID_RESPONSE}
# the walk itself never misses anything; a capture does (test_judge.py)
OF_CAPTURES = {Rule.CAPTURE_ENDS}
OF_THE_PROFILE_ITSELF = {"name", "cache"}


def observed(row: Row, browser: Browser) -> str:
    """What goes out, how it ends, and what stands in the console."""
    told, ends = play(row, browser)
    return "\n".join([told, *(line for end in ends for line in end.verdict.console)])


@cache
def summary(index: int, browser: Browser) -> str:
    return observed(ROWS[index], browser)


@pytest.mark.parametrize("browser", PROFILES, ids=lambda browser: browser.name)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.title)
def test_each_browser_sends_and_refuses_what_the_table_says(row: Row, browser: Browser) -> None:
    assert play(row, browser)[0] == row.expected_of(browser.name)


@pytest.mark.parametrize("browser", PROFILES, ids=lambda browser: browser.name)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.title)
def test_what_the_journey_saw_is_judged_as_the_journey_was(row: Row, browser: Browser) -> None:
    for asked, end in zip(row.fetches, play(row, browser)[1], strict=True):
        if asked.public or asked.space or asked.upload:
            continue  # no capture tells of these
        judged, walked = judge(end.fetch, browser), end.verdict
        assert (judged.outcome, judged.error, judged.phase) == (walked.outcome, walked.error, walked.phase)
        assert (judged.hop, judged.culprit, judged.complete) == (walked.hop, walked.culprit, True)
        assert judged.readable_headers == walked.readable_headers
        assert judged.console == walked.console


def test_titles_are_unique() -> None:
    assert len({row.title for row in ROWS}) == len(ROWS)


def test_every_error_is_reached_by_a_row() -> None:
    ends = [end.verdict for row in ROWS for browser in PROFILES for end in play(row, browser)[1]]
    assert set(Error) - {verdict.error for verdict in ends} == NEVER_AN_ERROR


def test_every_step_is_reached_by_a_row() -> None:
    ends = [end.verdict for row in ROWS for browser in PROFILES for end in play(row, browser)[1]]
    reached = {step.title for verdict in ends for step in verdict.steps}
    assert {rule.title for rule in Rule} - reached == {rule.title for rule in OF_CAPTURES}


def quirks(browser: Browser) -> list[tuple[str, Browser]]:
    """The browser without one of its quirks, once for each."""
    without: list[tuple[str, Browser]] = []
    for part in fields(browser):
        standard: Any = getattr(STANDARD, part.name)
        if part.name not in OF_THE_PROFILE_ITSELF and getattr(browser, part.name) != standard:
            without.append((part.name, replace(browser, **{part.name: standard})))
    for part in fields(browser.cache):
        standard = getattr(STANDARD.cache, part.name)
        if getattr(browser.cache, part.name) != standard:
            tamed = replace(browser.cache, **{part.name: standard})
            without.append((f"cache.{part.name}", replace(browser, cache=tamed)))
    return without


@pytest.mark.parametrize(
    ("quirk", "browser", "tamed"),
    [(quirk, browser, tamed) for browser in BROWSERS for quirk, tamed in quirks(browser)],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "name", ""),
)
def test_every_quirk_decides_a_row(quirk: str, browser: Browser, tamed: Browser) -> None:
    assert any(observed(row, tamed) != summary(index, browser) for index, row in enumerate(ROWS)), quirk


def test_every_field_of_the_profile_is_some_browsers_quirk() -> None:
    quirky = {quirk for browser in BROWSERS for quirk, _ in quirks(browser)}
    named = {part.name for part in fields(STANDARD)} | {f"cache.{part.name}" for part in fields(STANDARD.cache)}
    assert named - OF_THE_PROFILE_ITSELF == quirky


def test_a_blocked_fetch_ends_with_the_step_that_decided() -> None:
    for row in ROWS:
        for browser in PROFILES:
            for end in play(row, browser)[1]:
                decisive = [step for step in end.verdict.steps if step.passed is False]
                blocked = end.verdict.outcome is Outcome.BLOCKED
                assert decisive == ([end.verdict.steps[-1]] if blocked else []), (row.title, browser.name)


def test_chrome_has_words_for_every_refusal_but_those_of_the_api_and_of_its_renderer() -> None:
    silent = {Error.INVALID_REQUEST, Error.REDIRECT_CONTAINS_CREDENTIALS}
    for row in ROWS:
        for end in play(row, CHROME)[1]:
            if end.verdict.error and end.verdict.error not in silent:
                assert end.verdict.console, row.title
