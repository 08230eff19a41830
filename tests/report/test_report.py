"""The same problem a thousand times is one problem with a count, and every fetch keeps its own values."""

from __future__ import annotations

from corsproxy.diagnose.ruling import Standing
from corsproxy.report.report import Report, origin_of, problems, summarise, unexplained, worst
from tests.report.made import report


def test_the_same_problem_of_many_fetches_is_one_with_a_count() -> None:
    made = report(times=40)
    (missing,) = [each for each in problems(made.assessments) if each.finding.kind.code == "R001"]
    assert len(missing.members) == 40


def test_the_gravest_problems_come_first() -> None:
    order = [each.finding.severity.value for each in problems(report().assessments)]
    assert order == sorted(order, key=["error", "warning", "note"].index)


def test_every_fetch_is_counted_once() -> None:
    made = report()
    counted = summarise(made)
    assert counted.fetches == len(made.assessments) == sum(counted.by_standing.values())
    assert all(sum(counts.values()) == counted.fetches for counts in counted.by_browser.values())


def test_a_fetch_that_shares_its_judgement_is_told_with_its_own_values() -> None:
    made = report()
    shared = next(position for position, pairs in enumerate(made.differences) if pairs)
    own = made.at(shared)
    url = own.sighting.fetch.url
    console = own.rulings["chrome"].verdict.console[0]
    assert url in console
    assert made.assessments[shared].rulings["chrome"].verdict.console[0] != console
    evidence = [quoted for finding in own.findings if finding.attribution for quoted in finding.attribution.evidence]
    assert any(f"{int(url[-1]):08}" in quoted or "MissingAuth" in quoted for quoted in evidence)
    assert made.at(0) is made.assessments[0]


def test_a_blocked_fetch_is_shown_also_without_a_finding() -> None:
    made = report()
    bare = Report(tuple(type(each)(each.sighting, each.rulings, ()) for each in made.assessments))
    shown = {Standing.BLOCKED, Standing.DEPENDS, Standing.UNKNOWN}
    expected = [number for number, each in enumerate(made.assessments) if worst(each.rulings) in shown]
    assert list(unexplained(bare)) == expected
    assert unexplained(made) == ()


def test_origins_are_grouped_as_written() -> None:
    assert origin_of("https://a.example:1/b?c") == "https://a.example:1"
    assert origin_of("https://a.example?c") == "https://a.example"
