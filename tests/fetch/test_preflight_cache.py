"""The CORS-preflight cache: ages as each browser reads them. What entries serve is in table_cache.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.fetch.browser import BROWSERS, CHROME, FIREFOX, SAFARI, STANDARD
from corsproxy.fetch.preflight_cache import parse_max_age


@pytest.mark.parametrize(
    ("value", "standard", "chrome", "firefox", "safari"),
    [
        (None, 5, 5, 5, 5),
        ("", 5, 5, 5, 5),
        ("0", 0, 0, 0, 0),
        ("-1", 0, 0, 0, 0),
        ("600", 600, 600, 600, 600),
        ("86400", 86400, 7200, 86400, 600),
        ("999999", 999999, 7200, 86400, 600),
        ("abc", 5, 5, None, 5),
        ("600, 600", 5, 5, None, 5),
        ("1.5", 5, 5, None, 5),
        ("1e3", 5, 5, None, 5),
        ('"600"', 5, 5, None, 5),
        ("+600", 5, 600, None, 600),
        ("9" * 25, float(int("9" * 25)), 5, 86400, 5),
    ],
)
def test_ages(value: str | None, standard: float, chrome: float, firefox: float | None, safari: float) -> None:
    read = [parse_max_age(value, browser.cache) for browser in (STANDARD, CHROME, FIREFOX, SAFARI)]
    assert read == [standard, chrome, firefox, safari]


@given(st.text(max_size=30))
def test_no_age_is_negative_or_above_the_cap(value: str) -> None:
    for browser in BROWSERS:
        age = parse_max_age(value, browser.cache)
        assert age is None or 0 <= age <= (browser.cache.cap or 0)
