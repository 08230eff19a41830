"""The same refusal in the words of three browsers; the standard has none."""

from __future__ import annotations

import pytest

from corsproxy.fetch.browser import BROWSERS, STANDARD
from corsproxy.fetch.journey import Finished
from tests.fetch.rows import Asked, Row, play

REFUSED = Row("", (Asked(answers={0: (200, [])}),), "")


def lines(asked: Asked, browser: object) -> tuple[str, ...]:
    assert browser in (STANDARD, *BROWSERS)
    ends: list[Finished] = play(Row("", (asked,), ""), browser)[1]  # type: ignore[arg-type]  # narrowed above
    return ends[0].verdict.console


def test_each_browser_has_words_of_its_own() -> None:
    said = {lines(REFUSED.fetches[0], browser) for browser in BROWSERS}
    assert len(said) == len(BROWSERS)
    assert all(said)


def test_the_standard_prints_nothing() -> None:
    assert lines(REFUSED.fetches[0], STANDARD) == ()


@pytest.mark.parametrize("browser", BROWSERS, ids=lambda browser: browser.name)
def test_an_allowed_fetch_is_silent(browser: object) -> None:
    assert lines(Asked("PUT"), browser) == ()
