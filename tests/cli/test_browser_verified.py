"""Chromium's own errors beside ours."""

from __future__ import annotations

from corsproxy.cli.browser_verified import Comparison, errors
from corsproxy.proxy.explain import judge_afresh
from corsproxy.proxy.launch.devtools import Seen
from tests.proxy.traffic import URL, flow

STAR = {"access-control-allow-origin": "*"}


def compared(error: str, **changes: object) -> Comparison:
    comparison = Comparison()
    for assessment in judge_afresh([flow(**changes)]):  # type: ignore[arg-type]
        comparison.judged(assessment)
    comparison.listened(
        [Seen("0", "OPTIONS", URL, "Preflight"), Seen("1", "GET", f"{URL}#part", "Fetch", error=error)]
    )
    return comparison


def test_the_same_error_is_no_difference() -> None:
    assert compared("MissingAllowOriginHeader").differences() == []
    assert compared("", answered=STAR).differences() == []


def test_another_error_is_one_and_is_said() -> None:
    comparison = compared("WildcardOriginNotAllowed")
    assert len(comparison.differences()) == 1
    first, last = comparison.lines()
    assert first == f"GET {URL}: the browser says WildcardOriginNotAllowed, corsproxy says MissingAllowOriginHeader"
    assert last == "1 fetches compared with the browser's own errors: 1 difference."


def test_a_network_failure_has_no_cors_status_in_the_browser() -> None:
    assert compared("", status=None).differences() == []


def test_what_the_wire_leaves_open_agrees_with_either() -> None:
    unsettled = {"sent": {"user-agent": "x", "sec-fetch-site": "same-site"}, "answered": STAR}
    (assessment,) = judge_afresh([flow(**unsettled)])  # type: ignore[arg-type]
    assert errors(assessment.rulings["chrome"]) == {"", "WildcardOriginNotAllowed"}
    assert compared("", **unsettled).differences() == []
    assert compared("WildcardOriginNotAllowed", **unsettled).differences() == []


def test_what_only_one_side_knows_is_not_compared() -> None:
    comparison = Comparison()
    comparison.listened([Seen("1", "GET", URL, "Fetch", error="MissingAllowOriginHeader")])
    assert comparison.pairs() == []
