"""JUnit of a replay: one case a fetch, a failure only for what is worse than expected."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

from corsproxy.fetch.browser import CHROME
from corsproxy.fetch.judge import judge
from corsproxy.http.message import Response
from corsproxy.replay.comparison import Change, Expected, Result
from corsproxy.replay.junit import render
from tests.diagnose.answers import DOMAIN, actual
from tests.diagnose.sightings import sighting

SEEN = sighting(None, actual(DOMAIN, Response(200)))
BLOCKED = judge(SEEN.fetch, CHROME)


def test_cases_and_counts() -> None:
    results = [
        Result(SEEN, Change.BROKEN, Expected(True), BLOCKED, SEEN.fetch),
        Result(SEEN, Change.STILL_BROKEN, Expected(False), BLOCKED, SEEN.fetch),
        Result(SEEN, Change.SKIPPED, None, reason="why"),
    ]
    suite = fromstring(render(results, "shop.har"))
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("type") == "cors.actual.MissingAllowOriginHeader"
    assert "blocked by CORS policy" in (failure.text or "")


def test_a_name_with_control_characters_is_still_xml() -> None:
    assert fromstring(render([], "a\x00b\ud800")).get("name") == "a?b?"
