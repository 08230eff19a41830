"""Changes have names, and only what is worse than expected fails."""

from __future__ import annotations

import pytest

from corsproxy.fetch.error import Error
from corsproxy.fetch.verdict import Outcome, Verdict
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from corsproxy.replay.comparison import Change, Expected, change, header_changes
from tests.diagnose.answers import DOMAIN, actual
from tests.diagnose.sightings import sighting

OK = Verdict("chrome", Outcome.ALLOWED)
MISSING = Verdict("chrome", Outcome.BLOCKED, Error.MISSING_ALLOW_ORIGIN_HEADER)
WILDCARD = Verdict("chrome", Outcome.BLOCKED, Error.WILDCARD_ORIGIN_NOT_ALLOWED)
BLOCKED = Expected(False, Error.MISSING_ALLOW_ORIGIN_HEADER)


@pytest.mark.parametrize(
    ("expected", "now", "name"),
    [
        (Expected(True), OK, Change.SAME),
        (Expected(True), MISSING, Change.BROKEN),
        (BLOCKED, OK, Change.FIXED),
        (BLOCKED, MISSING, Change.STILL_BROKEN),
        (BLOCKED, WILDCARD, Change.CHANGED),
        (Expected(False), WILDCARD, Change.STILL_BROKEN),
        (None, MISSING, Change.NEW),
    ],
)
def test_the_name_of_a_change(expected: Expected | None, now: Verdict, name: Change) -> None:
    assert change(expected, now) is name


def test_a_fix_is_told_from_what_was_fine_all_along() -> None:
    assert change(Expected(True), OK, recorded_blocked=True) is Change.FIXED


def test_lists_are_sets_to_a_browser() -> None:
    def fetch(**named: str) -> object:
        return sighting(None, actual(DOMAIN, Response(200, Headers.of(**named)))).fetch

    before = fetch(access_control_allow_headers="X-A, x-b", access_control_allow_methods="PUT,GET", date="1")
    after = fetch(access_control_allow_headers="x-b,x-a", access_control_allow_methods="GET, PUT", date="2")
    assert header_changes(before, after) == ()  # type: ignore[arg-type]
    worse = fetch(access_control_allow_headers="x-b", access_control_allow_methods="GET, put")
    assert [one.name for one in header_changes(before, worse)] == [  # type: ignore[arg-type]
        "access-control-allow-methods",
        "access-control-allow-headers",
    ]
