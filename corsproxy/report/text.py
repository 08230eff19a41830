"""The report for a terminal. Nothing but this file knows rich.

All text from the traffic is made printable and is never read as rich markup.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.finding import Attribution, Finding, Remedy, Severity
from corsproxy.report import words
from corsproxy.report.plain import one_line, printable
from corsproxy.report.report import Problem, Report, summarise, unexplained, worst
from corsproxy.report.written import written

_PADDING = re.compile(r"(?: |\x1b\[[0-9;]*m)+$")
NARROWEST, WIDEST = 80, 160
_SHOWN_MEMBERS = 5
_SHOWN_NOTES = 20
_SIGNS = {
    Severity.ERROR: ("✗", "bold red"),
    Severity.WARNING: ("!", "bold yellow"),
    Severity.NOTE: ("·", "bold blue"),
}


def _unpadded(match: re.Match[str]) -> str:
    return match.group(0).replace(" ", "")


def _row(table: Table, label: str, text: str | Text, style: str = "") -> None:
    value = text if isinstance(text, Text) else Text(printable(text), style=style)
    table.add_row(Text(label, style="dim"), value)


def _table() -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(width=8, no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    return table


def _attribution(table: Table, label: str, attribution: Attribution) -> None:
    _row(table, label, words.author(attribution) + words.meaning(attribution))
    for evidence in attribution.evidence[:6]:
        _row(table, "", f"- {one_line(evidence, 400)}", "dim")
    if attribution.decide_with:
        _row(table, "", f"decide with: {printable(attribution.decide_with)}", "cyan")


def _remedy(table: Table, remedy: Remedy, dialect: str, *, again: bool = False) -> None:
    _row(table, "Fix", remedy.text)
    found = written(remedy)
    if dialect in found:
        _row(table, "", printable(found[dialect].text).rstrip("\n"), "green")
        if found[dialect].caution and not again:
            _row(table, "", found[dialect].caution, "yellow")
    elif found and not again:
        names = ", ".join(found)
        said = f"no snippet for {dialect}; there are: " if dialect else "paste-ready with --fix: "
        _row(table, "", f"{said}{names}", "dim")


def _members(table: Table, report: Report, members: Iterable[int]) -> None:
    """The other fetches with the same problem: equal requests once, with a count, and the rest as a number."""
    seen: dict[str, tuple[int, Assessment]] = {}
    for position in members:
        assessment = report.assessments[position]
        line = f"{assessment.sighting.fetch.method} {assessment.sighting.fetch.url}"
        times, first = seen.get(line, (0, assessment))
        seen[line] = (times + 1, first)
    lines = list(seen.items())
    for number, (line, (times, first)) in enumerate(lines[:_SHOWN_MEMBERS]):
        said = f" ×{times:,}" if times > 1 else ""
        listed = f"  ({words.entries(first)})" if words.entries(first) else ""
        _row(table, "" if number else "also", f"{one_line(line, 300)}{said}{listed}", "dim")
    if len(lines) > _SHOWN_MEMBERS:
        _row(table, "", f"and {len(lines) - _SHOWN_MEMBERS:,} more", "dim")


def _fetch(table: Table, assessment: Assessment) -> None:
    _row(table, "Request", one_line(words.asked(assessment)))
    if listed := words.entries(assessment):
        _row(table, "", listed, "dim")
    for browsers, ruled in words.rulings(assessment):
        style = {"blocked": "red", "allowed": "green", "depends": "yellow"}.get(
            ruled.split(" ")[0].rstrip(":"), "dim"
        )
        _row(table, "Verdict", Text.assemble((f"{browsers}: ", "bold"), (printable(ruled), style)))
    browser, lines = words.console(assessment)
    for line in lines:
        _row(table, "Console" if line is lines[0] else "", one_line(line))
    if browser and lines:
        _row(table, "", f"({browser})", "dim")
    for note in words.notes(assessment):
        _row(table, "Note", note, "yellow")


def _heading(finding: Finding, times: int) -> Text:
    sign, style = _SIGNS[finding.severity]
    text = Text.assemble((f"{sign} {finding.kind.code} ", style), (printable(finding.title), "bold"))
    if times > 1:
        text.append(f"  ×{times:,}", style="bold")
    return text


def _again(problem: Problem, dialect: str) -> Iterable[RenderableType]:
    """What is written a second time in a definition: where, on what, and how to mend it; the rest stands above."""
    finding = problem.finding
    yield _heading(finding, len(problem.members))
    table = _table()
    _row(table, "Written", str(finding.where))
    _row(table, "Why", f"{finding.why.removesuffix(finding.kind.why).strip()} As above.")
    for remedy in finding.remedies[:1]:
        _remedy(table, remedy, dialect, again=True)
    yield Padding(table, (0, 0, 1, 2))


def _problem(report: Report, problem: Problem, dialect: str) -> Iterable[RenderableType]:
    finding = problem.finding
    yield _heading(finding, len(problem.members))
    table = _table()
    _fetch(table, report.at(problem.members[0]))
    if report.places:
        _row(table, "At", str(report.places[problem.members[0]]))
    if finding.where is not None:
        _row(table, "Written", str(finding.where))
    _row(table, "Why", finding.why)
    for label, attribution in words.news(finding):
        _attribution(table, label, attribution)
    for remedy in finding.remedies:
        _remedy(table, remedy, dialect)
    if len(problem.members) > 1:
        _members(table, report, problem.members[1:])
    yield Padding(table, (0, 0, 1, 2))


def _unexplained(report: Report) -> Iterable[RenderableType]:
    grouped: dict[tuple[object, ...], list[int]] = {}
    for position in unexplained(report):
        assessment = report.assessments[position]
        told = tuple(words.rulings(assessment))
        grouped.setdefault((worst(assessment.rulings), told, assessment.sighting.unknown), []).append(position)
    for members in grouped.values():
        standing = worst(report.assessments[members[0]].rulings)
        heading = Text.assemble(("? ", "bold yellow"), (words.UNEXPLAINED[standing], "bold"))
        if len(members) > 1:
            heading.append(f"  ×{len(members):,}", style="bold")
        yield heading
        table = _table()
        _fetch(table, report.at(members[0]))
        if len(members) > 1:
            _members(table, report, members[1:])
        yield Padding(table, (0, 0, 1, 2))


def render(report: Report, *, width: int = 100, color: bool = False, dialect: str = "") -> str:
    """Render for `width` columns (80 to 160). `dialect` is the fix snippet to show in full."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=min(max(width, NARROWEST), WIDEST),
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    counted = summarise(report)
    told: set[tuple[str, Severity]] = set()
    for problem in counted.problems:
        finding = problem.finding
        repeated = finding.where is not None and (finding.kind.code, finding.severity) in told
        told.add((finding.kind.code, finding.severity))
        for part in _again(problem, dialect) if repeated else _problem(report, problem, dialect):
            console.print(part)
    for part in _unexplained(report):
        console.print(part)
    for note in report.notes[:_SHOWN_NOTES]:
        console.print(Text(f"note: {printable(note)}", style="yellow"))
    if len(report.notes) > _SHOWN_NOTES:
        console.print(
            Text(f"note: {len(report.notes) - _SHOWN_NOTES:,} more notes, see --format json", style="yellow")
        )
    console.print(Text(words.totals(report, counted), style="bold"))
    # rich pads cells to the full width; nobody wants that in a log
    return "".join(f"{_PADDING.sub(_unpadded, line)}\n" for line in out.getvalue().splitlines())
