"""The one place where the findings of a page fetch are composed, from its problems and whoever knows their causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from corsproxy.diagnose.browser_kinds import KIND_OF
from corsproxy.diagnose.causes import causes, deciding_exchange
from corsproxy.diagnose.cautions import cautions
from corsproxy.diagnose.finding import Finding, Severity
from corsproxy.diagnose.problem_words import listed, what_was_seen
from corsproxy.diagnose.problems import Problem
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.browser import BROWSERS
from corsproxy.fetch.verdict import Outcome, Phase, Verdict


def findings(sighting: Sighting, rulings: Mapping[str, Ruling], problems: tuple[Problem, ...]) -> tuple[Finding, ...]:
    """All findings of one page fetch, in the order in which the developer will meet them.

    Each problem is a finding: its cause on the server's side where one is known, else what the browser says.
    Where a response is the wrong one as a whole (an error of the gateway's in place of an answer to the
    preflight), what else it lacks is no problem of its own. Cautions on what passes follow, and last what
    would be a problem only under a condition that the wire does not tell.
    """
    certain: list[Finding] = []
    conditional: list[Finding] = []
    replaced: set[tuple[Phase | None, int]] = set()
    for problem in problems:
        place = (problem.verdict.phase, problem.verdict.hop)
        if place in replaced or (problem.condition and problem.behind):
            continue  # what only might be a problem once another is mended would drown what is one
        for finding in _of_problem(sighting, problem):
            (conditional if problem.condition else certain).append(finding)
            if _is_the_writing(finding):
                replaced.add(place)
    verdict = likeliest(sighting, rulings)
    if not problems and not _judged_by_half(sighting, rulings, verdict):
        certain += causes(sighting, verdict)
    wary = cautions(sighting, verdict)
    # a condition that is the likelier case goes before what only deserves a word
    rest = (*conditional, *wary) if verdict.outcome is Outcome.BLOCKED else (*wary, *conditional)
    return _once((*certain, *rest))


def _judged_by_half(sighting: Sighting, rulings: Mapping[str, Ruling], verdict: Verdict) -> bool:
    """True for a refusal that only holds if the capture had the whole response, and it has not: a header that is
    not recorded must not be called missing."""
    if verdict.outcome is not Outcome.BLOCKED or rulings[verdict.browser].standing is not Standing.UNKNOWN:
        return False
    exchange = deciding_exchange(sighting, verdict)
    return exchange is not None and exchange.response is not None


def _is_the_writing(finding: Finding) -> bool:
    return finding.attribution is not None and finding.attribution.cause == finding.kind.name


def _once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    known: dict[tuple[str, str], Finding] = {}
    for finding in found:
        known.setdefault((finding.kind.name, finding.title), finding)
    return tuple(known.values())


def likeliest(sighting: Sighting, rulings: Mapping[str, Ruling]) -> Verdict:
    """The verdict of the browser that made the capture, Chrome's where it is not known."""
    ruling = rulings.get(sighting.browser) or rulings[BROWSERS[0].name]
    return ruling.verdict


def _of_problem(sighting: Sighting, problem: Problem) -> tuple[Finding, ...]:
    by_cause = causes(sighting, problem.verdict)
    if not by_cause:
        return (browser_finding(sighting, problem),)
    first, *rest = by_cause
    severity = Severity.WARNING if problem.condition else first.severity
    return (replace(first, severity=severity, why=_conditional(problem, first.why)), *rest)


def _conditional(problem: Problem, why: str) -> str:
    if problem.condition:
        why = f"If {problem.condition}: {why}"
    if len(problem.browsers) < len(BROWSERS):
        why = f"{why} Refused by {listed(problem.browsers)} only."
    if problem.behind:
        why = f"{why} It shows once the problems before it are mended."
    return why


def browser_finding(sighting: Sighting, problem: Problem) -> Finding:
    """What a browser refuses, in the browser's own terms: nothing about who wrote the response."""
    error = problem.verdict.error
    assert error is not None  # noqa: S101 -- a problem is a refusal, and a refusal names its error
    kind = KIND_OF[error]
    title = kind.title
    if problem.verdict.culprit and kind.name in ("header-not-allowed", "method-not-allowed"):
        title = f"{title}: {problem.verdict.culprit}"
    why = _conditional(problem, what_was_seen(problem, sighting))
    return Finding(
        kind=kind,
        severity=Severity.WARNING if problem.condition else kind.severity,
        title=title,
        why=f"{why} {kind.why}",
    )
