"""What a report is made of, before any format: the fetches, and their problems brought together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.finding import Finding, Severity
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.report import retell
from corsproxy.report.retell import Differences
from corsproxy.where import Where

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
# How a fetch as a whole stands, worst first.
STANDINGS = (Standing.BLOCKED, Standing.DEPENDS, Standing.UNKNOWN, Standing.ALLOWED, Standing.NOT_CORS)
_OPEN = frozenset({Standing.BLOCKED, Standing.DEPENDS, Standing.UNKNOWN})
BROWSER_NAMES = {"standard": "Fetch standard", "chrome": "Chrome", "firefox": "Firefox", "safari": "Safari"}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a renderer needs.

    Alike fetches share their rulings and findings; `differences`, empty or as long as `assessments`, then says
    which texts of them to replace for each fetch, and `at` does it. `places` is empty, or as long as
    `assessments`: the file of each one and the line of its deciding entry.
    `notes` say what could not be read or judged, and why.
    """

    assessments: tuple[Assessment, ...]
    notes: tuple[str, ...] = ()
    tool_version: str = ""
    places: tuple[Where, ...] = ()
    differences: tuple[Differences, ...] = ()

    def at(self, position: int) -> Assessment:
        """The assessment with its own values in every text, where it shares them with an alike fetch."""
        assessment = self.assessments[position]
        if not self.differences or not self.differences[position]:
            return assessment
        tell = retell.telling(self.differences[position])
        rulings = {name: retell.ruling(ruled, tell) for name, ruled in assessment.rulings.items()}
        return Assessment(
            assessment.sighting, rulings, tuple(retell.finding(each, tell) for each in assessment.findings)
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding with everything it was found on, so that a thousand fetches are one thing to read.

    `finding` is the first one's. `members` are positions in `Report.assessments`.
    """

    finding: Finding
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts: fetches, per browser each standing, fetches by their worst standing, findings by severity."""

    fetches: int
    by_standing: Mapping[Standing, int]
    by_browser: Mapping[str, Mapping[Standing, int]]
    by_severity: Mapping[Severity, int]
    problems: tuple[Problem, ...] = field(default=())


def origin_of(url: str) -> str:
    """Scheme and authority of an absolute URL as written: to group by, not to compare origins with."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{rest.partition('/')[0].partition('?')[0]}"


def worst(rulings: Mapping[str, Ruling]) -> Standing:
    """The worst standing of the browsers."""
    standings = {ruling.standing for ruling in rulings.values()}
    return next((standing for standing in STANDINGS if standing in standings), Standing.UNKNOWN)


def _key(assessment: Assessment, finding: Finding) -> tuple[str, ...]:
    author = finding.attribution.author if finding.attribution is not None else None
    fetch = assessment.sighting.fetch
    return (
        finding.kind.name,
        finding.severity,
        finding.title,
        author.layer if author else "",
        author.type if author else "",
        fetch.page_origin,
        origin_of(fetch.url),
        str(finding.where or ""),
    )


def problems(assessments: Iterable[Assessment]) -> tuple[Problem, ...]:
    """Findings of the same kind, by the same author, between the same two origins: one problem.

    The gravest first, then those with the most fetches.
    """
    grouped: dict[tuple[str, ...], tuple[Finding, list[int]]] = {}
    for position, assessment in enumerate(assessments):
        for finding in assessment.findings:
            _, members = grouped.setdefault(_key(assessment, finding), (finding, []))
            if not members or members[-1] != position:
                members.append(position)
    found = [Problem(finding, tuple(members)) for finding, members in grouped.values()]
    found.sort(key=lambda problem: (SEVERITIES.index(problem.finding.severity), -len(problem.members)))
    return tuple(found)


def summarise(report: Report) -> Summary:
    """Count everything once."""
    by_standing: dict[Standing, int] = {}
    by_browser: dict[str, dict[Standing, int]] = {}
    by_severity = dict.fromkeys(SEVERITIES, 0)
    for assessment in report.assessments:
        standing = worst(assessment.rulings)
        by_standing[standing] = by_standing.get(standing, 0) + 1
        for browser, ruling in assessment.rulings.items():
            counts = by_browser.setdefault(browser, {})
            counts[ruling.standing] = counts.get(ruling.standing, 0) + 1
        for finding in assessment.findings:
            by_severity[finding.severity] += 1
    return Summary(len(report.assessments), by_standing, by_browser, by_severity, problems(report.assessments))


def unexplained(report: Report) -> tuple[int, ...]:
    """Fetches that are blocked or cannot be told, and on which there is no finding: shown all the same."""
    return tuple(
        position
        for position, assessment in enumerate(report.assessments)
        if not assessment.findings and worst(assessment.rulings) in _OPEN
    )
