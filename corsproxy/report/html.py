"""The report as one self-contained HTML page: the problems, and a table of all page fetches to filter.

It needs no network and may reach none: its Content-Security-Policy permits its own style and script, by their
hashes, and nothing else. The problems are plain HTML, readable without script.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape as escape_markup

from corsproxy.diagnose.finding import Attribution, Finding, Remedy
from corsproxy.diagnose.ruling import Ruling
from corsproxy.report import words
from corsproxy.report.html_page import SCRIPT, STYLE
from corsproxy.report.plain import one_line, printable
from corsproxy.report.report import Problem, Report, Summary, summarise, unexplained
from corsproxy.report.written import written

Json = dict[str, object]
_MEMBERS = 10


def text(value: str) -> str:
    """Text of anybody's as HTML."""
    return escape_markup(printable(value), quote=True)


def line(value: str) -> str:
    """The same, in one line."""
    return escape_markup(one_line(value), quote=True)


def _hash(inline: str) -> str:
    return base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()


def _pair(label: str, markup: str) -> str:
    return f"<dt>{label}</dt><dd>{markup}</dd>\n"


def _attribution(label: str, attribution: Attribution) -> str:
    said = text(words.author(attribution) + words.meaning(attribution))
    if attribution.evidence:
        said += "<ul>" + "".join(f"<li><code>{line(each)}</code></li>" for each in attribution.evidence[:6]) + "</ul>"
    if attribution.decide_with:
        said += f"<p>decide with <code>{text(attribution.decide_with)}</code></p>"
    return _pair(label, said)


def _remedy(remedy: Remedy) -> str:
    said = text(remedy.text)
    for dialect, snippet in written(remedy).items():
        caution = f'<p class="warning">{text(snippet.caution)}</p>' if snippet.caution else ""
        said += f"<details><summary>{text(dialect)}</summary><pre>{text(snippet.text)}</pre>{caution}</details>"
    return _pair("Fix", said)


def _fetch(report: Report, position: int) -> str:
    assessment = report.at(position)
    fetch = assessment.sighting.fetch
    asked = f"<code>{line(f'{fetch.method} {fetch.url}')}</code> from <code>{line(fetch.page_origin)}</code>"
    out = _pair("Request", f'{asked} <span class="dim">{line(words.entries(assessment))}</span>')
    for browsers, ruled in words.rulings(assessment):
        kind = ruled.partition(" ")[0].rstrip(":")
        mark = kind if kind in {"blocked", "allowed", "depends"} else "unknown"
        out += _pair("Verdict", f'<strong>{line(browsers)}:</strong> <span class="{mark}">{line(ruled)}</span>')
    browser, console = words.console(assessment)
    if console:
        out += _pair(f"{line(browser)}'s console", f"<pre>{text(chr(10).join(console))}</pre>")
    return out + "".join(_pair("Note", text(note)) for note in words.notes(assessment))


def _references(finding: Finding) -> str:
    safe = [page for page in finding.kind.references if page.startswith("https://")]
    if not safe:
        return ""
    return _pair(
        "Read", "<br>".join(f'<a href="{text(page)}" rel="noreferrer noopener">{text(page)}</a>' for page in safe)
    )


def _problem(report: Report, problem: Problem, number: int) -> str:
    finding = problem.finding
    times = f" <strong>×{len(problem.members):,}</strong>" if len(problem.members) > 1 else ""
    out = (
        f'<details class="card {finding.severity}" id="problem-{number}"{" open" if number < 3 else ""}>\n'
        f'<summary><span class="badge {finding.severity}">{text(finding.kind.code)} {finding.severity}</span>'
        f"<h3>{text(finding.title)}</h3>{times}</summary>\n<dl>\n"
    )
    out += _fetch(report, problem.members[0])
    if finding.where is not None:
        out += _pair("Written", f"<code>{line(str(finding.where))}</code>")
    out += _pair("Why", text(finding.why))
    out += "".join(_attribution(label, attribution) for label, attribution in words.news(finding))
    out += "".join(_remedy(remedy) for remedy in finding.remedies)
    out += _references(finding)
    if len(problem.members) > 1:
        listed = [report.assessments[position] for position in problem.members[1 : _MEMBERS + 1]]
        also = "".join(
            f"<li><code>{line(f'{each.sighting.fetch.method} {each.sighting.fetch.url}')}</code> "
            f'<span class="dim">{line(words.entries(each))}</span></li>'
            for each in listed
        )
        rest = len(problem.members) - 1 - len(listed)
        out += _pair("Also", f"<ul>{also}{f'<li>and {rest:,} more</li>' if rest else ''}</ul>")
    return out + "</dl>\n</details>\n"


