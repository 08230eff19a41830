"""The words that all formats share."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.ruling import Standing
from corsproxy.report import words
from corsproxy.report.report import summarise
from tests.report.made import report


def test_browsers_that_agree_stand_together() -> None:
    made = report()
    told = words.rulings(made.assessments[0])
    assert sum(len(browsers.split(", ")) for browsers, _ in told) == 3
    assert all(text.startswith("blocked at the preflight: ") for _, text in told)


def test_what_depends_says_on_what() -> None:
    (star,) = [each for each in report().assessments if each.sighting.fetch.url.endswith("/star")]
    ((browsers, text),) = words.rulings(star)
    assert browsers == "Chrome, Firefox, Safari"
    assert text.startswith("depends: ")
    assert "blocked (WildcardOriginNotAllowed) with credentials: include" in text


def test_blocked_for_either_reason_is_blocked_in_any_case() -> None:
    (star,) = [each for each in report().assessments if each.sighting.fetch.url.endswith("/star")]
    ruled = star.rulings["chrome"]
    bad = next(verdict for verdict in ruled.conditions.values() if verdict.error is not None)
    assert words.ruling(replace(ruled, conditions={"include": bad, "omit": bad})).startswith("blocked in any case")


def test_the_console_is_that_of_the_browser_that_made_the_fetch() -> None:
    first = report().assessments[0]
    assert words.console(first)[0] == "Chrome"
    firefox = replace(first, sighting=replace(first.sighting, browser="firefox"))
    assert words.console(firefox)[0] == "Firefox"


def test_evidence_is_quoted_once() -> None:
    for assessment in report().assessments:
        for finding in assessment.findings:
            quoted = [attribution.evidence for _, attribution in words.news(finding) if attribution.evidence]
            assert len(quoted) == len(set(quoted))


def test_the_totals_count_every_fetch() -> None:
    made = report(hostile=False, times=2)
    assert words.totals(made, summarise(made)).startswith("5 page fetches: 2 blocked, 3 depending")
    assert words.count(1, "problem") == "1 problem"
    assert words.count(1_234, "problem") == "1,234 problems"


def test_what_could_not_be_known_is_said_once() -> None:
    first = report().assessments[0]
    ruled = {name: replace(each, notes=("No verdict: no headers.",)) for name, each in first.rulings.items()}
    unknown = replace(first, sighting=replace(first.sighting, notes=("a",), unknown="no headers"), rulings=ruled)
    assert words.notes(unknown) == ["a", "No verdict: no headers."]
    assert words.notes(replace(unknown, rulings={})) == ["a", "no headers"]


def test_the_header_that_an_error_is_named_after_is_not_named_again() -> None:
    (star,) = [each for each in report().assessments if each.sighting.fetch.url.endswith("/star")]
    bad = next(one for one in star.rulings["chrome"].conditions.values() if one.error is not None)
    ruled = replace(star.rulings["chrome"], standing=Standing.BLOCKED, conditions={}, verdict=bad)
    assert words.ruling(ruled) == "blocked: WildcardOriginNotAllowed"
    named = replace(ruled, verdict=replace(bad, culprit="x-api-key"))
    assert words.ruling(named) == "blocked: WildcardOriginNotAllowed x-api-key"


def test_what_nothing_forbids_yet_passes_so_far() -> None:
    (star,) = [each for each in report().assessments if each.sighting.fetch.url.endswith("/star")]
    ruled = star.rulings["chrome"]
    open_end = {name: replace(one, complete=one.error is not None) for name, one in ruled.conditions.items()}
    assert "passes so far with credentials: omit" in words.ruling(replace(ruled, conditions=open_end))
