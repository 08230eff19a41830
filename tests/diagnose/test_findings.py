"""Findings are composed from problems: values quoted, conditions and browsers named."""

from __future__ import annotations

from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.browser_kinds import KIND_OF
from corsproxy.diagnose.finding import Severity
from corsproxy.diagnose.findings import browser_finding
from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.problems import Problem
from corsproxy.diagnose.ruling import Standing
from corsproxy.fetch.browser import CHROME
from corsproxy.fetch.error import Error
from corsproxy.fetch.judge import judge
from corsproxy.http.message import Gap
from tests.diagnose.traffic import actual, preflight


def test_a_finding_quotes_the_value_that_was_seen() -> None:
    [sighting] = page_fetches([actual(answer={"access-control-allow-origin": "https://other.example"})])
    problem = Problem(judge(sighting.fetch, CHROME), ("chrome", "firefox", "safari"))
    finding = browser_finding(sighting, problem)
    assert finding.kind is KIND_OF[Error.ALLOW_ORIGIN_MISMATCH]
    assert "'https://other.example'" in finding.why
    assert finding.severity is Severity.ERROR


def test_a_conditional_problem_is_a_warning_and_names_its_condition_and_its_browsers() -> None:
    [sighting] = page_fetches([actual(answer={})])
    problem = Problem(judge(sighting.fetch, CHROME), ("safari",), "the page used credentials: 'include'")
    finding = browser_finding(sighting, problem)
    assert finding.severity is Severity.WARNING
    assert finding.why.startswith("If the page used credentials: 'include':")
    assert "Safari only" in finding.why


def test_the_header_at_fault_stands_in_the_title() -> None:
    [sighting] = page_fetches([preflight(names="x-b")])
    finding = browser_finding(sighting, Problem(judge(sighting.fetch, CHROME), ("chrome",), behind=True))
    assert finding.title.endswith("x-b")
    assert "once the problems before it are mended" in finding.why


def test_a_header_that_was_not_recorded_is_never_called_missing() -> None:
    for seen in (
        actual(answer={}, gaps=frozenset({Gap.RESPONSE_HEADERS})),
        actual(answer={}, status=304, headers={"if-none-match": '"1"'}),
    ):
        [sighting] = page_fetches([seen])
        assessment = assess(sighting)
        assert {ruling.standing for ruling in assessment.rulings.values()} == {Standing.UNKNOWN}
        assert assessment.findings == ()


def test_a_connection_that_failed_is_still_named_where_no_verdict_is_possible() -> None:
    [sighting] = page_fetches([actual(status=None, failure="net::ERR_BLOCKED_BY_CLIENT")])
    assert assess(sighting).findings