class _Table:
    """The rows for the script; equal verdicts, steps and findings are stored once."""

    def __init__(self, report: Report, counted: Summary) -> None:
        self.browsers = list(counted.by_browser)
        self.verdicts: list[list[Json]] = []
        self.steps: list[list[object]] = []
        self.findings: list[tuple[str, str, str, int]] = []
        self._verdict_at: dict[int, int] = {}
        self._steps_at: dict[str, int] = {}
        self._finding_at: dict[int, int] = {}
        self._problem_at = {
            (position, problem.finding.kind.name): number
            for number, problem in enumerate(counted.problems)
            for position in problem.members
        }
        self.rows = [self._row(report, position) for position in range(len(report.assessments))]

    def _steps(self, ruled: Ruling) -> int:
        steps: list[object] = [
            [one_line(each.title), one_line(each.detail), each.passed, str(each.phase), each.hop, each.spec]
            for each in ruled.verdict.steps
        ]
        key = json.dumps(steps)
        if key not in self._steps_at:
            self._steps_at[key] = len(self.steps)
            self.steps.append(steps)
        return self._steps_at[key]

    def _verdict(self, ruled: Ruling) -> Json:
        return {
            "name": words.browser_name(ruled.browser),
            "words": one_line(words.ruling(ruled)),
            "standing": str(ruled.standing),
            "console": [one_line(each) for each in ruled.verdict.console],
            "steps": self._steps(ruled),
        }

    def _finding(self, position: int, finding: Finding) -> int:
        if id(finding) not in self._finding_at:
            number = self._problem_at.get((position, finding.kind.name), -1)
            self._finding_at[id(finding)] = len(self.findings)
            self.findings.append((finding.kind.code, str(finding.severity), one_line(finding.title), number))
        return self._finding_at[id(finding)]

    def _row(self, report: Report, position: int) -> list[object]:
        assessment = report.assessments[position]
        sighting, rulings = assessment.sighting, assessment.rulings
        if id(rulings) not in self._verdict_at:
            self._verdict_at[id(rulings)] = len(self.verdicts)
            self.verdicts.append([self._verdict(ruled) for ruled in rulings.values()])
        return [
            one_line(sighting.fetch.method),
            one_line(sighting.fetch.url),
            one_line(sighting.fetch.page_origin),
            [str(rulings[browser].standing) if browser in rulings else "unknown" for browser in self.browsers],
            sighting.id,
            [[entry.index, str(entry.role)] for entry in sighting.entries],
            self._verdict_at[id(rulings)],
            [self._finding(position, finding) for finding in assessment.findings],
            [one_line(note) for note in words.notes(assessment)],
            str(report.places[position]) if report.places else "",
            [[one_line(there), one_line(here)] for there, here in report.differences[position]]
            if report.differences
            else [],
        ]


def _embedded(table: _Table) -> str:
    """JSON inside a script element: nothing in it can end the element or open a comment."""
    value = {
        "browsers": table.browsers,
        "verdicts": table.verdicts,
        "steps": table.steps,
        "findings": table.findings,
        "rows": table.rows,
    }
    dumped = json.dumps(value, separators=(",", ":"))
    return dumped.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _filter(counted: Summary) -> str:
    codes = dict.fromkeys(problem.finding.kind.code for problem in counted.problems)
    options = "".join(f"<option>{text(code)}</option>" for code in codes)
    return f"""<form id="filter" role="search">
<label>Method, URL or page <input name="text" type="search" autocomplete="off"></label>
<label>Any browser <select name="standing"><option value="">any</option><option value="blocked">blocked</option>
<option value="depends">depends</option><option value="unknown">cannot tell</option>
<option value="allowed">allowed</option><option value="not-cors">not CORS</option></select></label>
<label>Finding <select name="code"><option value="">any</option>{options}</select></label>
</form>"""


def render(report: Report) -> str:
    """Render as one HTML document."""
    counted = summarise(report)
    table = _Table(report, counted)
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(STYLE)}'; script-src 'sha256-{_hash(SCRIPT)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    shown = "".join(_problem(report, problem, number) for number, problem in enumerate(counted.problems))
    left = unexplained(report)
    if left:
        shown += '<details class="card warning"><summary><h3>No cause is known, or the capture does not tell</h3> '
        shown += f"<strong>×{len(left):,}</strong></summary><dl>"
        shown += "".join(_fetch(report, position) for position in left[:_MEMBERS]) + "</dl></details>\n"
    notes = "".join(f"<li>{text(note)}</li>" for note in report.notes[:200])
    heads = "".join(f'<th scope="col">{text(words.browser_name(browser))}</th>' for browser in table.browsers)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>CORS report</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>CORS report</h1>
<p>{text(words.totals(report, counted))}</p>
</header>
<main>
<h2>Problems</h2>
{shown or '<p class="allowed">None found.</p>'}
{f"<h2>Notes</h2><ul>{notes}</ul>" if notes else ""}
<section id="table" hidden>
<h2>Page fetches</h2>
{_filter(counted)}
<div class="scroll" tabindex="0" role="region" aria-label="Page fetches">
<table>
<caption id="shown" aria-live="polite"></caption>
<thead><tr><th scope="col"><span aria-hidden="true">±</span></th><th scope="col">Method</th><th scope="col">URL</th>
<th scope="col">Page</th>{heads}</tr></thead>
<tbody id="rows"></tbody>
</table>
</div>
<p><button type="button" id="more" hidden>Show more</button></p>
</section>
<noscript><p>The table of all page fetches needs script; the problems above do not.</p></noscript>
</main>
<footer><p class="dim">corsproxy {text(report.tool_version)}</p></footer>
<script type="application/json" id="data">{_embedded(table)}</script>
<script>{SCRIPT}</script>
</body>
</html>
"""
