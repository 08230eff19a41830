"""A problem in words quotes what was seen, and nothing secret."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.problem_words import listed, quoted, what_was_seen
from corsproxy.diagnose.problems import Problem
from corsproxy.fetch.browser import CHROME
from corsproxy.fetch.judge import judge
from corsproxy.http.message import Exchange
from tests.diagnose.traffic import API, GRANTED, actual, preflight


@pytest.mark.parametrize(
    ("traffic", "says"),
    [
        ([actual(answer={})], "was answered 200 without Access-Control-Allow-Origin"),
        (
            [actual(headers={"Cookie": "a=1"})],
            "with Access-Control-Allow-Origin '*', and the page asks with credentials",
        ),
        ([preflight(status=403)], "The preflight of " + API + " was answered 403"),
        ([preflight(method="BREW")], "asked for BREW, and Access-Control-Allow-Methods is 'PUT, DELETE, PATCH'"),
        ([preflight(names="x-b")], "asked for x-b, and Access-Control-Allow-Headers is 'content-type, x-a'"),
        (
            [preflight(status=301, answer={**GRANTED, "location": "/l?token=s3cret"})],
            "Location '/l?token=[redacted]'",
        ),
        ([actual(status=None, failure="net::ERR_CONNECTION_REFUSED")], "no response: net::ERR_CONNECTION_REFUSED"),
    ],
)
def test_what_was_seen(traffic: list[Exchange], says: str) -> None:
    [sighting] = page_fetches(traffic)
    assert says in what_was_seen(Problem(judge(sighting.fetch, CHROME), ("chrome",)), sighting)


def test_long_values_are_cut_and_absent_ones_are_called_so() -> None:
    assert len(quoted("x" * 1000)) < 400
    assert quoted(None) == "absent"


def test_browsers_are_listed_as_in_a_sentence() -> None:
    assert listed(("chrome", "firefox", "safari")) == "Chrome, Firefox and Safari"
