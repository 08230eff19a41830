"""The words that the formats for people share, so that text, Markdown and HTML say the same."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.finding import Attribution, Finding
from corsproxy.diagnose.network_author import network_author
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.report.report import BROWSER_NAMES, Report, Summary

LAYERS = {
    "cors-configuration": "API Gateway's CORS configuration",
    "gateway-response": "API Gateway's gateway response",
    "mock-integration": "API Gateway's integration",
    "integration": "the integration behind API Gateway",
    "authorizer": "the authorizer",
    "waf": "AWS WAF",
    "cloudfront": "CloudFront",
    "dev-tool": "a development tool",
    "unknown": "unknown",
}
_ANSWERS = "access-control-allow-"
STANDING_WORDS = {
    Standing.ALLOWED: "allowed",
    Standing.BLOCKED: "blocked",
    Standing.DEPENDS: "depends",
    Standing.NOT_CORS: "not CORS",
    Standing.UNKNOWN: "cannot tell",
}


def browser_name(browser: str) -> str:
    """A browser's name as people write it."""
    return BROWSER_NAMES.get(browser, browser)


def author(attribution: Attribution) -> str:
    """`API Gateway's gateway response MISSING_AUTHENTICATION_TOKEN (certain)`."""
    if attribution.author.layer == "network":
        return f"{network_author(attribution.author.type)} ({attribution.certainty})"
    layer = LAYERS.get(attribution.author.layer, attribution.author.layer)
    kind = f" {attribution.author.type}" if attribution.author.type else ""
    return f"{layer}{kind} ({attribution.certainty})"


def news(finding: Finding) -> list[tuple[str, Attribution]]:
    """The attributions of a finding with their labels; evidence that was quoted already is not quoted again."""
    listed: list[tuple[str, Attribution]] = []
    quoted: set[tuple[str, ...]] = set()
    for each in (finding.attribution, *finding.alternatives):
        if each is not None:
            label = "Or" if listed else "Author"
            listed.append((label, replace(each, evidence=()) if each.evidence in quoted else each))
            quoted.add(each.evidence)
    return listed


def meaning(attribution: Attribution) -> str:
    """`: the deployed resource has no OPTIONS method`, empty where the attribution says no more."""
    return f": {attribution.meaning}" if attribution.meaning else ""


def asked(assessment: Assessment) -> str:
    """`PUT https://api…/items from https://app…`."""
    fetch = assessment.sighting.fetch
    return f"{fetch.method} {fetch.url} from {fetch.page_origin}"


def entries(assessment: Assessment) -> str:
    """`entries 3 (preflight), 4 (actual)`."""
    listed = [f"{entry.index} ({entry.role})" for entry in assessment.sighting.entries]
    return f"{'entry' if len(listed) == 1 else 'entries'} {', '.join(listed)}" if listed else ""


def asked_in(assessment: Assessment) -> str:
    """What was asked, and in which entries: `PUT https://… from https://… (entries 3 (preflight), 4 (actual))`."""
    listed = entries(assessment)
    return f"{asked(assessment)} ({listed})" if listed else asked(assessment)


def ruling(ruled: Ruling) -> str:
    """`blocked at the preflight: MissingAllowOriginHeader`, and the conditions of one that depends on them."""
    reasons = {(verdict.error, verdict.phase) for verdict in ruled.conditions.values()}
    if ruled.standing is Standing.DEPENDS or (ruled.standing is Standing.BLOCKED and len(reasons) > 1):
        outcomes = {verdict.outcome for verdict in ruled.conditions.values()}
        parts = []
        for mode, verdict in ruled.conditions.items():
            error = f" ({verdict.error})" if verdict.error is not None else ""
            possibility = mode if ":" in mode else f"credentials: {mode}"
            outcome = verdict.outcome if verdict.complete else "passes so far"
            parts.append(f"{outcome}{error} with {possibility}")
        if len(outcomes) == 1:  # the same in any case, only for another reason
            return f"{next(iter(outcomes))} in any case: {'; '.join(parts)}"
        return f"depends: {'; '.join(parts)}"
    words = STANDING_WORDS[ruled.standing]
    verdict = ruled.verdict
    if ruled.standing is not Standing.BLOCKED:
        return words
    phase = {"preflight": " at the preflight", "redirect": " at a redirect", "actual": ""}.get(
        verdict.phase or "", ""
    )
    # the error's own name says which of the answer's headers it is
    culprit = f" {verdict.culprit}" if verdict.culprit and not verdict.culprit.startswith(_ANSWERS) else ""
    return f"{words}{phase}: {verdict.error or 'no reason known'}{culprit}"


def rulings(assessment: Assessment) -> list[tuple[str, str]]:
    """Browsers that agree stand together: `[("Chrome, Firefox", "allowed"), ("Safari", "blocked: …")]`."""
    together: dict[str, list[str]] = {}
    for browser, ruled in assessment.rulings.items():
        together.setdefault(ruling(ruled), []).append(browser_name(browser))
    return [(", ".join(browsers), words) for words, browsers in together.items()]


def console(assessment: Assessment) -> tuple[str, tuple[str, ...]]:
    """The console lines to show: those of the browser that made the fetch where that is known, else the first's."""
    ordered = sorted(assessment.rulings.values(), key=lambda ruled: ruled.browser != assessment.sighting.browser)
    for ruled in ordered:
        if ruled.standing in {Standing.BLOCKED, Standing.DEPENDS} and ruled.verdict.console:
            return browser_name(ruled.browser), ruled.verdict.console
    return "", ()


def notes(assessment: Assessment) -> list[str]:
    """What could not be known of a fetch, each thing once, whichever browser's ruling says it."""
    sighting = assessment.sighting
    found = list(sighting.notes)
    for ruled in assessment.rulings.values():
        found += [note for note in ruled.notes if note not in found]
    if sighting.unknown and not any(sighting.unknown in note for note in found):
        found.append(sighting.unknown)
    return found


UNEXPLAINED = {
    Standing.UNKNOWN: "The capture does not tell",
    Standing.DEPENDS: "Blocked or not, depending on what the capture does not tell",
    Standing.BLOCKED: "Blocked; no cause is known",
}


def count(number: int, one: str, many: str = "") -> str:
    """`1 page fetch`, `3,128 page fetches`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def totals(report: Report, summary: Summary) -> str:
    """The last line of every report for people."""
    order = (Standing.BLOCKED, Standing.DEPENDS, Standing.UNKNOWN, Standing.ALLOWED, Standing.NOT_CORS)
    said = {
        Standing.BLOCKED: "blocked",
        Standing.DEPENDS: "depending on what the capture does not tell",
        Standing.UNKNOWN: "that cannot be told",
        Standing.ALLOWED: "allowed",
        Standing.NOT_CORS: "not CORS",
    }
    parts = [f"{summary.by_standing[each]:,} {said[each]}" for each in order if summary.by_standing.get(each)]
    text = count(summary.fetches, "page fetch", "page fetches")
    if parts:
        text += f": {', '.join(parts)}"
    return f"{text}. {count(len(summary.problems), 'problem')}."
