"""What the demo shows in the terminal: each verdict as it happens, and the table of all of them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from corsproxy.cli.demo_run import Outcome, disagreement, says
from corsproxy.diagnose.assess import Assessment, headline
from corsproxy.proxy.verdict_text import (
    Word,
    badges,
    error_text,
    printable,
    response_writer,
    shown,
    status_text,
    word_of,
)

_STYLES = {Word.OK: "green", Word.BLOCKED: "red", Word.UNKNOWN: "yellow", Word.NOT_CORS: "dim"}
_COLOURS = {"ok": "green", "blocked": "red"}
_REQUEST, _GOT, _ERROR = 22, 9, 36  # the longest error is HeaderDisallowedByPreflightResponse
_LEFT = _REQUEST + _GOT + _ERROR
_WRITER = 32  # and what stands between the columns
_SHORT = {Word.OK: "ok", Word.BLOCKED: "blocked", Word.UNKNOWN: "unknown", Word.NOT_CORS: "no cors"}


def live_lines(assessment: Assessment, path: str) -> Text:
    """A verdict as it happens: the fetch, the browsers, the writer, and one sentence of truth."""
    word = word_of(assessment)
    text = Text(no_wrap=False)
    text.append(f"{_SHORT[word]:<8}", style=f"bold {_STYLES[word]}")
    text.append(f"{assessment.sighting.fetch.method:<7}{printable(path)}".ljust(_REQUEST), style="bold")
    text.append(f"   {status_text(assessment)}   {badges(assessment)}")
    error, who = error_text(assessment), response_writer(assessment)
    if error:
        text.append(f"\n        {error}", style=_STYLES[word])
    if who:
        text.append(f"\n        written by {printable(who)}")
    if word is not Word.OK:
        why = assessment.findings[0].title if assessment.findings else headline(assessment)
        for line in textwrap.wrap(printable(shown(why)), 90):
            text.append(f"\n        {line}", style="dim")
    return text


def table(outcomes: Sequence[Outcome], browser: str, width: int) -> Table:
    """Every case in two lines: what was asked, what the page got, our verdict, and who wrote the response; in three
    where the terminal has no room for the writer beside them."""
    beside = width >= _LEFT + _WRITER
    made = Table.grid(padding=(0, 1))
    made.add_column(width=1)
    made.add_column(width=_LEFT if beside else None, no_wrap=beside)
    if beside:
        made.add_column(overflow="fold")
    heading = f"{'Request':<{_REQUEST}}{'Page got':<{_GOT}}Verdict"
    made.add_row("", Text(heading, style="dim"), *([Text("Written by", style="dim")] if beside else ()))
    made.add_row("", Text("─" * _LEFT, style="dim"), *([Text("─" * 28, style="dim")] if beside else ()))
    for outcome in outcomes:
        wrong = disagreement(outcome, browser)
        mark = Text("!", style="bold yellow") if wrong else Text("=", style="dim")
        who = printable(response_writer(outcome.assessment)) if outcome.assessment is not None else ""
        said = _asked_and_said(outcome, browser, wrong)
        if beside:
            made.add_row(mark, said, Text(who))
        else:
            made.add_row(mark, said.append(f"\nwritten by {who}") if who else said)
    return made


def _asked_and_said(outcome: Outcome, browser: str, wrong: str) -> Text:
    said, error = says(outcome, browser)
    got = {"ok": f"{outcome.status}", "blocked": "blocked", "": "nothing"}[outcome.page]
    text = Text()
    text.append(f"{outcome.case.method} {outcome.case.path}".ljust(_REQUEST), style="bold")
    text.append(got.ljust(_GOT), style=_COLOURS.get(outcome.page, "yellow"))
    text.append(error or said, style=_COLOURS.get(said, "yellow"))
    text.append(f"\n{outcome.case.title}", style="dim")
    if wrong:
        text.append("\n" + textwrap.fill(wrong, _LEFT), style="bold yellow")
    return text


def closing(outcomes: Sequence[Outcome], browser: str) -> Text:
    """The last line: do page, browser and we agree?"""
    wrong = [outcome for outcome in outcomes if disagreement(outcome, browser)]
    checked = sum(outcome.devtools is not None for outcome in outcomes)
    if not wrong:
        also = f", and so does {browser}'s own error for each" if checked == len(outcomes) else ""
        return Text(
            f"{len(outcomes)} fetches: what the page experienced is what corsproxy says{also}.", style="green"
        )
    return Text(f"{len(wrong)} of {len(outcomes)} fetches differ (marked !).", style="bold yellow")


def show(console: Console, outcomes: Sequence[Outcome], browser: str) -> None:
    """Print the table and its last line."""
    console.print(Group(table(outcomes, browser, console.width), Text(), closing(outcomes, browser)))
