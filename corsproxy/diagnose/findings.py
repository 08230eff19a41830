"""The one place where the findings of a page fetch are composed, from its problems and whoever knows their causes."""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.diagnose.browser_kinds import KIND_OF
from corsproxy.diagnose.finding import Finding, Severity
from corsproxy.diagnose.problem_words import listed, what_was_seen
from corsproxy.diagnose.problems import Problem
from corsproxy.diagnose.ruling import Ruling
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.browser import BROWSERS


def findings(sighting: Sighting, rulings: Mapping[str, Ruling], problems: tuple[Problem, ...]) -> tuple[Finding, ...]:
    """All findings of one page fetch, in the order in which the developer will meet them.

    Each problem is a finding of the browser's side. Causes on the server's side, which know who wrote a response,
    are asked for here, problem by problem, and cautions about what passed after them.
    """
    return tuple(browser_finding(sighting, problem) for problem in problems)


def browser_finding(sighting: Sighting, problem: Problem) -> Finding:
    """What a browser refuses, in the browser's own terms: nothing about who wrote the response."""
    error = problem.verdict.error
    assert error is not None  # noqa: S101 -- a problem is a refusal, and a refusal names its error
    kind = KIND_OF[error]
    title = kind.title
    if problem.verdict.culprit and kind.name in ("header-not-allowed", "method-not-allowed"):
        title = f"{title}: {problem.verdict.culprit}"
    why = what_was_seen(problem, sighting)
    if problem.condition:
        why = f"If {problem.condition}: {why}"
    if len(problem.browsers) < len(BROWSERS):
        why = f"{why} Refused by {listed(problem.browsers)} only."
    if problem.behind:
        why = f"{why} It shows once the problems before it are mended."
    return Finding(
        kind=kind,
        severity=Severity.WARNING if problem.condition else kind.severity,
        title=title,
        why=f"{why} {kind.why}",
    )
