"""The report as GitHub-flavoured Markdown: for an issue, a pull request, or $GITHUB_STEP_SUMMARY."""

from __future__ import annotations

import re

from corsproxy.diagnose.finding import Attribution, Remedy
from corsproxy.report import words
from corsproxy.report.plain import one_line, printable
from corsproxy.report.report import Problem, Report, summarise, unexplained
from corsproxy.report.written import written

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&@])")
_AUTOLINK = re.compile(r"(?i)(https?|www)(:|\.)")
_BACKTICKS = re.compile(r"`+")
_LANGUAGES = {
    "sam": "yaml", "cloudformation": "yaml", "openapi": "yaml", "serverless": "yaml", "terraform": "hcl",
    "cdk-typescript": "typescript", "cdk-python": "python", "aws-cli": "sh", "node": "javascript", "python": "python",
}  # fmt: skip
_MEMBERS = 10


def escape(text: str) -> str:
    """Text that stays text: no emphasis, link, mention, HTML or table of a stranger's."""
    plain = one_line(text)
    # a zero-width joiner's place is taken by an entity: the colon no longer makes the word a link
    return _AUTOLINK.sub(lambda found: f"{found[1]}&#{ord(found[2])};", _SPECIAL.sub(r"\\\1", plain))


def code(text: str) -> str:
    """A code span around any text."""
    plain = one_line(text)
    longest = max((len(run) for run in _BACKTICKS.findall(plain)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") or not plain.strip() else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def block(text: str, language: str = "") -> str:
    """A fenced block around any text."""
    plain = printable(text).rstrip("\n")
    longest = max((len(run) for run in _BACKTICKS.findall(plain)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{plain}\n{fence}"


def _attribution(label: str, attribution: Attribution) -> list[str]:
    lines = [f"- **{label}:** {escape(words.author(attribution) + words.meaning(attribution))}"]
    lines += [f"  - {code(evidence)}" for evidence in attribution.evidence[:6]]
    if attribution.decide_with:
        lines.append(f"  - decide with {code(attribution.decide_with)}")
    return lines


def _remedy(remedy: Remedy) -> list[str]:
    lines = [f"- **Fix:** {escape(remedy.text)}"]
    for dialect, snippet in written(remedy).items():
        lines += [
            "",
            f"<details><summary>{dialect}</summary>",
            "",
            block(snippet.text, _LANGUAGES.get(dialect, "")),
            "",
        ]
        if snippet.caution:
            lines += [escape(snippet.caution), ""]
        lines += ["</details>", ""]
    return lines


def _fetch(report: Report, position: int) -> list[str]:
    assessment = report.at(position)
    fetch = assessment.sighting.fetch
    lines = [
        f"- **Request:** {code(f'{fetch.method} {fetch.url}')} from {code(fetch.page_origin)}, "
        f"{words.entries(assessment)}"
    ]
    lines += [f"- **{browsers}:** {escape(ruled)}" for browsers, ruled in words.rulings(assessment)]
    browser, console = words.console(assessment)
    if console:
        lines += ["", f"{browser}'s console:", "", block("\n".join(console)), ""]
    lines += [f"- **Note:** {escape(note)}" for note in words.notes(assessment)]
    return lines


def _problem(report: Report, problem: Problem) -> list[str]:
    finding = problem.finding
    times = f" (×{len(problem.members):,})" if len(problem.members) > 1 else ""
    lines = [f"### {finding.kind.code} {finding.severity}: {escape(finding.title)}{times}", ""]
    lines += _fetch(report, problem.members[0])
    lines.append(f"- **Why:** {escape(finding.why)}")
    for label, attribution in words.news(finding):
        lines += _attribution(label, attribution)
    for remedy in finding.remedies:
        lines += _remedy(remedy)
    others = problem.members[1:]
    if others:
        lines += ["", f"<details><summary>{len(others):,} more</summary>", ""]
        for position in others[:_MEMBERS]:
            fetch = report.assessments[position].sighting.fetch
            lines.append(f"- {code(f'{fetch.method} {fetch.url}')} {words.entries(report.assessments[position])}")
        if len(others) > _MEMBERS:
            lines.append(f"- and {len(others) - _MEMBERS:,} more")
        lines += ["", "</details>"]
    return [*lines, ""]


def render(report: Report) -> str:
    """Render as one Markdown document."""
    counted = summarise(report)
    lines = ["## CORS report", "", f"**{words.totals(report, counted)}**", ""]
    for problem in counted.problems:
        lines += _problem(report, problem)
    left = unexplained(report)
    if left:
        lines += ["### No cause is known, or the capture does not tell", ""]
        for position in left[:_MEMBERS]:
            lines += [*_fetch(report, position), ""]
        if len(left) > _MEMBERS:
            lines += [f"and {len(left) - _MEMBERS:,} more", ""]
    if report.notes:
        lines += ["### Notes", "", *(f"- {escape(note)}" for note in report.notes[:50]), ""]
    return "\n".join(lines).rstrip("\n") + "\n"
