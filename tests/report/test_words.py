"""The words that all formats share."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.finding import Attribution, Certainty
from corsproxy.gateway.answer import Author, Layer
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


def test_what_a_function_url_writes_is_not_said_to_be_api_gateway_s() -> None:
    def said(layer: Layer, kind: str) -> str:
        return words.author(Attribution(Author(layer, kind), Certainty.CERTAIN))

    assert said(Layer.CORS_CONFIGURATION, "function-url") == "the function URL's Cors configuration (certain)"
    assert said(Layer.GATEWAY_RESPONSE, "function-url-502") == "the function URL's own error 502 (certain)"
    assert said(Layer.GATEWAY_RESPONSE, "THROTTLED") == "API Gateway's gateway response THROTTLED (certain)"
