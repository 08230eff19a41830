"""The report as annotations of a GitHub workflow, one for each problem.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from corsproxy.diagnose.finding import Severity
from corsproxy.report import words
from corsproxy.report.plain import printable
from corsproxy.report.report import Problem, Report, summarise

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def escape_data(text: str) -> str:
    """The message of a workflow command: no line of it can start a command of its own."""
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """A property of a workflow command."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def _annotation(report: Report, problem: Problem) -> str:
    finding = problem.finding
    first = report.at(problem.members[0])
    place = finding.where or (report.places[problem.members[0]] if report.places else None)
    properties = []
    if place is not None and not place.file.startswith("<"):
        properties.append(f"file={escape_property(place.file)}")
        if place.line is not None:
            properties.append(f"line={place.line}")
    properties.append(f"title={escape_property(f'{finding.kind.code} {finding.title}')}")
    lines = [words.asked_in(first)]
    if len(problem.members) > 1:
        lines[0] += f", and {len(problem.members) - 1:,} more"
    lines += [f"{browsers}: {ruled}" for browsers, ruled in words.rulings(first)]
    lines.append(finding.why)
    if finding.attribution is not None:
        lines.append(f"Written by {words.author(finding.attribution)}.")
    lines += [f"Fix: {remedy.text}" for remedy in finding.remedies]
    return f"::{_COMMANDS[finding.severity]} {','.join(properties)}::{escape_data(chr(10).join(lines))}\n"


def render(report: Report) -> str:
    """Render as workflow commands; the last one gives the totals."""
    counted = summarise(report)
    out = [_annotation(report, problem) for problem in counted.problems]
    out += [f"::notice title=corsproxy::{escape_data(note)}\n" for note in report.notes[:10]]
    out.append(f"::notice title=corsproxy::{escape_data(words.totals(report, counted))}\n")
    return "".join(out)
