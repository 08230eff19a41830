"""What the page experienced beside what we said."""

from __future__ import annotations

import pytest

from corsproxy.cli.demo_cases import Case
from corsproxy.cli.demo_run import Run, disagreement, says
from corsproxy.diagnose.assess import Assessment
from corsproxy.proxy.explain import judge_afresh
from corsproxy.proxy.launch.devtools import Seen
from tests.proxy.traffic import flow

CASES = (Case("one", "First", "api0000000", "GET", "/x"), Case("two", "Again", "api0000000", "GET", "/x"))
URL = CASES[0].url(4000)


def judged(**answered: str) -> Assessment:
    (assessment,) = judge_afresh(
        [flow(url=URL, answered={name.replace("_", "-"): value for name, value in answered.items()})]
    )
    return assessment


def walked(outcome: str, assessment: Assessment, error: str = "") -> Run:
    run = Run(CASES[:1], 4000)
    run.judged(assessment)
    run.experienced([{"id": "one", "outcome": outcome, "status": 200}])
    run.listened([Seen("1", "GET", URL, "Fetch", error=error)])
    return run


def test_the_same_url_twice_is_told_apart_by_order() -> None:
    run = Run(CASES, 4000)
    first, second, other = judge_afresh([flow(url=URL), flow(url=URL, at=1_700_000_009.0), flow(at=1_700_000_010.0)])
    assert run.judged(first) is run.outcomes[0]
    assert run.judged(second) is run.outcomes[1]
    assert run.judged(first) is run.outcomes[0], "a newer verdict on the same fetch replaces the older"
    assert run.judged(other) is None


def test_all_agree() -> None:
    assert walked("blocked", judged(), "MissingAllowOriginHeader").agreed("chrome")
    assert walked("ok", judged(access_control_allow_origin="*")).agreed("chrome")


@pytest.mark.parametrize(
    ("outcome", "error", "words"),
    [("ok", "", "the page experienced ok"), ("blocked", "WildcardOriginNotAllowed", "chrome reports Wildcard")],
)
def test_each_difference_is_a_sentence(outcome: str, error: str, words: str) -> None:
    run = walked(outcome, judged(), error)
    assert not run.agreed("chrome")
    assert disagreement(run.outcomes[0], "chrome").startswith(words)


def test_a_case_without_verdict_or_report_is_no_agreement() -> None:
    run = Run(CASES, 4000)
    assert says(run.outcomes[0], "chrome") == ("no verdict", "")
    assert disagreement(run.outcomes[0], "chrome") == "the page reported nothing"
    assert not run.agreed("chrome")
    assert not run.finished.is_set()


def test_what_the_page_reports_is_not_trusted_blindly() -> None:
    run = Run(CASES, 4000)
    run.experienced(["nonsense", {"id": "other"}, {"id": "one", "outcome": 7, "status": "x", "message": "m" * 9999}])
    assert (run.outcomes[0].page, run.outcomes[0].status, len(run.outcomes[0].message)) == ("blocked", 0, 300)
    assert not run.finished.is_set()


def test_a_new_walk_forgets_the_last() -> None:
    run = walked("ok", judged())
    run.begin()
    assert [outcome.assessment for outcome in run.outcomes] == [None]
    assert not run.finished.is_set()
