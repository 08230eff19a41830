"""`corsproxy analyze`: captured traffic, each page fetch with its verdicts, author, cause and fix."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corsproxy import __version__
from corsproxy.cli.reporting import browser_option, exit_code, origin_option, rendered, report_options, write
from corsproxy.cli.reporting import origins as serialised
from corsproxy.where import Mistake, Unusable, Where

if TYPE_CHECKING:
    from corsproxy.capture.capture import Capture
    from corsproxy.cli.analysis import Judged
    from corsproxy.diagnose.assessment import Assessment
    from corsproxy.diagnose.ruling import Ruling
    from corsproxy.report.report import Report

# The longest body that is kept, in characters: every error that API Gateway, WAF or CloudFront writes is shorter,
# and longer ones decide nothing.
BODY_LIMIT = 2_048
# Files from this size on get a progress bar.
_LONG_WORK = 20 << 20

Advance = Callable[[int, int], None]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@report_options("har")
@browser_option
@origin_option("Only fetches of pages of this origin")
@click.option("--only", type=click.Choice(["blocked"]), help="Only fetches that a browser blocks, or may block.")
@click.option("--show-secrets", is_flag=True, help="Do not strike out tokens, cookies, keys and signatures.")
def command(
    files: tuple[str, ...],
    form: str,
    browsers: tuple[str, ...],
    origins: tuple[str, ...],
    only: str | None,
    fail_on: str,
    output: Path | None,
    show_secrets: bool,
    dialect: str,
    color: str,
) -> int:
    """Say of each page fetch in captured traffic what each browser made of it, why, and what to change.

    FILE is a HAR (any browser or proxy) or a mitmproxy flow file, also gzipped; - is standard input.
    """
    if form == "har" and len(files) > 1:
        raise Unusable(Mistake("--format har annotates one capture.", None, "Give one FILE at a time."))
    wanted = frozenset(serialised(origins))
    # A long capture is millions of small values that live to the end: looking for garbage among them is in vain.
    gc.disable()
    captures, report = _report(files, browsers, wanted, only, show_secrets)
    if form == "har":
        _write_har(captures[0], report, output, show_secrets)
    else:
        write(rendered(report, form, output, dialect, color), output)
    return exit_code(report, fail_on)


def _report(
    files: tuple[str, ...], browsers: tuple[str, ...], origins: frozenset[str], only: str | None, show_secrets: bool
) -> tuple[list[Capture], Report]:
    # These rooms take a while to import, and `corsproxy --help` should not
    from corsproxy.capture.read import read
    from corsproxy.cli.analysis import assess_all
    from corsproxy.cli.redaction import Redactor
    from corsproxy.diagnose.capture_cautions import preflight_budget
    from corsproxy.report.report import Report

    captures: list[Capture] = []
    kept: list[Judged] = []
    places: list[Where] = []
    notes: list[str] = []
    redactor = Redactor()
    originals: list[Judged] = []  # the redactor knows them by identity, so they must live
    mistakes: list[Mistake] = []
    for file in files:
        with _progress(file) as advance:
            try:
                capture = read(file, body_limit=BODY_LIMIT, progress=advance("reading"))
            except Unusable as error:
                mistakes += error.mistakes
                continue
            judged = assess_all(capture.exchanges, advance("judging"))
            notes += preflight_budget([each.assessment.sighting for each in judged])
        if browsers and "all" not in browsers:
            judged = _of_browsers(judged, browsers)
        if origins:
            judged = [each for each in judged if each.assessment.sighting.fetch.page_origin in origins]
        if only == "blocked":
            judged = [each for each in judged if _blocked(each.assessment)]
        if not show_secrets:
            originals += judged
            judged = [redactor.redacted(each) for each in judged]
        captures.append(capture)
        notes += capture.notes
        kept += judged
        places += _places(capture, [each.assessment for each in judged])
    if mistakes:
        raise Unusable(mistakes)
    return captures, Report(
        tuple(each.assessment for each in kept),
        tuple(notes),
        __version__,
        tuple(places),
        tuple(each.differences for each in kept),
    )


def _of_browsers(judged: list[Judged], browsers: tuple[str, ...]) -> list[Judged]:
    """With the rulings of some browsers only; those that were shared stay shared."""
    chosen: dict[int, Mapping[str, Ruling]] = {}
    for each in judged:
        rulings = each.assessment.rulings
        if id(rulings) not in chosen:
            chosen[id(rulings)] = {name: ruled for name, ruled in rulings.items() if name in browsers}
    return [
        replace(each, assessment=replace(each.assessment, rulings=chosen[id(each.assessment.rulings)]))
        for each in judged
    ]


def _blocked(assessment: Assessment) -> bool:
    return any(ruled.standing in {"blocked", "depends"} for ruled in assessment.rulings.values())


def _places(capture: Capture, assessments: list[Assessment]) -> list[Where]:
    """The line of each fetch's last entry, which decided it; only those with findings are looked up."""
    last = [each.sighting.entries[-1].index if each.sighting.entries else -1 for each in assessments]
    asked = sorted({index for index, each in zip(last, assessments, strict=True) if each.findings and index >= 0})
    lines = capture.lines_of(asked)
    here = Where(capture.name)
    return [Where(capture.name, lines[index]) if index in lines else here for index in last]


def _write_har(capture: Capture, report: Report, output: Path | None, show_secrets: bool) -> None:
    from corsproxy.capture.har_out import annotated
    from corsproxy.cli.annotation import annotate

    write(annotated(capture, annotate(report), reveal=show_secrets), output)


@contextlib.contextmanager
def _progress(file: str) -> Iterator[Callable[[str], Advance | None]]:
    """A bar on standard error for long work, only where somebody watches."""
    try:
        long = file != "-" and Path(file).stat().st_size >= _LONG_WORK
    except OSError:
        long = False
    if not long or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True, refresh_per_second=5,
    ) as bar:  # fmt: skip

        def advance(what: str) -> Advance:
            task: Any = bar.add_task(f"{what} {Path(file).name}")
            return lambda done, total: bar.update(task, completed=done, total=max(total, 1))

        yield advance
