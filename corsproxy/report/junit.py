"""The report as JUnit XML: one test suite for each file and page origin, one test case for each page fetch.

https://github.com/testmoapp/junitxml A fetch that any browser blocks is a failure; one that cannot be judged is
skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.ruling import Standing
from corsproxy.report import words
from corsproxy.report.plain import one_line, printable
from corsproxy.report.report import Report, origin_of, worst

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# What XML 1.0 cannot hold, beyond what `printable` writes as escapes: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[\ufffe\uffff]")


def _safe(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", printable(text))


def _attribute(text: str) -> str:
    return quoteattr(_safe(text).replace("\n", "\\n"))


def failure_type(assessment: Assessment) -> str:
    """`cors.preflight.missing-allow-origin-header`: where and what the first blocking browser objected to."""
    for ruled in assessment.rulings.values():
        if ruled.standing is Standing.BLOCKED:
            error = _WORD.sub("-", ruled.verdict.error or "blocked").lower()
            return f"cors.{ruled.verdict.phase or 'actual'}.{error.removeprefix('preflight-')}"
    return "cors.depends"


def _body(assessment: Assessment) -> str:
    lines = [words.asked(assessment), words.entries(assessment)]
    lines += [f"{browsers}: {ruled}" for browsers, ruled in words.rulings(assessment)]
    browser, console = words.console(assessment)
    lines += [f"{browser} console: {line}" for line in console]
    for finding in assessment.findings:
        lines += [f"{finding.kind.code} {finding.severity}: {finding.title}", finding.why]
        if finding.attribution is not None:
            lines.append(f"written by {words.author(finding.attribution)}")
        lines += [f"fix: {remedy.text}" for remedy in finding.remedies]
    return "\n".join(line for line in lines if line)


def _case(assessment: Assessment) -> Iterable[str]:
    fetch = assessment.sighting.fetch
    host = origin_of(fetch.url).partition("://")[2] or fetch.url
    path = fetch.url[len(origin_of(fetch.url)) :] or "/"
    name = f"{fetch.method} {path} from {fetch.page_origin}"
    yield f"    <testcase classname={_attribute(host)} name={_attribute(one_line(name, 300))}"
    standing = worst(assessment.rulings)
    if standing in {Standing.BLOCKED, Standing.DEPENDS}:
        heads = [finding.title for finding in assessment.findings] or [words.rulings(assessment)[0][1]]
        yield f">\n      <failure type={_attribute(failure_type(assessment))} message={_attribute(heads[0])}>"
        yield f"{escape(_safe(_body(assessment)))}</failure>\n    </testcase>\n"
    elif standing is Standing.UNKNOWN:
        why = assessment.sighting.unknown or "the capture does not tell"
        yield f">\n      <skipped message={_attribute(why)}/>\n    </testcase>\n"
    else:
        yield "/>\n"


def render(report: Report) -> str:
    """Render as one XML document."""
    suites: dict[str, list[int]] = {}
    for position, assessment in enumerate(report.assessments):
        file = report.places[position].file if report.places else ""
        suites.setdefault(f"{file} {assessment.sighting.fetch.page_origin}".strip(), []).append(position)
    failing = {Standing.BLOCKED, Standing.DEPENDS}
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="corsproxy">\n']
    for name, members in suites.items():
        standings = [worst(report.assessments[each].rulings) for each in members]
        out.append(
            f'  <testsuite name={_attribute(name)} tests="{len(members)}" '
            f'failures="{sum(each in failing for each in standings)}" errors="0" '
            f'skipped="{standings.count(Standing.UNKNOWN)}">\n'
        )
        for position in members:
            out.extend(_case(report.at(position)))
        out.append("  </testsuite>\n")
    out.append("</testsuites>\n")
    return "".join(out)
